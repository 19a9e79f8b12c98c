"""Links between a recommendation and its continuation in a later inspection of the same body.

Each side records its own link: the new recommendation names the old recommendation that it continues, and the old
recommendation is closed as superseded by the new. Both links point from an earlier inspection to a later inspection,
and a closed recommendation supersedes nothing, so links never form a cycle.
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
    """Refuse to continue a recommendation unless an earlier inspection of the same body made it.

    It must be open, or closed as not implemented. A day before the earlier report was published is refused too.
    """
    earlier, recommendation = _elsewhere(inspection, name, other_inspections)
    _refuse_order(earlier=earlier, later=inspection)
    if recommendation.closed not in (None, Closure.NOT_IMPLEMENTED):
        raise NothingToCarryOn(name, str(recommendation.closed))
    _refuse_unpublished(name, recommendation, day)


def successor(inspection: Inspection, number: Number, name: str, other_inspections: Inspections, day: date) -> str:
    """Return the name of the recommendation that supersedes a recommendation.

    It refuses the recommendation itself, and an unknown, closed or unpublished successor. A recommendation that was
    continued can only be superseded by a recommendation that continues it. The name of a recommendation of the same
    inspection is returned as its number: `2` for `newcastle-2016/2`.
    """
    reference, own = place(name)
    if reference in (None, inspection.reference):
        if own not in {str(known) for known in inspection.recommendations if known != number}:
            raise UnknownRecommendation(name)
        name, superseding = own, inspection.recommendation(int(own))
    else:
        later, superseding = _elsewhere(inspection, name, other_inspections)
        _refuse_order(earlier=inspection, later=later)
    if superseding.closed is not None:
        closed = f"recommendation {name} is itself closed as {humanise(superseding.closed)}"
        raise TooLate(f"supersede recommendation {number}", closed)
    _refuse_unpublished(name, superseding, day)
    continuing = _continuing(inspection, number, other_inspections)
    if continuing and name not in continuing:
        raise CarriedElsewhere(f"{inspection.reference}/{number}", continuing, name)
    return name


def _continuing(inspection: Inspection, number: Number, other_inspections: Inspections) -> list[str]:
    """Return the names of the recommendations in the given inspections that continue a recommendation."""
    carried = f"{inspection.reference}/{number}"
    return [
        f"{later.reference}/{later_number}"
        for later in other_inspections.values()
        for later_number, recommendation in sorted(later.recommendations.items())
        if recommendation.carried_from == carried
    ]


def _elsewhere(inspection: Inspection, name: str, other_inspections: Inspections) -> tuple[Inspection, Recommendation]:
    reference, number = place(name)
    if reference == inspection.reference:
        raise NotInOrder(inspection.reference, inspection.reference)
    holder = other_inspections.get(reference or "")
    if holder is None:
        raise UnknownInspection(reference or name)
    recommendations = {str(known): recommendation for known, recommendation in holder.recommendations.items()}
    if number not in recommendations:
        raise UnknownRecommendation(name)
    if not names_match(holder.body, inspection.body):
        raise AnotherBody(name, holder.body, inspection.reference, inspection.body)
    return holder, recommendations[number]


def _refuse_unpublished(name: str, recommendation: Recommendation, day: date) -> None:
    published_on = recommendation.published_on
    if published_on is None:
        raise TooSoon(f"refer to {name}", "the report that holds it is not published yet")
    if day < published_on:
        raise DateOutOfOrder(
            "The day", day, f"the report that holds {name} was published on {format_day(published_on)}"
        )


def _refuse_order(*, earlier: Inspection, later: Inspection) -> None:
    if (earlier.fieldwork_from or date.max) >= (later.fieldwork_from or date.min):
        raise NotInOrder(earlier.reference, later.reference)
