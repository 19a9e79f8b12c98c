"""Which inspections of the store does a command look at: one, or all, or those of some body?"""

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
    """No inspected body has this in its name."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"No inspection of this store is of a body with “{text}” in its name. See: inspectrail inspection list"
        )


class NobodyOwns(NotFound, code="nobody-owns"):
    """No recommendation has such an owner."""

    def __init__(self, text: str, owners: Sequence[str]) -> None:
        existing = f"Owners are: {'; '.join(owners)}." if owners else "There is no recommendation yet."
        super().__init__(f"No recommendation has an owner with “{text}” in its role or organisation. {existing}")


@dataclass(frozen=True)
class Across:
    """A reading for each inspection that is looked at, and the inspections that have not come to the instant."""

    readings: Sequence[ReadContext]
    not_reached: Sequence[str] = ()

    @property
    def left_out(self) -> str:
        """Which inspections are left out, and why, in a sentence; nothing where none is."""
        return f"Left out, not having come so far: {', '.join(self.not_reached)}." if self.not_reached else ""


def across(ctx: ReadContext, *, everywhere: bool, body: str | None) -> Across:
    """Return the inspections to look at, each at the instant as it names it for itself.

    Refuses a store without inspections, a body that no inspection is of, and an instant that none has come to.
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
    """Return where recommendations stand in the inspections looked at; and beside one, in all the others.

    Links lead to other inspections, which are shown as they were at the same position of the log.
    """
    contexts = []
    if not many:
        same = replace(ctx, at=None if ctx.instant.now else f"#{ctx.instant.position}")
        contexts = list(across(same, everywhere=True, body=None).readings)
    return {reading.inspection: reading.view(TRACKER) for reading in (*contexts, *looked_at)}


def refuse_unknown_owner(owner: str | None, standings: Sequence[RecommendationStanding]) -> None:
    """Refuse a text that no owner of these recommendations has in its role or organisation."""
    if owner is not None and not any(owned_by(standing, owner) for standing in standings):
        raise NobodyOwns(owner, sorted({str(standing.tracked.owner) for standing in standings}))


def _refuse_the_future(reading: ReadContext) -> None:
    """Refuse months after a milestone that are still to come.

    Of one inspection they are a forecast; among others that have come so far they would be taken for what is.
    """
    day = reading.instant.day
    if MILESTONE.fullmatch(reading.at or "") and day > london_day(reading.session.clock()):
        raise InstantNotReached(str(reading.at), reading.inspection, f"that is on {format_day(day)}")
