"""Blindness: no command shows a second assessor anything that depends on the first answers."""

import json
import re
import shlex
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import NAME, begin
from tests.cli.test_help import READING
from tests.fixtures.command_line import Ran, copied, here

# Commands that read, with what they need to be asked about the case that is assessed blind.
ASKING = {
    "agreement": [],
    "case list": [],
    "case show": ["NP-01"],
    "compare": ["#7", "#17"],
    "explain": ["1", "--from", "#7"],
    "flips": [],
    "history": ["1"],
    "inspection show": [],
    "progress": [],
    "recommendations": [],
    "reminders": [],
    "replay": [],
    "review show": [],
    "schedule": [],
    "scores": [],
    "status": [],
    "team list": [],
    "trace": ["score:1"],
    "trail": [],
    "what-if": ["--without-case", "NP-01"],
}
WITHOUT_ANSWERS = {"rebuild"}
MORE = [
    ["scores", "--questions"],
    ["trail", "--cloudevents"],
    ["trail", "--prov"],
    ["trace", "answer:NP-01:1.1"],
    ["trace", "question:1.1"],
    ["replay", "--diff"],
    ["replay", "--break", "theme 1 < 60"],
]
NOW = datetime(2025, 3, 5, 9, tzinfo=UTC)


def blind_store(folder: Path, response: str, moderated: str, *, submitted: bool = False) -> Path:
    """Return a store in which Gus assesses NP-01 blind, with these answers of Ben and Cat."""
    folder.mkdir()
    store = begin(folder / "inspectrail.db", NAME)
    direction = "strength" if response == "sufficient" else "deficit"
    lines = [
        ("team", "add", "gus", "--name", "Gus Gray", "--role", "deputy_lead_inspector", "--organisation", "x"),
        ("fieldwork", "start"),
        ("second", "assign", "NP-01", "gus"),
        ("answer", "record", "NP-01", "1.1", response, "--evidence", f"So it is {response}", "--as", "ben"),
        ("answer", "record", "NP-01", "2.1", response, "--evidence", f"So it is {response}", "--as", "ben"),
        ("assessment", "submit", "NP-01", "--as", "ben"),
        ("second", "record", "NP-01", "1.1", "sufficient", "--evidence", "A plan", "--as", "gus"),
        ("query", "ask", "NP-01", "1.1", "--text", f"Why {response}?", "--as", "cat"),
        ("query", "answer", "NP-01", "1.1", "--text", f"It is {response}", "--as", "ben"),
        ("moderate", "change", "NP-01", "1.1", moderated, "--reason", f"It is {moderated}", "--as", "cat"),
        ("moderate", "confirm", "NP-01", "2.1", "--reason", f"It is {response}", "--as", "cat"),
        ("finding", "add", "1", "key_finding", "1", "--direction", direction, "--text", "So", "--answer", "NP-01:1.1"),
        ("recommend", "1", "--text", "So", "--owner", "Head", "--organisation", "So", "--finding", "1/key_finding/1"),
        *([("second", "submit", "NP-01", "--as", "gus")] if submitted else []),
    ]
    for line in lines:
        ran = here(*line, now=NOW, INSPECTRAIL_STORE=str(store), INSPECTRAIL_ACTOR="ann")
        assert ran.code == 0, ran.err
    return store


@pytest.fixture(scope="module")
def sufficient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return blind_store(tmp_path_factory.mktemp("blind") / "one", "sufficient", "insufficient")


@pytest.fixture(scope="module")
def insufficient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return blind_store(tmp_path_factory.mktemp("blind") / "two", "insufficient", "not_applicable")


def seen(store: Path, words: list[str], reader: str | None) -> Ran:
    """What a reader is shown, but for what varies between two stores whatever was answered in them."""
    who = {} if reader is None else {"INSPECTRAIL_ACTOR": reader}
    ran = here(*words, now=NOW, INSPECTRAIL_STORE=str(store), **who)
    varying = re.compile(
        rf"[0-9a-f]{{16,64}}|[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}|{re.escape(str(store))}"
    )
    return Ran(words, ran.code, varying.sub("…", ran.out), varying.sub("…", ran.err))


def commands() -> list[list[str]]:
    plain = [[*name.split(), *ASKING.get(name, [])] for name in READING if name not in WITHOUT_ANSWERS]
    return [*plain, *MORE]


def test_every_command_that_reads_is_tried():
    assert set(READING) - WITHOUT_ANSWERS == ASKING.keys()


@pytest.mark.parametrize("words", commands(), ids=" ".join)
@pytest.mark.parametrize("form", [[], ["--json"], ["--at", "#15"], ["--effective", "2025-03-05"]], ids=" ".join)
@pytest.mark.parametrize("reader", ["gus", None, "somebody"])
def test_what_a_second_assessor_may_see_does_not_depend_on_the_first_answers(
    sufficient: Path, insufficient: Path, words: list[str], form: list[str], reader: str | None
):
    first, second = (seen(store, [*words, *form], reader) for store in (sufficient, insufficient))
    assert first == second
    assert first.code in (0, 2, 4)


RECORDING = [
    "finding add 1 key_finding 2 --direction deficit --text So --answer NP-01:1.1",
    "finding add 1 key_finding 2 --direction deficit --text So --answer NP-01:1.2",
    "finding add 1 key_finding 2 --direction deficit --text So --case NP-01",
    "finding revise 1 key_finding 1 --reason So",
    "finding revise 1 key_finding 1 --text So --case NP-01 --reason So",
    "judge propose 1 fair --rationale So",
    "judge make 1 fair --rationale So",
    "judge revise 1 fair --reason So",
    "moderate change NP-01 1.1 sufficient --reason So",
    "moderate change NP-01 1.1 insufficient --reason So",
    "moderate confirm NP-01 2.1 --reason So",
    "moderate complete NP-01",
    "query ask NP-01 2.1 --text So",
    "assessment reopen NP-01 --reason So",
    "case exclude NP-01 --reason So",
    "case reinstate NP-01 --reason So",
    "case assign NP-01 cat --reason So",
    "answer record NP-01 1.1 sufficient --evidence So",
    "answer revise NP-01 1.1 sufficient --reason So",
    "second record NP-01 1.1 sufficient --evidence So",
    "second record NP-01 2.1 sufficient --evidence So",
    "fieldwork end",
    "feedback --audience So",
    "report finalise",
    "report finalise --override So",
]


@pytest.mark.parametrize("line", RECORDING)
@pytest.mark.parametrize("form", [[], ["--json"]], ids=["", "json"])
def test_the_output_of_recording_a_second_answer_does_not_depend_on_the_first_answers(
    sufficient: Path, insufficient: Path, tmp_path: Path, line: str, form: list[str]
):
    stores = []
    for number, store in enumerate((sufficient, insufficient)):
        (tmp_path / str(number)).mkdir()
        stores.append(copied(store, tmp_path / str(number)))
    first, second = (seen(store, [*shlex.split(line), *form, "--command-id", "c-1"], "gus") for store in stores)
    assert first == second
    assert first.code in (0, 5)


def test_somebody_else_sees_the_first_answers(sufficient: Path, insufficient: Path):
    for words in (["trail"], ["case", "show", "NP-01"], ["scores"], ["replay"]):
        first, second = (seen(store, words, "ann") for store in (sufficient, insufficient))
        assert first.out != second.out
        assert first.err == ""


def test_a_second_assessor_sees_the_first_answers_once_they_submitted(tmp_path: Path):
    store = blind_store(tmp_path / "after", "sufficient", "insufficient", submitted=True)
    ran = seen(store, ["trail"], "gus")
    assert "So it is" not in ran.err
    assert "answered question 1.1 in NP-01: sufficient" in ran.out
    assert ran.err == ""


def test_a_notice_on_standard_error_names_what_is_hidden(sufficient: Path):
    ran = seen(sufficient, ["case", "show", "NP-01"], "gus")
    assert ran.code == 0
    assert "hidden" in ran.out
    assert ran.err.startswith("The first answers of NP-01 are hidden because a second assessment is blind.")
    notice = json.loads(seen(sufficient, ["case", "show", "NP-01", "--json"], None).err)
    assert notice["hidden"] == ["NP-01"]


def test_the_notice_names_hidden_cases_across_inspections(sufficient: Path):
    ran = seen(sufficient, ["recommendations", "--all", "--orphans"], "gus")
    assert ran.code == 0
    assert ran.err.startswith("The first answers of NP-01 are hidden")
    assert seen(sufficient, ["recommendations", "--all"], "ben").err == ""


def test_the_direction_of_a_finding_that_rests_on_a_hidden_answer_is_hidden(sufficient: Path):
    ran = seen(sufficient, ["history", "1"], "gus")
    assert "recorded key finding 1 of theme 1 (hidden): So" in ran.out
    assert "(strength)" in seen(sufficient, ["history", "1"], "ben").out


def test_a_second_assessor_may_not_moderate_what_they_assess_blind(sufficient: Path):
    words = ["moderate", "confirm", "NP-01", "1.1", "--reason", "So"]
    ran = seen(sufficient, words, "gus")
    assert (ran.code, ran.out) == (5, "")
    assert "insufficient" not in ran.err
