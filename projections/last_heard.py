"""When was each owner last heard, and since when does the owner's claim that all is done wait for the inspectorate?"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.catalogue import Event
from domain.effect import EventRole
from domain.inspection.events.following_up import (
    DueDateRequested,
    DueDateRevised,
    FollowUpEvent,
    FollowUpReviewed,
    Progress,
    ProgressReported,
    RecommendationMade,
    RecommendationReopened,
)
from domain.value import Data
from events_store.store import Recorded
from projections.two_clocks import by_day

FROM_OWNER = frozenset({EventRole.ACCEPTANCE, EventRole.ACTION})
LOOKS = frozenset({EventRole.VERIFICATION, EventRole.REVIEW})


class Heard(Data):
    """The last day of which the owner said anything; the first day of a claim that nobody has looked at since."""

    last: date | None = None
    claim_waits_since: date | None = None


def last_heard(log: Iterable[Recorded]) -> dict[int, Heard]:
    """Return what was heard of every recommendation that anything was said of, by number."""
    heard: dict[int, Heard] = {}
    for fact in by_day(recorded.fact for recorded in log):
        if isinstance(fact, FollowUpEvent) and not isinstance(fact, FollowUpReviewed | RecommendationMade):
            heard[fact.number] = _after(heard.get(fact.number, Heard()), fact)
    return heard


def _after(heard: Heard, fact: Event) -> Heard:
    day = fact.origin.day
    match fact:
        case ProgressReported():
            since = heard.claim_waits_since or day if fact.progress is Progress.CLAIMED_COMPLETE else None
            return Heard(_later(heard.last, day), since)
        case DueDateRequested() | DueDateRevised():
            # The owner gave notice, whoever wrote it down.
            return replace(heard, last=_later(heard.last, fact.told_on))
        case RecommendationReopened():
            return replace(heard, claim_waits_since=None)
        case _ if fact.ROLE in LOOKS:
            return replace(heard, claim_waits_since=None)
        case _ if fact.ROLE in FROM_OWNER:
            return replace(heard, last=_later(heard.last, day))
        case _:
            return heard


def _later(before: date | None, day: date) -> date:
    return max(before or day, day)
