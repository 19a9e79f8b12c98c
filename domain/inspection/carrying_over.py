"""Carrying over: a recommendation that goes on in a later inspection of the same body.

The links are two, and each is recorded on its own side: the new recommendation carries the old one on, and the old one
is closed as superseded by the new. Both point from an earlier inspection to a later one, and nothing is superseded by
what is superseded itself: so no chain of them comes back to where it began.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from domain.fact import Number, same_name
from domain.inspection.events.following_up import Closure, place
from domain.inspection.state import Inspection, Recommendation
from domain.refusals import (
    AnotherBody,
    NothingToCarryOn,
    NotInOrder,
    TooLate,
    TooSoon,
    UnknownInspection,
    UnknownRecommendation,
)

Beside = Mapping[str, Inspection]

# Where a decision names no other inspection, none was read.
ALONE: Beside = MappingProxyType({})


def refuse_carrying(inspection: Inspection, name: str, beside: Beside) -> None:
    """Refuse to carry on what is not there, is done, or was not made in an earlier inspection of the same body."""
    other, recommendation = _elsewhere(inspection, name, beside)
    _refuse_order(earlier=other, later=inspection)
    if recommendation.closed not in (None, Closure.NOT_IMPLEMENTED):
        raise NothingToCarryOn(name, str(recommendation.closed))


def successor(inspection: Inspection, number: Number, name: str, beside: Beside) -> str:
    """Return the name of what supersedes a recommendation; refuses itself, what is not there, and a circle.

    A name that gives this inspection is that of its own recommendation: `newcastle-2016/2` is `2` there.
    """
    reference, own = place(name)
    if reference in (None, inspection.reference):
        others = {str(other) for other in inspection.recommendations if other != number}
        if own not in others:
            raise UnknownRecommendation(name)
        name, taking_over = own, inspection.recommendation(int(own))
    else:
        other, taking_over = _elsewhere(inspection, name, beside)
        _refuse_order(earlier=inspection, later=other)
    if taking_over.closed is Closure.SUPERSEDED:
        raise TooLate("be superseded by that", f"recommendation {name} is superseded itself")
    return name


def _elsewhere(inspection: Inspection, name: str, beside: Beside) -> tuple[Inspection, Recommendation]:
    reference, number = place(name)
    if reference == inspection.reference:
        raise NotInOrder(inspection.reference, inspection.reference)
    other = beside.get(reference or "")
    if other is None:
        raise UnknownInspection(reference or name)
    made = {str(known): recommendation for known, recommendation in other.recommendations.items()}
    if number not in made:
        raise UnknownRecommendation(name)
    if not same_name(other.body, inspection.body):
        raise AnotherBody(name, other.body, inspection.reference, inspection.body)
    if other.published_on is None:
        raise TooSoon(f"name {name}", f"the report of {other.reference} is not published yet")
    return other, made[number]


def _refuse_order(*, earlier: Inspection, later: Inspection) -> None:
    if (earlier.fieldwork_from or date.max) >= (later.fieldwork_from or date.min):
        raise NotInOrder(earlier.reference, later.reference)
