"""Commands of the month-12 review: assess each recommendation, and complete the review."""

from domain.command import Command
from domain.events.recommendation_terms import Verification
from domain.text import EvidenceId, Number, Reason, Text


class AssessRecommendation(Command):
    """Assess the progress on a recommendation for the month-12 review.

    A second assessment needs a reason.
    """

    number: Number
    progress: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()
    reason: Reason | None = None


class ReviewFollowUp(Command):
    """Complete the month-12 review."""

    summary: Text
