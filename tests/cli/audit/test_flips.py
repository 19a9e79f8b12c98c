"""How far is each score from the next band, and which answers is it nearest to?"""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.conftest import FILES, Walk
from tests.fixtures.command_line import Ran, here

KEYED = (FILES / "small.toml").read_text().replace('stage = "planning"', 'stage = "planning"\nkey_question = "plan"')


def flips(store: Path, *arguments: str, terminal: bool = False) -> Ran:
    return here("flips", *arguments, "--store", str(store), terminal=terminal, COLUMNS="200", NO_COLOR="1")


@pytest.fixture
def keyed(tmp_path: Path) -> Path:
    """A store with an inspection whose first question has a key question, and one answer to it."""
    return answered(tmp_path, KEYED)


def answered(folder: Path, framework: str) -> Path:
    (folder / "framework.toml").write_text(framework)
    store = folder / "inspectrail.db"
    for words in (
        ["init"],
        [
            *("inspection", "announce", "newport-2023", "--name", "Ann Archer", "--organisation", "Youth Inspectorate"),
            *("--title", "Youth justice", "--body", "Newport", "--programme", "Joint"),
            *("--from", "2025-03-03", "--until", "2025-03-14", "--as", "ann"),
        ],
        ["framework", "adopt", str(folder / "framework.toml"), "--as", "ann"],
        ["case", "add", "NP-01", "--pseudonym", "Robin", "--setting", "community", "--as", "ann"],
        ["case", "assign", "NP-01", "ann", "--as", "ann"],
        ["fieldwork", "start", "--as", "ann"],
        ["answer", "record", "NP-01", "1.1", "insufficient", "--evidence", "none seen", "--as", "ann"],
    ):
        ran = here(*words, "--store", str(store))
        assert ran.code == 0, ran.err
    return store


def test_each_theme_has_its_band_and_how_many_answers_the_next_ones_are_away(walk: Walk):
    one, two, three = flips(walk.store, "--json").json["distances"]
    assert (one["share"], one["band"]) == ({"numerator": 3, "denominator": 4}, "fair")
    assert (one["up"]["flips"], one["up"]["next"], one["up"]["share"]) == (
        1,
        "good",
        {"numerator": 1, "denominator": 1},
    )
    assert (one["down"]["flips"], one["down"]["next"], one["down"]["leads_to"]) == (1, "poor", "poor")
    assert (two["band"], two["up"], two["down"]["next"], two["down"]["leads_to"]) == ("good", None, "fair", "poor")
    assert (three["scored"], three["up"], three["down"]) == (False, None, None)


def test_the_nearest_answers_are_named_the_most_contested_first(walk: Walk):
    one = flips(walk.store, "--json", "--theme", "1").json["distances"][0]
    (up,) = one["up"]["nearest"]
    assert (up["case"], up["question"], up["response"]) == ("NP-02", "1.1", "insufficient")
    assert up["contested"] == {"moderated": 1, "disagreed": 0, "queried": 1, "revised": 0}
    assert up["moves"] == {"numerator": 1, "denominator": 4}
    assert one["down"]["possible_answers"] == 3
    down = [(near["case"], near["question"], near["contested"]) for near in one["down"]["nearest"]]
    assert [place[:2] for place in down] == [("NP-01", "1.2"), ("NP-01", "1.1"), ("NP-03", "1.1")]
    assert [[name for name, times in place[2].items() if times] for place in down] == [
        ["moderated"], ["disagreed"], ["revised"],
    ]  # fmt: skip


def test_at_a_terminal_the_distances_come_first_then_the_answers_in_words(walk: Walk):
    said = flips(walk.store, terminal=True).out
    assert "1 to Good" in said
    assert "judged without a score" in said
    assert "highest band" in said
    assert "1 to Poor, skipping Fair" in said
    assert "Theme 1 reaches Good (100.0%) if 1 answer becomes sufficient. The nearest of 1 possible answers:" in said
    assert "Theme 1 falls to Poor (50.0%) if 1 answer becomes insufficient. The nearest of 3 possible answers:" in said
    assert "moderated, queried" in said
    assert "a second assessor disagreed" in said
    assert "25.00 points" in said
    assert said.endswith("name a theme: inspectrail flips --theme THEME\n")


def test_without_answers_only_the_distances_are_shown(walk: Walk):
    said = flips(walk.store, "--answers", "0", terminal=True).out
    assert "1 to Good" in said
    assert "nearest" not in said
    assert [len(row) for row in flips(walk.store, "--answers", "0").rows] == [21] * 7
    one = flips(walk.store, "--answers", "0", "--json").json["distances"][0]
    assert (one["up"]["nearest"], one["up"]["possible_answers"]) == ([], 1)


def test_of_one_theme_the_answers_nearest_to_its_key_questions_are_shown_too(keyed: Path):
    every = flips(keyed, terminal=True).out
    assert "Theme 1 reaches Good, skipping Fair (100.0%) if 1 answer becomes sufficient." in every
    assert "Theme 1, plan, reaches" not in every
    said = flips(keyed, "--theme", "1", terminal=True).out
    assert "Theme 1, plan, reaches Good, skipping Fair (100.0%) if 1 answer becomes sufficient." in said
    assert "lowest band" in said
    assert "inspectrail flips --theme THEME" not in said


def test_rows_repeat_the_figures_beside_every_answer(walk: Walk):
    headings, *rows = csv.reader(io.StringIO(flips(walk.store, "--csv", "--answers", "2").out))
    told = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [(one["theme"], one["way"], one["rank"]) for one in told] == [
        ("1", "up", "1"), ("1", "down", "1"), ("1", "down", "2"), ("2", "up", ""), ("2", "down", "1"),
        ("2", "down", "2"), ("3", "up", ""), ("3", "down", ""),
    ]  # fmt: skip
    assert (told[0]["answers to change"], told[0]["next band"], told[0]["moderated"]) == ("1", "Good", "1")
    assert (told[0]["exact score"], told[0]["effect on score (points)"]) == ("3/4", "25.00")
    assert (told[3]["next band"], told[3]["answers to change"]) == ("highest band", "")
    assert (told[6]["band"], told[6]["next band"]) == ("judged without a score", "")
    assert flips(walk.store, "--answers", "2").rows[1:] == flips(walk.store, "--answers", "2", "--tsv").rows[1:]


def test_without_answers_or_bands_it_says_so_in_words(tmp_path: Path, begun: Path):
    assert "no score yet" in flips(begun, terminal=True).out
    unbanded = "\n".join(line for line in KEYED.splitlines() if "from_score" not in line)
    other = tmp_path / "other"
    other.mkdir()
    assert "the scale has no bands" in flips(answered(other, unbanded), terminal=True).out


def test_it_can_be_asked_of_the_past(walk: Walk):
    one = flips(walk.store, "--at", "feedback", "--json").json["distances"][0]
    assert (one["share"], one["band"], one["up"]["flips"]) == ({"numerator": 1, "denominator": 2}, "poor", 1)


def test_a_theme_that_is_not_there_and_answers_below_nought_are_refused(walk: Walk):
    unknown = flips(walk.store, "--theme", "9")
    assert (unknown.code, unknown.out) == (4, "")
    assert "There is no theme 9 in the framework." in unknown.err
    assert flips(walk.store, "--answers", "-1").code == 2
