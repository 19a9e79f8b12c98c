"""What became of the owners' claims that all is done?"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from domain.events.following_up import FollowUpEvent, ProgressReported, ProgressVerified, RecommendationReopened
from domain.events.recommendation_terms import Progress, Verification
from domain.events.reviewing import RecommendationReviewed
from domain.value import Data
from projections.engine.effective_date import by_day
from projections.monitoring.follow_up import Course, events_of
from projections.saved.activity import BEARING_OUT
from projections.saved.recommendation_tracker import Tracked


class Claims(Data):
    """What became of the owners' claims that all is done.

    A claim is a report of `claimed_complete`; said again before the inspectorate has looked, it is the same claim. The
    first look after it, a verification or an assessment for the month-12 review, decides: reasonable or good progress
    bears it out, insufficient or no meaningful progress does not. It lapsed where, before any look, the owner took it
    back (a report of less) or the recommendation was closed and reopened. The others wait for a look, or were
    closed without one. After and before go by effective dates, and within a day by the log.
    """

    made: int
    borne_out: int
    not_borne_out: int
    lapsed: int
    waiting: int

    @property
    def share_not_borne_out(self) -> Fraction | None:
        """Of the claims that were looked at, the share that was not borne out, exact; None where none was."""
        looked_at = self.borne_out + self.not_borne_out
        return Fraction(self.not_borne_out, looked_at) if looked_at else None


class Claim(Data):
    """A claim, and the look that decided it; `lapsed` where none will."""

    on: date
    looked_on: date | None = None
    seen: Verification | None = None
    lapsed: bool = False

    @property
    def waits(self) -> bool:
        """Whether nobody has looked yet, and somebody still may."""
        return self.seen is None and not self.lapsed


def claims_of(course: Course, tracked: Tracked) -> list[Claim]:
    """Return the claims of a recommendation and what became of each, by effective dates."""
    claims: list[Claim] = []
    for fact in by_day(events_of(course, tracked.number)):
        waiting = claims.pop() if claims and claims[-1].waits else None
        claims += _decided(waiting, fact)
    return claims


def _decided(waiting: Claim | None, fact: FollowUpEvent) -> list[Claim]:
    """Return what a claim that waits, if one does, has become; or a new one."""
    if isinstance(fact, ProgressReported) and fact.progress is Progress.CLAIMED_COMPLETE:
        return [waiting or Claim(fact.origin.day)]
    if waiting is None:
        return []
    match fact:
        case ProgressReported() | RecommendationReopened():
            return [Claim(waiting.on, lapsed=True)]
        case ProgressVerified():
            return [Claim(waiting.on, fact.origin.day, fact.verification)]
        case RecommendationReviewed():
            return [Claim(waiting.on, fact.origin.day, fact.progress)]
        case _:
            return [waiting]


def counted(claims: Sequence[Claim]) -> Claims:
    """Return how many claims became what."""
    borne_out = sum(claim.seen in BEARING_OUT for claim in claims)
    lapsed = sum(claim.lapsed for claim in claims)
    waiting = sum(claim.waits for claim in claims)
    return Claims(
        made=len(claims),
        borne_out=borne_out,
        not_borne_out=len(claims) - borne_out - lapsed - waiting,
        lapsed=lapsed,
        waiting=waiting,
    )
