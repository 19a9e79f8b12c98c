"""Published inspections as a CSV file: which column is which, and what is no row."""

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

# What columns are called in published tables, as words alone: without case, spaces too many and marks.
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
    """The file cannot be read as a table of published inspections. Nothing was checked."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} cannot be read as published inspections: {why}. Nothing was checked.")


@dataclass(frozen=True)
class RatingsFile:
    """The rows of a file, and which heading was taken for which column."""

    rows: tuple[Published, ...]
    columns: Mapping[str, str]


def read(file: Path, named: Mapping[str, str]) -> RatingsFile:
    """Return the published inspections of a CSV file; raises NotRatings.

    `named` says which heading is which column, where a heading is none of HEADINGS.
    """
    text = _text(file)
    (_, headings), *lines = _table(file, text, _delimiter(text, named))
    places = _columns(file, headings, named)
    _refuse_missing(file, headings, places, named)
    if not lines:
        raise NotRatings(file, "it has headings and no rows")
    rows = tuple(_published(line, cells, len(headings), places) for line, cells in lines)
    return RatingsFile(rows, {column: headings[place] for column, place in places.items()})


def _text(file: Path) -> str:
    try:
        text = text_of(file, LARGEST_TABLE)
    except FileFault as fault:
        raise NotRatings(file, f"line {fault.line}: {fault.why}") from None
    if "\0" in text:
        raise NotRatings(file, "it holds something other than text")
    return text


def _table(file: Path, text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the lines that are not blank, each with the number of the line on which it begins."""
    lines, begins = [], 1
    try:
        for ends, cells in csv_rows(((0, line) for line in io.StringIO(text, newline="")), delimiter):
            if any(cell.strip() for cell in cells):
                lines.append((begins, [" ".join(cell.split()) for cell in cells]))
            begins = ends + 1
    except FileFault as fault:
        raise NotRatings(file, f"line {fault.line}: {fault.why}") from None
    if not lines:
        raise NotRatings(file, "it is empty")
    return lines


def _delimiter(text: str, named: Mapping[str, str]) -> str:
    """Return the delimiter by which most of the headings are columns."""

    def matches(delimiter: str) -> tuple[int, int]:
        try:
            headings = next(csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=delimiter), [])
        except csv.Error:
            return 0, 0
        words = {_words(heading) for heading in headings}
        known = {word for column in COLUMNS for word in HEADINGS[column]} | {_words(item) for item in named.values()}
        return len(words & known), len(headings)

    return max(DELIMITERS, key=matches)


def _columns(file: Path, headings: list[str], named: Mapping[str, str]) -> dict[str, int]:
    words = [_words(heading) for heading in headings]
    found: dict[str, int] = {}
    for column in COLUMNS:
        wanted = {_words(named[column])} if column in named else set(HEADINGS[column])
        taken = {_words(heading) for second, heading in named.items() if second != column}
        places = [
            place
            for place, word in enumerate(words)
            if (word in wanted or (column == "points" and column not in named and OUT_OF.fullmatch(word)))
            and word not in taken
        ]
        if len(places) > 1:
            two = join_list(f"“{headings[place]}”" for place in places)
            raise NotRatings(file, f"{two} may each be the {column}; say which with --column {column}=HEADING")
        if places:
            found[column] = places[0]
    return found


def _refuse_missing(file: Path, headings: list[str], places: Mapping[str, int], named: Mapping[str, str]) -> None:
    missing = [column for column in (*NEEDED, *named) if column not in places]
    if not {"percent", "points"} & places.keys():
        missing.append("percent or points")
    if missing:
        have = join_list(f"“{heading}”" for heading in headings if heading)
        example = missing[0].split()[0]
        raise NotRatings(
            file,
            f"no heading in its first line says {join_list(dict.fromkeys(missing))}; it has {have}. Say which is which "
            f"with --column {example}=HEADING",
        )


def _published(line: int, cells: list[str], width: int, places: Mapping[str, int]) -> Published:
    # Spreadsheets add empty cells at the end of lines.
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != width:
        text = f"It has {len(cells)} cell{'' if len(cells) == 1 else 's'}, and the headings are {width}"
        note = ": perhaps a note below the table." if len(cells) == 1 else "."
        return Published(line, next(filter(None, cells)), odd=text + note)
    longest = max(map(len, cells))
    if longest > LONGEST_CELL:
        text = f"A cell has {longest} characters: no name, score, rating or date is so long."
        return Published(line, cells[places["name"]][:LONGEST_CELL], odd=text)
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
    return "".join(item if item.isalnum() or item == "%" else " " for item in heading)
