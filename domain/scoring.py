"""Scores from counts of answers, with their intervals and their distance to the next band.

Shares are exact fractions from 0 to 1; cuts are whole percentages from 0 to 100.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from domain.framework import Framework, Rating, Response, Rule
from domain.text import QuestionId
from domain.value import Data


class Tally(Data):
    """The numbers of sufficient and insufficient answers."""

    sufficient: int = 0
    insufficient: int = 0

    @property
    def answered(self) -> int:
        """The number of answers that count in the score."""
        return self.sufficient + self.insufficient

    @property
    def share(self) -> Fraction | None:
        """The exact share that is sufficient; None if nothing was answered."""
        return Fraction(self.sufficient, self.answered) if self.answered else None

    def __add__(self, addend: "Tally") -> "Tally":
        return Tally(self.sufficient + addend.sufficient, self.insufficient + addend.insufficient)

    def short_of(self, cut: Fraction) -> int:
        """Return how many answers must become sufficient for the share to reach the cut; 0 if it has."""
        return max(0, math.ceil(cut * self.answered) - self.sufficient)

    def clear_of(self, cut: Fraction) -> int:
        """Return how many answers must become insufficient for the share to fall below the cut.

        The share must have reached the cut.
        """
        return self.sufficient - math.ceil(cut * self.answered) + 1

    def turned(self, up: int) -> "Tally":
        """Return the tally with `up` answers changed to sufficient; if negative, to insufficient."""
        return Tally(self.sufficient + up, self.insufficient - up)


class Interval(Data):
    """A 95% interval, as shares from 0 to 1. It has floats because it is an estimate, and is never stored."""

    low: float
    high: float


class Flips(Data):
    """The numbers of answers that must change to reach the next band up and down.

    All of them change in one direction. None if there is no such band.
    """

    up: int | None
    down: int | None


def tally(responses: Sequence[Response]) -> Tally:
    """Count the sufficient and insufficient responses; `not_applicable` counts as neither."""
    return Tally(responses.count(Response.SUFFICIENT), responses.count(Response.INSUFFICIENT))


def groups(
    rule: Rule, by_question: Mapping[QuestionId, Tally], key_questions: Mapping[QuestionId, str]
) -> dict[str, Tally]:
    """Return the tallies of the groups that the rule scores, without empty groups.

    `pooled` has one group, `mean_of_questions` one per question, `lowest_key_question` one per key question.
    """
    grouped: dict[str, Tally] = {}
    for question, counted in by_question.items():
        group = group_of(rule, question, key_questions.get(question, ""))
        grouped[group] = grouped.get(group, Tally()) + counted
    return {group: counted for group, counted in grouped.items() if counted.answered}


def group_of(rule: Rule, question: QuestionId, key_question: str) -> str:
    """Return the group in which the rule scores a question."""
    return {Rule.POOLED: "", Rule.MEAN_OF_QUESTIONS: question, Rule.LOWEST_KEY_QUESTION: key_question}[rule]


def score(rule: Rule, grouped: Mapping[str, Tally]) -> Fraction | None:
    """Return the exact score as a share, or None if nothing was answered.

    Source: domain language, section 5. `pooled` and `mean_of_questions` are the mean of the groups;
    `lowest_key_question`, the rule of 2018, takes the lowest group.
    """
    shares = [counted.share for counted in grouped.values() if counted.share is not None]
    if not shares:
        return None
    if rule is Rule.LOWEST_KEY_QUESTION:
        return min(shares)
    return sum(shares, Fraction(0)) / len(shares)


def shown(share: Fraction | None) -> int | None:
    """Return a share as a whole percentage, rounded half up."""
    return None if share is None else math.floor(share * 100 + Fraction(1, 2))


def one_decimal(share: Fraction | None) -> str:
    """Return a share as a percentage with one decimal, rounded half up, or “none”."""
    if share is None:
        return "none"
    tenths = math.floor(share * 1000 + Fraction(1, 2))
    return f"{tenths // 10}.{tenths % 10}%"


def band(share: Fraction | None, ratings: Sequence[Rating]) -> Rating | None:
    """Return the rating whose band holds the share, or None without bands."""
    if share is None:
        return None
    reached = [r for r in ratings if r.from_score is not None and share * 100 >= r.from_score]
    return reached[-1] if reached else None


def next_bands(share: Fraction | None, ratings: Sequence[Rating]) -> tuple[Rating | None, Rating | None]:
    """Return the bands next above and next below the band of the share."""
    current = band(share, ratings)
    if current is None:
        return None, None
    place = list(ratings).index(current)
    return (ratings[place + 1] if place + 1 < len(ratings) else None), (ratings[place - 1] if place else None)


def flips(rule: Rule, grouped: Mapping[str, Tally], ratings: Sequence[Rating]) -> Flips:
    """Return how many answers must change to reach the next band up and down."""
    share = score(rule, grouped)
    cuts = sorted(Fraction(r.from_score, 100) for r in ratings if r.from_score)
    if share is None or not cuts:
        return Flips(None, None)
    above = [cut for cut in cuts if cut > share]
    below = [cut for cut in cuts if cut <= share]
    return Flips(
        up=_flips_up(rule, grouped, above[0]) if above else None,
        down=_flips_down(rule, grouped, below[-1]) if below else None,
    )


def _flips_up(rule: Rule, grouped: Mapping[str, Tally], cut: Fraction) -> int:
    if rule is Rule.LOWEST_KEY_QUESTION:
        return sum(counted.short_of(cut) for counted in grouped.values())
    current = _total(grouped)
    flipped = 0
    # Changing an answer of the smallest group moves a mean of groups furthest.
    for counted in sorted(grouped.values(), key=lambda t: t.answered):
        step = Fraction(1, counted.answered)
        needed = math.ceil((cut * len(grouped) - current) / step)
        turned = max(0, min(counted.insufficient, needed))
        flipped += turned
        current += turned * step
    return flipped


def _flips_down(rule: Rule, grouped: Mapping[str, Tally], cut: Fraction) -> int:
    if rule is Rule.LOWEST_KEY_QUESTION:
        return min(counted.clear_of(cut) for counted in grouped.values())
    current = _total(grouped)
    flipped = 0
    for counted in sorted(grouped.values(), key=lambda t: t.answered):
        step = Fraction(1, counted.answered)
        needed = math.floor((current - cut * len(grouped)) / step) + 1
        turned = max(0, min(counted.sufficient, needed))
        flipped += turned
        current -= turned * step
    return flipped


def _total(grouped: Mapping[str, Tally]) -> Fraction:
    return sum((Fraction(t.sufficient, t.answered) for t in grouped.values()), Fraction(0))


def interval(rule: Rule, by_case: Sequence[Mapping[str, Tally]], caseload: int | None = None) -> Interval | None:
    """Return the 95% interval of a theme's score; None without a score or with fewer than two cases.

    `by_case` holds, for each case, its tallies in the rule's groups. It is a linearised ratio estimator over cases,
    because answers cluster within cases: residual z_i = (1/K) sum_k (y_ik - R_k x_ik) / X_k, variance
    n/(n-1) (1 - n/N) sum z_i^2, N the caseload if it is known. Source: Cochran, Sampling Techniques, 3rd edition,
    sections 6.3 and 9A. The quantile is Student's with n - 1 degrees of freedom.
    """
    cases = [case for case in by_case if any(counted.answered for counted in case.values())]
    total: dict[str, Tally] = {}
    for case in cases:
        for group, counted in case.items():
            total[group] = total.get(group, Tally()) + counted
    total = {group: counted for group, counted in total.items() if counted.answered}
    share = score(rule, total)
    if share is None or len(cases) < 2:
        return None
    sampled = Fraction(min(len(cases), caseload), caseload) if caseload else Fraction(0)
    if rule is Rule.LOWEST_KEY_QUESTION:
        # Of equally low groups the group with the fewest answers decides, because it is the least certain. Cases
        # without an answer in it carry no information about its variance.
        lowest = min((counted.answered, group) for group, counted in total.items() if counted.share == share)[1]
        total = {lowest: total[lowest]}
        cases = [case for case in cases if lowest in case and case[lowest].answered]
        if len(cases) < 2:
            return None
    squares = sum((_residual(case, total) ** 2 for case in cases), Fraction(0))
    n = len(cases)
    error = math.sqrt(Fraction(n, n - 1) * (1 - sampled) * squares)
    reach = student_quantile(n - 1) * error
    return Interval(max(0.0, float(share) - reach), min(1.0, float(share) + reach))


def _residual(case: Mapping[str, Tally], total: Mapping[str, Tally]) -> Fraction:
    parts = (
        (case[group].sufficient - Fraction(t.sufficient, t.answered) * case[group].answered) / t.answered
        for group, t in total.items()
        if group in case
    )
    return sum(parts, Fraction(0)) / len(total)


@cache
def student_quantile(freedom: int, probability: float = 0.95) -> float:
    """Return t such that Student's t lies within ±t with this probability.

    The probability is the finite series of Abramowitz and Stegun, 26.7.3 and 26.7.4, solved by bisection.
    """
    low, high = 0.0, 1000.0
    for _ in range(80):
        middle = (low + high) / 2
        if _within(middle, freedom) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    angle = math.atan2(t, math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    series = 0.0
    for k in range(1 if odd else 0, freedom - 1, 2):
        series += term
        term *= cosine * cosine * (k + 1) / (k + 2)
    return 2 / math.pi * (angle + sine * series) if odd else sine * series


def overall(values: Sequence[int], framework: Framework) -> Rating | None:
    """Return the overall rating from the values of the rated themes; None without such a scale."""
    return overall_of_total(sum(values), len(values), framework)


def overall_of_total(points: int, rated: int, framework: Framework) -> Rating | None:
    """Return the overall rating from the points of the rated themes.

    None if no theme is rated, or the framework has no such scale. The cuts assume that all themes are rated; with
    fewer, they scale with the points that were possible. Source:
    domain language, section 4.
    """
    if not rated:
        return None
    scaled = Fraction(points * len(framework.themes), rated)
    reached = [r for r in framework.ratings if r.from_total is not None and scaled >= r.from_total]
    return reached[-1] if reached else None
