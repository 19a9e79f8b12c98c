"""Decisions in the follow-up of recommendations.

Acceptance, claimed progress, verification and closure are independent: none of them changes another.
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
    """Decide on a recommendation; refuses a taken number and unknown or withdrawn findings.

    It also refuses an earlier recommendation that cannot be continued. The due date is set later, by the publication of
    the first edition that holds the recommendation.
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
    """Decide on the owner's response; refuses less than full agreement without an explanation."""
    recommendation = as_owner(inspection, origin, command.number, "respond to recommendations")
    if command.acceptance is not Acceptance.AGREED and command.explanation is None:
        raise NotExplained
    if recommendation.answered == (command.acceptance, command.explanation):
        raise NothingToChange(f"The response to recommendation {command.number}", command.acceptance)
    old = recommendation.answered[0] if recommendation.answered else None
    return [RecommendationAnswered(origin=origin, **command.as_fields(), old=old)]


@decides(PlanAction, its_inspection)
def plan_action(inspection: Inspection, command: PlanAction, origin: Origin) -> list[ActionPlanned]:
    """Decide on an action; refuses a due date before the day of planning.

    The actions of a recommendation are numbered 1, 2, 3 and so on.
    """
    recommendation = as_owner(inspection, origin, command.number, "plan actions")
    if command.due_on < origin.day:
        planned = f"it is planned on {format_day(origin.day)}"
        raise DateOutOfOrder("The due date of the action", command.due_on, planned, needs="day of planning")
    return [ActionPlanned(origin=origin, **command.as_fields(), action=len(recommendation.actions) + 1)]


@decides(ReviseAction, its_inspection)
def revise_action(inspection: Inspection, command: ReviseAction, origin: Origin) -> list[ActionRevised]:
    """Decide on revising an action; refuses no change, and days before it was planned."""
    recommendation = as_owner(inspection, origin, command.number, "revise actions")
    if command.action > len(recommendation.actions):
        raise UnknownAction(command.number, command.action)
    old = recommendation.actions[command.action - 1]
    new = command.step or old.step
    due_on = command.due_on or old.due_on
    responsible = command.responsible or old.responsible
    done = old.done if command.done is None else command.done
    if (new, due_on, responsible, done) == (old.step, old.due_on, old.responsible, old.done):
        raise NothingToChange(f"Action {command.action} of recommendation {command.number}", "as given")
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
    """Decide on a claim of progress; refuses anyone outside the owner's organisation."""
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
    """Decide on another due date; refuses a day before publication, and no change.

    The owner requests a due date, and the inspectorate revises it. The day on which the inspectorate was told of the
    delay must not be later than the effective date.
    """
    recommendation = as_either(inspection, origin, command.number, "move due dates")
    published_on, due_on, requested = (
        recommendation.published_on,
        recommendation.due_on,
        recommendation.requested_due_on,
    )
    by_owner = origin.actor.role in INSPECTED
    if published_on is None or due_on is None:
        raise TooSoon("move the due date", "the report that holds it is not published, so nothing is due yet")
    old = (requested or due_on) if by_owner else due_on
    # The inspectorate may give the current due date again, which declines the requested due date.
    if command.due_on == old and (by_owner or requested is None):
        what = "The requested due date" if by_owner and requested else "The due date"
        raise NothingToChange(f"{what} of recommendation {command.number}", format_day(command.due_on))
    day_of_notice = "The day on which the inspectorate was told"
    for what, day in (("The new due date", command.due_on), (day_of_notice, command.told_on)):
        if day < published_on:
            raise DateOutOfOrder(what, day, f"the report was published on {format_day(published_on)}")
    if command.told_on > origin.day:
        moved = f"the due date is moved on {format_day(origin.day)}, and the inspectorate cannot be told later"
        raise DateOutOfOrder(day_of_notice, command.told_on, moved)
    event = DueDateRequested if by_owner else DueDateRevised
    return [
        event(
            origin=origin,
            number=command.number,
            old=old,
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
    """Decide on closing; refuses the owner, closing as implemented without evidence, and an unknown successor.

    It also refuses a day before the evidence, the last activity or the last reopening.
    """
    recommendation = as_inspectorate(inspection, origin, command.number, "close recommendations")
    refuse_closed(recommendation, command.number)
    known_evidence(inspection, command.evidence)
    if command.closure is Closure.IMPLEMENTED and not command.evidence:
        raise EvidenceNeeded(command.number)
    if (command.closure is Closure.SUPERSEDED) != (command.superseded_by is not None):
        raise SuccessorNeeded(command.number, named=command.superseded_by is not None)
    name = command.superseded_by
    superseded_by = None if name is None else successor(inspection, command.number, name, other_inspections, origin.day)
    _refuse_closing_before(inspection, recommendation, command, origin)
    return [RecommendationClosed(origin=origin, **{**command.as_fields(), "superseded_by": superseded_by})]


def _refuse_closing_before(
    inspection: Inspection, closed: Recommendation, command: CloseRecommendation, origin: Origin
) -> None:
    """Refuse a day before the evidence, the last activity or the last reopening."""
    name = f"recommendation {command.number}"
    earlier = [
        *((f"evidence item {evidence} is dated", inspection.evidence[evidence]) for evidence in command.evidence),
        (f"the last report, verification or review of {name} was on", closed.last_active_on),
        (f"{name} was reopened on", closed.reopened_on),
    ]
    for what, day in earlier:
        if day is not None and origin.day < day:
            raise DateOutOfOrder("The day of closing", origin.day, f"{what} {format_day(day)}")


@decides(ReopenRecommendation, its_inspection)
def reopen(inspection: Inspection, command: ReopenRecommendation, origin: Origin) -> list[RecommendationReopened]:
    """Decide on reopening; refuses an open recommendation, and a day before it was closed."""
    recommendation = as_inspectorate(inspection, origin, command.number, "reopen recommendations")
    if recommendation.closed is None or recommendation.closed_on is None:
        raise NotClosed(command.number)
    if origin.day < recommendation.closed_on:
        closed = f"recommendation {command.number} was closed on {format_day(recommendation.closed_on)}"
        raise DateOutOfOrder("The day of reopening", origin.day, closed)
    return [RecommendationReopened(origin=origin, **command.as_fields(), old=recommendation.closed)]
