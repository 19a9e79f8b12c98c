"""When was each recommendation and each owner last active?"""

from collections.abc import Iterable
from datetime import date

from msgspec.structs import replace

from domain.effect import EventRole
from domain.event_types import Event
from domain.events.following_up import (
    DueDateRequested,
    DueDateRevised,
    FollowUpEvent,
    ProgressReported,
    ProgressVerified,
    RecommendationMade,
    RecommendationReopened,
)
from domain.events.recommendation_terms import Progress, Verification
from domain.events.reviewing import FollowUpReviewed, RecommendationReviewed
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effective_date import by_day

# What the inspectorate must see for a claim to be borne out.
BEARING_OUT = frozenset({Verification.REASONABLE, Verification.GOOD})


# The day that something is true of, and its position: what is true of one day stands in the order of the log.
When = tuple[date, int]


NEVER: When = (date.min, 0)


class Last(Data):
    """When a recommendation was last reported on, looked at, found wanting and reopened.

    Each is the latest, in whatever order they were written down: a report that comes late undoes no later look.
    """

    report: When = NEVER
    look: When = NEVER
    found_wanting: When = NEVER
    reopening: When = NEVER


def moved(last: Last, fact: FollowUpEvent, when: When) -> Last:
    """Return when it last moved, after one more event of that day and position."""
    match fact:
        case ProgressReported():
            return replace(last, report=max(last.report, when))
        case ProgressVerified():
            return _looked(last, fact.verification, when)
        case RecommendationReviewed():
            return _looked(last, fact.progress, when)
        case RecommendationReopened():
            return replace(last, reopening=max(last.reopening, when))
        case _:
            return last


def _looked(last: Last, seen: Verification, when: When) -> Last:
    wanting = last.found_wanting if seen in BEARING_OUT else max(last.found_wanting, when)
    return replace(last, look=max(last.look, when), found_wanting=wanting)


FROM_OWNER = frozenset({EventRole.ACCEPTANCE, EventRole.ACTION})


LOOKS = frozenset({EventRole.VERIFICATION, EventRole.REVIEW})


class Heard(Data):
    """The last day of which the owner said anything; the first day of a claim that nobody has looked at since."""

    last: date | None = None
    claim_waits_since: date | None = None


def last_heard(log: Iterable[RecordedEvent]) -> dict[int, Heard]:
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
