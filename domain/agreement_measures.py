"""How far do people agree who answered the same thing? Exact fractions; shares are from 0 to 1.

Responses are categories without an order. A measure that is not defined says why, and is never 0, 1 or NaN.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

Label = TypeVar("Label", bound=Hashable)


class Undefined(StrEnum):
    """Why a measure is not defined."""

    NOTHING_COMPARED = "nothing was answered twice"
    ONE_RESPONSE = "all gave the same response, so agreement beyond chance cannot show"


Measure = Fraction | Undefined


def percent_agreement(pairs: Sequence[tuple[Label, Label]]) -> Measure:
    """Return the share of pairs in which both responses are the same."""
    return Fraction(sum(pair == second for pair, second in pairs), len(pairs)) if pairs else Undefined.NOTHING_COMPARED


def cohens_kappa(pairs: Sequence[tuple[Label, Label]]) -> Measure:
    """Return how far two raters agree beyond chance; each pair is what the one and the other said of one thing.

    kappa = (p_o - p_e) / (1 - p_e), where p_o is the share on which they agree, and p_e the share on which they would
    if each drew at random from the responses they gave. Not defined where p_e is 1. Source: Cohen, A coefficient of
    agreement for nominal scales, Educational and Psychological Measurement 20 (1960), 37-46.
    """
    observed = percent_agreement(pairs)
    if isinstance(observed, Undefined):
        return observed
    items, rest = Counter(pair for pair, _ in pairs), Counter(pair for _, pair in pairs)
    expected = Fraction(sum(times * rest[label] for label, times in items.items()), len(pairs) ** 2)
    return Undefined.ONE_RESPONSE if expected == 1 else (observed - expected) / (1 - expected)


def krippendorffs_alpha(units: Iterable[Sequence[Label]]) -> Measure:
    """Return how far any number of raters agree beyond chance; each unit is what was said of one thing, by whomever.

    What somebody did not answer is simply not in its unit, and a unit with one response says nothing of agreement.
    alpha = 1 - (n - 1) sum_u [sum_{c != k} n_uc n_uk / (n_u - 1)] / sum_{c != k} n_c n_k, where n_uc is how often
    response c was given to unit u, and sums run over units with two responses or more. Not defined where all of these
    are the same. Source: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), nominal data with any number
    of observers and missing values, https://repository.upenn.edu/asc_papers/43.
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
    """Return how many ordered pairs of unlike responses there are: the sum of n_c n_k over c other than k."""
    return counted.total() ** 2 - sum(times**2 for times in counted.values())
