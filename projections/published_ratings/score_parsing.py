"""Parse a published score, and find the totals of points that it can be.

A framework with a rule for the overall rating gives each rated theme (in 2018: each standard) the points of its rating.
The score of an inspection is the total, published as points or as a percentage of the maximum points.
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
    """The unit of a score."""

    PERCENT = "percent"
    POINTS = "points"


class Score(Data):
    """A score as published, in percent or points.

    `digits` is the number without its decimal point: 528 with one decimal is 52.8. `out_of` is the maximum points, if
    the score names it.
    """

    unit: Unit
    digits: int
    decimals: int = 0
    out_of: int | None = None

    @property
    def scale(self) -> int:
        """The factor that removes the decimals: 10 for one decimal."""
        return int(10**self.decimals)

    @property
    def value(self) -> Fraction:
        """The exact number."""
        return Fraction(self.digits, self.scale)

    def __str__(self) -> str:
        number = str(Decimal(self.digits).scaleb(-self.decimals))
        if self.unit is Unit.PERCENT:
            return f"{number}%"
        return f"{number} points" if self.out_of is None else f"{number} of {self.out_of} points"


class Total(Data):
    """A possible total of points for a number of rated themes, with its overall rating.

    `most` is the maximum points of that many themes.
    """

    points: int
    most: int
    rated: int
    rating: Rating

    @property
    def share(self) -> Fraction:
        """The points as an exact share of the maximum."""
        return Fraction(self.points, self.most)

    def __str__(self) -> str:
        return f"{self.points} of {self.most}"

    @property
    def description(self) -> str:
        """The total with its percentage."""
        return f"{self} ({one_decimal(self.share)})"


def totals(framework: Framework) -> dict[int, tuple[Total, ...]]:
    """Return every possible total, from the lowest, by number of rated themes, all themes first.

    It is empty if the framework has no rule for the overall rating.
    """
    most = framework.ratings[-1].value
    reachable, by_rated = {0}, {}
    for rated in range(1, len(framework.themes) + 1):
        reachable = {points + rating.value for points in reachable for rating in framework.ratings}
        ratings = [(points, overall_of_total(points, rated, framework)) for points in sorted(reachable)]
        by_rated[rated] = tuple(Total(points, most * rated, rated, rating) for points, rating in ratings if rating)
    return {rated: by_rated[rated] for rated in sorted(by_rated, reverse=True) if by_rated[rated]}


def parse_score(text: str, unit: Unit) -> Score | None:
    """Parse a score. A bare number has the given unit. Return None if the text is not a score."""
    text = "".join(text.split())
    if match := OUT_OF.fullmatch(text):
        return Score(Unit.POINTS, int(match["whole"]), out_of=int(match["most"]))
    for pattern, written_unit in ((PERCENT, Unit.PERCENT), (POINTS, Unit.POINTS), (BARE, unit)):
        if match := pattern.fullmatch(text):
            # 53.0 is 53: spreadsheets add zeros that nobody measured.
            decimals = (match["decimals"] or "").rstrip("0")
            return Score(written_unit, int(match["whole"] + decimals), len(decimals))
    return None


def fits(score: Score, total: Total) -> bool:
    """Return whether a total can be published as this score. Percentages are rounded half up."""
    if score.unit is Unit.POINTS:
        return score.digits == total.points * score.scale and score.out_of in (None, total.most)
    # Half up, in whole numbers: floor(x + 1/2) of x = 100 * points / most, to the decimals of the score.
    return (200 * total.points * score.scale + total.most) // (2 * total.most) == score.digits


def truncates_to(score: Score, total: Total) -> bool:
    """Return whether a total is this percentage if it is truncated, not rounded."""
    return score.unit is Unit.PERCENT and 100 * total.points * score.scale // total.most == score.digits


def nearest(score: Score, candidates: Sequence[Total]) -> Iterator[Total]:
    """Yield the totals just below and just above a percentage."""
    below = [total for total in candidates if total.share * 100 <= score.value]
    above = [total for total in candidates if total.share * 100 > score.value]
    yield from below[-1:]
    yield from above[:1]
