"""Show the planned and actual dates of an inspection."""

from pathlib import Path

import pytest

from tests.cli.conftest import Walk
from tests.fixtures.command_line import Ran, here

pytestmark = pytest.mark.dated


def schedule(store: Path, *arguments: str, terminal: bool = False) -> Ran:
    return here("schedule", *arguments, "--store", str(store), terminal=terminal, COLUMNS="100", NO_COLOR="1")


def test_the_walk_shows_every_day_with_the_working_days_between(walk: Walk):
    headings, *rows = walk.last("schedule").rows
    assert headings == ["step", "period", "due", "actual", "since", "working days", "late by", "state"]
    steps = {row[0]: row[2:] for row in rows}
    # 26 December 2023 and New Year's Day are bank holidays, Christmas Day too.
    assert steps["publication"] == ["2023-12-22", "2024-01-10", "2023-11-10", "40", "10", "missed"]
    assert steps["announced"] == ["2023-09-15", "2023-09-04", "2023-10-02", "20", "-9", "kept"]
    assert steps["responses and action plans"][:2] == ["2024-01-31", "2025-01-13"]
    assert steps["responses and action plans"][-1] == "missed"
    assert steps["review"][-1] == "kept"


def test_as_json_each_step_has_the_date_it_is_counted_from(walk: Walk):
    document = schedule(walk.store, "--json", "--effective", "2023-11-20").json
    assert document["on"] == "2023-11-20"
    assert [step["name"] for step in document["steps"]][-1] == "publication"
    assert document["steps"][-1] == {
        "name": "publication",
        "period": "30 working days after the draft",
        "due_on": "2023-12-22",
        "actual_on": None,
        "state": "to come",
        "since": "2023-11-10",
        "working_days": 30,
        "late_by": None,
    }


def test_on_a_terminal_a_missed_date_shows_by_how_many_working_days(walk: Walk):
    output = schedule(walk.store, terminal=True).out
    assert "Working days exclude weekends and bank holidays in England and Wales.\n" in output
    assert "missed by 10" in output
    assert "working days" in output
    assert schedule(walk.store, "--csv").out.startswith("step,period,due,actual,since,working days,late by,state\n")


def test_before_fieldwork_the_days_are_those_that_were_announced(begun: Path):
    rows = {row[0]: row for row in schedule(begun).rows}
    assert rows["fieldwork begins"][2:4] == ["2025-03-03", ""]
    assert rows["comments"][-1] == "no day set"
    assert "month 3" not in rows
