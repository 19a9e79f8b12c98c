"""How many of the owners' claims of completion did the inspectorate confirm?"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from domain.events.following_up import FollowUpEvent, ProgressReported, ProgressVerified, RecommendationReopened
from domain.events.recommendation_terms import Progress, Verification
from domain.events.reviewing import RecommendationReviewed
from domain.value import Data
from projections.engine.effective_date import by_day
from projections.monitoring.follow_up import FollowUp, follow_up_events
from projections.saved.activity import BEARING_OUT
from projections.saved.recommendation_tracker import Tracked


class Claims(Data):
    """Count the owners' claims of completion by what became of them.

    A claim is a report of `claimed_complete`; repeated before the inspectorate's next check, it is the same claim. A
    check is a verification or an assessment for the month-12 review. The first check after a claim decides it:
    reasonable or good progress confirms it, insufficient or no meaningful progress does not. A claim lapses if, before
    any check, the owner reports less progress or the recommendation is closed and reopened. The remaining claims wait
    for a check, or were closed without one. Order goes by effective date, and within a day by the log.
    """

    made: int
    borne_out: int
    not_borne_out: int
    lapsed: int
    waiting: int

    @property
    def share_not_borne_out(self) -> Fraction | None:
        """Return the exact share of checked claims that were not confirmed; None if none was checked."""
        checked = self.borne_out + self.not_borne_out
        return Fraction(self.not_borne_out, checked) if checked else None


class Claim(Data):
    """Hold a claim and the check that decided it; `lapsed` if no check will."""

    on: date
    checked_on: date | None = None
    verification: Verification | None = None
    lapsed: bool = False

    @property
    def waits(self) -> bool:
        """Return whether the claim still waits for a check."""
        return self.verification is None and not self.lapsed


def claims_of(follow_up: FollowUp, tracked: Tracked) -> list[Claim]:
    """Return the claims on a recommendation and what became of each, by effective date."""
    claims: list[Claim] = []
    for fact in by_day(follow_up_events(follow_up, tracked.number)):
        waiting = claims.pop() if claims and claims[-1].waits else None
        claims += _decide(waiting, fact)
    return claims


def _decide(waiting: Claim | None, fact: FollowUpEvent) -> list[Claim]:
    """Return the waiting claim as it is after an event, or a new claim."""
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


def count_claims(claims: Sequence[Claim]) -> Claims:
    """Return how many claims were confirmed, not confirmed, lapsed or wait."""
    borne_out = sum(claim.verification in BEARING_OUT for claim in claims)
    lapsed = sum(claim.lapsed for claim in claims)
    waiting = sum(claim.waits for claim in claims)
    return Claims(
        made=len(claims),
        borne_out=borne_out,
        not_borne_out=len(claims) - borne_out - lapsed - waiting,
        lapsed=lapsed,
        waiting=waiting,
    )
