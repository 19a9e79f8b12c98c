"""Read published inspections from a CSV file, whatever its columns are called."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.files.input_files import LARGEST_TABLE, FileFault, csv_rows, text_of
from domain.refusals.base import Invalid
from domain.wording import join_list
from projections.published_ratings.check import Published
from projections.published_ratings.score_parsing import Unit

# The headings of each column in published tables, in lower case, without punctuation.
HEADINGS = {
    "name": (
        *(
            "name",
            "inspection",
            "inspected body",
            "body",
            "service",
            "service name",
            "organisation",
            "provider",
            "area",
        ),
        *("local authority", "youth offending service", "youth offending team", "youth justice service"),
        *("yos", "yot", "yjs", "probation delivery unit", "pdu", "area"),
    ),
    "percent": (
        *("%", "percent", "per cent", "percentage", "score", "overall score", "score %", "% score", "total %"),
        *("overall %", "score percent", "score percentage", "percentage score", "total percentage"),
        *("percentage of total", "percentage of the total", "score as a percentage of the total", "overall percentage"),
    ),
    "points": ("points", "total", "total points", "overall points", "score points", "points score", "total score"),
    "rating": (
        *("rating", "overall rating", "overall", "judgement", "overall judgement", "grade", "overall grade", "label"),
    ),
    "date": (
        *("date", "published", "published on", "date published", "publication date", "date of publication"),
        *("report date", "date of report", "report published"),
    ),
    "rated": ("rated", "standards rated", "rated standards", "number of standards rated", "themes rated"),
}
COLUMNS = tuple(HEADINGS)
NEEDED = ("name", "rating", "date")
OUT_OF = re.compile(r"(?:score |points |total |total score |total points )?out of \d+")
DELIMITERS = (",", ";", "\t")
LONGEST_CELL = 500


class NotRatings(Invalid, code="not-ratings"):
    """The file is not a table of published inspections."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} cannot be read as published inspections: {why}. Nothing was checked.")


@dataclass(frozen=True)
class RatingsFile:
    """The rows of a file, and the heading that was read as each column."""

    rows: tuple[Published, ...]
    columns: Mapping[str, str]


def read(file: Path, named: Mapping[str, str]) -> RatingsFile:
    """Return the published inspections of a CSV file. Raises NotRatings.

    `named` has the heading of each column whose heading is not in HEADINGS.
    """
    content = _content(file)
    (_, headings), *lines = _table(file, content, _delimiter(content, named))
    places = _columns(file, headings, named)
    _refuse_missing(file, headings, places, named)
    if not lines:
        raise NotRatings(file, "it has headings but no rows")
    rows = tuple(_published(line, cells, len(headings), places) for line, cells in lines)
    return RatingsFile(rows, {column: headings[place] for column, place in places.items()})


def _content(file: Path) -> str:
    try:
        content = text_of(file, LARGEST_TABLE)
    except FileFault as fault:
        raise NotRatings(file, f"line {fault.line}: {fault.why}") from None
    if "\0" in content:
        raise NotRatings(file, "it is not a text file")
    return content


def _table(file: Path, content: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the number of its first line."""
    lines, begins = [], 1
    try:
        for ends, cells in csv_rows(((0, line) for line in io.StringIO(content, newline="")), delimiter):
            if any(cell.strip() for cell in cells):
                lines.append((begins, [" ".join(cell.split()) for cell in cells]))
            begins = ends + 1
    except FileFault as fault:
        raise NotRatings(file, f"line {fault.line}: {fault.why}") from None
    if not lines:
        raise NotRatings(file, "it is empty")
    return lines


def _delimiter(content: str, named: Mapping[str, str]) -> str:
    """Return the delimiter that gives the most known headings."""

    def matches(delimiter: str) -> tuple[int, int]:
        try:
            headings = next(csv.reader(io.StringIO(content.lstrip(), newline=""), delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        words = {_words(heading) for heading in headings}
        known = {word for column in COLUMNS for word in HEADINGS[column]} | {
            _words(heading) for heading in named.values()
        }
        return len(words & known), len(headings)

    return max(DELIMITERS, key=matches)


def _columns(file: Path, headings: list[str], named: Mapping[str, str]) -> dict[str, int]:
    words = [_words(heading) for heading in headings]
    found_at: dict[str, int] = {}
    for column in COLUMNS:
        names = {_words(named[column])} if column in named else set(HEADINGS[column])
        taken = {_words(heading) for named_column, heading in named.items() if named_column != column}
        places = [
            place
            for place, word in enumerate(words)
            if (word in names or (column == "points" and column not in named and OUT_OF.fullmatch(word)))
            and word not in taken
        ]
        if len(places) > 1:
            headings_found = join_list(f"“{headings[place]}”" for place in places)
            raise NotRatings(
                file, f"{headings_found} may each be the {column}; choose one with --column {column}=HEADING"
            )
        if places:
            found_at[column] = places[0]
    return found_at


def _refuse_missing(file: Path, headings: list[str], places: Mapping[str, int], named: Mapping[str, str]) -> None:
    missing = [column for column in (*NEEDED, *named) if column not in places]
    if not {"percent", "points"} & places.keys():
        missing.append("percent or points")
    if missing:
        have = join_list(f"“{heading}”" for heading in headings if heading)
        example = missing[0].split()[0]
        raise NotRatings(
            file,
            f"its first line has no heading for {join_list(dict.fromkeys(missing))}; it has {have}. Name the heading "
            f"with --column {example}=HEADING",
        )


def _published(line: int, cells: list[str], width: int, places: Mapping[str, int]) -> Published:
    # Spreadsheets add empty cells at the end of lines.
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != width:
        fault = f"It has {len(cells)} cell{'' if len(cells) == 1 else 's'}, but there are {width} headings"
        note = ": perhaps a note below the table." if len(cells) == 1 else "."
        return Published(line, next(filter(None, cells)), odd=fault + note)
    longest = max(map(len, cells))
    if longest > LONGEST_CELL:
        fault = f"A cell has {longest} characters: no name, score, rating or date is so long."
        return Published(line, cells[places["name"]][:LONGEST_CELL], odd=fault)
    if sum(map(bool, cells)) == 1 and width > 2:
        return Published(line, next(filter(None, cells)), odd="Only one cell is filled: perhaps a note.")
    scores = tuple((unit, cells[places[unit]]) for unit in Unit if unit in places)
    return Published(
        line,
        cells[places["name"]],
        scores,
        cells[places["rating"]],
        cells[places["date"]],
        cells[places["rated"]] if "rated" in places else None,
    )


def _words(heading: str) -> str:
    return " ".join(_letters(unicodedata.normalize("NFKC", heading).casefold()).split())


def _letters(heading: str) -> str:
    return "".join(character if character.isalnum() or character == "%" else " " for character in heading)
