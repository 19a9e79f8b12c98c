"""Published ratings as a file: read, checked row by row, and the rows that agree written out."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import FILES, Walk
from tests.fixtures.command_line import Ran, here

pytestmark = pytest.mark.dated

HEAD = "Service,Score (%),Overall rating,Date published\n"
GOOD = HEAD + "Newport,53%,Good,10/01/2024\nOldport,50%,Requires improvement,17 January 2024\n"
NOW = datetime(2024, 6, 3, 9, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "published.csv"


def check(file: Path, content: str | bytes, *more: str, terminal: bool = False) -> Ran:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return here(
        "ratings", "check", str(file), "--framework", "hmip-youth-2018", *more,
        now=NOW, terminal=terminal, COLUMNS="240", NO_COLOR="1",
    )  # fmt: skip


def test_the_walk_finds_that_every_row_agrees(walk: Walk):
    assert walk.last("ratings", "check").rows == [["line", "name", "what", "value", "why"]]


def test_where_all_rows_agree_it_says_so_and_leaves_with_0(file: Path):
    ran = check(file, GOOD, terminal=True)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        f"{file} against hmip-youth-2018: 2 of 2 rows agree, 0 do not.",
        "Columns: name “Service”, percent “Score (%)”, rating “Overall rating”, date “Date published”.",
    ]


def test_rows_that_contradict_are_listed_one_by_one_and_it_leaves_with_1(file: Path):
    ran = check(file, GOOD + "Upton,53%,Good [1],1/2/2024\nDownton,34%,Good,2/2/2024\nHilton,50%,Good,3/2/2024\n")
    assert ran.code == 1
    assert [row[:4] for row in ran.rows[1:]] == [
        ["4", "Upton", "not a rating", "Good [1]"],
        ["5", "Downton", "impossible score", "34%"],
        ["6", "Hilton", "rating at odds with score", "Good, 50%"],
    ]
    assert ran.rows[3][4] == "18 of 36 (50.0%) is Requires improvement, not Good."


def test_on_a_terminal_there_are_counts_and_a_table(file: Path):
    said = check(file, GOOD + "Upton,52%,Good,1/2/2024\nWest,52%,Requires improvement,1/2/2024\n", terminal=True).out
    assert "3 of 4 rows agree, 1 does not." in said
    assert "Line 5 (West) agrees only if fewer than 12 standards were rated: 17 of 33 (11 rated) or " in said
    assert "Faults: 1 rating at odds with score." in said
    assert "Good, 52%" in said
    note = check(file, GOOD + "[1] Inspected later,,,\n", terminal=True).out
    assert "not a row" in note
    assert "not a row:" not in note


def test_as_json_it_is_one_document(file: Path):
    told = check(file, GOOD + "Upton,52%,Good,1/2/2024\n", "--json").json
    assert (told["rows"], told["agree"], told["contradict"]) == (3, 2, 1)
    assert told["found"] == {"rating at odds with score": 1}
    assert told["columns"]["percent"] == "Score (%)"
    assert [(one["line"], one["name"], one["what"]) for one in told["faults"]] == [
        (4, "Upton", "rating at odds with score")
    ]
    assert told["accepted"][0] == {
        "line": 2,
        "name": "Newport",
        "date": "2024-01-10",
        "scores": ["53%"],
        "totals": [{"points": 19, "out_of": 36, "rated": 12, "share": {"numerator": 19, "denominator": 36}}],
        "rating": "good",
        "note": "",
    }


def test_as_csv_no_spreadsheet_runs_what_a_cell_says(file: Path):
    ran = check(file, GOOD + '"=HYPERLINK(""x"")",34%,Good,1/2/2024\n', "--csv")
    assert list(csv.reader(io.StringIO(ran.out)))[1][1] == '\'=HYPERLINK("x")'


def test_a_day_that_has_not_come_is_by_the_clock(file: Path):
    assert check(file, HEAD + "Newport,53%,Good,4/6/2024\n").rows[1][2] == "not a date"


# The clean list


def test_the_rows_that_agree_can_be_written_out(file: Path, tmp_path: Path):
    clean = tmp_path / "out" / "clean.csv"
    ran = check(
        file, GOOD + "Upton,34%,Good,1/2/2024\n=West,52%,Requires improvement,1/2/2024\n", "--clean", str(clean)
    )
    assert (ran.code, ran.err) == (1, f"Wrote 3 rows to {clean}.\n")
    rows = list(csv.reader(io.StringIO(clean.read_text(encoding="utf-8"))))
    assert rows[0] == ["name", "date", "score", "rating", "points", "out of", "standards rated", "note"]
    assert rows[1] == ["Newport", "2024-01-10", "53%", "Good", "19", "36", "12", ""]
    assert rows[3][:7] == ["'=West", "2024-02-01", "52%", "Requires improvement", "", "", ""]
    assert rows[3][7].startswith("only if fewer than 12 standards were rated")


def test_what_was_written_out_agrees_again(file: Path, tmp_path: Path):
    clean = tmp_path / "clean.csv"
    check(file, GOOD, "--clean", str(clean))
    again = here("ratings", "check", str(clean), "--framework", "hmip-youth-2018", "--json", now=NOW)
    assert (again.code, again.json["agree"]) == (0, 2)


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(file: Path, tmp_path: Path):
    clean = tmp_path / "clean.csv"
    clean.write_text("mine")
    ran = check(file, GOOD, "--clean", str(clean))
    assert (ran.code, ran.out, clean.read_text()) == (2, "", "mine")
    assert "exists already. Nothing was written." in ran.err
    assert check(file, GOOD, "--clean", str(clean), "--overwrite").code == 0
    assert clean.read_text().startswith("name,date")


def test_the_file_that_is_checked_is_never_replaced(file: Path):
    ran = check(file, GOOD, "--clean", str(file), "--overwrite")
    assert (ran.code, ran.out, file.read_text()) == (2, "", GOOD)
    assert "--clean would replace the file that is checked." in ran.err


# Columns


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_columns_may_be_separated_by_commas_semicolons_or_tabs(file: Path, delimiter: str):
    assert check(file, GOOD.replace(",", delimiter), "--json").json["agree"] == 2


def test_a_comma_within_a_heading_separated_by_semicolons_is_part_of_it(file: Path):
    content = '"Service, area";Score;Rating;Date\nNewport;52,8;Good;10/01/2024\n'
    told = check(file, content, "--column", "name=Service, area", "--json").json
    assert (told["agree"], told["columns"]["name"]) == (1, "Service, area")


@pytest.mark.parametrize(
    "head",
    [
        "NAME,PERCENTAGE,RATING,PUBLICATION DATE",
        "Youth offending service,% score,Overall judgement,Published",
        "name,score_percent,overall-rating,date_published",
        "\ufeffInspection, Score  (%) ,Grade,Report date",
    ],
)
def test_headings_are_matched_as_people_write_them(file: Path, head: str):
    assert check(file, f"{head}\nNewport,53%,Good,10/01/2024\n", "--json").json["agree"] == 1


def test_points_are_a_column_too_and_so_is_how_many_were_rated(file: Path):
    content = "Name,Total (out of 36),Rating,Date\nNewport,19,Good,10/01/2024\n"
    assert check(file, content.replace("Total (out of 36)", "Score out of 36"), "--json").json["agree"] == 1
    assert check(file, content, "--json").json["columns"]["points"] == "Total (out of 36)"
    rated = "Name,Score,Standards rated,Rating,Date\nNewport,19%,9,Inadequate,10/01/2024\n"
    assert check(file, rated, "--json").json["agree"] == 1


def test_other_headings_can_be_named(file: Path):
    content = "Who,Sum,Verdict,When,Score\nNewport,19,Good,10/01/2024,7\n"
    named = ["--column", "name=who", "--column", "points=Sum", "--column", "rating=Verdict", "--column", "date=When"]
    told = check(file, content, *named, "--column", "rated=Score", "--json")
    assert (told.code, told.json["faults"][0]["what"]) == (1, "rating at odds with score")
    assert told.json["columns"] == {
        "name": "Who", "points": "Sum", "rating": "Verdict", "date": "When", "rated": "Score",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (["nothing"], "“nothing” is not of the form COLUMN=HEADING."),
        (["cost=Who"], "The columns are name, percent, points, rating, date and rated."),
        (["name= "], "is not of the form COLUMN=HEADING"),
        (["name=Who", "name=What"], "names a column or a heading a second time"),
        (["name=Who", "rating=Who"], "names a column or a heading a second time"),
        (["name=Whoever"], "its first line has no heading for name; it has “Service”"),
    ],
)
def test_a_column_that_is_named_wrongly_is_refused(file: Path, named: list[str], said: str):
    ran = check(file, GOOD, *(word for one in named for word in ("--column", one)))
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


# Files that are no such table


UNREADABLE = {
    "nothing at all": ("", "it is empty"),
    "blank lines": ("\n \n,,\n", "it is empty"),
    "headings alone": (HEAD, "it has headings but no rows"),
    "bytes that are no UTF-8": (
        GOOD.encode() + "Ynys Môn".encode("latin-1"),
        "line 4: the text is not UTF-8; save",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "line 1: the text is not UTF-8"),
    "noughts": (GOOD + "\0", "it is not a text file"),
    "a quotation mark that is never closed": (GOOD + '"Upton,50%\n', "it is not CSV (unexpected end of data)"),
    "a heading that is too long": (
        f"{HEAD}{'x' * 200_000}\nA,53%,Good,2019-05-13,\n",
        "not CSV (field larger than",
    ),
    "no score": (
        "Name,Rating,Date\nNewport,Good,10/01/2024\n",
        "no heading for percent or points; it has “Name”, “Rating” and",
    ),
    "none of the columns": ("a,b\n1,2\n", "no heading for name, rating, date and percent or points"),
    "two scores": (
        "Name,Score,Score %,Rating,Date\nN,53%,53%,Good,1/2/2024\n",
        "“Score” and “Score %” may each be the percent; choose one with --column percent=HEADING",
    ),
    "the same heading twice": ("Name,Score,Rating,Date,date\nN,53%,Good,1/2/2024,x\n", "“Date” and “date” may each be"),
}


@pytest.mark.parametrize(("content", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_as_such_a_table_is_refused_with_2(file: Path, content: str | bytes, said: str):
    ran = check(file, content)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert "Nothing was checked." in ran.err


def test_a_file_that_is_not_there_and_a_framework_without_the_rule_are_refused(file: Path, tmp_path: Path):
    assert check(file, GOOD, "--framework", "hmip-fji-2016").code == 2
    gone = here("ratings", "check", str(tmp_path / "gone.csv"), "--framework", "hmip-youth-2018")
    assert (gone.code, gone.out) == (2, "")
    assert "gone.csv cannot be used: No such file or directory." in gone.err
    assert check(file, GOOD, "--framework", "nothing").code == 4
    assert here("ratings", "check", str(file)).code == 2
    told = check(file, "", "--json")
    assert (told.code, told.out) == (2, "")
    assert '"not-ratings"' in told.err


def test_lines_that_are_no_rows_are_reported_and_blank_ones_and_empty_cells_at_the_end_are_not(file: Path):
    ran = check(
        file,
        HEAD
        + "\n,,,\nNewport,53%,Good,10/01/2024,,\nUpton,50%\nSee the notes\n[1] As revised,,,\n"
        + "Hilton,53%,Good,11/01/2024,more\n",
    )
    assert ran.code == 1
    assert [(row[0], row[2], row[4]) for row in ran.rows[1:]] == [
        ("5", "not a row", "It has 2 cells, but there are 4 headings."),
        ("6", "not a row", "It has 1 cell, but there are 4 headings: perhaps a note below the table."),
        ("7", "not a row", "Only one cell is filled: perhaps a note."),
        ("8", "not a row", "It has 5 cells, but there are 4 headings."),
    ]


def test_a_row_begins_on_the_line_that_is_told_though_a_cell_above_has_several_lines(file: Path):
    ran = check(file, HEAD + '"New\nport",53%,Good,10/01/2024\nUpton,34%,Good,1/2/2024\n')
    assert ran.rows[1][:2] == ["4", "Upton"]


def test_the_example_of_the_documentation_is_one_that_agrees():
    ran = here("ratings", "check", str(FILES / "published.csv"), "--framework", "hmip-youth-2018", now=NOW)
    assert ran.code == 0


@pytest.mark.parametrize("cell", ["x" + "*" * 60_000, "1x" * 30_000, "(" * 60_000])
def test_a_cell_that_is_far_too_long_is_reported_at_once(file: Path, cell: str):
    ran = check(file, GOOD + f"Upton,50%,{cell},13/05/2019\n", "--json")
    (fault,) = ran.json["faults"]
    assert (ran.code, fault["line"]) == (1, 4)
    assert fault["why"].startswith(f"A cell has {len(cell)} characters")
