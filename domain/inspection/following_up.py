"""Following up: recommendations, what their owners say and do, and what the inspectorate sees for itself.

Acceptance, implementation (claimed), verification and closure are four independent axes.
"""

from datetime import date

from domain.dates import FOLLOW_UP_MONTHS, months_after
from domain.fact import Actor, Command, EvidenceId, Line, Number, Reason, Text
from domain.inspection.events.following_up import (
    Acceptance,
    ActionPlanned,
    ActionRevised,
    CitedFinding,
    Closure,
    DueDateRevised,
    FollowUpReviewed,
    Owner,
    Progress,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
    Verification,
)
from domain.inspection.fieldwork import known_evidence
from domain.inspection.state import Inspection, Recommendation
from domain.inspection.team import INSPECTED, LEADING, VERIFYING, allow, refuse_owner, refuse_unless_owner
from domain.refusals import (
    AlreadyClosed,
    EvidenceNeeded,
    NotClosed,
    NothingToChange,
    ReferenceTaken,
    SuccessorNeeded,
    TooEarlyToReview,
    TooLate,
    TooSoon,
    UnknownAction,
    UnknownRecommendation,
)


class MakeRecommendation(Command):
    """Ask for an outcome, of one accountable owner."""

    number: Number
    statement: Text
    owner: Owner
    contributors: tuple[Line, ...] = ()
    findings: tuple[CitedFinding, ...] = ()


class AnswerRecommendation(Command):
    """Agree, agree in part (say which part) or do not agree (say why)."""

    number: Number
    acceptance: Acceptance
    explanation: Text | None = None


class PlanAction(Command):
    """Plan a step."""

    number: Number
    step: Text
    responsible: Line
    due_on: date


class ReviseAction(Command):
    """Change a planned step, or say that it is done; what is not given stays as it is."""

    number: Number
    action: Number
    step: Text | None = None
    responsible: Line | None = None
    due_on: date | None = None
    done: bool | None = None
    reason: Reason


class ReportProgress(Command):
    """Say how far the owner is."""

    number: Number
    progress: Progress
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()


class VerifyProgress(Command):
    """Say what the inspectorate saw for itself."""

    number: Number
    verification: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()


class ReviseDueDate(Command):
    """Move a due date, and say when the inspectorate was told."""

    number: Number
    due_on: date
    told_on: date
    reason: Reason


class CloseRecommendation(Command):
    """Close a recommendation, with the evidence."""

    number: Number
    closure: Closure
    reason: Reason
    evidence: tuple[EvidenceId, ...] = ()
    superseded_by: Line | None = None


class ReopenRecommendation(Command):
    """Open a closed recommendation again."""

    number: Number
    reason: Reason


class ReviewFollowUp(Command):
    """Hold the month-12 review."""

    summary: Text


def recommend(inspection: Inspection, command: MakeRecommendation) -> list[RecommendationMade]:
    """Decide on a recommendation; refuses a taken number, and findings that do not stand.

    Before publication the due date is not known: publication computes it, for all of them, once.
    """
    allow(command.origin.actor, LEADING, "make recommendations")
    inspection.refuse_if_locked("make recommendations")
    if command.number in inspection.recommendations:
        raise ReferenceTaken("Recommendation", command.number)
    for finding in command.findings:
        inspection.finding((finding.theme, finding.list, finding.ordinal))
    published_on = inspection.published_on
    due_on = months_after(published_on, FOLLOW_UP_MONTHS) if published_on else None
    return [RecommendationMade(**command.told(), due_on=due_on)]


def answer(inspection: Inspection, command: AnswerRecommendation) -> list[RecommendationAnswered]:
    """Decide on the owner's answer; refuses partial or no agreement without saying which part or why."""
    recommendation = _as_owner(inspection, command.origin.actor, command.number, "answer recommendations")
    if command.acceptance is not Acceptance.AGREED and command.explanation is None:
        raise TooSoon("answer", "say which part is agreed, or why it is not agreed, with --because")
    if recommendation.answered == (command.acceptance, command.explanation):
        raise NothingToChange(f"The answer to recommendation {command.number}", command.acceptance)
    old = recommendation.answered[0] if recommendation.answered else None
    return [RecommendationAnswered(**command.told(), old=old)]


def plan_action(inspection: Inspection, command: PlanAction) -> list[ActionPlanned]:
    """Decide on a step. Steps are numbered 1, 2, 3 ... within their recommendation."""
    recommendation = _as_owner(inspection, command.origin.actor, command.number, "plan actions")
    _refuse_closed(recommendation, command.number)
    return [ActionPlanned(**command.told(), action=len(recommendation.actions) + 1)]


def revise_action(inspection: Inspection, command: ReviseAction) -> list[ActionRevised]:
    """Decide on a changed step; refuses no change."""
    recommendation = _as_owner(inspection, command.origin.actor, command.number, "revise actions")
    if command.action > len(recommendation.actions):
        raise UnknownAction(command.number, command.action)
    old = recommendation.actions[command.action - 1]
    new = command.step or old.step
    due_on = command.due_on or old.due_on
    responsible = command.responsible or old.responsible
    done = old.done if command.done is None else command.done
    if (new, due_on, responsible, done) == (old.step, old.due_on, old.responsible, old.done):
        raise NothingToChange(f"Action {command.action} of recommendation {command.number}", "like that")
    return [
        ActionRevised(
            origin=command.origin,
            number=command.number,
            action=command.action,
            old=old.step,
            new=new,
            old_due_on=old.due_on,
            due_on=due_on,
            old_responsible=old.responsible,
            responsible=responsible,
            done=done,
            reason=command.reason,
        )
    ]


def report_progress(inspection: Inspection, command: ReportProgress) -> list[ProgressReported]:
    """Decide on a claim; refuses anyone but the owner's organisation. It closes nothing."""
    recommendation = _as_owner(inspection, command.origin.actor, command.number, "report progress")
    _refuse_closed(recommendation, command.number)
    known_evidence(inspection, command.evidence)
    return [ProgressReported(**command.told())]


def verify_progress(inspection: Inspection, command: VerifyProgress) -> list[ProgressVerified]:
    """Decide on a verification; refuses anyone from the owner's organisation."""
    _as_inspectorate(inspection, command.origin.actor, command.number, "verify progress")
    known_evidence(inspection, command.evidence)
    return [ProgressVerified(**command.told())]


def revise_due_date(inspection: Inspection, command: ReviseDueDate) -> list[DueDateRevised]:
    """Decide on another due date; refuses one before publication, no change, and news from the future."""
    actor = command.origin.actor
    allow(actor, VERIFYING | INSPECTED, "move due dates")
    if actor.role in INSPECTED:
        refuse_unless_owner(actor, inspection, command.number)
    recommendation = inspection.recommendation(command.number)
    _refuse_closed(recommendation, command.number)
    if recommendation.due_on is None:
        raise TooSoon("move the due date", "the report is not published, so nothing is due yet")
    if recommendation.due_on == command.due_on:
        raise NothingToChange(f"The due date of recommendation {command.number}", command.due_on)
    if command.told_on > command.origin.day:
        raise TooSoon("record that", "the inspectorate cannot have been told on a day that has not come yet")
    return [
        DueDateRevised(
            origin=command.origin,
            number=command.number,
            old=recommendation.due_on,
            new=command.due_on,
            told_on=command.told_on,
            reason=command.reason,
        )
    ]


def close(inspection: Inspection, command: CloseRecommendation) -> list[RecommendationClosed]:
    """Decide on closing; refuses a claim alone, the owner's own word, and a successor that is not there."""
    recommendation = _as_inspectorate(inspection, command.origin.actor, command.number, "close recommendations")
    _refuse_closed(recommendation, command.number)
    known_evidence(inspection, command.evidence)
    if command.closure is Closure.IMPLEMENTED and not command.evidence:
        raise EvidenceNeeded(command.number)
    if (command.closure is Closure.SUPERSEDED) != (command.superseded_by is not None):
        raise SuccessorNeeded(command.number)
    if command.superseded_by is not None:
        others = {str(number) for number in inspection.recommendations if number != command.number}
        if command.superseded_by not in others:
            raise UnknownRecommendation(command.superseded_by)
        if inspection.recommendation(int(command.superseded_by)).closed is Closure.SUPERSEDED:
            raise TooLate("be superseded by that", f"recommendation {command.superseded_by} is superseded itself")
    return [RecommendationClosed(**command.told())]


def reopen(inspection: Inspection, command: ReopenRecommendation) -> list[RecommendationReopened]:
    """Decide on reopening; refuses one that is open."""
    recommendation = _as_inspectorate(inspection, command.origin.actor, command.number, "reopen recommendations")
    if recommendation.closed is None:
        raise NotClosed(command.number)
    return [RecommendationReopened(**command.told(), old=recommendation.closed)]


def review(inspection: Inspection, command: ReviewFollowUp) -> list[FollowUpReviewed]:
    """Decide on the month-12 review; refuses before month 12, and a second one."""
    allow(command.origin.actor, VERIFYING, "hold the month-12 review")
    if inspection.review_due_on is None:
        raise TooSoon("review the follow-up", "the report is not published yet")
    if command.origin.day < inspection.review_due_on:
        raise TooEarlyToReview(inspection.review_due_on)
    if inspection.reviewed:
        raise TooLate("review the follow-up", "the month-12 review took place already")
    return [FollowUpReviewed(**command.told())]


def _as_owner(inspection: Inspection, actor: Actor, number: int, doing: str) -> Recommendation:
    recommendation = _published(inspection, number, doing)
    allow(actor, INSPECTED, doing)
    refuse_unless_owner(actor, inspection, number)
    return recommendation


def _as_inspectorate(inspection: Inspection, actor: Actor, number: int, doing: str) -> Recommendation:
    recommendation = _published(inspection, number, doing)
    refuse_owner(actor, inspection, number)
    allow(actor, VERIFYING, doing)
    return recommendation


def _published(inspection: Inspection, number: int, doing: str) -> Recommendation:
    recommendation = inspection.recommendation(number)
    if inspection.published_on is None:
        raise TooSoon(doing, "the report is not published yet")
    return recommendation


def _refuse_closed(recommendation: Recommendation, number: int) -> None:
    if recommendation.closed is not None:
        raise AlreadyClosed(number)
