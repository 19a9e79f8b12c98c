"""Generated inspections follow the rules of the domain and depend only on the seed."""

from contextlib import closing

import pytest

from benchmarks.changes import changes
from benchmarks.generator import inspections, named, store_of, template
from events_store.store_url import open_store
from events_store.verify.log import verify
from projections.saved.all_views import Views
from projections.saved.audit_trail import entries
from tests.fixtures.newcastle import newcastle_template

CASES, NUMBER = 3, 4


@pytest.fixture
def copied():
    return newcastle_template(CASES)


@pytest.fixture
def generated(copied, tmp_path):
    return store_of(str(tmp_path / "generated.db"), copied, NUMBER, seed=1)


def test_the_template_is_the_example(copied):
    assert template(CASES) == copied


def test_inspections_depend_only_on_the_seed(copied):
    assert list(inspections(copied, 2, seed=1)) == list(inspections(copied, 2, seed=1))
    assert list(inspections(copied, 2, seed=1)) != list(inspections(copied, 2, seed=2))


def test_a_generated_store_is_verified_with_its_publications(generated):
    with closing(open_store(generated)) as store:
        result = verify(store)
        assert result.fault is None
        assert store.inspections() == [named(index) for index in range(NUMBER)]


def test_every_inspection_is_complete_and_has_its_own_scores(generated):
    with closing(open_store(generated)) as store:
        logs = [list(store.follow(inspection=name)) for name in store.inspections()]
    kinds = {event.fact.kind() for event in logs[0]}
    assert kinds >= {"answer-revised", "answer-moderated", "finding-recorded", "report-published", "follow-up-reviewed"}
    views = [Views.replay(log) for log in logs]
    assert {len(view.scores.cases) for view in views} == {CASES}
    answers = [{case: dict(event.answers) for case, event in view.scores.cases.items()} for view in views]
    assert answers[0] != answers[1]
    assert all(len(list(entries(log))) == len(log) for log in logs)


def test_contenders_get_every_change_of_an_answer(generated):
    with closing(open_store(generated)) as store:
        log = list(store.follow())
        answer_changes = list(changes(store, 1_000_000))
        assert list(changes(store, 5)) == answer_changes[:5]
    of_answers = [
        event for event in log if (hasattr(event.fact, "new") and event.case) or event.fact.kind() == "answer-recorded"
    ]
    assert len([event for event in answer_changes if event.question]) == len(of_answers)
