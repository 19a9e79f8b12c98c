"""Contenders keep the same changes, and come to the same scores."""

import pytest

from benchmarks import limit, vanilla
from benchmarks.agreeing import agree
from benchmarks.setting import QUICK, Setting


@pytest.fixture
def setting(tmp_path):
    return Setting(tmp_path, 1, QUICK)


@pytest.mark.parametrize("contender", [limit, vanilla], ids=["limit", "vanilla"])
def test_what_is_kept_together_and_one_by_one_is_there(contender, setting):
    told = setting.told(80)
    inspection = told[0].inspection
    expected: dict[tuple[str, str], str] = {(one.case, one.question): one.response for one in told if one.question}
    with setting.fresh() as path:
        save = contender.insert_together if contender is limit else contender.save_together
        assert save(path, told) > 0
        assert contender.answers(path, inspection) == expected


def test_all_contenders_come_to_the_same_scores(setting):
    found = agree(setting)
    assert len(found) == 4
    assert len({str(scores) for scores in found.values()}) == 1
