"""The trail in every form: for people, for spreadsheets, as CloudEvents and as W3C PROV."""

import csv
import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prov.model import ProvActivity, ProvDocument, ProvEntity

from cli.output import Table, harmless, show_table
from tests.cli.conftest import NAME, Walk
from tests.fixtures.command_line import Ran, environment, here

pytestmark = pytest.mark.dated

COLUMNS = [
    "position", "recorded (UTC)", "recorded (London)", "effective", "person", "name", "role", "organisation", "kind",
    "what", "case", "themes", "question", "old", "new", "why", "command",
]  # fmt: skip
BOLD = re.compile("\x1b\\[[0-9;]*m")
FORMS = ["--json", "--csv", "--tsv", "--cloudevents", "--prov"]


def trail(store: Path, *words: str, **more) -> Ran:
    return here("trail", *words, "--store", str(store), **more)


def table(ran: Ran) -> list[dict[str, str]]:
    assert (ran.code, ran.err) == (0, "")
    return list(csv.DictReader(io.StringIO(ran.out)))


def positions(ran: Ran, form: str) -> list[int]:
    """The positions of the events that were shown, whatever the form."""
    assert (ran.code, ran.err) == (0, "")
    if form == "--prov":
        told = ProvDocument.deserialize(content=ran.out, format="json").get_records(ProvActivity)
        return sorted(next(iter(one.get_attribute("inspectrail:position"))) for one in told)
    if form in ("--csv", "--tsv"):
        reader = csv.DictReader(io.StringIO(ran.out), delimiter="," if form == "--csv" else "\t")
        return [int(row["position"]) for row in reader]
    return [line["position"] for line in ran.json_lines]


# Rows for spreadsheets


def test_a_row_has_everything_an_auditor_asks(walk: Walk):
    ran = trail(walk.store, "--kind", "answer-moderated", "--csv")
    assert ran.out.splitlines()[0].split(",") == COLUMNS
    first, second = table(ran)
    recorded = datetime.fromisoformat(first.pop("recorded (UTC)"))
    assert recorded.utcoffset() == datetime.now(UTC).utcoffset()
    assert first.pop("recorded (London)")[:2] == "20"
    assert int(first.pop("position")) < int(second["position"])
    assert first.pop("command") != second["command"]
    assert first == {
        "effective": "2023-10-05",
        "person": "cat",
        "name": "Cat Carter",
        "role": "moderator",
        "organisation": "Youth Inspectorate",
        "kind": "answer-moderated",
        "what": first["what"],
        "case": "NP-02",
        "themes": "1",
        "question": "1.1",
        "old": "sufficient",
        "new": "insufficient",
        "why": first["why"],
    }
    assert first["what"] == "moderated question 1.1 in NP-02 from sufficient to insufficient"


def test_a_first_answer_stands_as_new_in_every_form_and_replaced_nothing(walk: Walk):
    for row in table(trail(walk.store, "--kind", "answer-recorded", "--csv")):
        assert (row["old"], row["new"]) != ("", "")
        assert row["new"] in ("sufficient", "insufficient", "not applicable")
    for line in trail(walk.store, "--kind", "answer-recorded", "--json").json_lines:
        assert line["old"] is None
        assert line["new"] in ("sufficient", "insufficient", "not applicable")


@pytest.mark.parametrize(
    "text",
    [
        "one, two; three",
        'She said “no”, then "yes"',
        "one\ntwo",
        "=HYPERLINK(1)",
        "@SUM(A1)",
        "+44 191",
        "-1",
        "café – 東京 👍",
        "'quoted'",
    ],
)
def test_what_people_wrote_comes_back_from_a_csv_reader_and_never_as_a_formula(begun: Path, text: str):
    store = {"INSPECTRAIL_STORE": str(begun), "INSPECTRAIL_ACTOR": "ann"}
    assert here("case", "exclude", "NP-01", f"--reason={text}", **store).code == 0
    [row] = table(here("trail", "--kind", "case-excluded", "--csv", **store))
    assert row["why"] == harmless(text.replace("\n", " "))
    assert row["why"][0] not in "=+-@"
    # What is kept is what was typed.
    assert here("trail", "--kind", "case-excluded", "--json", **store).json["why"] == text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cf"))), min_size=1))
def test_a_csv_reader_finds_the_cells_that_were_written(capsys: pytest.CaptureFixture[str], cells: list[str]):
    show_table(Table([str(number) for number in range(len(cells))], [cells]), "csv")
    _, row = csv.reader(io.StringIO(capsys.readouterr().out))
    assert row == [harmless(cell) for cell in cells]


# CloudEvents and PROV


def test_cloudevents_are_lines_that_the_sdk_reads(walk: Walk):
    ran = trail(walk.store, "--cloudevents")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.isascii()
    read = [JSONFormat().read(CloudEvent, line) for line in ran.out.splitlines()]
    assert [event.get_extension("position") for event in read] == positions(trail(walk.store, "--json"), "--json")
    assert {event.get_source() for event in read} == {f"urn:inspectrail:inspection:{NAME}"}


def test_prov_is_one_document_that_the_prov_library_reads(walk: Walk):
    ran = trail(walk.store, "--prov")
    assert ran.out.isascii()
    assert ran.out.count("\n") == 1
    assert positions(ran, "--prov") == positions(trail(walk.store, "--json"), "--json")
    document = ProvDocument.deserialize(content=ran.out, format="json")
    assert ProvDocument.deserialize(content=document.get_provn(strict=True), format="provn") == document
    assert document.get_record("inspection:published-edition/1/1")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "words",
    [
        ["--case", "NP-01"],
        ["--theme", "1"],
        ["--question", "1.2"],
        ["--actor", "cat"],
        ["--kind", "answer-moderated"],
        ["--case", "NP-01", "--kind", "answer-recorded", "--theme", "1"],
        ["--at", "#20"],
        ["--at", "published", "--theme", "1"],
        ["--effective", "2023-10-05"],
        ["--case", "NP-02", "--kind", "report-published"],
    ],
    ids=" ".join,
)
def test_filters_and_instants_mean_the_same_in_every_form(walk: Walk, form: str, words: list[str]):
    shown = positions(trail(walk.store, *words, form), form)
    assert shown == positions(trail(walk.store, *words, "--json"), "--json")


@pytest.mark.parametrize("first", FORMS)
@pytest.mark.parametrize("second", ["--cloudevents", "--prov", "--json"])
def test_one_form_is_asked_for_at_a_time(walk: Walk, first: str, second: str):
    ran = trail(walk.store, first, second)
    if first == second:
        assert ran.code == 0
        return
    assert (ran.code, ran.out) == (2, "")
    assert "Choose one form: " in ran.err
    assert first in ran.err
    assert second in ran.err


@pytest.mark.parametrize("words", [["scores"], ["trail"], ["trail", "--csv"], ["trail", "--json"], ["trail", "--help"]])
def test_commands_that_export_nothing_do_not_load_what_exports_need(walk: Walk, words: list[str]):
    store = [] if "--help" in words else ["--store", str(walk.store)]
    program = (
        "import sys\n"
        "from cli.main import main\n"
        f"main.main({[*words, *store]!r}, standalone_mode=False)\n"
        "print(*sorted({'prov', 'cloudevents', 'rdflib', 'reports'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == ""


# Nothing there


@pytest.mark.parametrize(
    "words", [["--case", "NP-02", "--kind", "report-published"], ["--theme", "1", "--question", "2.1"]]
)
def test_nothing_is_said_in_a_sentence_to_people_and_is_no_rows_in_a_pipe(walk: Walk, words: list[str]):
    assert trail(walk.store, *words, terminal=True).out == "No event matches.\n"
    assert trail(walk.store, *words).out == "\t".join(COLUMNS) + "\n"
    assert table(trail(walk.store, *words, "--csv")) == []
    assert trail(walk.store, *words, "--json").out == trail(walk.store, *words, "--cloudevents").out == ""
    document = ProvDocument.deserialize(content=trail(walk.store, *words, "--prov").out, format="json")
    assert list(document.get_records()) == []


def test_who_did_nothing_and_is_not_in_the_team_is_not_found_and_nobody_is_told_to_add_them(walk: Walk):
    ran = trail(walk.store, "--actor", "zoe")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == f"Nobody with the id zoe recorded anything in {NAME}. See: inspectrail team list\n"
    said = json.loads(trail(walk.store, "--actor", "zoe", "--json").err)
    assert (said["error"], said["exit_code"]) == ("nobody-did", 4)


def test_who_is_in_the_team_and_did_nothing_yet_did_nothing_that_matches(begun: Path):
    assert trail(begun, "--actor", "cat", terminal=True).out == "No event matches.\n"


def test_a_theme_without_questions_is_said_so(walk: Walk):
    asked = ("scores", "--questions", "--theme", "3", "--store", str(walk.store))
    assert here(*asked, terminal=True).out == "Theme 3 has no questions.\n"
    assert len(here(*asked).out.splitlines()) == 1
    assert here(*asked, "--json").json == []


# Blindness


def blind(store: Path) -> None:
    """Let Cat assess NP-01 too, blind, after Ben answered a question of it."""
    acting = {"INSPECTRAIL_STORE": str(store)}
    for line in (
        "fieldwork start --as ann",
        "answer record NP-01 1.1 insufficient --evidence seen --as ben",
        "finding add 1 key_finding 1 --direction deficit --text Late --answer NP-01:1.1 --as ann",
        "second assign NP-01 cat --as ann",
    ):
        ran = here(*line.split(), **acting)
        assert ran.code == 0, ran.err


@pytest.mark.parametrize("form", ["", *FORMS])
def test_no_form_shows_a_first_answer_to_somebody_who_assesses_the_case_blind(begun: Path, form: str):
    blind(begun)
    for reader in (["--as", "cat"], []):
        ran = trail(begun, *([form] if form else []), *reader)
        assert ran.code == 0
        assert "insufficient" not in ran.out
        assert "answer-recorded" not in ran.out
        assert "The first answers of NP-01 are hidden" in ran.err
    shown = trail(begun, *([form] if form else []), "--as", "ben")
    assert "insufficient" in shown.out
    assert shown.err == ""


def test_scores_count_no_first_answer_for_somebody_who_assesses_the_case_blind(begun: Path):
    blind(begun)
    seen = {
        reader: here("scores", "--json", "--as", reader, "--store", str(begun)).json["themes"][0]["counts"]
        for reader in ("ben", "cat")
    }
    assert (seen["ben"]["insufficient"], seen["cat"]["insufficient"]) == (1, 0)


def test_prov_names_an_answer_that_is_hidden_without_saying_what_it_is(begun: Path):
    blind(begun)
    document = ProvDocument.deserialize(content=trail(begun, "--prov", "--as", "cat").out, format="json")
    [answer] = [one for one in document.get_records(ProvEntity) if one.identifier.localpart.startswith("answer/")]
    assert str(answer.label) == "Answer to question 1.1 in NP-01"
    assert answer.value == set()


# The table of scores


def test_the_scores_keep_their_words_whole_at_eighty_columns(walk: Walk):
    ran = here("scores", "--store", str(walk.store), terminal=True, COLUMNS="80", NO_COLOR="1")
    words = set(BOLD.sub("", ran.out).split())
    assert {"Planning", "Governance", "judgement", "interval)", "sufficient,", "applicable"} <= words
    assert max(map(len, BOLD.sub("", ran.out).splitlines())) <= 80


def test_the_table_of_scores_says_how_many_answers_counted_and_which_did_not(walk: Walk):
    ran = here("scores", "--store", str(walk.store), terminal=True, COLUMNS="200", NO_COLOR="1")
    assert "3 of 4 sufficient" in ran.out
