"""Which totals of points can a published score be?

A framework with a rule for the overall rating gives each rated theme (in 2018: each standard) the points of its rating.
The score of an inspection is their total, published as points or as a percentage of the points that could be had.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.framework import Framework, Rating
from domain.scoring import one_decimal, overall_of_total
from domain.value import Data

NUMBER = r"(?P<whole>\d{1,6})(?:[.,](?P<decimals>\d{1,6}))?"
PERCENT = re.compile(rf"{NUMBER}(?:%|percent|percent\.|pc)", re.IGNORECASE | re.ASCII)
OUT_OF = re.compile(r"(?P<whole>\d{1,6})(?:/|of|outof)(?P<most>\d{1,6})(?:points|pts)?", re.IGNORECASE | re.ASCII)
POINTS = re.compile(rf"{NUMBER}(?:points|point|pts)", re.IGNORECASE | re.ASCII)
BARE = re.compile(NUMBER, re.ASCII)


class Unit(StrEnum):
    """What a score counts."""

    PERCENT = "percent"
    POINTS = "points"


class Score(Data):
    """A score as published: so many per cent, rounded to so many decimals; or points, perhaps out of so many.

    `digits` are those of the number without its point: 528 with one decimal is 52.8.
    """

    unit: Unit
    digits: int
    decimals: int = 0
    out_of: int | None = None

    @property
    def scale(self) -> int:
        """What the number was multiplied with to have no decimals: 10 for one."""
        return int(10**self.decimals)

    @property
    def value(self) -> Fraction:
        """The number, exactly."""
        return Fraction(self.digits, self.scale)

    def __str__(self) -> str:
        number = str(Decimal(self.digits).scaleb(-self.decimals))
        if self.unit is Unit.PERCENT:
            return f"{number}%"
        return f"{number} points" if self.out_of is None else f"{number} of {self.out_of} points"


class Total(Data):
    """Points that so many rated themes can add up to, the most they could, and the overall rating that gives."""

    points: int
    most: int
    rated: int
    rating: Rating

    @property
    def share(self) -> Fraction:
        """The points as an exact share of those that could be had."""
        return Fraction(self.points, self.most)

    def __str__(self) -> str:
        return f"{self.points} of {self.most}"

    @property
    def description(self) -> str:
        """The total with its percentage."""
        return f"{self} ({one_decimal(self.share)})"


def totals(framework: Framework) -> dict[int, tuple[Total, ...]]:
    """Return every total that can be had, from the lowest, by how many themes are rated: all of them first.

    Empty where the framework has no rule for the overall rating.
    """
    most = framework.ratings[-1].value
    reached, found = {0}, {}
    for rated in range(1, len(framework.themes) + 1):
        reached = {points + rating.value for points in reached for rating in framework.ratings}
        rated_so = [(points, overall_of_total(points, rated, framework)) for points in sorted(reached)]
        found[rated] = tuple(Total(points, most * rated, rated, rating) for points, rating in rated_so if rating)
    return {rated: found[rated] for rated in sorted(found, reverse=True) if found[rated]}


def read(text: str, unit: Unit) -> Score | None:
    """Return the score that a text says; a number alone is in the unit given. None where it says none."""
    text = "".join(text.split())
    if found := OUT_OF.fullmatch(text):
        return Score(Unit.POINTS, int(found["whole"]), out_of=int(found["most"]))
    for pattern, entry in ((PERCENT, Unit.PERCENT), (POINTS, Unit.POINTS), (BARE, unit)):
        if found := pattern.fullmatch(text):
            # 53.0 is 53: spreadsheets add noughts that nobody has worked out.
            decimals = (found["decimals"] or "").rstrip("0")
            return Score(entry, int(found["whole"] + decimals), len(decimals))
    return None


def fits(score: Score, total: Total) -> bool:
    """Whether a total may have been published as this score: percentages are rounded half up."""
    if score.unit is Unit.POINTS:
        return score.digits == total.points * score.scale and score.out_of in (None, total.most)
    # Half up, in whole numbers: floor(x + 1/2) of x = 100 points / most, to so many decimals.
    return (200 * total.points * score.scale + total.most) // (2 * total.most) == score.digits


def cut_off(score: Score, total: Total) -> bool:
    """Whether a total would be this percentage if its decimals were cut off, not rounded."""
    return score.unit is Unit.PERCENT and 100 * total.points * score.scale // total.most == score.digits


def nearest(score: Score, among: Sequence[Total]) -> Iterator[Total]:
    """Yield the total next below a percentage, and the one next above it."""
    below = [total for total in among if total.share * 100 <= score.value]
    above = [total for total in among if total.share * 100 > score.value]
    yield from below[-1:]
    yield from above[:1]
