"""When was each recommendation last reported on, looked at, found wanting and reopened?"""

from datetime import date

from msgspec.structs import replace

from domain.inspection.events.following_up import (
    FollowUpEvent,
    ProgressReported,
    ProgressVerified,
    RecommendationReopened,
    RecommendationReviewed,
    Verification,
)
from domain.value import Data

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
