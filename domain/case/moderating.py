"""Decisions in moderation: querying, changing and confirming answers, and signing off cases."""

from domain.actor import Actor, Origin
from domain.case.assessing import answer_of
from domain.commands.moderating import CompleteModeration, ConfirmAnswer, ModerateAnswer, QueryAnswer, ReplyToQuery
from domain.decision import decides, its_case
from domain.events.moderating import AnswerConfirmed, AnswerModerated, AnswerQueried, ModerationCompleted, QueryAnswered
from domain.permissions import MODERATING, allow
from domain.refusals.case import (
    AlreadySignedOff,
    CaseMoved,
    ModeratingOwnCase,
    NoQueryOpen,
    NotAssigned,
    NotSubmitted,
    QueriesOpen,
    QueryIsOpen,
)
from domain.refusals.inspection import NothingToChange
from domain.states.case import Case
from domain.states.inspection import Inspection


@decides(QueryAnswer, its_case)
def query(case: Case, inspection: Inspection, command: QueryAnswer, origin: Origin) -> list[AnswerQueried]:
    """Decide on a query; refuses if the question already has an open query."""
    _refuse_moderating(case, inspection, origin.actor, "query answers")
    answer_of(case, command.question)
    if command.question in case.open_queries:
        raise QueryIsOpen(command.question, case.reference)
    return [AnswerQueried(origin=origin, **command.as_fields())]


@decides(ReplyToQuery, its_case)
def reply(case: Case, inspection: Inspection, command: ReplyToQuery, origin: Origin) -> list[QueryAnswered]:
    """Decide on a reply; refuses anyone but the assessor."""
    actor = origin.actor
    inspection.refuse_if_locked("reply to queries")
    if actor.id != case.assessor:
        raise NotAssigned(actor.name, case.reference, case.assessor)
    if command.question not in case.open_queries:
        raise NoQueryOpen(command.question, case.reference)
    return [QueryAnswered(origin=origin, **command.as_fields())]


@decides(ModerateAnswer, its_case)
def moderate(case: Case, inspection: Inspection, command: ModerateAnswer, origin: Origin) -> list[AnswerModerated]:
    """Decide on changing an answer; refuses anyone who answered in the case, and no change."""
    _refuse_moderating(case, inspection, origin.actor, "moderate answers")
    old = answer_of(case, command.question)
    if old == command.response:
        raise NothingToChange(f"Question {command.question} in {case.reference}", old)
    return [
        AnswerModerated(origin=origin, question=command.question, old=old, new=command.response, reason=command.reason)
    ]


@decides(ConfirmAnswer, its_case)
def confirm(case: Case, inspection: Inspection, command: ConfirmAnswer, origin: Origin) -> list[AnswerConfirmed]:
    """Decide on confirming an answer unchanged."""
    _refuse_moderating(case, inspection, origin.actor, "confirm answers")
    response = answer_of(case, command.question)
    return [AnswerConfirmed(origin=origin, **command.as_fields(), response=response)]


@decides(CompleteModeration, its_case)
def complete(
    case: Case, inspection: Inspection, command: CompleteModeration, origin: Origin
) -> list[ModerationCompleted]:
    """Decide on signing off; refuses open queries, and a case that changed since it was seen."""
    _refuse_moderating(case, inspection, origin.actor, "sign off cases")
    if case.open_queries:
        raise QueriesOpen(case.reference, sorted(case.open_queries))
    if command.saw_version != case.version:
        raise CaseMoved(case.reference, command.saw_version, case.version)
    if case.signed_off:
        raise AlreadySignedOff(case.reference)
    return [ModerationCompleted(origin=origin, **command.as_fields())]


def _refuse_moderating(case: Case, inspection: Inspection, actor: Actor, doing: str) -> None:
    allow(actor, MODERATING, doing)
    inspection.refuse_if_locked(doing)
    if actor.id in case.authors:
        raise ModeratingOwnCase(actor.name, case.reference)
    case.refuse_if_blind(actor)
    if not case.submitted:
        raise NotSubmitted(case.reference)
