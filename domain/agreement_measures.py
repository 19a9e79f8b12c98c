"""Measures of agreement between people who answered the same questions.

All measures are exact fractions, and shares are from 0 to 1. Responses are categories without an order. A measure
that is not defined is an `Undefined` with the reason, never 0, 1 or NaN.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

Label = TypeVar("Label", bound=Hashable)


class Undefined(StrEnum):
    """Why a measure is not defined."""

    NOTHING_COMPARED = "no question was answered twice"
    ONE_RESPONSE = "everyone gave the same response, so agreement beyond chance cannot be measured"


Measure = Fraction | Undefined


def percent_agreement(pairs: Sequence[tuple[Label, Label]]) -> Measure:
    """Return the share of pairs whose two responses are equal."""
    if not pairs:
        return Undefined.NOTHING_COMPARED
    return Fraction(sum(first == second for first, second in pairs), len(pairs))


def cohens_kappa(pairs: Sequence[tuple[Label, Label]]) -> Measure:
    """Return how far two raters agree beyond chance. Each pair is their two responses to one question.

    kappa = (p_o - p_e) / (1 - p_e), where p_o is the share on which they agree, and p_e the share on which they would
    agree if each drew at random from the responses they gave. It is not defined if p_e is 1. Source: Cohen, A
    coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960), 37-46.
    """
    observed = percent_agreement(pairs)
    if isinstance(observed, Undefined):
        return observed
    of_first, of_second = Counter(label for label, _ in pairs), Counter(label for _, label in pairs)
    expected = Fraction(sum(times * of_second[label] for label, times in of_first.items()), len(pairs) ** 2)
    return Undefined.ONE_RESPONSE if expected == 1 else (observed - expected) / (1 - expected)


def krippendorffs_alpha(units: Iterable[Sequence[Label]]) -> Measure:
    """Return how far any number of raters agree beyond chance. Each unit is all responses to one question.

    A unit lacks the responses of raters who did not answer. A unit with one response is ignored.
    alpha = 1 - (n - 1) sum_u [sum_{c != k} n_uc n_uk / (n_u - 1)] / sum_{c != k} n_c n_k, where n_uc is how often
    response c was given to unit u, and sums run over units with two responses or more. It is not defined if all of
    these are the same. Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), nominal data with any
    number of observers and missing values, https://repository.upenn.edu/asc_papers/43.
    """
    counted = [Counter(unit) for unit in units if len(unit) > 1]
    together = sum(counted, Counter[Label]())
    if not together:
        return Undefined.NOTHING_COMPARED
    expected = _unlike(together)
    if expected == 0:
        return Undefined.ONE_RESPONSE
    observed = sum((Fraction(_unlike(unit), unit.total() - 1) for unit in counted), Fraction(0))
    return 1 - (together.total() - 1) * observed / expected


def _unlike(counted: Counter[Label]) -> int:
    """Return the number of ordered pairs of unlike responses: the sum of n_c n_k over c other than k."""
    return counted.total() ** 2 - sum(times**2 for times in counted.values())
