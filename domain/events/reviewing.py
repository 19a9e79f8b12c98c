"""Events of the review twelve months after publication."""

from typing import ClassVar

from domain.effect import Effect, EventRole
from domain.events.recommendation_terms import Verification
from domain.fact import Fact
from domain.ids import EvidenceItemId, FollowUpReviewId, RecommendationId, ReviewId
from domain.text import EvidenceId, Number, Reason, Text


class RecommendationReviewed(Fact):
    """The month-12 review assessed the progress on a recommendation. It closes nothing."""

    TYPE: ClassVar = "recommendation-reviewed.v1"
    SENTENCE: ClassVar = "assessed recommendation {number} for the month-12 review: {progress} progress. {narrative}"
    ROLE: ClassVar = EventRole.REVIEW
    number: Number
    progress: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()
    # The earlier assessment, if this changes it; then a reason is given too.
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
    """The month-12 review was completed. It closes nothing."""

    TYPE: ClassVar = "follow-up-reviewed.v1"
    SENTENCE: ClassVar = "completed the month-12 review: {summary}"
    ROLE: ClassVar = EventRole.FOLLOW_UP
    summary: Text

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FollowUpReviewId(), sets={"summary": self.summary})


ReviewingEvent = RecommendationReviewed | FollowUpReviewed
