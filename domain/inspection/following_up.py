"""Following up: recommendations, what their owners say and do, and what the inspectorate sees for itself.

Acceptance, implementation (claimed), verification and closure are four independent axes.
"""

from datetime import date

from domain.command import Command
from domain.inspection.carrying_over import ALONE, Beside, refuse_carrying, successor
from domain.inspection.events.following_up import (
    Acceptance,
    ActionPlanned,
    ActionRevised,
    CitedFinding,
    Closure,
    DueDateRequested,
    DueDateRevised,
    Elsewhere,
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
from domain.inspection.speaking_for import (
    as_either,
    as_inspectorate,
    as_owner,
    refuse_closed,
)
from domain.inspection.state import Inspection, Recommendation
from domain.inspection.team import INSPECTED, LEADING, allow
from domain.refusals import (
    DateOutOfOrder,
    EvidenceNeeded,
    NotClosed,
    NotExplained,
    NothingToChange,
    ReferenceTaken,
    SuccessorNeeded,
    TooSoon,
    UnknownAction,
    in_words,
)
from domain.text import EvidenceId, Line, Number, Reason, Text


class MakeRecommendation(Command):
    """Ask for an outcome, of one accountable owner; anew, or carrying on a recommendation of an earlier inspection."""

    number: Number
    statement: Text
    owner: Owner
    contributors: tuple[Line, ...] = ()
    findings: tuple[CitedFinding, ...] = ()
    carried_from: Elsewhere | None = None


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
    """Close a recommendation, with the evidence, or with what supersedes it: `2`, or `newcastle-2018/2`."""

    number: Number
    closure: Closure
    reason: Reason
    evidence: tuple[EvidenceId, ...] = ()
    superseded_by: Line | None = None


class ReopenRecommendation(Command):
    """Open a closed recommendation again."""

    number: Number
    reason: Reason


def recommend(inspection: Inspection, command: MakeRecommendation, beside: Beside = ALONE) -> list[RecommendationMade]:
    """Decide on a recommendation; refuses a taken number, and findings and earlier recommendations that do not stand.

    The due date is not known yet: the publication of the edition that first holds it computes it, once.
    """
    allow(command.origin.actor, LEADING, "make recommendations")
    inspection.refuse_if_locked("make recommendations")
    if command.number in inspection.recommendations:
        raise ReferenceTaken("Recommendation", command.number)
    for finding in command.findings:
        inspection.finding((finding.theme, finding.list, finding.ordinal))
    if command.carried_from is not None:
        refuse_carrying(inspection, command.carried_from, beside, command.origin.day)
    return [RecommendationMade(**command.as_fields())]


def answer(inspection: Inspection, command: AnswerRecommendation) -> list[RecommendationAnswered]:
    """Decide on the owner's answer; refuses partial or no agreement without saying which part or why."""
    recommendation = as_owner(inspection, command.origin, command.number, "answer recommendations")
    if command.acceptance is not Acceptance.AGREED and command.explanation is None:
        raise NotExplained
    if recommendation.answered == (command.acceptance, command.explanation):
        raise NothingToChange(f"The answer to recommendation {command.number}", command.acceptance)
    old = recommendation.answered[0] if recommendation.answered else None
    return [RecommendationAnswered(**command.as_fields(), old=old)]


def plan_action(inspection: Inspection, command: PlanAction) -> list[ActionPlanned]:
    """Decide on a step, due on the day it is planned or later. Steps are numbered 1, 2, 3 ... in a recommendation."""
    recommendation = as_owner(inspection, command.origin, command.number, "plan actions")
    if command.due_on < command.origin.day:
        planned = f"it is planned on {in_words(command.origin.day)}"
        raise DateOutOfOrder("The due date of the action", command.due_on, planned, needs="day of planning")
    return [ActionPlanned(**command.as_fields(), action=len(recommendation.actions) + 1)]


def revise_action(inspection: Inspection, command: ReviseAction) -> list[ActionRevised]:
    """Decide on a changed step; refuses no change, and days before the step was planned."""
    recommendation = as_owner(inspection, command.origin, command.number, "revise actions")
    if command.action > len(recommendation.actions):
        raise UnknownAction(command.number, command.action)
    old = recommendation.actions[command.action - 1]
    new = command.step or old.step
    due_on = command.due_on or old.due_on
    responsible = command.responsible or old.responsible
    done = old.done if command.done is None else command.done
    if (new, due_on, responsible, done) == (old.step, old.due_on, old.responsible, old.done):
        raise NothingToChange(f"Action {command.action} of recommendation {command.number}", "like that")
    for what, day in (("revision", command.origin.day), ("due date", due_on)):
        if day < old.planned_on:
            planned = f"it was planned on {in_words(old.planned_on)}"
            raise DateOutOfOrder(f"The {what} of action {command.action}", day, planned)
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
    as_owner(inspection, command.origin, command.number, "report progress")
    known_evidence(inspection, command.evidence)
    return [ProgressReported(**command.as_fields())]


def verify_progress(inspection: Inspection, command: VerifyProgress) -> list[ProgressVerified]:
    """Decide on a verification; refuses anyone from the owner's organisation."""
    recommendation = as_inspectorate(inspection, command.origin, command.number, "verify progress")
    refuse_closed(recommendation, command.number)
    known_evidence(inspection, command.evidence)
    return [ProgressVerified(**command.as_fields())]


def revise_due_date(inspection: Inspection, command: ReviseDueDate) -> list[DueDateRequested | DueDateRevised]:
    """Decide on another due date; refuses one before publication, no change, and news of a later day.

    What was due and what is due now are both told, and when the inspectorate was told: by the day it is true of. A day
    that the owner gives is asked for, and counts once the inspectorate gives it too.
    """
    recommendation = as_either(inspection, command.origin, command.number, "move due dates")
    published_on, due_on, asked = recommendation.published_on, recommendation.due_on, recommendation.asked_due_on
    by_owner = command.origin.actor.role in INSPECTED
    if published_on is None or due_on is None:
        raise TooSoon("move the due date", "the report that holds it is not published, so nothing is due yet")
    # The inspectorate answers what was asked for: by giving that day too, or the one that stands.
    if command.due_on == ((asked or due_on) if by_owner else due_on) and (by_owner or asked is None):
        what = "The due date asked for" if by_owner and asked else "The due date"
        raise NothingToChange(f"{what} of recommendation {command.number}", in_words(command.due_on))
    for what, day in (("The new due date", command.due_on), ("The day the inspectorate was told", command.told_on)):
        if day < published_on:
            raise DateOutOfOrder(what, day, f"the report was published on {in_words(published_on)}")
    if command.told_on > command.origin.day:
        moved = f"the date is moved on {in_words(command.origin.day)}, and it cannot have been told later"
        raise DateOutOfOrder("The day the inspectorate was told", command.told_on, moved)
    event = DueDateRequested if by_owner else DueDateRevised
    return [
        event(
            origin=command.origin,
            number=command.number,
            old=(asked or due_on) if by_owner else due_on,
            new=command.due_on,
            told_on=command.told_on,
            reason=command.reason,
        )
    ]


def close(inspection: Inspection, command: CloseRecommendation, beside: Beside = ALONE) -> list[RecommendationClosed]:
    """Decide on closing; refuses a claim alone, the owner's own word, and a successor that is not there.

    A day before what the closing rests on and follows is refused too.
    """
    recommendation = as_inspectorate(inspection, command.origin, command.number, "close recommendations")
    refuse_closed(recommendation, command.number)
    known_evidence(inspection, command.evidence)
    if command.closure is Closure.IMPLEMENTED and not command.evidence:
        raise EvidenceNeeded(command.number)
    if (command.closure is Closure.SUPERSEDED) != (command.superseded_by is not None):
        raise SuccessorNeeded(command.number, named=command.superseded_by is not None)
    named = command.superseded_by
    by = None if named is None else successor(inspection, command.number, named, beside, command.origin.day)
    _refuse_closing_before(inspection, recommendation, command)
    return [RecommendationClosed(**{**command.as_fields(), "superseded_by": by})]


def _refuse_closing_before(inspection: Inspection, closed: Recommendation, command: CloseRecommendation) -> None:
    """Refuse a day before that of the evidence, of the last report or look, or of an earlier closing's reopening."""
    name = f"recommendation {command.number}"
    first = [
        *((f"evidence item {item} is of", inspection.evidence[item]) for item in command.evidence),
        (f"{name} was last reported on or looked at on", closed.last_said_on),
        (f"{name} was reopened on", closed.reopened_on),
    ]
    for what, day in first:
        if day is not None and command.origin.day < day:
            raise DateOutOfOrder("The day of closing", command.origin.day, f"{what} {in_words(day)}")


def reopen(inspection: Inspection, command: ReopenRecommendation) -> list[RecommendationReopened]:
    """Decide on reopening; refuses one that is open, and a day before it was closed."""
    recommendation = as_inspectorate(inspection, command.origin, command.number, "reopen recommendations")
    if recommendation.closed is None or recommendation.closed_on is None:
        raise NotClosed(command.number)
    if command.origin.day < recommendation.closed_on:
        closed = f"recommendation {command.number} was closed on {in_words(recommendation.closed_on)}"
        raise DateOutOfOrder("The day of reopening", command.origin.day, closed)
    return [RecommendationReopened(**command.as_fields(), old=recommendation.closed)]
