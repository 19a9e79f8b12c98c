"""The waterfall: how a score went from one figure to another, event by event, drawn with plain characters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cli.output import visible

HEADINGS = ("#", "effective", "who, what and why", "points", "score", "")

# Blue and orange can be told apart by almost everybody; the signs say the same without colour.
UP, DOWN = "color(33)", "color(208)"
LEAST_TEXT = 24


@dataclass(frozen=True)
class Bar:
    """A row of the waterfall: what happened, and the scores before and after it. At its ends they are the same."""

    position: int | None
    on: str
    text: str
    before: Fraction | None
    after: Fraction | None
    points: Fraction | None = None


def draw(bars: Sequence[Bar]) -> None:
    """Draw the waterfall on a terminal, as wide as that is. A narrow one gets no picture, and a very narrow no days."""
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
        side: Literal["left", "right"] = "right" if headings[index] in ("#", "points", "score") else "left"
        width = _width(index, widths, kept, console.width)
        table.add_column(headings[index], justify=side, overflow="fold", width=width)
    for row, bar in zip(rows, bars, strict=True):
        colour = UP if (bar.points or 0) > 0 else DOWN if (bar.points or 0) < 0 else ""
        table.add_row(*(Text(row[index], style=colour if index in (3, 5) else "") for index in kept))
    console.print(table)


def pictures(bars: Sequence[Bar], size: int) -> list[str]:
    """Return each row's picture: where the score went, with + or -; | where it stood. All are on one scale."""
    low, high = _ends(bars)

    def place(share: Fraction | None) -> int:
        return round(((share or 0) - low) / (high - low) * size) if high > low else 0

    return [_picture(place(bar.before), place(bar.after), bar.points, size) for bar in bars]


def signed(points: Fraction) -> str:
    """Return percentage points with their sign: two decimals, more where two would show an effect as nothing."""
    decimals = 2
    while (digits := _rounded(points, decimals)) == 0 and points and decimals < 6:
        decimals += 1
    sign = "+" if points > 0 else "-" if points < 0 else ""
    total, rest = divmod(digits, 10**decimals)
    return f"{sign}{total}.{rest:0{decimals}d}"


def percent(share: Fraction | None) -> str:
    """Return a score with two decimals, as the steps of a waterfall need them."""
    if share is None:
        return "no score"
    hundredths = _rounded(share * 100, 2)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def _rounded(number: Fraction, decimals: int) -> int:
    """Return the size of a number in its last decimal, rounded half up."""
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
    """Return which columns there is room for: the picture goes first, then the day."""
    kept = list(range(len(widths)))
    for spared in (5, 1):
        if room - sum(widths[index] + 2 for index in kept if index != 2) - 2 < LEAST_TEXT:
            kept.remove(spared)
    return kept


def _width(index: int, widths: Sequence[int], kept: Sequence[int], room: int) -> int:
    rest = sum(widths[second] + 2 for second in kept if second != 2)
    return widths[index] if index != 2 else max(1, min(widths[2], room - rest - 2))
