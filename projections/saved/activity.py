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

# The verifications that confirm a claim.
BEARING_OUT = frozenset({Verification.REASONABLE, Verification.GOOD})


# An effective date and a position in the log. Events of the same date are in log order.
DatePosition = tuple[date, int]
NEVER: DatePosition = (date.min, 0)


class LastActivity(Data):
    """The last report, assessment, failed assessment and reopening of a recommendation.

    Each is the latest by effective date, in any order of recording. An assessment is a verification or that of the
    month-12 review.
    """

    report: DatePosition = NEVER
    look: DatePosition = NEVER
    found_wanting: DatePosition = NEVER
    reopening: DatePosition = NEVER


def update_activity(last: LastActivity, fact: FollowUpEvent, when: DatePosition) -> LastActivity:
    """Return the last activity after one more event, with its effective date and position."""
    match fact:
        case ProgressReported():
            return replace(last, report=max(last.report, when))
        case ProgressVerified():
            return _assessed(last, fact.verification, when)
        case RecommendationReviewed():
            return _assessed(last, fact.progress, when)
        case RecommendationReopened():
            return replace(last, reopening=max(last.reopening, when))
        case _:
            return last


def _assessed(last: LastActivity, progress: Verification, when: DatePosition) -> LastActivity:
    found_wanting = last.found_wanting if progress in BEARING_OUT else max(last.found_wanting, when)
    return replace(last, look=max(last.look, when), found_wanting=found_wanting)


OWNER_ROLES = frozenset({EventRole.ACCEPTANCE, EventRole.ACTION})
ASSESSMENT_ROLES = frozenset({EventRole.VERIFICATION, EventRole.REVIEW})


class Heard(Data):
    """The owner's last activity, and the date since when a claim waits for verification."""

    last: date | None = None
    claim_waits_since: date | None = None


def last_heard(log: Iterable[RecordedEvent]) -> dict[int, Heard]:
    """Return the owner's activity on each recommendation that has any event, by number."""
    activity: dict[int, Heard] = {}
    for fact in by_day(recorded.fact for recorded in log):
        if isinstance(fact, FollowUpEvent) and not isinstance(fact, FollowUpReviewed | RecommendationMade):
            activity[fact.number] = _after(activity.get(fact.number, Heard()), fact)
    return activity


def _after(heard: Heard, fact: Event) -> Heard:
    day = fact.origin.day
    match fact:
        case ProgressReported():
            since = heard.claim_waits_since or day if fact.progress is Progress.CLAIMED_COMPLETE else None
            return Heard(_later(heard.last, day), since)
        case DueDateRequested() | DueDateRevised():
            # The owner told the inspectorate on this day, no matter who recorded it.
            return replace(heard, last=_later(heard.last, fact.told_on))
        case RecommendationReopened():
            return replace(heard, claim_waits_since=None)
        case _ if fact.ROLE in ASSESSMENT_ROLES:
            return replace(heard, claim_waits_since=None)
        case _ if fact.ROLE in OWNER_ROLES:
            return replace(heard, last=_later(heard.last, day))
        case _:
            return heard


def _later(before: date | None, day: date) -> date:
    return max(before or day, day)
