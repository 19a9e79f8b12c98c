"""Contenders store the same changes and compute the same scores."""

from operator import attrgetter

import pytest

from benchmarks.contenders.agreement import CONTENDERS, agree, check_scores
from benchmarks.setting import QUICK, Setting
from tests.fixtures.newcastle import newcastle_template

# Benchmarks are not measured, and what they use is tested elsewhere.
pytestmark = pytest.mark.no_cover


@pytest.fixture
def setting(tmp_path):
    setting = Setting(tmp_path, 1, QUICK)
    setting.template = newcastle_template(QUICK.cases)
    return setting


@pytest.mark.parametrize(
    "save", [attrgetter("save_together"), attrgetter("save_separately")], ids=["together", "apart"]
)
@pytest.mark.parametrize("contender", CONTENDERS.values(), ids=CONTENDERS)
def test_changes_saved_together_and_separately_are_complete(contender, save, setting):
    changes = setting.answer_changes(80)
    inspection = changes[0].inspection
    of_it = [change for change in changes if change.inspection == inspection and change.question]
    expected: dict[tuple[str, str], str] = {(change.case, change.question): change.response for change in of_it}
    with setting.fresh() as path:
        assert save(contender)(path, changes) > 0
        assert contender.answers(path, inspection) == expected


def test_all_contenders_compute_the_same_scores(setting):
    scores_by_contender = agree(setting)
    assert len(scores_by_contender) == 4
    assert len({str(scores) for scores in scores_by_contender.values()}) == 1


@pytest.mark.parametrize("contender", CONTENDERS)
def test_a_contender_with_a_different_answer_is_named(contender, setting):
    changes = setting.answer_changes(80)
    opposite = {"sufficient": "insufficient", "insufficient": "sufficient"}
    first = next(number for number, change in enumerate(changes) if change.question)
    changed = [
        change._replace(response=opposite[change.response]) if number == first else change
        for number, change in enumerate(changes)
    ]
    with setting.fresh() as path:
        CONTENDERS[contender].save_together(path, changes)
        check_scores(contender, path, changes)
        with pytest.raises(RuntimeError, match=contender):
            check_scores(contender, path, changed)
