"""Print tables for people, rows for pipes and JSON for machines.

Text from people is made safe for terminals and spreadsheets here.
"""

import csv
import dataclasses
import io
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from typing import Literal

import click
from msgspec import Struct, to_builtins

from domain.dates import LONDON
from domain.text import REORDERING
from domain.value import Value

Cell = str | int | float | None

# What a spreadsheet reads as the beginning of a formula, in narrow and wide characters. A quotation mark before it is
# not part of the cell when rows are pasted.
FORMULA = re.compile(r'[\t\r]|[\s"]*[=+\-@＝＋－＠]')


@dataclass(frozen=True)
class Table:
    """Rows under headings. The text columns named in `wide` may wrap on a terminal."""

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    wide: Sequence[str] = ()


def visible(text: str, *, keep_lines: bool = True) -> str:
    """Return text that a terminal does not obey: control and reordering characters are escaped."""
    if text.isprintable():
        return text
    return "".join(_visible(character, keep_lines) for character in text)


def _visible(character: str, keep_lines: bool) -> str:
    if character in "\n\t":
        return character if keep_lines else " "
    if unicodedata.category(character) in {"Cc", "Cs"} or character in REORDERING:
        return f"\\u{ord(character):04x}"
    return character


def harmless(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet reads as a formula, opened or pasted."""
    if isinstance(cell, str) and FORMULA.match(cell):
        return f"'{cell}"
    return cell


def plain_data(value: object) -> object:
    """Return a value as JSON data: fractions as numerator and denominator, times in ISO 8601."""
    match value:
        case Value():
            return to_builtins(value)
        case Struct():
            return {name: plain_data(getattr(value, name)) for name in value.__struct_fields__}
        case Enum():
            return value.value
        case Fraction():
            return {"numerator": value.numerator, "denominator": value.denominator}
        case datetime() | date():
            return value.isoformat()
        case str() | int() | float() | None:
            return value
        case Mapping():
            return {str(key): plain_data(element) for key, element in value.items()}
        case Iterable():
            return [plain_data(element) for element in value]
        case _:
            fields = dataclasses.fields(value)  # type: ignore[arg-type]  # only dataclasses are left
            return {field.name: plain_data(getattr(value, field.name)) for field in fields}


def show_json(document: object) -> None:
    """Print a JSON document on one line, in ASCII, which no terminal obeys."""
    click.echo(json.dumps(plain_data(document)))


def show_table(table: Table, form: str = "") -> None:
    """Print a table in the given form, or in the one that suits standard output.

    The forms are `csv`, `tsv` and `page`. By default it is boxed on a terminal, and TSV in a pipe.
    """
    if form == "csv":
        _rows(table, ",")
    elif is_boxed(form):
        _boxed(table)
    else:
        _rows(table, "\t")


def is_boxed(form: str) -> bool:
    """Whether a table is printed in a box: for a page, and by default on a terminal."""
    return form == "page" or (not form and sys.stdout.isatty())


def print_text(text: str) -> None:
    """Print text for a person."""
    click.echo(visible(text))


def london(moment: datetime) -> str:
    """Return a time in London, to the minute."""
    return f"{moment.astimezone(LONDON):%Y-%m-%d %H:%M}"


def _rows(table: Table, separator: str) -> None:
    buffer = io.StringIO()
    rows = [[_plain(cell) for cell in row] for row in (table.headings, *table.rows)]
    if separator == ",":
        csv.writer(buffer, lineterminator="\n").writerows(rows)
    else:
        for row in rows:
            buffer.write("\t".join("" if cell is None else str(cell) for cell in row) + "\n")
    click.echo(buffer.getvalue(), nl=False)


def _plain(cell: Cell) -> Cell:
    # Most cells need no change, and there may be a hundred thousand.
    if isinstance(cell, str) and not (cell.isprintable() and cell[:1].isalnum()):
        return harmless(_safe(cell))
    return cell


def _safe(cell: Cell) -> Cell:
    return visible(cell, keep_lines=False) if isinstance(cell, str) else cell


def _boxed(table: Table) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table as Boxed
    from rich.text import Text

    console = Console()
    # As Text, brackets in it are not read as markup.
    title = Text(visible(table.title, keep_lines=False)) if table.title else None
    boxed = Boxed(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    widths = _widths(table, console.width - 2 * len(table.headings))
    for index, heading in enumerate(table.headings):
        numbers = all(isinstance(row[index], int | float | None) for row in table.rows)
        justify: Literal["left", "right"] = "right" if numbers else "left"
        boxed.add_column(heading, justify=justify, overflow="fold", width=widths[index])
    for row in table.rows:
        boxed.add_row(*(Text(_cell_text(cell)) for cell in row))
    console.print(boxed)


def _cell_text(cell: Cell) -> str:
    return "" if cell is None else str(_safe(cell))


def _widths(table: Table, room: int) -> list[int]:
    """Return the width of each column, in characters, so that no text is cut off.

    If there is too little room, the wide columns wrap first, then all; between words first, then within them.
    """
    columns = [
        [heading, *(_cell_text(row[index]) for row in table.rows)] for index, heading in enumerate(table.headings)
    ]
    full = [min(max(map(len, column)), max(room, 1)) for column in columns]
    words = [max(len(word) for text in column for word in text.split() or [""]) for column in columns]
    wraps = [words[i] if heading in table.wide else full[i] for i, heading in enumerate(table.headings)]
    widths = full.copy()
    for minimum in (wraps, words, [1] * len(columns)):
        while sum(widths) > room and (spare := [i for i, width in enumerate(widths) if width > minimum[i]]):
            widths[max(spare, key=widths.__getitem__)] -= 1
    return widths
