"""Contenders keep the same changes, and come to the same scores."""

from operator import attrgetter

import pytest

from benchmarks.agreeing import CONTENDERS, agree, hold
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
    "save", [attrgetter("save_together"), attrgetter("save_one_by_one")], ids=["together", "apart"]
)
@pytest.mark.parametrize("contender", CONTENDERS.values(), ids=CONTENDERS)
def test_what_is_kept_together_and_one_by_one_is_there(contender, save, setting):
    told = setting.told(80)
    inspection = told[0].inspection
    of_it = [one for one in told if one.inspection == inspection and one.question]
    expected: dict[tuple[str, str], str] = {(one.case, one.question): one.response for one in of_it}
    with setting.fresh() as path:
        assert save(contender)(path, told) > 0
        assert contender.answers(path, inspection) == expected


def test_all_contenders_come_to_the_same_scores(setting):
    found = agree(setting)
    assert len(found) == 4
    assert len({str(scores) for scores in found.values()}) == 1


@pytest.mark.parametrize("contender", CONTENDERS)
def test_a_contender_that_kept_another_answer_than_it_was_given_is_found_out(contender, setting):
    told = setting.told(80)
    other = {"sufficient": "insufficient", "insufficient": "sufficient"}
    first = next(number for number, one in enumerate(told) if one.question)
    changed = [
        one._replace(response=other[one.response]) if number == first else one for number, one in enumerate(told)
    ]
    with setting.fresh() as path:
        CONTENDERS[contender].save_together(path, told)
        hold(contender, path, told)
        with pytest.raises(RuntimeError, match=contender):
            hold(contender, path, changed)
