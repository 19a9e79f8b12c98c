"""Generated inspections are as real ones: the rules allow them, and the same seed makes the same."""

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


def test_the_example_that_is_played_is_what_is_copied(copied):
    assert template(CASES) == copied


def test_the_same_seed_makes_the_same_inspections_and_another_seed_others(copied):
    assert list(inspections(copied, 2, seed=1)) == list(inspections(copied, 2, seed=1))
    assert list(inspections(copied, 2, seed=1)) != list(inspections(copied, 2, seed=2))


def test_a_generated_store_is_verified_with_its_publications(generated):
    with closing(open_store(generated)) as store:
        found = verify(store)
        assert found.fault is None
        assert store.inspections() == [named(index) for index in range(NUMBER)]


def test_every_inspection_has_all_chapters_and_scores_of_its_own(generated):
    with closing(open_store(generated)) as store:
        logs = [list(store.follow(inspection=name)) for name in store.inspections()]
    kinds = {one.fact.kind() for one in logs[0]}
    assert kinds >= {"answer-revised", "answer-moderated", "finding-recorded", "report-published", "follow-up-reviewed"}
    views = [Views.replay(log) for log in logs]
    assert {len(view.scores.cases) for view in views} == {CASES}
    answers = [{case: dict(one.answers) for case, one in view.scores.cases.items()} for view in views]
    assert answers[0] != answers[1]
    assert all(len(list(entries(log))) == len(log) for log in logs)


def test_contenders_are_told_every_change_of_an_answer(generated):
    with closing(open_store(generated)) as store:
        log = list(store.follow())
        told = list(changes(store, 1_000_000))
        assert list(changes(store, 5)) == told[:5]
    of_answers = [one for one in log if (hasattr(one.fact, "new") and one.case) or one.fact.kind() == "answer-recorded"]
    assert len([one for one in told if one.question]) == len(of_answers)
