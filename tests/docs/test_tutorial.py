"""The pages with snippets: each command of theirs shows what the page says that it shows."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from docs.pages import PLAYED, ROOT
from docs.snippets import APART, BLOCK, VARYING, excerpt, normalised, played, refreshed, write_file
from docs.terminal import START
from events_store.store_url import open_store

pytestmark = pytest.mark.slow

ANNOUNCING = (
    "inspection announce newport-2016 --name Ann --organisation YI --title T --body B --programme P --from 2015-10-05"
    " --until 2015-10-16 --as ann"
)
STEPS = ("init", "inspection announce", "framework adopt", "moderate complete", "report publish", "review", "replay")


@pytest.mark.parametrize("page", PLAYED, ids=lambda path: path.stem)
def test_every_snippet_shows_what_the_page_says(page: Path, tmp_path: Path):
    for snippet in played(page.read_text(encoding="utf-8"), tmp_path):
        assert normalised(snippet.shown) == normalised(snippet.expected), f"{snippet.command}\nRun: make docs"


def test_the_tutorial_goes_from_an_empty_store_to_the_review():
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("$ ")]
    places = [next(i for i, line in enumerate(commands) if line.startswith(f"$ inspectrail {step}")) for step in STEPS]
    assert places == sorted(places)


def test_the_figures_that_the_page_on_scores_talks_of_are_those_that_its_snippets_show():
    text = (ROOT / "docs" / "why-did-the-score-change.md").read_text(encoding="utf-8")
    shown = "".join(block["text"] for block in BLOCK.finditer(text))
    talked_of = set(re.findall(r"#\d+|\d+/\d+|\d+(?:\.\d+)?%|-\d\.\d\d|\d{3} of \d{3}", BLOCK.sub("", text)))
    assert {figure for figure in talked_of if figure not in shown} == {"100/417", "300/417"}
    assert {"62%", "61%", "-0.72", "100/139", "#2714"} <= talked_of


def test_the_page_on_the_year_after_shows_all_seven_recommendations_at_3_6_9_and_12_months():
    text = (ROOT / "docs" / "a-year-later.md").read_text(encoding="utf-8")
    blocks = [block["text"] for block in BLOCK.finditer(text)]
    for months in (3, 6, 9, 12):
        [table] = [one for one in blocks if one.startswith(f"$ inspectrail recommendations --at published+{months}m\n")]
        assert re.findall(r"^  ([0-9]) ", table, re.MULTILINE) == list("1234567")
        assert "…\n" not in table.splitlines(keepends=True)


def test_the_figures_that_the_page_on_the_year_after_talks_of_are_those_that_its_snippets_show():
    text = (ROOT / "docs" / "a-year-later.md").read_text(encoding="utf-8")
    shown = "".join(block["text"] for block in BLOCK.finditer(text))
    talked_of = set(re.findall(r"\b\d+ days|\d+%|F-\d+", BLOCK.sub("", text))) - {"90 days", "60 days"}
    assert talked_of == {"62 days", "21 days", "264 days", "17%", "F-04"}
    assert "median" in shown
    assert all(re.search(rf"\b{figure.removesuffix(' days')}(?!\d)", shown) for figure in talked_of)


def test_only_the_version_of_sqlite_may_vary():
    fixed = "#12  2026-11-22 10:00  Ann, root 0123456789abcdef. Scores on 22 November 2026 (#3)"
    assert normalised(f"{fixed}. SQLite 3.40.1.") == f"{fixed}. SQLite VERSION."
    assert len(VARYING) == 1


def test_commands_of_a_page_run_at_fixed_times_a_minute_apart(tmp_path: Path):
    page = "```console\n$ inspectrail init\n$ inspectrail status\n```\n".replace("status", ANNOUNCING)
    for _ in played(page, tmp_path):
        pass
    with closing(open_store(str(tmp_path / "inspectrail.db"))) as store:
        (announced,) = [recorded.fact.origin for recorded in store.follow()]
    assert announced.recorded_at == START + APART
    assert announced.command_id == "20261123T100100-1"


def test_what_a_page_says_wrongly_is_put_right_and_the_rest_is_left(tmp_path: Path):
    page = "Before\n\n```console\n$ inspectrail --version\n0.0.0\n```\n\nAfter\n"
    right = refreshed(page, tmp_path)
    assert right == page.replace("0.0.0", normalised(right.split("\n")[4]))
    assert right != page
    assert refreshed(right, tmp_path) == right


def test_a_page_may_show_only_the_beginning_and_the_end_of_what_is_shown():
    shown = "one\ntwo\nthree\nfour\n"
    assert excerpt(shown, "1\n…\n3\n4\n") == "one\n…\nthree\nfour\n"
    assert excerpt(shown, "…\n4\n") == "…\nfour\n"
    assert excerpt(shown, "1\n…\n") == "one\n…\n"
    assert excerpt(shown, "1\n2\n") == shown


def test_a_file_of_a_page_is_named_in_its_first_line(tmp_path: Path):
    page = '```toml\n# ours.toml\nreference = "x"\n```\n'
    block = BLOCK.search(page)
    assert block is not None
    assert write_file(block["text"], tmp_path).name == "ours.toml"
    with pytest.raises(ValueError, match="names its file"):
        write_file('reference = "x"\n', tmp_path)
