"""Draw a waterfall of how a score changed, event by event, in plain characters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cli.output import visible

POINTS = "% points"
HEADINGS = ("#", "effective", "who, what and why", POINTS, "score", "")

# Almost everybody can distinguish blue and orange. The signs show the same without colour.
UP, DOWN = "color(33)", "color(208)"
LEAST_TEXT = 24


@dataclass(frozen=True)
class Bar:
    """A row of the waterfall: an event, with the score before and after it.

    The first and last rows are no events: both scores are the same.
    """

    position: int | None
    on: str
    text: str
    before: Fraction | None
    after: Fraction | None
    points: Fraction | None = None


def draw(bars: Sequence[Bar]) -> None:
    """Draw the waterfall at the width of the terminal.

    A narrow terminal gets no picture, and a very narrow terminal no days either.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    size = 20 if console.width >= 100 else 12
    rows = [_cells(bar, picture) for bar, picture in zip(bars, pictures(bars, size), strict=True)]
    headings = [*HEADINGS[:-1], _scale(bars, size)]
    widths = [max(len(row[index]) for row in (headings, *rows)) for index in range(len(headings))]
    kept = _kept(widths, console.width)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for index in kept:
        side: Literal["left", "right"] = "right" if headings[index] in ("#", POINTS, "score") else "left"
        width = _width(index, widths, kept, console.width)
        table.add_column(headings[index], justify=side, overflow="fold", width=width)
    for row, bar in zip(rows, bars, strict=True):
        colour = UP if (bar.points or 0) > 0 else DOWN if (bar.points or 0) < 0 else ""
        table.add_row(*(Text(row[index], style=colour if index in (3, 5) else "") for index in kept))
    console.print(table)


def pictures(bars: Sequence[Bar], size: int) -> list[str]:
    """Return the picture of each row, all on one scale.

    + and - show a change, and | shows a score.
    """
    low, high = _ends(bars)

    def place(share: Fraction | None) -> int:
        return round(((share or 0) - low) / (high - low) * size) if high > low else 0

    return [_picture(place(bar.before), place(bar.after), bar.points, size) for bar in bars]


def signed(points: Fraction) -> str:
    """Return percentage points with a sign and two decimals.

    If two decimals would show an effect as 0, use more, up to six.
    """
    decimals = 2
    while (digits := _rounded(points, decimals)) == 0 and points and decimals < 6:
        decimals += 1
    sign = "+" if points > 0 else "-" if points < 0 else ""
    units, fraction = divmod(digits, 10**decimals)
    return f"{sign}{units}.{fraction:0{decimals}d}"


def percent(share: Fraction | None) -> str:
    """Return a score as a percentage with two decimals."""
    if share is None:
        return "no score"
    hundredths = _rounded(share * 100, 2)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _rounded(number: Fraction, decimals: int) -> int:
    """Return the absolute value in units of the last decimal, rounded half up."""
    return math.floor(abs(number) * Fraction(10) ** decimals + Fraction(1, 2))


def _picture(start: int, end: int, points: Fraction | None, size: int) -> str:
    if not points:
        return " " * min(start, size - 1) + "|"
    first = min(start, end, size - 1)
    return " " * first + ("+" if points > 0 else "-") * max(abs(end - start), 1)


def _ends(bars: Sequence[Bar]) -> tuple[Fraction, Fraction]:
    shares = [share or Fraction(0) for bar in bars for share in (bar.before, bar.after)]
    return min(shares), max(shares)


def _scale(bars: Sequence[Bar], size: int) -> str:
    low, high = (f"{float(end):.1%}" for end in _ends(bars))
    return f"{low}{high:>{size - len(low)}}"


def _cells(bar: Bar, picture: str) -> list[str]:
    position = "" if bar.position is None else str(bar.position)
    points = "" if bar.points is None else signed(bar.points)
    return [position, bar.on, visible(bar.text, keep_lines=False), points, percent(bar.after), picture]


def _kept(widths: Sequence[int], room: int) -> list[int]:
    """Return the columns that fit. The picture is dropped first, then the day."""
    kept = list(range(len(widths)))
    for dropped in (5, 1):
        if room - sum(widths[index] + 2 for index in kept if index != 2) - 2 < LEAST_TEXT:
            kept.remove(dropped)
    return kept


def _width(index: int, widths: Sequence[int], kept: Sequence[int], room: int) -> int:
    taken = sum(widths[column] + 2 for column in kept if column != 2)
    return widths[index] if index != 2 else max(1, min(widths[2], room - taken - 2))
