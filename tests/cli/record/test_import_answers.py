"""Importing answers: all are recorded or none, and a repeated import is recorded once."""

import gc
import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cli.files.answers_file import FIELDS
from cli.record import import_answers
from domain.commands.assessing import RecordAnswer
from domain.decision import DECISIONS, decision_on
from events_store.errors import OutcomeUnknown
from events_store.sqlite.store import SQLiteStore
from tests.cli.conftest import NAME
from tests.fixtures.command_line import SCRIPT, Ran, at_terminal, environment, here

DONE, FOUND, USAGE, _, NOT_FOUND, REFUSED, CONFLICT, NOT_KNOWN = range(8)


def answer(
    question: str = "1.1", response: str = "sufficient", case: str = "NP-01", **more: object
) -> dict[str, object]:
    given = {"case": case, "question": question, "response": response, **more}
    return given if "reason" in given or "evidence" in given else {**given, "evidence": "seen in the file"}


GOOD = [answer("1.1"), answer("1.1", "insufficient", reason="misread the date"), answer("2.1", "not_applicable")]


def as_json(answers: list[dict[str, object]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in answers)


def as_csv(answers: list[dict[str, object]]) -> str:
    rows = [",".join(FIELDS), *(",".join(str(row.get(name, "")) for name in FIELDS) for row in answers)]
    return "\n".join(rows) + "\n"


@pytest.fixture
def bring(begun_anywhere: str, tmp_path: Path) -> Callable[..., Ran]:
    """Import a file with this content, by Ben, into a store of each kind."""
    fay = ("team", "add", "fay", "--name", "Fay Fox", "--role", "publisher", "--organisation", "YI", "--as", "ann")
    assert here(*fay, "--store", begun_anywhere).code == DONE

    def brought(
        content: str | bytes | list[dict[str, object]], *more: str, name: str = "answers.jsonl", **given
    ) -> Ran:
        text = as_json(content) if isinstance(content, list) else content
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        acting = () if "--as" in more or "nobody" in more else ("--as", "ben")
        words = [word for word in more if word != "nobody"]
        return here("import", "answers", str(tmp_path / name), *words, *acting, "--store", begun_anywhere, **given)

    return brought


def recorded(store: str) -> list[Mapping[str, object]]:
    """Return the recorded answers."""
    exported = here("export", "--store", store).json_lines
    return [event for event in exported if event["type"].startswith("answer-")]


@pytest.mark.parametrize(("name", "write"), [("answers.jsonl", as_json), ("answers.csv", as_csv)])
def test_every_answer_is_recorded_as_if_it_had_been_typed(bring, begun_anywhere, name, write):
    ran = bring(write(GOOD), "--on", "2025-03-04", name=name)
    assert (ran.code, ran.err) == (DONE, "")
    assert ran.out.splitlines() == [
        "#8 Ben Baker answered question 1.1 in NP-01: sufficient",
        "#9 Ben Baker revised question 1.1 in NP-01 from sufficient to insufficient",
        "#10 Ben Baker answered question 2.1 in NP-01: not applicable",
    ]
    events = recorded(begun_anywhere)
    assert [(event["stream"], event["version"], event["type"]) for event in events] == [
        (f"case:{NAME}/NP-01", 3, "answer-recorded.v1"),
        (f"case:{NAME}/NP-01", 4, "answer-revised.v1"),
        (f"case:{NAME}/NP-01", 5, "answer-recorded.v1"),
    ]
    assert {event["event"]["origin"]["occurred_on"] for event in events} == {"2025-03-04"}
    first = 1 if name.endswith("jsonl") else 2
    ids = [event["command"] for event in events]
    assert ids == [f"{ids[0].rpartition('.')[0]}.{line}" for line in range(first, first + 3)]


def test_a_file_that_comes_twice_is_recorded_once(bring, begun_anywhere):
    assert bring(GOOD).code == DONE
    again = bring(GOOD)
    assert (again.code, again.err) == (DONE, "")
    assert [line.endswith(" (recorded before; nothing new)") for line in again.out.splitlines()] == [True] * 3
    assert len(recorded(begun_anywhere)) == 3
    outcome = bring(GOOD, "--json").json
    assert (outcome["recorded"], [event["line"] for event in outcome["already_recorded"]]) == ([], [1, 2, 3])


@pytest.mark.parametrize("content", [GOOD, [answer("9.9")], ""])
def test_garbage_collection_is_as_before_after_an_import(bring, content):
    assert gc.isenabled()
    bring(content)
    assert gc.isenabled()
    gc.disable()
    try:
        bring(content)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_a_corrected_line_is_recorded_under_the_same_id(bring, begun_anywhere):
    wrong = [GOOD[0], answer("9.9"), GOOD[2]]
    first = bring(wrong, "--command-id", "week-one", "--keep-going")
    assert (first.code, len(recorded(begun_anywhere))) == (FOUND, 2)
    mended = bring([GOOD[0], answer("1.1", "insufficient", reason="misread"), GOOD[2]], "--command-id", "week-one")
    assert mended.code == DONE
    assert [event["command"] for event in recorded(begun_anywhere)] == ["week-one.1", "week-one.3", "week-one.2"]


@pytest.mark.parametrize(
    "changed",
    [
        answer("1.1", "insufficient"),
        answer("2.1"),
        answer("1.1", evidence="read"),
        answer("1.1", references=["page 4"]),
        answer("1.1", reason="misread"),
        answer("1.1", by="ann"),
        answer("1.1", case="NP-02"),
    ],
)
def test_an_id_that_was_given_to_another_answer_is_refused(bring, begun_anywhere, changed):
    assert bring([GOOD[0]], "--command-id", "week-one").code == DONE
    ran = bring([changed], "--command-id", "week-one", "--json")
    assert (ran.code, [refusal["error"] for refusal in ran.json["refused"]]) == (REFUSED, ["command-id-taken"])
    assert len(recorded(begun_anywhere)) == 1


def test_an_id_that_another_kind_of_command_has_is_refused(bring, begun_anywhere):
    assert here("fieldwork", "start", "--as", "ann", "--command-id", "w.1", "--store", begun_anywhere).code == DONE
    assert bring([GOOD[0]], "--command-id", "w", "--json").json["refused"][0]["error"] == "command-id-taken"


def test_the_same_file_for_somebody_else_or_another_day_is_another_import(bring):
    ids = {bring(GOOD, "--dry-run", "--json", *more).json["import"] for more in ((), ("--on", "2025-03-04"))}
    ids |= {bring(GOOD, "--dry-run", "--json", "--as", "ann").json["import"]}
    assert len(ids) == 3


def test_an_id_that_leaves_no_room_for_the_number_of_the_line_is_refused(bring):
    ran = bring(GOOD, "--command-id", "x" * 55)
    assert (ran.code, ran.out) == (USAGE, "")
    assert "at most 54 characters" in ran.err
    assert bring(GOOD, "--command-id", "x" * 54).code == DONE


FAULTY = {
    "a case that is not there": (answer(case="NP-99"), "case", "There is no case NP-99"),
    "a case that is no reference": (answer(case="NP 01"), "case", "is not a reference"),
    "a case with a nought in it": (answer(case="NP\x00"), "case", "is not a reference"),
    "a question that is not there": (answer("9.9"), "question", "There is no question 9.9"),
    "a question that is not asked": (answer("1.2"), "question", "does not apply to NP-01"),
    "an answer that is there": (answer("1.1"), "question", "already has an answer"),
    "an answer that is not": (answer("2.1", reason="misread"), "question", "has no answer yet"),
    "no change": (answer("1.1", reason="misread"), "response", "There is nothing to change"),
    "a response that is none": (answer("2.1", "yes"), "response", "is not one of sufficient, insufficient, not_app"),
    "no evidence": ({"case": "NP-01", "question": "2.1", "response": "sufficient"}, "evidence or reason", "either"),
    "a reason as well": (answer("2.1", evidence="a", reason="b"), "evidence or reason", "give either"),
    "references to no evidence": (answer("1.1", reason="b", references=["c"]), "evidence or reason", "go with"),
    "an empty text": (answer("2.1", evidence=" "), "evidence", "is empty"),
    "a text that is too long": (answer("2.1", evidence="a" * 20_001), "evidence", "20,001 characters"),
    "a control character": (answer("2.1", evidence="a\x1b[2J"), "evidence", "U+001B"),
    "half of a character": (answer("2.1", evidence="a\ud800"), "evidence", "U+D800"),
    "a reference of two lines": (answer("2.1", references=["a", "b\nc"]), "references.2", "line break"),
    "a number for a text": (answer("2.1", evidence=1), "evidence", "input should be a valid string"),
    "a field that is not known": (answer("2.1", colour="red"), "colour", "there is no such field"),
    "a field that is missing": ({"case": "NP-01", "evidence": "a"}, "question", "it is missing"),
    "a day that is none": (answer("2.1", on="2025-02-30"), "on", "is not a day"),
    "a day in another form": (answer("2.1", on="20250304"), "on", "is not a day; write it as 2016-05-13"),
    "a day as a number": (answer("2.1", on=20250304), "on", "is not a day"),
    "a day to come": (answer("2.1", on="2999-01-01"), "", "is in the future"),
    "a person who is not there": (answer("2.1", by="zoe"), "by", "zoe is not in the team"),
    "a person who does not assess it": (answer("2.1", by="ann"), "by", "Ann Archer is not the assessor of NP-01"),
    "a person who may not answer": (answer("2.1", by="fay"), "by", "Fay Fox has the role publisher"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTY)
def test_a_refused_line_is_shown_with_its_field_and_nothing_is_recorded(bring, begun_anywhere, fault):
    line, field, why = FAULTY[fault]
    ran = bring([answer("1.1"), line])
    assert ran.code == REFUSED
    heading, *rows = ran.rows
    assert heading == ["line", "field", "why"]
    assert [row[:2] for row in rows] == [["2", field]]
    assert why in rows[0][2]
    assert "1 line is refused. Nothing was recorded. Correct them, or record the accepted lines with" in ran.err
    assert recorded(begun_anywhere) == []


def test_all_refused_lines_are_shown_in_order(bring, begun_anywhere):
    lines = [
        as_json([GOOD[0]]),
        "{\n",
        as_json([answer("9.9")]),
        "\n",
        as_json([answer("1.1")]),
        "[]\n",
        '{"case":1e400}',
    ]
    ran = bring("".join(lines), "--json")
    assert [(refusal["line"], refusal["field"], refusal["error"]) for refusal in ran.json["refused"]] == [
        (2, "", "not-accepted"),
        (3, "question", "unknown-question"),
        (5, "question", "already-answered"),
        (6, "", "not-accepted"),
        (7, "case", "not-accepted"),
    ]
    assert (ran.code, ran.json["recorded"], ran.json["would_be_recorded"]) == (REFUSED, [], [1])
    assert recorded(begun_anywhere) == []


def test_keep_going_records_the_accepted_lines_and_shows_the_refused(bring, begun_anywhere, monkeypatch):
    monkeypatch.setattr(import_answers, "BATCH", 2)
    ran = bring([GOOD[0], answer("9.9"), *GOOD[1:], answer("9.9")], "--keep-going")
    assert ran.code == FOUND
    assert [row[0] for row in ran.rows[1:]] == ["2", "5"]
    assert "3 answers recorded (#8 to #10). 2 lines are refused." in ran.err
    assert [event["position"] for event in recorded(begun_anywhere)] == [8, 9, 10]


def test_a_dry_run_decides_everything_and_records_nothing(bring, begun_anywhere):
    good, bad = bring(GOOD, "--dry-run"), bring([*GOOD, answer("9.9")], "--dry-run")
    assert (good.code, good.out) == (DONE, "")
    assert (bad.code, [row[:2] for row in bad.rows[1:]]) == (FOUND, [["4", "question"]])
    assert "3 answers can be recorded. 1 line is refused. Nothing was recorded.\n" in bad.err
    assert recorded(begun_anywhere) == []


def test_each_line_may_name_who_answered_and_when(bring, begun_anywhere):
    ran = bring([answer("1.1", by="ben", on="2025-03-02"), answer("2.1")], "--as", "ann", "--json")
    assert [(refusal["line"], refusal["field"]) for refusal in ran.json["refused"]] == [(2, "by")]
    assert bring([answer("1.1", by="ben", on="2025-03-02")], "nobody").code == DONE
    [event] = recorded(begun_anywhere)
    assert (event["event"]["origin"]["actor"]["id"], event["event"]["origin"]["occurred_on"]) == ("ben", "2025-03-02")


def test_where_nobody_is_named_the_line_is_refused(bring):
    ran = bring([answer()], "nobody", "--json")
    assert ran.json["refused"][0] == {
        "line": 1,
        "field": "by",
        "error": "not-accepted",
        "why": "it does not name who answered; give the id here or with --as PERSON.",
    }


def test_references_are_a_list_in_json_and_one_cell_with_semicolons_in_csv(bring, begun_anywhere):
    assert bring([answer(references=["page 4", "page 5"])]).code == DONE
    rows = "case,question,response,evidence,references\nNP-01,2.1,sufficient,seen,page 4; page 5\n"
    assert bring(rows, name="more.csv").code == DONE
    assert [event["event"]["references"] for event in recorded(begun_anywhere)] == [["page 4", "page 5"]] * 2


UNUSABLE = {
    "nothing": ("answers.jsonl", "", "line 1: it has no answers"),
    "blank lines": ("answers.jsonl", "\n \n", "line 1: it has no answers"),
    "headings alone": ("answers.csv", "case,question,response\n", "line 1: it has no answers"),
    "a column that is missing": ("answers.csv", "case,question\nNP-01,1.1\n", "line 1, response: the column is"),
    "a column that stands twice": ("answers.csv", "case,case,question,response\n", "line 1, case: the column appears"),
    "a column that is not known": ("answers.csv", "case,colour\n", "the column “colour” is unknown"),
    "headings that are not CSV": ("answers.csv", '"case"x\n', "line 1: it is not CSV"),
}  # fmt: skip


@pytest.mark.parametrize("fault", UNUSABLE)
def test_a_file_that_is_not_of_answers_is_refused(bring, begun_anywhere, fault):
    name, content, why = UNUSABLE[fault]
    for more in ([], ["--keep-going"], ["--dry-run"]):
        ran = bring(content, *more, name=name)
        assert (ran.code, ran.out) == (USAGE, "")
        assert why in ran.err
        assert ran.err.endswith(". Nothing was recorded.\n")
    assert recorded(begun_anywhere) == []


def test_lines_after_a_lost_quotation_are_not_read(bring, begun_anywhere):
    head = "case,question,response,evidence\nNP-01,1.1,sufficient,seen\n"
    for broken in ('NP-01,2.1,sufficient,"se"en\n', b"NP-01,2.1,sufficient,\xff\n"):
        content = head.encode() + (broken if isinstance(broken, bytes) else broken.encode())
        ran = bring(content + b"NP-01,2.1,sufficient,seen\n", "--json", name="answers.csv")
        assert [refusal["line"] for refusal in ran.json["refused"]] == [3]
        assert ran.json["refused"][0]["why"].endswith("The lines after it were not read.")
        assert ran.json["would_be_recorded"] == [2]
    assert (
        bring(head + "NP-01,2.1\n", "--json", name="answers.csv").json["refused"][0]["why"].startswith("it has more or")
    )


def test_the_format_comes_from_the_name_or_an_option(bring, begun_anywhere):
    ran = bring(GOOD, name="answers.txt")
    assert (ran.code, ran.out) == (USAGE, "")
    assert "Give it with --format jsonl or csv." in ran.err
    assert bring(GOOD, "--format", "jsonl", name="answers.txt").code == DONE


def test_answers_are_read_from_standard_input_too(begun: Path):
    ran = subprocess.run(
        [SCRIPT, "import", "answers", "-", "--format", "jsonl", "--as", "ben", "--store", str(begun)],
        env=environment(),
        input=as_json(GOOD),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (ran.returncode, ran.stderr, ran.stdout.count("\n")) == (DONE, "", 3)
    assert here("import", "answers", "none.jsonl", "--as", "ben", "--store", str(begun)).code == USAGE


def test_a_terminal_gets_a_summary_and_a_pipe_a_line_for_each_answer(bring):
    ran = bring([*GOOD, answer("9.9")], "--keep-going", terminal=True, NO_COLOR="1", COLUMNS="120")
    assert "answers.jsonl: 3 answers recorded (#8 to #10). 1 line is refused.\n" in ran.out
    assert "There is no question 9.9" in ran.out
    again = bring([*GOOD, answer("9.9")], "--keep-going", terminal=True)
    assert "3 answers recorded before; nothing new. 1 line is refused." in again.out


def test_progress_is_shown_on_a_terminal_alone(begun: Path):
    (begun.parent / "answers.jsonl").write_text(as_json(GOOD))
    shown = at_terminal("import", "answers", "answers.jsonl", "--as", "ben", "--store", begun.name, folder=begun.parent)
    assert (shown.code, "Deciding" in shown.out) == (DONE, True)
    assert "3 answers recorded (#7 to #9)." in shown.out


def test_where_somebody_is_first_all_lines_are_decided_again(begun: Path, monkeypatch):
    file = begun.parent / "answers.jsonl"
    file.write_text(as_json(GOOD))
    interfered: list[int] = []

    decision = decision_on(RecordAnswer.model_construct(None))

    def decided(**states):
        if not interfered:
            interfered.append(1)
            typed = ("answer", "record", "NP-01", "2.1", "sufficient", "--evidence", "seen", "--as", "ben")
            assert here(*typed, "--store", str(begun)).code == DONE
        return decision.decide(**states)

    monkeypatch.setitem(DECISIONS, RecordAnswer, decision._replace(decide=decided))
    ran = here("import", "answers", str(file), "--as", "ben", "--store", str(begun), "--json")
    assert (ran.code, [(refusal["line"], refusal["error"]) for refusal in ran.json["refused"]]) == (
        REFUSED,
        [(3, "already-answered")],
    )
    assert len(recorded(str(begun))) == 1
    kept = here("import", "answers", str(file), "--as", "ben", "--store", str(begun), "--keep-going")
    assert (kept.code, len(recorded(str(begun)))) == (FOUND, 3)


def test_an_unknown_outcome_explains_how_to_retry(begun: Path, monkeypatch):
    (begun.parent / "answers.jsonl").write_text(as_json(GOOD))

    def lost(self, inspection, commands):
        raise OutcomeUnknown("the store", "Do it again.")

    monkeypatch.setattr(SQLiteStore, "append_all", lost)
    words = ("import", "answers", str(begun.parent / "answers.jsonl"), "--as", "ben", "--store", str(begun))
    ran = here(*words, "--command-id", "week-one")
    assert (ran.code, ran.out) == (NOT_KNOWN, "")
    assert "Import the same file again with --command-id week-one. Each line is then recorded once." in ran.err


@pytest.mark.parametrize("command_id", ["bad id", ""])
def test_an_id_that_is_none_is_refused_once_and_not_for_each_line(begun: Path, command_id: str):
    file = begun.parent / "answers.jsonl"
    file.write_text(as_json(GOOD))
    ran = here("import", "answers", str(file), "--as", "ben", "--command-id", command_id, "--store", str(begun))
    assert (ran.code, ran.err.count("The command id is not a reference")) == (2, 1)
