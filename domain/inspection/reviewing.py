"""Reviewing: twelve months on, how far is each recommendation, and what is there to say of all? It closes nothing."""

from datetime import date

from domain.actor import Origin
from domain.commands.reviewing import AssessRecommendation, ReviewFollowUp
from domain.decision import decides, its_inspection
from domain.events.reviewing import FollowUpReviewed, RecommendationReviewed
from domain.inspection.fieldwork import known_evidence
from domain.permissions import VERIFYING, allow, as_inspectorate, refuse_owner
from domain.refusals.follow_up import NotAssessed, TooEarlyToReview
from domain.refusals.inspection import DateOutOfOrder, ReasonNeeded, TooLate, TooSoon
from domain.states.inspection import Inspection
from domain.wording import format_day


@decides(AssessRecommendation, its_inspection)
def assess(inspection: Inspection, command: AssessRecommendation, origin: Origin) -> list[RecommendationReviewed]:
    """Decide on what the review says of one recommendation, open or closed; refuses it before the review is due.

    Saying it again needs a reason, and a day no earlier than what it changes. Once the review is complete, what it said
    stands. It closes nothing.
    """
    recommendation = as_inspectorate(inspection, origin, command.number, "assess recommendations")
    _refuse_before_the_review(inspection, origin.day)
    if inspection.reviewed:
        raise TooLate("assess recommendations", "the month-12 review is complete, and says what it said")
    known_evidence(inspection, command.evidence)
    old = recommendation.reviewed
    if old is not None and command.reason is None:
        raise ReasonNeeded(f"The review's assessment of recommendation {command.number}", f"{old} progress")
    day, before = origin.day, recommendation.reviewed_on
    if before is not None and day < before:
        raise DateOutOfOrder("The day of the assessment", day, f"what it changes was said on {format_day(before)}")
    return [RecommendationReviewed(origin=origin, **command.as_fields(), old=old)]


@decides(ReviewFollowUp, its_inspection)
def review(inspection: Inspection, command: ReviewFollowUp, origin: Origin) -> list[FollowUpReviewed]:
    """Decide on completing the review; refuses before month 12, what is not assessed, and a second review."""
    actor, day = origin.actor, origin.day
    allow(actor, VERIFYING, "hold the month-12 review")
    for number in inspection.recommendations:
        refuse_owner(actor, inspection, number)
    _refuse_before_the_review(inspection, day)
    if inspection.reviewed:
        raise TooLate("review the follow-up", "the month-12 review took place already")
    result = sorted(
        (number, recommendation)
        for number, recommendation in inspection.recommendations.items()
        if recommendation.published_on
    )
    assessed = {number: item.reviewed_on for number, item in result if item.reviewed_on is not None}
    if missing := [number for number, _ in result if number not in assessed]:
        raise NotAssessed(missing)
    if assessed and day < (last := max(assessed.values())):
        raise DateOutOfOrder("The day of the review", day, f"recommendations were assessed until {format_day(last)}")
    return [FollowUpReviewed(origin=origin, **command.as_fields())]


def _refuse_before_the_review(inspection: Inspection, day: date) -> None:
    if inspection.review_due_on is None:
        raise TooSoon("review the follow-up", "the report is not published yet")
    if day < inspection.review_due_on:
        raise TooEarlyToReview(inspection.review_due_on)
