"""Which recommendation did this one carry on or take the place of, and which carries it on?"""

from collections.abc import Mapping

from domain.events.recommendation_terms import place
from domain.value import Data
from projections.saved.recommendation_tracker import Stage, Tracker, stage


class Linked(Data):
    """A recommendation on the other side of a link; without statement and stage where nothing shows it."""

    name: str
    statement: str | None = None
    stage: Stage | None = None


class Sides(Data):
    """What a recommendation carries on, what carries it on, and what it was superseded by."""

    carried_from: Linked | None = None
    carried_into: tuple[Linked, ...] = ()
    superseded_by: Linked | None = None


def sides(trackers: Mapping[str, Tracker], inspection: str, number: int) -> Sides:
    """Return both sides of a recommendation's links, as far as these inspections show them."""
    tracked = trackers[inspection].recommendations[number]
    name = f"{inspection}/{number}"
    into = [
        f"{recommendation}/{item.number}"
        for recommendation, tracker in trackers.items()
        for item in tracker.recommendations.values()
        if item.carried_from == name
    ]
    by = tracked.superseded_by
    named, of = place(by) if by else (None, "")
    return Sides(
        carried_from=_linked(trackers, tracked.carried_from) if tracked.carried_from else None,
        carried_into=tuple(_linked(trackers, item) for item in into),
        superseded_by=_linked(trackers, f"{named or inspection}/{of}") if by else None,
    )


def _linked(trackers: Mapping[str, Tracker], name: str) -> Linked:
    inspection, number = place(name)
    tracker = trackers.get(inspection or "", Tracker())
    tracked = tracker.recommendations.get(int(number))
    return Linked(name, tracked.statement, stage(tracked)) if tracked else Linked(name)
