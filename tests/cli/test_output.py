"""Output: tables for people, rows for pipes, JSON for machines, and nothing that a terminal obeys."""

import csv
import errno
import io
import json
import os
import re
import subprocess
import sys
from contextlib import redirect_stderr
from fractions import Fraction
from pathlib import Path

import pytest

from cli import output
from cli.output import Table, harmless, plain_data, show_table, visible
from tests.cli.conftest import Walk
from tests.fixtures.command_line import SCRIPT, Ran, at_terminal, changed, environment, here, process

# Text that a terminal obeys or that deceives a reader: title, clear, bell, C1 control, override, isolate, line breaks.
ORDERS = ["\x1b]0;x\x07", "\x1b[2J", "\x07", "\x9b31m", "\u202e", "\u2066", "\u2028", "\x7f", "\r"]
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
BOX = "─━│┃╭╰┌└"

READS = [
    ("scores",),
    ("scores", "--questions"),
    ("trail",),
    ("recommendations",),
    ("case", "list"),
    ("case", "show", "NP-01"),
    ("team", "list"),
    ("inspection", "list"),
]


# Text from people


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    "typed",
    [
        ("{}",),
        ("case", "{}"),
        ("scores", "--{}"),
        ("scores", "--at", "{}"),
        ("scores", "--theme", "{}"),
        ("scores", "--inspection", "{}"),
        ("trail", "--kind", "{}"),
        ("status", "--store", "{}"),
        ("framework", "show", "{}"),
        ("framework", "check", "{}"),
        ("sample", "import", "{}", "--as", "ann"),
        ("replay", "--speed", "{}"),
        ("recommend", "{}"),
        ("report", "publish", "--on", "{}"),
        ("report", "publish", "--as", "{}"),
        ("case", "add", "NP-02", "--setting", "{}"),
        ("case", "add", "NP-02", "--pseudonym", "{}", "--setting", "custody", "--as", "ann"),
        ("case", "add", "NP-02", "--pseudonym", "x", "--setting", "custody", "--characteristic", "{}", "--as", "ann"),
        ("finding", "add", "1", "key_finding", "1", "--answer", "{}", "--text", "x", "--direction", "deficit"),
        ("recommend", "1", "--finding", "{}", "--text", "x", "--owner", "x", "--organisation", "x", "--as", "ann"),
    ],
    ids=" ".join,
)
def test_what_is_typed_comes_back_in_an_error_and_never_as_a_command_to_the_terminal(
    begun: Path, typed: tuple[str, ...], order: str
):
    arguments = [word.replace("{}", f"a{order}b") for word in typed]
    for form in ([], ["--json"]):
        ran = here(*arguments, *form, INSPECTRAIL_STORE=str(begun))
        assert ran.code in (2, 4)
        assert ran.out == ""
        assert ran.err.endswith("\n")
        assert OBEYED.search(ran.err) is None


def test_clicks_own_error_in_a_process_of_its_own_is_harmless_too(tmp_path: Path):
    ran = process("\x1b]0;owned\x07", folder=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert OBEYED.search(ran.err) is None
    assert "There is no command" in ran.err


def orders_in(store: Path, table: str, *texts: str) -> Path:
    """Put text into a table that the product would have refused, as in a hostile file."""
    escaped = json.dumps("".join(ORDERS))[1:-1]
    changed(
        store,
        "DROP TRIGGER IF EXISTS no_update_of_stored_events",
        *(
            f"UPDATE {table} SET state = CAST(replace(CAST(state AS TEXT), '{text}', '{text} {escaped}') AS BLOB)"
            for text in texts
        ),
    )
    return store


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize(
    ("command", "forms"),
    [
        ("case list", ["", "--json", "--csv", "--tsv"]),
        ("inspection list", ["", "--json", "--csv", "--tsv"]),
        ("inspection show", ["", "--json"]),
        ("status", ["", "--json"]),
    ],
)
def test_saved_text_reaches_no_terminal_as_a_command(walked: Path, command: str, forms: list[str], terminal: bool):
    orders_in(walked, "views", "Youth justice in Newport", "Robin")
    for form in forms:
        ran = here(*command.split(), *form.split(), "--store", str(walked), terminal=terminal, COLUMNS="400")
        assert (ran.code, ran.out) == (3, "")
        assert "Rebuild it with: inspectrail rebuild" in ran.err
        assert OBEYED.search(ran.err) is None


@pytest.mark.parametrize("command", ["trail", "scores", "scores --questions", "recommendations", "team list", "replay"])
def test_stored_text_that_the_product_would_have_refused_is_not_read(walked: Path, command: str):
    texts = ("Is there a plan", "Chief Executive", "Youth Inspectorate")
    orders_in(orders_in(walked, "views", *texts), "stored_events", *texts)
    ran = here(*command.split(), "--store", str(walked))
    assert ran.code == 3
    assert OBEYED.search(ran.err) is None


def test_a_character_that_was_made_harmless_is_spelled_out():
    assert visible("a\x1b]0;x\x07b") == "a\\u001b]0;x\\u0007b"
    assert visible("\u202eabc") == "\\u202eabc"
    assert visible("café – “ok”\n\tyes") == "café – “ok”\n\tyes"
    assert visible("one\ntwo\tthree", keep_lines=False) == "one two three"


def test_a_title_with_brackets_is_text_and_not_markup(capsys: pytest.CaptureFixture[str]):
    output._boxed(Table(["a"], [["[red]b[/red]"]], title="[/oops] [bold]x"))
    printed = capsys.readouterr().out
    assert "[/oops]" in printed
    assert "[bold]x" in printed
    assert "[red]b[/red]" in printed


# Tables on a terminal, rows in a pipe


@pytest.mark.parametrize("command", READS, ids=" ".join)
def test_a_pipe_gets_plain_tab_separated_rows_under_one_line_of_headings(walk: Walk, command: tuple[str, ...]):
    ran = here(*command, "--store", str(walk.store))
    lines = ran.out.splitlines()
    assert len({line.count("\t") for line in lines}) == 1
    assert len(lines) > 1
    assert not any(mark in ran.out for mark in BOX + "\x1b")
    assert ran.out == here(*command, "--tsv", "--store", str(walk.store)).out


@pytest.mark.parametrize("command", READS, ids=" ".join)
def test_a_terminal_gets_a_table(walk: Walk, command: tuple[str, ...]):
    ran = here(*command, "--store", str(walk.store), terminal=True, COLUMNS="250")
    assert ran.code == 0
    assert any(mark in ran.out for mark in BOX)
    assert "\t" not in ran.out


def test_a_column_is_called_questions_on_a_terminal_alone(walk: Walk):
    words = ("case", "list", "--store", str(walk.store))
    assert "questions" in here(*words, terminal=True, COLUMNS="250").out
    assert [here(*words, form).out.splitlines()[0].count("asked") for form in ("--csv", "--tsv")] == [1, 1]


def test_a_real_terminal_gets_a_table_and_colour_and_a_pipe_neither(walk: Walk):
    folder, store = walk.store.parent, ("--store", walk.store.name)
    seen = at_terminal("scores", *store, folder=folder)
    assert seen.code == 0
    assert "Youth justice in Newport: scores on " in seen.out
    assert any(mark in seen.out for mark in BOX)
    assert "\t" not in seen.out
    piped = process("scores", *store, folder=folder)
    assert piped.out.startswith("theme\ttitle\tscore\t")
    assert not any(mark in piped.out for mark in BOX + "\x1b")


def test_effects_are_coloured_on_a_terminal_unless_no_color_is_set(walk: Walk):
    folder = walk.store.parent
    arguments = ("replay", "--store", walk.store.name, "--kind", "answer-moderated")
    assert "\x1b[36m" in at_terminal(*arguments, folder=folder).out
    for given in ({"NO_COLOR": "1"}, {"NO_COLOR": "yes"}):
        assert "\x1b" not in at_terminal(*arguments, folder=folder, **given).out
    assert "\x1b" not in process(*arguments, folder=folder).out


@pytest.mark.parametrize("columns", [60, 80, 100, 132])
@pytest.mark.parametrize("command", READS, ids=" ".join)
def test_a_table_fits_its_terminal_and_nothing_is_cut_off(walk: Walk, command: tuple[str, ...], columns: int):
    store = ("--store", str(walk.store))
    shown, wide = (
        re.sub("\x1b\\[[0-9;]*m", "", here(*command, *store, terminal=True, COLUMNS=str(width), NO_COLOR="1").out)
        for width in (columns, 1_000)
    )
    assert max(len(line) for line in shown.splitlines() if line.startswith(" ")) <= columns
    # However it is wrapped, every character of every cell is there.
    assert sorted(re.sub("[\\s─]", "", shown)) == sorted(re.sub("[\\s─]", "", wide))


def test_words_in_a_table_are_not_split_if_there_is_room(walk: Walk):
    ran = here("scores", "--store", str(walk.store), terminal=True, COLUMNS="100", NO_COLOR="1")
    for word in ("Planning", "Governance", "applicable", "judgement", "interval", "sufficient"):
        assert word in ran.out


def test_a_terminal_too_narrow_for_anything_still_shows_something():
    assert output._widths(Table(["abc", "de"], [["fgh", None]]), -10) == [1, 1]


def test_newlines_and_tabs_in_text_stay_on_one_row(begun: Path):
    store = {"INSPECTRAIL_STORE": str(begun), "INSPECTRAIL_ACTOR": "ann"}
    text = "one\ntwo\tthree"
    evidence = here("evidence", "add", "E-01", "--kind", "comment", "--source", "child", "--text", text, **store)
    assert evidence.code == 0
    for form in ([], ["--csv"], ["--tsv"]):
        lines = here("trail", "--kind", "evidence-recorded", *form, **store).out.splitlines()
        assert len(lines) == 2
        assert "one two three" in lines[1]
    lines = here("replay", "--kind", "evidence-recorded", **store).out.splitlines()
    assert "one two three" in lines[0]
    assert len(lines) == 2
    line = here("trail", "--kind", "evidence-recorded", "--json", **store)
    assert text in line.json["what"]


def test_an_overall_rating_is_shown_where_the_scale_has_one(tmp_path: Path):
    store = {"INSPECTRAIL_STORE": str(tmp_path / "inspectrail.db"), "INSPECTRAIL_ACTOR": "ann"}
    for line in (
        "init",
        "inspection announce cardiff-2025 --name Ann --organisation YI --title Youth --body Cardiff --programme Joint"
        " --from 2025-03-03 --until 2025-03-14",
        "framework adopt hmip-youth-2018",
        "judge make 1.1 outstanding --rationale Led",
    ):
        assert here(*line.split(), **store).code == 0
    assert here("scores", terminal=True, **store).out.endswith("Overall: Outstanding\n")
    assert here("scores", "--json", **store).json["overall_rating"] == "outstanding"
    assert "Overall" not in here("scores", **store).out
    assert here("judge", "make", "1.2", "inadequate", "--rationale", "Not led", **store).code == 0
    assert here("scores", terminal=True, **store).out.endswith("Overall: Requires improvement\n")


# Spreadsheets


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t=", "\r="])
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(begins: str):
    assert harmless(f"{begins}1+1") == f"'{begins}1+1"
    assert harmless("1=1") == "1=1"
    assert harmless(-1) == -1
    assert harmless(None) is None


@pytest.mark.parametrize("formula", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_csv_from_stored_text_holds_no_formula(begun: Path, formula: str):
    store = {"INSPECTRAIL_STORE": str(begun), "INSPECTRAIL_ACTOR": "ann"}
    added = here("case", "add", "NP-02", f"--pseudonym={formula}", "--setting", "custody", **store)
    assert added.code == 0
    rows = list(csv.reader(io.StringIO(here("case", "list", "--csv", **store).out)))
    assert rows[0][1] == "pseudonym"
    assert rows[2][1] == f"'{formula}"
    # What is kept is what was typed.
    assert here("case", "list", "--json", **store).json[1]["pseudonym"] == formula


def test_csv_quotes_what_holds_commas_and_quotation_marks(capsys: pytest.CaptureFixture[str]):
    show_table(Table(["a", "b"], [['say "x", y', None], [1, 2.5]]), "csv")
    assert capsys.readouterr().out == 'a,b\n"say ""x"", y",\n1,2.5\n'


# JSON


DOCUMENTS = [
    ("scores",),
    ("scores", "--questions"),
    ("recommendations",),
    ("status",),
    ("rebuild",),
    ("case", "list"),
    ("case", "show", "NP-01"),
    ("team", "list"),
    ("inspection", "list"),
    ("inspection", "show"),
    ("framework", "list"),
    ("framework", "show", "hmip-fji-2016"),
    ("framework", "check", "hmip-youth-2018"),
    ("init",),
]


@pytest.mark.parametrize("command", DOCUMENTS, ids=" ".join)
def test_json_is_one_document_in_ascii_on_one_line_and_nothing_else(walked: Path, command: tuple[str, ...]):
    ran = here(*command, "--json", INSPECTRAIL_STORE=str(walked), terminal=True)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.isascii()
    assert ran.out.count("\n") == 1
    assert ran.json not in (None, {}, [])


def test_a_recording_command_prints_what_it_recorded_as_json(begun: Path):
    ran = here(
        "answer", "record", "NP-01", "1.1", "sufficient", "--evidence", "Café “x”", "--as", "ben", "--on", "2025-03-04",
        "--json", "--store", str(begun),
    )  # fmt: skip
    assert ran.out.isascii()
    document = ran.json
    assert document["already_recorded"] is False
    [recorded] = document["recorded"]
    assert [recorded[key] for key in ("stream", "version", "type")] == [
        "case:newport-2023/NP-01", 3, "answer-recorded.v1",
    ]  # fmt: skip
    assert recorded["event"]["evidence"] == "Café “x”"
    assert recorded["event"]["origin"]["occurred_on"] == "2025-03-04"
    assert recorded["event"]["origin"]["actor"]["id"] == "ben"


@pytest.mark.parametrize("command", ["trail", "replay"])
def test_streams_are_json_lines_in_ascii(walk: Walk, command: str):
    ran = here(command, "--json", "--store", str(walk.store))
    assert ran.out.isascii()
    lines = ran.json_lines
    events = [line["event"] if command == "replay" else line for line in lines[: -1 if command == "replay" else None]]
    assert [event["position"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["at"].endswith("+00:00")
    assert events[0]["on"] == "2023-09-04"


def test_the_replay_streams_before_and_after_and_ends_with_its_proof(walk: Walk):
    lines = here("replay", "--json", "--kind", "answer-moderated", "--store", str(walk.store)).json_lines
    assert lines[0]["changes"][0] == {
        "figure": {"kind": "score", "of": "1", "axis": None},
        "before": "75.0% (3 of 4)",
        "after": "50.0% (2 of 4)",
        "points": {"numerator": -25, "denominator": 1},
    }
    assert lines[-1]["equal"] is True
    assert (lines[-1]["shown"], lines[-1]["differing"]) == (2, [])


def test_fractions_and_days_have_one_form_in_json():
    assert plain_data({"share": Fraction(2, 3)}) == {"share": {"numerator": 2, "denominator": 3}}
    assert plain_data(frozenset({1})) == [1]


# Pipes and disks that end


@pytest.mark.parametrize("command", [("replay",), ("replay", "--json"), ("trail", "--json")], ids=" ".join)
def test_a_reader_that_has_seen_enough_ends_the_command_quietly(walk: Walk, command: tuple[str, ...]):
    piped = subprocess.run(
        ["bash", "-c", '"$@" | head -n 1; exit "${PIPESTATUS[0]}"', "bash", SCRIPT, *command, "--store", walk.store],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (piped.returncode, piped.stderr) == (0, "")
    assert piped.stdout.count("\n") == 1


def test_a_pipe_that_is_closed_is_the_end_and_no_fault(walk: Walk):
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

        def fileno(self) -> int:
            return spare

    with open(os.devnull, "w") as file:  # noqa: PTH123 - a descriptor that the command may put something else on
        spare = file.fileno()
        code = in_place_of_stdout(Closed(), "status", "--store", str(walk.store))
    assert code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_the_output_is_reported_in_a_sentence(walk: Walk):
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = subprocess.run(
            [SCRIPT, "team", "list", "--store", walk.store],
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "The output cannot be written: No space left on device.\n"


def test_a_file_that_cannot_be_used_is_reported_in_a_sentence(walk: Walk, monkeypatch: pytest.MonkeyPatch):
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    stderr = io.StringIO()
    with redirect_stderr(stderr):
        assert in_place_of_stdout(Full(), "team", "list", "--store", str(walk.store)) == 2
    assert stderr.getvalue() == "The output cannot be written: No space left on device.\n"

    def forbidden(path: Path, mode: str) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "open", forbidden)
    ran = here("framework", "check", str(walk.store))
    assert (ran.code, ran.err) == (2, f"{walk.store} cannot be used: Permission denied.\n")


def in_place_of_stdout(stream: io.StringIO, *arguments: str) -> int:
    from cli.main import run

    kept, sys.stdout = sys.stdout, stream
    try:
        with pytest.raises(SystemExit) as leaving:
            run(arguments)
    finally:
        sys.stdout = kept
    assert isinstance(leaving.value.code, int)
    return leaving.value.code


def test_an_unexpected_error_is_not_reported_as_a_refusal(begun: Path, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr("cli.record.inspection.show_table", broken)
    with pytest.raises(RuntimeError, match="a fault of the program"):
        here("team", "list", "--store", str(begun))


def test_an_interrupted_command_leaves_as_interrupted_programs_do(begun: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cli.record.inspection.show_table", interrupted)
    ran: Ran = here("team", "list", "--store", str(begun))
    assert (ran.code, ran.out) == (130, "")
