"""Framework files: every fault is named by its line or field."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.files.framework_files import FrameworkBroken, NoSuchFramework, load, shipped
from tests.cli.conftest import FILES
from tests.fixtures.command_line import here

SMALL = (FILES / "small.toml").read_text()
NAMED = ["hmip-fji-2016", "hmip-youth-2018"]


def test_two_frameworks_ship():
    assert shipped() == NAMED


@pytest.mark.parametrize("name", NAMED)
def test_a_shipped_framework_is_valid_and_named_as_its_file_is(name: str):
    framework = load(name)
    assert framework.reference == name
    assert here("framework", "check", name).out == (
        f"{name} can be used: {len(framework.themes)} themes, {len(framework.questions)} questions, "
        f"{framework.digest}\n"
    )


def test_the_framework_of_2016_has_six_themes_of_which_governance_is_not_scored():
    themes = load("hmip-fji-2016").themes
    assert [theme.scored for theme in themes] == [True, True, True, True, False, True]
    assert "overnance" in themes[4].title


def test_the_framework_of_2018_has_twelve_standards_in_three_domains():
    themes = load("hmip-youth-2018").themes
    assert len(themes) == 12
    assert len({theme.domain for theme in themes}) == 3


@pytest.mark.parametrize("name", NAMED)
def test_a_framework_or_one_of_its_themes_can_be_shown(name: str):
    framework, theme = load(name), load(name).themes[-1]
    shown = here("framework", "show", name, "--json").json
    assert (shown["digest"], len(shown["themes"])) == (framework.digest, len(framework.themes))
    narrowed = here("framework", "show", name, "--theme", theme.id, "--json").json
    assert [theme["id"] for theme in narrowed["themes"]] == [theme.id]
    assert len(here("framework", "show", name).rows) == len(framework.questions) + 1
    assert (
        len(here("framework", "show", name, "--theme", theme.id, "--csv").out.splitlines()) == len(theme.questions) + 1
    )


def test_the_list_of_frameworks_shows_the_number_of_questions():
    by_reference = {row["framework"]: row for row in here("framework", "list", "--json").json}
    assert {name: row["questions"] for name, row in by_reference.items()} == {
        name: len(load(name).questions) for name in NAMED
    }
    assert len(here("framework", "list", "--csv").out.splitlines()) == 3


def put(old: str, new: str) -> Callable[[str], str]:
    assert old in SMALL
    return lambda text: text.replace(old, new, 1)


def add(appended: str) -> Callable[[str], str]:
    return lambda content: content + appended


BROKEN = {
    "TOML that does not parse": (put('title = "Poor"', 'title = "Poor'), ["line 10"]),
    "a key that stands twice": (put('key = "poor"', 'key = "poor"\nkey = "bad"'), ["line 10"]),
    "a table that is not closed": (put("[[ratings]]", "[[ratings]"), ["line 8"]),
    "a field that is missing": (put('rule = "pooled"', ""), ["rule: it is missing."]),
    "a field that is not known": (
        put("scored = true", 'scored = true\ncolour = "red"'),
        ["theme 1, colour: there is no such field"],
    ),
    "a field of a question that is missing": (
        put('stage = "review"', ""),
        ["theme 1, question 1.2, stage: it is missing."],
    ),
    "a field of the wrong type": (put("scored = true", 'scored = "yes"'), ["theme 1, scored: "]),
    "a text that is empty": (put('title = "Planning"', 'title = " "'), ["theme 1, title: is empty"]),
    "a text of several lines": (put('title = "Planning"', 'title = "a\\nb"'), ["theme 1, title: has a line break"]),
    "a control character": (put('title = "Planning"', 'title = "a\\u001bb"'), ["theme 1, title: ", "U+001B"]),
    "an id with a space": (put('id = "1.2"', 'id = "1 2"'), ["theme 1, question 1 2, id: is not a reference"]),
    "a question without an id": (put('id = "1.2"', ""), ["theme 1, question #2, id: it is missing."]),
    "a rating without a key": (put('key = "fair"', ""), ["rating #2, key: it is missing."]),
    "a value that is no whole number": (put("value = 2", "value = 2.5"), ["rating fair, value: "]),
    "a value that is too high": (put("value = 3", "value = 101"), ["rating good, value: "]),
    "a number that is not finite": (put("from_score = 60", "from_score = nan"), ["rating fair, from_score: "]),
    "a date for a title": (put('title = "Fair"', "title = 2025-01-01"), []),
    "a rule that is not known": (put('rule = "pooled"', 'rule = "median"'), ["rule: "]),
    "a condition of the wrong shape": (
        put("[[conditions]]", '[[conditions]]\ntitel = "x"'),
        ["condition review_due, titel: there is no such field"],
    ),
    "applicability by an unknown condition": (
        put('["review_due"]', '["rainy"]'),
        ["question 1.2 applies when “rainy”"],
    ),
    "applicability by something else": (put('["review_due"]', "[7]"), ["theme 1, question 1.2, applies_when #1: "]),
    "a theme that stands twice": (put('id = "3"', 'id = "2"'), ["theme 2 appears twice"]),
    "a question that stands twice": (put('id = "2.1"', 'id = "1.1"'), ["question 1.1 appears twice"]),
    "a rating that stands twice": (put('key = "fair"', 'key = "poor"'), ["rating poor appears twice"]),
    "a rating value that stands twice": (put("value = 2", "value = 1"), ["rating value 1 appears twice"]),
    "a condition that is built in": (put('key = "review_due"', 'key = "custody"'), ["condition custody appears twice"]),
    "a scored theme without questions": (
        put("scored = false", "scored = true"),
        ["theme 3 is scored but has no questions"],
    ),
    "questions of a theme without a score": (
        put("scored = true", "scored = false"),
        ["theme 1 has questions but is not scored"],
    ),
    "ratings in the wrong order": (put("value = 1", "value = 9"), ["the ratings must be listed from the lowest"]),
    "a band that is missing": (put("from_score = 60", ""), ["give from_score for every rating or for none"]),
    "bands that do not rise": (put("from_score = 80", "from_score = 60"), ["from_score must begin at 0"]),
    "bands that do not begin at 0": (put("from_score = 0", "from_score = 1"), ["from_score must begin at 0"]),
    "a key question that the rule needs": (
        put('"pooled"', '"lowest_key_question"'),
        ["question 1.1 needs a key_question"],
    ),
    "one rating only": (
        lambda text: "[[ratings]]".join(text.split("[[ratings]]")[:2]) + text[text.index("[[cond") :],
        ["ratings: "],
    ),
    "no theme": (lambda text: text[: text.index("[[themes]]")], ["themes: it is missing."]),
    "something else altogether": (lambda _: 'name = "Café"', ["reference: it is missing.", "name: "]),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_fault_is_named_by_its_line_or_its_field(tmp_path: Path, fault: str):
    spoil, named = BROKEN[fault]
    file = tmp_path / "ours.toml"
    file.write_text(spoil(SMALL))
    if fault == "a date for a title":
        # A date is taken as the text that it is written with.
        assert here("framework", "check", str(file)).code == 0
        return
    plain = here("framework", "check", str(file))
    assert (plain.code, plain.err) == (1, "")
    heading, *faults = plain.out.splitlines()
    assert heading == f"{file} cannot be used:"
    assert faults
    for text in named:
        assert text in plain.out
    as_json = here("framework", "check", str(file), "--json")
    assert (as_json.code, as_json.err) == (1, "")
    assert as_json.json == {"file": str(file), "usable": False, "faults": [line.strip() for line in faults]}
    assert all(line.startswith("  ") and line.endswith(".") for line in faults)


def test_several_faults_are_all_named_at_once(tmp_path: Path):
    file = tmp_path / "ours.toml"
    file.write_text(SMALL.replace('stage = "planning"', "").replace("value = 2", "value = true"))
    faults = here("framework", "check", str(file), "--json").json["faults"]
    assert [fault.partition(":")[0] for fault in faults] == ["rating fair, value", "theme 1, question 1.1, stage"]


def test_faults_across_the_framework_are_all_named(tmp_path: Path):
    file = tmp_path / "ours.toml"
    file.write_text(SMALL.replace('id = "3"', 'id = "2"').replace("from_score = 60", ""))
    assert here("framework", "check", str(file), "--json").json["faults"] == [
        "theme 2 appears twice.",
        "give from_score for every rating or for none.",
    ]


def test_bytes_that_are_no_text_are_named_by_their_line(tmp_path: Path):
    file = tmp_path / "ours.toml"
    file.write_bytes(b'reference = "x"\nversion = "\xff"\n')
    assert here("framework", "check", str(file)).out == (f"{file} cannot be used:\n  Line 2: the text is not UTF-8.\n")


def test_a_missing_file_is_not_found(tmp_path: Path):
    ran = here("framework", "check", str(tmp_path / "none.toml"))
    assert ran.code == 4
    assert ran.err.endswith("Name a file, or one of: hmip-fji-2016, hmip-youth-2018.\n")
    with pytest.raises(NoSuchFramework):
        load(str(tmp_path))


def test_a_broken_framework_can_be_neither_shown_nor_adopted(tmp_path: Path, begun: Path):
    file = tmp_path / "ours.toml"
    file.write_text("reference = 1")
    for words in (["show", str(file)], ["adopt", str(file), "--as", "ann", "--store", str(begun)]):
        ran = here("framework", *words, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert json.loads(ran.err)["error"] == "framework-broken"
    with pytest.raises(FrameworkBroken, match=r"ours\.toml is not a framework that can be used"):
        load(str(file))


def test_the_digest_does_not_depend_on_how_the_file_is_laid_out(tmp_path: Path):
    file = tmp_path / "ours.toml"
    file.write_text("# Another comment\n" + SMALL.replace("\n\n", "\n"))
    assert load(str(file)).digest == load(str(FILES / "small.toml")).digest
    file.write_text(SMALL.replace("from_score = 60", "from_score = 61"))
    assert load(str(file)).digest != load(str(FILES / "small.toml")).digest
