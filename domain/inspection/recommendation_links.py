"""Carrying over: a recommendation that goes on in a later inspection of the same body.

The links are two, and each is recorded on its own side: the new recommendation carries the old one on, and the old one
is closed as superseded by the new. Both point from an earlier inspection to a later one, and nothing is superseded by
what is superseded itself: so no chain of them comes back to where it began.
"""

from collections.abc import Mapping
from datetime import date

from domain.events.recommendation_terms import Closure, place
from domain.refusals.follow_up import AnotherBody, CarriedElsewhere, NothingToCarryOn, NotInOrder, UnknownRecommendation
from domain.refusals.inspection import DateOutOfOrder, TooLate, TooSoon, UnknownInspection
from domain.states.inspection import Inspection
from domain.states.recommendation import Recommendation
from domain.text import Number, names_match
from domain.wording import format_day, humanise

Inspections = Mapping[str, Inspection]


def refuse_carrying(inspection: Inspection, name: str, other_inspections: Inspections, day: date) -> None:
    """Refuse to carry on what is not there, is done, or was not made in an earlier inspection of the same body.

    A day before the earlier one was published is refused too.
    """
    second, recommendation = _elsewhere(inspection, name, other_inspections)
    _refuse_order(earlier=second, later=inspection)
    if recommendation.closed not in (None, Closure.NOT_IMPLEMENTED):
        raise NothingToCarryOn(name, str(recommendation.closed))
    _refuse_unpublished(name, recommendation, day)


def successor(inspection: Inspection, number: Number, name: str, other_inspections: Inspections, day: date) -> str:
    """Return the name of what supersedes a recommendation; refuses itself, what is not there, closed, or not published.

    Where it was carried on, nothing but what carries it on supersedes it: no circle can arise of what is open.
    A name that gives this inspection is that of its own recommendation: `newcastle-2016/2` is `2` there.
    """
    reference, own = place(name)
    if reference in (None, inspection.reference):
        rest = {str(recommendation) for recommendation in inspection.recommendations if recommendation != number}
        if own not in rest:
            raise UnknownRecommendation(name)
        name, taking_over = own, inspection.recommendation(int(own))
    else:
        second, taking_over = _elsewhere(inspection, name, other_inspections)
        _refuse_order(earlier=inspection, later=second)
    if taking_over.closed is not None:
        closed = f"recommendation {name} is closed itself as {humanise(taking_over.closed)}"
        raise TooLate("be superseded by that", closed)
    _refuse_unpublished(name, taking_over, day)
    carrying = _carrying(inspection, number, other_inspections)
    if carrying and name not in carrying:
        raise CarriedElsewhere(f"{inspection.reference}/{number}", carrying, name)
    return name


def _carrying(inspection: Inspection, number: Number, other_inspections: Inspections) -> list[str]:
    """Return the names of what carries a recommendation on, as far as other inspections are known."""
    carried = f"{inspection.reference}/{number}"
    return [
        f"{second.reference}/{of}"
        for second in other_inspections.values()
        for of, recommendation in sorted(second.recommendations.items())
        if recommendation.carried_from == carried
    ]


def _elsewhere(inspection: Inspection, name: str, other_inspections: Inspections) -> tuple[Inspection, Recommendation]:
    reference, number = place(name)
    if reference == inspection.reference:
        raise NotInOrder(inspection.reference, inspection.reference)
    second = other_inspections.get(reference or "")
    if second is None:
        raise UnknownInspection(reference or name)
    result = {str(known): recommendation for known, recommendation in second.recommendations.items()}
    if number not in result:
        raise UnknownRecommendation(name)
    if not names_match(second.body, inspection.body):
        raise AnotherBody(name, second.body, inspection.reference, inspection.body)
    return second, result[number]


def _refuse_unpublished(name: str, recommendation: Recommendation, day: date) -> None:
    published_on = recommendation.published_on
    if published_on is None:
        raise TooSoon(f"name {name}", "the report that holds it is not published yet")
    if day < published_on:
        raise DateOutOfOrder(
            "The day", day, f"the report that holds {name} was published on {format_day(published_on)}"
        )


def _refuse_order(*, earlier: Inspection, later: Inspection) -> None:
    if (earlier.fieldwork_from or date.max) >= (later.fieldwork_from or date.min):
        raise NotInOrder(earlier.reference, later.reference)
