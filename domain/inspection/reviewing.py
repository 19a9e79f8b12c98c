"""Decisions on the month-12 review, which assesses every recommendation and closes nothing."""

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
    """Decide on assessing one recommendation, open or closed; refuses before the review is due.

    A second assessment needs a reason, and a day no earlier than the first. After the review is complete, assessments
    cannot change.
    """
    recommendation = as_inspectorate(inspection, origin, command.number, "assess recommendations")
    _refuse_before_the_review(inspection, origin.day)
    if inspection.reviewed:
        raise TooLate("assess recommendations", "the month-12 review is already complete")
    known_evidence(inspection, command.evidence)
    old = recommendation.reviewed
    if old is not None and command.reason is None:
        raise ReasonNeeded(f"The month-12 assessment of recommendation {command.number}", f"{old} progress")
    day, before = origin.day, recommendation.reviewed_on
    if before is not None and day < before:
        raise DateOutOfOrder(
            "The day of the assessment", day, f"the assessment that it changes is dated {format_day(before)}"
        )
    return [RecommendationReviewed(origin=origin, **command.as_fields(), old=old)]


@decides(ReviewFollowUp, its_inspection)
def review(inspection: Inspection, command: ReviewFollowUp, origin: Origin) -> list[FollowUpReviewed]:
    """Decide on completing the review; refuses it before month 12, incomplete, or a second time."""
    actor, day = origin.actor, origin.day
    allow(actor, VERIFYING, "hold the month-12 review")
    for number, recommendation in inspection.recommendations.items():
        refuse_owner(recommendation, actor, number)
    _refuse_before_the_review(inspection, day)
    if inspection.reviewed:
        raise TooLate("complete the month-12 review", "it is already complete")
    published = {number: known for number, known in sorted(inspection.recommendations.items()) if known.published_on}
    assessed = {number: known.reviewed_on for number, known in published.items() if known.reviewed_on is not None}
    if missing := [number for number in published if number not in assessed]:
        raise NotAssessed(missing)
    if assessed and day < (last := max(assessed.values())):
        raise DateOutOfOrder(
            "The day of the review", day, f"the last recommendation was assessed on {format_day(last)}"
        )
    return [FollowUpReviewed(origin=origin, **command.as_fields())]


def _refuse_before_the_review(inspection: Inspection, day: date) -> None:
    if inspection.review_due_on is None:
        raise TooSoon("hold the month-12 review", "the report is not published yet")
    if day < inspection.review_due_on:
        raise TooEarlyToReview(inspection.review_due_on)
