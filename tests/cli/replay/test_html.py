"""The replay page is written to a file (its content: tests/reports/replay_page/test_page.py)."""

from pathlib import Path

import pytest

from tests.cli.conftest import Walk
from tests.cli.replay.conftest import replayed
from tests.fixtures.command_line import changed, here


def test_the_page_is_written_and_its_path_is_reported(walk: Walk, tmp_path: Path):
    page = tmp_path / "newport.html"
    ran = replayed(walk.store, "--html", str(page))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Wrote {page}: ")
    assert "The result equals what is shown today." in ran.out
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [page]


def test_an_existing_file_is_replaced_only_with_overwrite(walk: Walk, tmp_path: Path):
    page = tmp_path / "newport.html"
    page.write_text("mine")
    ran = replayed(walk.store, "--html", str(page))
    assert (ran.code, ran.out, page.read_text()) == (2, "", "mine")
    assert "already exists. Name another file, or replace it with --overwrite." in ran.err
    ran = replayed(walk.store, "--html", str(page), "--overwrite", "--json")
    assert ran.json["html"] == page.as_uri()
    assert ran.json["equal"]
    assert page.read_text() != "mine"


def test_a_page_that_cannot_be_written_leaves_nothing_behind(walk: Walk, tmp_path: Path):
    ran = replayed(walk.store, "--html", str(tmp_path / "nowhere" / "newport.html"))
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be used" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_no_page_is_written_if_the_replay_differs_from_the_saved_views(walked: Path, tmp_path: Path):
    assert here("status", "--store", str(walked)).code == 0
    changed(
        walked, "UPDATE views SET state = CAST(replace(state, 'Newport', 'Oldport') AS BLOB) WHERE name LIKE 'status%'"
    )
    page = tmp_path / "page.html"
    plain = replayed(walked, "--html", str(page))
    assert (plain.code, plain.out) == (3, "")
    assert "The result differs from the saved views (status)" in plain.err
    as_json = replayed(walked, "--html", str(page), "--json")
    assert (as_json.code, as_json.json["html"], as_json.json["differing"]) == (3, None, ["status"])
    assert not page.exists()


def test_a_page_without_events_is_refused(walk: Walk, tmp_path: Path):
    ran = replayed(walk.store, "--html", str(tmp_path / "page.html"), "--case", "NP-01", "--kind", "report-published")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "No event matches, so no page was written. Leave out some of the options that filter events.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["--html", "page.html", "--step"],
        ["--html", "page.html", "--speed", "2x"],
        ["--html", "page.html", "--break", "judgement"],
        ["--overwrite"],
    ],
    ids=" ".join,
)
def test_options_that_do_not_go_with_a_page_are_refused(walk: Walk, words: list[str]):
    ran = replayed(walk.store, *words)
    assert (ran.code, ran.out) == (2, "")
    assert "--html" in ran.err


def test_answers_hidden_from_a_reader_are_not_on_their_page(blind: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    ran = replayed(blind, "--html", str(page), "--as", "gus")
    assert "The first answers of NP-01 are hidden" in ran.err
    html = page.read_text()
    assert "The first answers of NP-01 are left out: they are being assessed blind." in html
    assert "question 1.1 in NP-01" not in html
