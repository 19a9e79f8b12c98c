"""Pages with snippets: the output of each command matches the page."""

import re
from contextlib import closing
from pathlib import Path

import pytest

from docs.pages import ROOT, WITH_SNIPPETS
from docs.snippets import APART, BLOCK, VARYING, excerpt, normalise, refresh, run_snippets, write_file
from docs.terminal import START
from events_store.store_url import open_store

pytestmark = pytest.mark.slow

ANNOUNCING = (
    "inspection announce newport-2016 --name Ann --organisation YI --title T --body B --programme P --from 2015-10-05"
    " --until 2015-10-16 --as ann"
)
STEPS = ("init", "inspection announce", "framework adopt", "moderate complete", "report publish", "review", "replay")


@pytest.mark.parametrize("page", WITH_SNIPPETS, ids=lambda path: path.stem)
def test_the_output_of_every_snippet_matches_the_page(page: Path, tmp_path: Path):
    for snippet in run_snippets(page.read_text(encoding="utf-8"), tmp_path):
        assert normalise(snippet.actual) == normalise(snippet.expected), f"{snippet.command}\nRun: make docs"


def test_the_tutorial_goes_from_an_empty_store_to_the_review():
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    commands = [line for line in text.splitlines() if line.startswith("$ ")]
    places = [next(i for i, line in enumerate(commands) if line.startswith(f"$ inspectrail {step}")) for step in STEPS]
    assert places == sorted(places)


def test_the_figures_in_the_text_about_scores_are_in_its_snippets():
    text = (ROOT / "docs" / "why-did-the-score-change.md").read_text(encoding="utf-8")
    output = "".join(block["text"] for block in BLOCK.finditer(text))
    mentioned = set(re.findall(r"#\d+|\d+/\d+|\d+(?:\.\d+)?%|-\d\.\d\d|\d{3} of \d{3}", BLOCK.sub("", text)))
    assert {figure for figure in mentioned if figure not in output} == {"100/417", "300/417"}
    assert {"62%", "61%", "-0.72", "100/139", "#2714"} <= mentioned


def test_the_year_later_page_shows_all_recommendations_at_3_6_9_and_12_months():
    text = (ROOT / "docs" / "a-year-later.md").read_text(encoding="utf-8")
    blocks = [block["text"] for block in BLOCK.finditer(text)]
    for months in (3, 6, 9, 12):
        [table] = [
            block for block in blocks if block.startswith(f"$ inspectrail recommendations --at published+{months}m\n")
        ]
        assert re.findall(r"^  ([0-9]) ", table, re.MULTILINE) == list("1234567")
        assert "…\n" not in table.splitlines(keepends=True)


def test_the_figures_in_the_text_about_the_year_later_are_in_its_snippets():
    text = (ROOT / "docs" / "a-year-later.md").read_text(encoding="utf-8")
    output = "".join(block["text"] for block in BLOCK.finditer(text))
    mentioned = set(re.findall(r"\b\d+ days|\d+%|F-\d+", BLOCK.sub("", text))) - {"90 days", "60 days"}
    assert mentioned == {"62 days", "21 days", "264 days", "17%", "F-04"}
    assert "Median" in output
    assert all(re.search(rf"\b{figure.removesuffix(' days')}(?!\d)", output) for figure in mentioned)


def test_only_the_version_of_sqlite_may_vary():
    fixed = "#12  2026-11-22 10:00  Ann, root 0123456789abcdef. Scores on 22 November 2026 (#3)"
    assert normalise(f"{fixed}. SQLite 3.40.1.") == f"{fixed}. SQLite VERSION."
    assert len(VARYING) == 1


def test_the_commands_of_a_page_run_a_minute_apart(tmp_path: Path):
    page = "```console\n$ inspectrail init\n$ inspectrail status\n```\n".replace("status", ANNOUNCING)
    for _ in run_snippets(page, tmp_path):
        pass
    with closing(open_store(str(tmp_path / "inspectrail.db"))) as store:
        (announced,) = [recorded.fact.origin for recorded in store.follow()]
    assert announced.recorded_at == START + APART
    assert announced.command_id == "20261123T100100-1"


def test_refreshing_a_page_corrects_output_and_nothing_else(tmp_path: Path):
    page = "Before\n\n```console\n$ inspectrail --version\n0.0.0\n```\n\nAfter\n"
    right = refresh(page, tmp_path)
    assert right == page.replace("0.0.0", normalise(right.split("\n")[4]))
    assert right != page
    assert refresh(right, tmp_path) == right


def test_a_page_may_omit_the_middle_of_an_output():
    output = "one\ntwo\nthree\nfour\n"
    assert excerpt(output, "1\n…\n3\n4\n") == "one\n…\nthree\nfour\n"
    assert excerpt(output, "…\n4\n") == "…\nfour\n"
    assert excerpt(output, "1\n…\n") == "one\n…\n"
    assert excerpt(output, "1\n2\n") == output


def test_the_first_line_of_a_file_names_it(tmp_path: Path):
    page = '```toml\n# ours.toml\nreference = "x"\n```\n'
    block = BLOCK.search(page)
    assert block is not None
    assert write_file(block["text"], tmp_path).name == "ours.toml"
    with pytest.raises(ValueError, match="names its file"):
        write_file('reference = "x"\n', tmp_path)
