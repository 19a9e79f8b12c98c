"""Ratios and verdicts are computed from the measurements."""

import pytest

from benchmarks.measured import Measured, Target, as_data, faster
from benchmarks.setting import HISTORY, LIMIT, OURS, VANILLA
from benchmarks.table import cells, humanise, plain
from benchmarks.turns import in_turns

OURS_HERE = Measured("import", OURS, 1_000, [3.0, 1.0, 2.0], 40.0)
VANILLA_HERE = Measured("import", VANILLA, 100, [0.8])


def test_a_ratio_compares_the_time_for_each_event():
    ours, vanilla = as_data([OURS_HERE, VANILLA_HERE], [])
    assert ours["ratio"] == {LIMIT: None, VANILLA: 4.0, HISTORY: None}
    assert vanilla["ratio"][VANILLA] == 1.0


@pytest.mark.parametrize(("least", "reached"), [(4, True), (4.1, False)])
def test_a_target_is_reached_at_its_ratio(least, reached):
    (ours, _) = as_data([OURS_HERE, VANILLA_HERE], [faster("import", VANILLA, least)])
    assert ours["targets"] == [{"says": f"at least {least:g} x vanilla", "ratio": 4.0, "unit": "", "reached": reached}]
    assert ("MISSED" in cells(ours)[-1]) is not reached


def test_a_target_with_a_maximum_is_missed_above_it():
    target = Target("import", "at most twice", lambda measured: measured["import", OURS].median, most=1.9)
    (ours,) = as_data([OURS_HERE], [target])
    assert not ours["targets"][0]["reached"]


def test_contenders_take_turns():
    ran = []

    def running(name):
        return lambda: float(ran.append(name) or len(ran))

    assert in_turns({"a": running("a"), "b": running("b")}, 2) == {"a": [1.0, 3.0], "b": [2.0, 4.0]}
    assert ran == ["a", "b", "a", "b"]


@pytest.mark.parametrize(("seconds", "text"), [(0.00042, "420 µs"), (0.0421, "42.1 ms"), (4.2, "4.20 s")])
def test_a_time_is_shown_in_a_suitable_unit(seconds, text):
    assert humanise(seconds) == text


def test_the_table_has_a_line_for_each_contender():
    table = plain(as_data([OURS_HERE, VANILLA_HERE], [])).splitlines()
    assert len(table) == 4
    assert table[2].split()[:3] == ["import", "inspectrail", "1,000"]
