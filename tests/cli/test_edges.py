"""Input and output at every edge, on every store: pitfalls 11, 13, 18 and 19."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.output import harmless
from tests.cli.conftest import FILES
from tests.events_store.test_edges import ODD
from tests.fixtures.command_line import Ran, at_terminal, here, process

SMALL = (FILES / "small.toml").read_text()
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BYTES = {"errors": "surrogatepass"}

USAGE, REFUSED = 2, 5


def head(store: str) -> int:
    return here("status", "--json", "--store", store).json["position"]


def edges(store: str, folder: Path) -> dict[str, tuple[str, Callable[[str], Ran]]]:
    """Return every way in for a text, with the field that a fault names and the function that runs it."""

    def typed(*words: str) -> Callable[[str], Ran]:
        return lambda text: here(*(word.replace("{}", text) for word in words), "--store", store)

    def file(name: str, content: str, *words: str, escaped: bool = False) -> Callable[[str], Ran]:
        def brought(text: str) -> Ran:
            inside = json.dumps(text)[1:-1] if escaped else text
            (folder / name).write_bytes(content.replace("{}", inside).encode(**BYTES))
            return here(*words[:2], str(folder / name), *words[2:], "--store", store)

        return brought

    line = json.dumps({"case": "NP-01", "question": "1.1", "response": "sufficient", "evidence": "{}"})
    answers = ("import", "answers", "--as", "ben")
    return {
        "an option": (
            "evidence",
            typed("answer", "record", "NP-01", "1.1", "sufficient", "--evidence", "{}", "--as", "ben"),
        ),
        "a name": ("title", typed(
            "inspection", "announce", "leeds-2016", "--name", "A", "--organisation", "O", "--title", "{}", "--body",
            "B", "--programme", "P", "--from", "2023-10-02", "--until", "2023-10-13", "--as", "ann",
        )),
        "a cell of the sample": ("pseudonym", file(
            "sample.csv", "case,pseudonym,setting,psr,conditions\nNP-02,{},custody,no,\n", "sample", "import",
            "--as", "ann",
        )),
        "a framework": ("title", file(
            "small.toml", SMALL.replace('title = "Planning"', 'title = "{}"'), "framework", "adopt", "--as", "ann",
            escaped=True,
        )),
        "a line of JSON": ("evidence", file("answers.jsonl", line, *answers, escaped=True)),
        "a row of CSV": ("evidence", file(
            "answers.csv", "case,question,response,evidence\nNP-01,1.1,sufficient,{}\n", *answers
        )),
    }  # fmt: skip


EDGES = list(edges("", Path()))


# Pitfall 11: NaN is accepted, stored as null, and cannot be read back.

NUMBERS = ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "9" * 400]


def test_a_number_that_is_none_comes_in_by_no_file_and_its_field_is_named(begun_anywhere: str, tmp_path: Path):
    before = head(begun_anywhere)
    for number in NUMBERS:
        (tmp_path / "answers.jsonl").write_text(f'{{"case":"NP-01","question":"1.1","response":{number}}}')
        words = ("import", "answers", str(tmp_path / "answers.jsonl"), "--as", "ben", "--store", begun_anywhere)
        ran = here(*words, "--json")
        assert (ran.code, [fault["field"] for fault in ran.json["refused"]]) == (REFUSED, ["response"])
    for number in ("nan", "inf", "-inf", "1e400", "9" * 400, "9" * 5_000):
        (tmp_path / "ours.toml").write_text(SMALL.replace("from_score = 60", f"from_score = {number}"))
        ran = here("framework", "adopt", str(tmp_path / "ours.toml"), "--as", "ann", "--store", begun_anywhere)
        assert (ran.code, ran.out) == (USAGE, "")
        assert "rating fair, from_score: " in ran.err or ": a number has thousands of digits." in ran.err
    assert head(begun_anywhere) == before


@pytest.mark.parametrize("number", ["nan", "inf", "1e400", "9" * 400])
def test_a_number_that_is_none_is_none_in_published_ratings_either(tmp_path: Path, number: str):
    rows = f"Service,Score (%),Overall rating,Date published\nNewport,{number},Good,10/01/2024\n"
    (tmp_path / "published.csv").write_text(rows)
    ran = here("ratings", "check", str(tmp_path / "published.csv"), "--framework", "hmip-youth-2018", "--json")
    assert (ran.code, ran.json["agree"], [fault["line"] for fault in ran.json["faults"]]) == (1, 0, [2])


@pytest.mark.parametrize("number", [*NUMBERS, "1.5", "1e3", "²"])
def test_a_number_that_is_none_is_no_option(begun_anywhere: str, number: str):
    announced = ("--name", "A", "--organisation", "O", "--title", "T", "--body", "B", "--programme", "P", "--as", "ann")
    days = ("--from", "2023-10-02", "--until", "2023-10-13")
    words = ("inspection", "announce", "leeds-2016", *announced, *days, "--caseload", number)
    ran = here(*words, "--store", begun_anywhere)
    assert (ran.code, ran.out) == (USAGE, "")
    assert "--caseload" in ran.err


# Pitfall 13: SQLite keeps NUL characters, PostgreSQL refuses them: refused at the edge, with the field's name.


@pytest.mark.parametrize("edge", EDGES)
def test_a_character_that_is_not_text_is_refused_everywhere_with_its_field(begun_anywhere, tmp_path, edge):
    field, bring = edges(begun_anywhere, tmp_path)[edge]
    before = head(begun_anywhere)
    for odd in ODD:
        ran = bring(f"a{odd}b")
        assert ran.code in (USAGE, REFUSED), (odd, ran)
        output = f"{ran.out}{ran.err}"
        # Halves of characters are no text at all in a file, which then names the line.
        by_line = (
            "line 2" in output
            or "line 1" in output
            or ran.out.startswith("line\tfield")
            or "is not valid TOML" in output
        )
        assert field in output or by_line, (odd, output)
        assert OBEYED.search(output) is None, (odd, output)
        assert "Traceback" not in output
    assert head(begun_anywhere) == before


@pytest.mark.parametrize("edge", ["an option", "a line of JSON"])
def test_lines_and_tabs_and_all_other_characters_come_in_as_they_are(begun_anywhere, tmp_path, edge):
    text = "one\n\ttwo – 𝄞 é e\u0301 عربى =1+1"
    assert edges(begun_anywhere, tmp_path)[edge][1](text).code == 0
    shown = here("case", "show", "NP-01", "--json", "--store", begun_anywhere).json
    assert shown["answers"]["1.1"]["evidence"] == text


def test_a_reference_with_an_odd_character_is_refused_with_its_field(begun_anywhere, tmp_path):
    before = head(begun_anywhere)
    for field in ("case", "question", "by"):
        for odd in ("\x00", "\x1b", "\u202e", "\n", " "):
            given = {"case": "NP-01", "question": "1.1", "response": "sufficient", "evidence": "a", "by": "ben"}
            given[field] = f"{given[field]}{odd}"
            (tmp_path / "answers.jsonl").write_text(json.dumps(given))
            ran = here("import", "answers", str(tmp_path / "answers.jsonl"), "--json", "--store", begun_anywhere)
            assert (ran.code, [fault["field"] for fault in ran.json["refused"]]) == (REFUSED, [field])
    assert head(begun_anywhere) == before


@pytest.mark.parametrize("words", [("status",), ("answer", "record", "NP-01", "1.1", "sufficient", "--evidence", "x")])
@pytest.mark.parametrize(
    ("typed", "fault"), [("", "is empty"), (" ", "is empty"), ("be\nn", "has a line break (U+000A, at 3)")]
)
def test_an_id_that_is_empty_or_has_two_lines_is_refused_in_one_line(begun: Path, words, typed: str, fault: str):
    ran = here(*words, "--as", typed, "--store", str(begun))
    assert (ran.code, ran.out, ran.err.count("\n")) == (USAGE, "", 1)
    assert f"The id {fault}. Give your id in the team, such as ben.baker." in ran.err


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("case", "show", "{}"), "The case reference has a line break (U+000A, at 3)"),
        (("case", "assign", "{}", "ben", "--as", "ann"), "The case reference has a line break (U+000A, at 3)"),
        (("trail", "--case", "{}"), "NP\\n-01"),
        (("status", "--inspection", "{}"), "NP\\n-01"),
    ],
)
def test_a_reference_of_two_lines_is_refused_in_one_line(begun: Path, words: tuple[str, ...], fault: str):
    ran = here(*(word.replace("{}", "NP\n-01") for word in words), "--store", str(begun))
    assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert fault in ran.err


# Pitfall 18: click passes terminal title and clear-screen sequences, and so do its own error messages.

TITLE = "a\x1b]0;owned\x07\x9b31m\u202eb"


@pytest.mark.parametrize(
    "words",
    [
        ("{}",),
        ("import", "{}"),
        ("import", "answers", "{}.csv", "--as", "ben"),
        ("import", "answers", "{}", "--as", "ben"),
        ("import", "answers", "x.csv", "--format", "{}"),
        ("import", "answers", "x.csv", "--{}"),
        ("scores", "--at", "{}"),
        ("trail", "--{}", "x"),
        ("export", "{}", "{}"),
        ("init", "--store", "postgresql://{}"),
        ("verify", "--since", "{}"),
        ("restore", "{}", "--store", "x.db"),
    ],
    ids=" ".join,
)
def test_no_terminal_obeys_what_was_typed_when_an_error_repeats_it(begun: Path, words: tuple[str, ...]):
    for form in ([], ["--json"]):
        ran = here(*(word.replace("{}", TITLE) for word in words), *form, INSPECTRAIL_STORE=str(begun))
        assert ran.code in (2, 4, 6)
        assert OBEYED.search(ran.out + ran.err) is None
        assert ran.err.endswith("\n")


def test_the_name_of_a_file_that_is_written_or_read_is_never_obeyed(begun: Path, tmp_path: Path):
    odd, store = tmp_path / TITLE, ("--store", str(begun))
    published = (FILES / "published.csv").read_bytes()
    odd.write_bytes(published)
    clean = str(tmp_path / f"{TITLE}.clean")
    answers = tmp_path / f"{TITLE}.jsonl"
    answers.write_text('{"case":"NP-01"}\n')
    for words in (
        ("ratings", "check", str(odd), "--framework", "hmip-youth-2018", "--clean", clean),
        ("import", "answers", str(answers), "--as", "ben", *store),
        ("export", str(tmp_path / f"{TITLE}.export"), *store),
        ("framework", "check", str(odd)),
        ("sample", "import", str(odd), "--as", "ann", *store),
    ):
        for terminal in (False, True):
            ran = here(*words, terminal=terminal, NO_COLOR="1")
            (tmp_path / f"{TITLE}.export").unlink(missing_ok=True)
            Path(clean).unlink(missing_ok=True)
            output = re.sub("\x1b\\[[0-9;]*m", "", ran.out + ran.err)
            assert OBEYED.search(output) is None
            assert "u001b" in output


def test_at_a_real_terminal_nothing_odd_is_obeyed_either(begun: Path):
    ran = at_terminal("import", "answers", f"{TITLE}.jsonl", "--store", begun.name, folder=begun.parent)
    assert ran.code == USAGE
    assert "\x1b]" not in ran.out
    assert "\\u001b]0;owned\\u0007" in ran.out
    assert OBEYED.search(process(TITLE, folder=begun.parent).err) is None


# Pitfall 19: spreadsheets run cells that begin as formulas do: neutralised on the way out, kept on the way in.

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "=HYPERLINK(1)", '"=1+1"', '""=1', "＝1+1", "＋1", "－1", "＠SUM(A1)",
]  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "tsv", ""])
def test_a_formula_is_kept_as_it_was_imported_and_neutralised_in_rows(begun_anywhere, tmp_path, form):
    with (tmp_path / "sample.csv").open("w", newline="") as opened:
        rows = [[f"F-{index}", text, "custody", "no", "", text] for index, text in enumerate(FORMULAS)]
        csv.writer(opened).writerows([["case", "pseudonym", "setting", "psr", "conditions", "note"], *rows])
    store = ("--store", begun_anywhere)
    assert here("sample", "import", str(tmp_path / "sample.csv"), "--as", "ann", *store).code == 0
    kept = here("case", "list", "--json", *store).json
    assert [case["pseudonym"] for case in kept[1:]] == FORMULAS
    shown = here("case", "list", *([f"--{form}"] if form else []), *store).out
    cells = [row[1] for row in csv.reader(io.StringIO(shown), delimiter="," if form == "csv" else "\t")][2:]
    assert cells == [f"'{text}" for text in FORMULAS]


def test_an_answer_that_looks_like_a_formula_is_kept_as_it_was_imported(begun_anywhere, tmp_path):
    rows = "case,question,response,evidence\nNP-01,1.1,sufficient,=1+1\nNP-01,2.1,sufficient,'=1+1\n"
    (tmp_path / "answers.csv").write_text(rows)
    store = ("--store", begun_anywhere)
    assert here("import", "answers", str(tmp_path / "answers.csv"), "--as", "ben", *store).code == 0
    answers = here("case", "show", "NP-01", "--json", *store).json["answers"]
    assert [answers[question]["evidence"] for question in ("1.1", "2.1")] == ["=1+1", "'=1+1"]
    exported = here("export", *store).json_lines
    assert [line["event"]["evidence"] for line in exported[-2:]] == ["=1+1", "'=1+1"]
    for form in ("--csv", "--tsv"):
        assert "\t=1" not in here("case", "show", "NP-01", form, *store).out.replace(",", "\t")


@pytest.mark.parametrize("cell", [" =1", "\t1", "\r1", '" =1', "\u3000=1", "\x0b=1", "-"])
def test_a_formula_is_seen_behind_spaces_and_quotation_marks(cell: str):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["1=1", "a+b", "'=1", "“=1”", "", '"a" = b', 1, -1, None])
def test_what_is_no_formula_is_left_as_it_is(cell: object):
    assert harmless(cell) == cell


def test_the_rows_that_agree_are_written_without_formulas(tmp_path: Path):
    (tmp_path / "published.csv").write_text(
        "Service,Score (%),Overall rating,Date published\n=1+1,53%,Good,10/01/2024\n"
    )
    clean = tmp_path / "clean.csv"
    ran = here(
        "ratings", "check", str(tmp_path / "published.csv"), "--framework", "hmip-youth-2018", "--clean", str(clean)
    )
    assert ran.code == 0
    assert list(csv.reader(io.StringIO(clean.read_text())))[1][0] == "'=1+1"
