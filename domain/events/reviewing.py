"""What happens in the review twelve months after publication."""

from typing import ClassVar

from domain.effect import Effect, EventRole
from domain.events.recommendation_terms import Verification
from domain.fact import Fact
from domain.ids import (
    EvidenceItemId,
    FollowUpReviewId,
    RecommendationId,
    ReviewId,
)
from domain.text import EvidenceId, Number, Reason, Text


class RecommendationReviewed(Fact):
    """The inspectorate said, for the month-12 review, how much progress there was. It closes nothing."""

    TYPE: ClassVar = "recommendation-reviewed.v1"
    SENTENCE: ClassVar = "assessed recommendation {number} for the month-12 review: {progress} progress. {narrative}"
    ROLE: ClassVar = EventRole.REVIEW
    number: Number
    progress: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()
    # What was said before, where it was said before; then there is a reason too.
    old: Verification | None = None
    reason: Reason | None = None

    def effect(self, _case: str = "") -> Effect:
        review = ReviewId(self.number)
        return Effect(
            subject=review,
            sets={"progress": self.progress},
            settles=(review,),
            rests_on=(RecommendationId(self.number), *map(EvidenceItemId, self.evidence)),
        )


class FollowUpReviewed(Fact):
    """The month-12 review took place. It closes nothing."""

    TYPE: ClassVar = "follow-up-reviewed.v1"
    SENTENCE: ClassVar = "held the month-12 review: {summary}"
    ROLE: ClassVar = EventRole.FOLLOW_UP
    summary: Text

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FollowUpReviewId(), sets={"summary": self.summary})
