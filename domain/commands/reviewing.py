"""Asked for in reviewing: to assess each recommendation after twelve months, and to complete the review."""

from domain.command import Command
from domain.events.recommendation_terms import Verification
from domain.text import EvidenceId, Number, Reason, Text


class AssessRecommendation(Command):
    """Say for the month-12 review how much progress there was; with a reason, where that was said before."""

    number: Number
    progress: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()
    reason: Reason | None = None


class ReviewFollowUp(Command):
    """Complete the month-12 review."""

    summary: Text
