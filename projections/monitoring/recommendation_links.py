"""Which earlier recommendation does this continue, and which later recommendations continue or supersede it?"""

from collections.abc import Mapping

from domain.events.recommendation_terms import place
from domain.value import Data
from projections.saved.recommendation_tracker import Stage, Tracker, stage


class LinkedRecommendation(Data):
    """Hold a linked recommendation; statement and stage are None if its inspection is not shown."""

    name: str
    statement: str | None = None
    stage: Stage | None = None


class RecommendationLinks(Data):
    """Hold the recommendations that this continues, that continue it, and that supersede it."""

    carried_from: LinkedRecommendation | None = None
    carried_into: tuple[LinkedRecommendation, ...] = ()
    superseded_by: LinkedRecommendation | None = None


def links_of(trackers: Mapping[str, Tracker], inspection: str, number: int) -> RecommendationLinks:
    """Return the links of a recommendation to and from the inspections given."""
    tracked = trackers[inspection].recommendations[number]
    name = f"{inspection}/{number}"
    continued_by = [
        f"{successor_inspection}/{recommendation.number}"
        for successor_inspection, tracker in trackers.items()
        for recommendation in tracker.recommendations.values()
        if recommendation.carried_from == name
    ]
    by = tracked.superseded_by
    later_inspection, by_number = place(by) if by else (None, "")
    return RecommendationLinks(
        carried_from=_linked(trackers, tracked.carried_from) if tracked.carried_from else None,
        carried_into=tuple(_linked(trackers, successor) for successor in continued_by),
        superseded_by=_linked(trackers, f"{later_inspection or inspection}/{by_number}") if by else None,
    )


def _linked(trackers: Mapping[str, Tracker], name: str) -> LinkedRecommendation:
    inspection, number = place(name)
    tracker = trackers.get(inspection or "", Tracker())
    tracked = tracker.recommendations.get(int(number))
    return LinkedRecommendation(name, tracked.statement, stage(tracked)) if tracked else LinkedRecommendation(name)
