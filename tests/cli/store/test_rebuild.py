"""The command rebuilds the saved views of one inspection or of all."""

from contextlib import closing
from pathlib import Path

import pytest

from events_store.store_url import open_store
from projections.saved.all_views import PROJECTIONS
from projections.saved.check import compared
from tests.fixtures.command_line import here
from tests.fixtures.followed import NEW, OLD, three


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(three(tmp_path_factory.mktemp("rebuilt") / "inspectrail.db"))


def test_all_inspections_are_built_again_and_are_what_the_log_says(store: str):
    ran = here("rebuild", "--all", "--store", store)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Rebuilt the saved views of 3 inspections: theme scores, audit trail, ")
    told = here("rebuild", "--all", "--json", "--store", store).json
    assert {OLD, NEW} < set(told["inspections"])
    assert told["rebuilt"] == [projection.name for projection in PROJECTIONS]
    with closing(open_store(store)) as opened:
        assert compared(PROJECTIONS, opened) == (3 * len(PROJECTIONS), [])


def test_one_inspection_is_named_and_all_are_not(store: str):
    assert here("rebuild", "--inspection", OLD, "--json", "--store", store).json["inspections"] == [OLD]
    both = here("rebuild", "--all", "--inspection", OLD, "--store", store)
    assert (both.code, "either --all or --inspection" in both.err) == (2, True)


def test_all_of_nothing_is_nothing(tmp_path: Path):
    empty = str(tmp_path / "empty.db")
    here("init", "--store", empty)
    ran = here("rebuild", "--all", "--store", empty)
    assert (ran.code, ran.out) == (0, "This store has no inspections yet. Nothing was rebuilt.\n")
