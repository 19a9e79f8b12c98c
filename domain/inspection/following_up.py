"""Following up: recommendations, what their owners say and do, and what the inspectorate sees for itself.

Acceptance, implementation (claimed), verification and closure are four independent axes.
"""

from collections.abc import Iterator, Sequence

from domain.actor import Origin
from domain.commands.following_up import (
    AnswerRecommendation,
    CloseRecommendation,
    MakeRecommendation,
    PlanAction,
    ReopenRecommendation,
    ReportProgress,
    ReviseAction,
    ReviseDueDate,
    VerifyProgress,
)
from domain.decision import States, decides, inspections_of, its_inspection
from domain.events.following_up import (
    ActionPlanned,
    ActionRevised,
    DueDateRequested,
    DueDateRevised,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
)
from domain.events.recommendation_terms import Acceptance, Closure, place
from domain.inspection.fieldwork import known_evidence
from domain.inspection.recommendation_links import Inspections, refuse_carrying, successor
from domain.permissions import INSPECTED, LEADING, allow, as_either, as_inspectorate, as_owner, refuse_closed
from domain.refusals.follow_up import EvidenceNeeded, NotClosed, NotExplained, SuccessorNeeded, UnknownAction
from domain.refusals.inspection import DateOutOfOrder, NothingToChange, ReferenceTaken, TooSoon
from domain.states.inspection import Inspection
from domain.states.recommendation import Recommendation
from domain.wording import format_day


def _inspection_of_earlier(states: States, command: MakeRecommendation) -> Iterator[str]:
    reference, _ = place(command.carried_from or "")
    if reference is not None:
        yield reference


@decides(MakeRecommendation, inspections_of(_inspection_of_earlier))
def recommend(
    inspection: Inspection, command: MakeRecommendation, origin: Origin, other_inspections: Inspections
) -> list[RecommendationMade]:
    """Decide on a recommendation; refuses a taken number, and findings and earlier recommendations that do not stand.

    The due date is not known yet: the publication of the edition that first holds it computes it, once.
    """
    allow(origin.actor, LEADING, "make recommendations")
    inspection.refuse_if_locked("make recommendations")
    if command.number in inspection.recommendations:
        raise ReferenceTaken("Recommendation", command.number)
    for finding in command.findings:
        inspection.finding((finding.theme, finding.list, finding.ordinal))
    if command.carried_from is not None:
        refuse_carrying(inspection, command.carried_from, other_inspections, origin.day)
    return [RecommendationMade(origin=origin, **command.as_fields())]


@decides(AnswerRecommendation, its_inspection)
def answer(inspection: Inspection, command: AnswerRecommendation, origin: Origin) -> list[RecommendationAnswered]:
    """Decide on the owner's answer; refuses partial or no agreement without saying which part or why."""
    recommendation = as_owner(inspection, origin, command.number, "answer recommendations")
    if command.acceptance is not Acceptance.AGREED and command.explanation is None:
        raise NotExplained
    if recommendation.answered == (command.acceptance, command.explanation):
        raise NothingToChange(f"The answer to recommendation {command.number}", command.acceptance)
    old = recommendation.answered[0] if recommendation.answered else None
    return [RecommendationAnswered(origin=origin, **command.as_fields(), old=old)]


@decides(PlanAction, its_inspection)
def plan_action(inspection: Inspection, command: PlanAction, origin: Origin) -> list[ActionPlanned]:
    """Decide on a step, due on the day it is planned or later. Steps are numbered 1, 2, 3 ... in a recommendation."""
    recommendation = as_owner(inspection, origin, command.number, "plan actions")
    if command.due_on < origin.day:
        planned = f"it is planned on {format_day(origin.day)}"
        raise DateOutOfOrder("The due date of the action", command.due_on, planned, needs="day of planning")
    return [ActionPlanned(origin=origin, **command.as_fields(), action=len(recommendation.actions) + 1)]


@decides(ReviseAction, its_inspection)
def revise_action(inspection: Inspection, command: ReviseAction, origin: Origin) -> list[ActionRevised]:
    """Decide on a changed step; refuses no change, and days before the step was planned."""
    recommendation = as_owner(inspection, origin, command.number, "revise actions")
    if command.action > len(recommendation.actions):
        raise UnknownAction(command.number, command.action)
    old = recommendation.actions[command.action - 1]
    new = command.step or old.step
    due_on = command.due_on or old.due_on
    responsible = command.responsible or old.responsible
    done = old.done if command.done is None else command.done
    if (new, due_on, responsible, done) == (old.step, old.due_on, old.responsible, old.done):
        raise NothingToChange(f"Action {command.action} of recommendation {command.number}", "like that")
    for what, day in (("revision", origin.day), ("due date", due_on)):
        if day < old.planned_on:
            planned = f"it was planned on {format_day(old.planned_on)}"
            raise DateOutOfOrder(f"The {what} of action {command.action}", day, planned)
    return [
        ActionRevised(
            origin=origin,
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


@decides(ReportProgress, its_inspection)
def report_progress(inspection: Inspection, command: ReportProgress, origin: Origin) -> list[ProgressReported]:
    """Decide on a claim; refuses anyone but the owner's organisation. It closes nothing."""
    as_owner(inspection, origin, command.number, "report progress")
    known_evidence(inspection, command.evidence)
    return [ProgressReported(origin=origin, **command.as_fields())]


@decides(VerifyProgress, its_inspection)
def verify_progress(inspection: Inspection, command: VerifyProgress, origin: Origin) -> list[ProgressVerified]:
    """Decide on a verification; refuses anyone from the owner's organisation."""
    recommendation = as_inspectorate(inspection, origin, command.number, "verify progress")
    refuse_closed(recommendation, command.number)
    known_evidence(inspection, command.evidence)
    return [ProgressVerified(origin=origin, **command.as_fields())]


@decides(ReviseDueDate, its_inspection)
def revise_due_date(
    inspection: Inspection, command: ReviseDueDate, origin: Origin
) -> list[DueDateRequested | DueDateRevised]:
    """Decide on another due date; refuses one before publication, no change, and news of a later day.

    What was due and what is due now are both told, and when the inspectorate was told: by the effective date. A day
    that the owner gives is asked for, and counts once the inspectorate gives it too.
    """
    recommendation = as_either(inspection, origin, command.number, "move due dates")
    published_on, due_on, wanted = recommendation.published_on, recommendation.due_on, recommendation.asked_due_on
    by_owner = origin.actor.role in INSPECTED
    if published_on is None or due_on is None:
        raise TooSoon("move the due date", "the report that holds it is not published, so nothing is due yet")
    # The inspectorate answers what was asked for: by giving that day too, or the one that stands.
    if command.due_on == ((wanted or due_on) if by_owner else due_on) and (by_owner or wanted is None):
        what = "The due date asked for" if by_owner and wanted else "The due date"
        raise NothingToChange(f"{what} of recommendation {command.number}", format_day(command.due_on))
    for what, day in (("The new due date", command.due_on), ("The day the inspectorate was told", command.told_on)):
        if day < published_on:
            raise DateOutOfOrder(what, day, f"the report was published on {format_day(published_on)}")
    if command.told_on > origin.day:
        moved = f"the date is moved on {format_day(origin.day)}, and it cannot have been told later"
        raise DateOutOfOrder("The day the inspectorate was told", command.told_on, moved)
    event = DueDateRequested if by_owner else DueDateRevised
    return [
        event(
            origin=origin,
            number=command.number,
            old=(wanted or due_on) if by_owner else due_on,
            new=command.due_on,
            told_on=command.told_on,
            reason=command.reason,
        )
    ]


def _inspections_that_may_carry_it_on(states: States, command: CloseRecommendation) -> Sequence[str]:
    return [] if command.superseded_by is None else states.inspections()


@decides(CloseRecommendation, inspections_of(_inspections_that_may_carry_it_on))
def close(
    inspection: Inspection, command: CloseRecommendation, origin: Origin, other_inspections: Inspections
) -> list[RecommendationClosed]:
    """Decide on closing; refuses a claim alone, the owner's own word, and a successor that is not there.

    A day before what the closing rests on and follows is refused too.
    """
    recommendation = as_inspectorate(inspection, origin, command.number, "close recommendations")
    refuse_closed(recommendation, command.number)
    known_evidence(inspection, command.evidence)
    if command.closure is Closure.IMPLEMENTED and not command.evidence:
        raise EvidenceNeeded(command.number)
    if (command.closure is Closure.SUPERSEDED) != (command.superseded_by is not None):
        raise SuccessorNeeded(command.number, named=command.superseded_by is not None)
    named = command.superseded_by
    by = None if named is None else successor(inspection, command.number, named, other_inspections, origin.day)
    _refuse_closing_before(inspection, recommendation, command, origin)
    return [RecommendationClosed(origin=origin, **{**command.as_fields(), "superseded_by": by})]


def _refuse_closing_before(
    inspection: Inspection, closed: Recommendation, command: CloseRecommendation, origin: Origin
) -> None:
    """Refuse a day before that of the evidence, of the last report or look, or of an earlier closing's reopening."""
    name = f"recommendation {command.number}"
    first = [
        *((f"evidence item {item} is of", inspection.evidence[item]) for item in command.evidence),
        (f"{name} was last reported on or looked at on", closed.last_active_on),
        (f"{name} was reopened on", closed.reopened_on),
    ]
    for what, day in first:
        if day is not None and origin.day < day:
            raise DateOutOfOrder("The day of closing", origin.day, f"{what} {format_day(day)}")


@decides(ReopenRecommendation, its_inspection)
def reopen(inspection: Inspection, command: ReopenRecommendation, origin: Origin) -> list[RecommendationReopened]:
    """Decide on reopening; refuses one that is open, and a day before it was closed."""
    recommendation = as_inspectorate(inspection, origin, command.number, "reopen recommendations")
    if recommendation.closed is None or recommendation.closed_on is None:
        raise NotClosed(command.number)
    if origin.day < recommendation.closed_on:
        closed = f"recommendation {command.number} was closed on {format_day(recommendation.closed_on)}"
        raise DateOutOfOrder("The day of reopening", origin.day, closed)
    return [RecommendationReopened(origin=origin, **command.as_fields(), old=recommendation.closed)]
