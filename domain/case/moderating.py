"""Moderating: a second pair of eyes asks, changes, confirms and signs off."""

from domain.actor import Actor
from domain.case.assessing import answer_of
from domain.case.events import (
    AnswerConfirmed,
    AnswerModerated,
    AnswerQueried,
    ModerationCompleted,
    QueryAnswered,
)
from domain.case.state import Case
from domain.command import Command
from domain.framework import Response
from domain.inspection.state import Inspection
from domain.inspection.team import MODERATING, allow
from domain.refusals import (
    AlreadySignedOff,
    CaseMoved,
    ModeratingOwnCase,
    NoQueryOpen,
    NotAssigned,
    NothingToChange,
    NotSubmitted,
    QueriesOpen,
    QueryIsOpen,
)
from domain.text import QuestionId, Reason, Text


class QueryAnswer(Command):
    """Ask the assessor about an answer."""

    question: QuestionId
    text: Text


class ReplyToQuery(Command):
    """Reply to the moderator's query."""

    question: QuestionId
    text: Text


class ModerateAnswer(Command):
    """Change somebody else's answer."""

    question: QuestionId
    response: Response
    reason: Reason


class ConfirmAnswer(Command):
    """Leave somebody else's answer as it is, having looked at it."""

    question: QuestionId
    reason: Reason


class CompleteModeration(Command):
    """Sign the case off, as it is at the version that was looked at."""

    saw_version: int


def query(case: Case, inspection: Inspection, command: QueryAnswer) -> list[AnswerQueried]:
    """Decide on a query; refuses a second one on the same question while the first is open."""
    _moderating(case, inspection, command.origin.actor, "query answers")
    answer_of(case, command.question)
    if command.question in case.open_queries:
        raise QueryIsOpen(command.question, case.reference)
    return [AnswerQueried(**command.as_fields())]


def reply(case: Case, inspection: Inspection, command: ReplyToQuery) -> list[QueryAnswered]:
    """Decide on a reply; refuses anyone but the assessor."""
    actor = command.origin.actor
    inspection.refuse_if_locked("reply to queries")
    if actor.id != case.assessor:
        raise NotAssigned(actor.name, case.reference, case.assessor)
    if command.question not in case.open_queries:
        raise NoQueryOpen(command.question, case.reference)
    return [QueryAnswered(**command.as_fields())]


def moderate(case: Case, inspection: Inspection, command: ModerateAnswer) -> list[AnswerModerated]:
    """Decide on changing an answer; refuses whoever wrote any answer of the case, and no change."""
    _moderating(case, inspection, command.origin.actor, "moderate answers")
    old = answer_of(case, command.question)
    if old == command.response:
        raise NothingToChange(f"Question {command.question} in {case.reference}", old)
    return [
        AnswerModerated(
            origin=command.origin, question=command.question, old=old, new=command.response, reason=command.reason
        )
    ]


def confirm(case: Case, inspection: Inspection, command: ConfirmAnswer) -> list[AnswerConfirmed]:
    """Decide on leaving an answer as it is."""
    _moderating(case, inspection, command.origin.actor, "confirm answers")
    response = answer_of(case, command.question)
    return [AnswerConfirmed(**command.as_fields(), response=response)]


def complete(case: Case, inspection: Inspection, command: CompleteModeration) -> list[ModerationCompleted]:
    """Decide on signing off; refuses open queries, and a case that moved since it was looked at."""
    _moderating(case, inspection, command.origin.actor, "sign cases off")
    if case.open_queries:
        raise QueriesOpen(case.reference, sorted(case.open_queries))
    if command.saw_version != case.version:
        raise CaseMoved(case.reference, command.saw_version, case.version)
    if case.signed_off:
        raise AlreadySignedOff(case.reference)
    return [ModerationCompleted(**command.as_fields())]


def _moderating(case: Case, inspection: Inspection, actor: Actor, doing: str) -> None:
    allow(actor, MODERATING, doing)
    inspection.refuse_if_locked(doing)
    if actor.id in case.authors:
        raise ModeratingOwnCase(actor.name, case.reference)
    case.refuse_if_blind(actor)
    if not case.submitted:
        raise NotSubmitted(case.reference)
