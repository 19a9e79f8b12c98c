"""The inspections that a command reads: one, all, or those of one body."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cli.contexts import NoInspection, ReadContext
from domain.dates import london_day
from domain.refusals.base import NotFound
from domain.wording import format_day
from projections.monitoring.recommendation_filters import owned_by
from projections.saved.instants import MILESTONE, InstantNotReached
from projections.saved.recommendation_tracker import TRACKER, RecommendationStanding, Tracker


class NoSuchBody(NotFound, code="no-such-body"):
    """No inspected body has this text in its name."""

    def __init__(self, text: str) -> None:
        super().__init__(f"No inspected body has “{text}” in its name. See: inspectrail inspection list")


class NobodyOwns(NotFound, code="nobody-owns"):
    """No recommendation has an owner with this text in its role or organisation."""

    def __init__(self, text: str, owners: Sequence[str]) -> None:
        known = f"Owners are: {'; '.join(owners)}." if owners else "There is no recommendation yet."
        super().__init__(f"No recommendation has an owner with “{text}” in its role or organisation. {known}")


@dataclass(frozen=True)
class Across:
    """The read contexts of the chosen inspections, and the inspections left out.

    An inspection is left out if it has not reached the instant.
    """

    readings: Sequence[ReadContext]
    not_reached: Sequence[str] = ()

    @property
    def left_out(self) -> str:
        """A sentence that names the inspections left out and why, or nothing."""
        return (
            f"Left out because they have not reached this point: {', '.join(self.not_reached)}."
            if self.not_reached
            else ""
        )


def across(ctx: ReadContext, *, everywhere: bool, body: str | None) -> Across:
    """Return the inspections to read, each at its own instant of the requested name.

    Refuses a store without inspections, an unknown body, and an instant that no inspection has reached.
    """
    if not everywhere and body is None:
        return Across([ctx])
    names = ctx.store.inspections()
    if not names:
        raise NoInspection
    if body is not None:
        names = [name for name in names if body.casefold() in ctx.handler.inspection(name).body.casefold()]
        if not names:
            raise NoSuchBody(body)
    reached: list[ReadContext] = []
    not_reached: list[str] = []
    for name in names:
        reading = replace(ctx, named=name)
        try:
            _refuse_the_future(reading)
        except InstantNotReached:
            if name == names[-1] and not reached:
                raise
            not_reached.append(name)
        else:
            reached.append(reading)
    return Across(reached, not_reached)


def linked_trackers(ctx: ReadContext, looked_at: Sequence[ReadContext], *, many: bool = False) -> dict[str, Tracker]:
    """Return the recommendation tracker of each inspection that is read.

    If only one inspection is read, the trackers of all others are added, at the same position of the log, because links
    lead to them.
    """
    contexts = []
    if not many:
        same = replace(ctx, at=None if ctx.instant.now else f"#{ctx.instant.position}")
        contexts = list(across(same, everywhere=True, body=None).readings)
    return {reading.inspection: reading.view(TRACKER) for reading in (*contexts, *looked_at)}


def refuse_unknown_owner(owner: str | None, standings: Sequence[RecommendationStanding]) -> None:
    """Refuse a text that no owner has in the role or organisation."""
    if owner is not None and not any(owned_by(standing, owner) for standing in standings):
        raise NobodyOwns(owner, sorted({str(standing.tracked.owner) for standing in standings}))


def _refuse_the_future(reading: ReadContext) -> None:
    """Refuse an instant some months after a milestone if it is still to come.

    For one inspection it is a forecast. Next to inspections that have reached it, it would be taken for fact.
    """
    day = reading.instant.day
    if MILESTONE.fullmatch(reading.at or "") and day > london_day(reading.session.clock()):
        raise InstantNotReached(str(reading.at), reading.inspection, f"that is on {format_day(day)}")
