"""Decisions in assessing: recording, revising and submitting answers, and reopening an assessment."""

from domain.actor import Actor, Origin
from domain.commands.assessing import RecordAnswer, ReopenAssessment, ReviseAnswer, SubmitAssessment
from domain.decision import decides, its_case
from domain.events.assessing import AnswerRecorded, AnswerRevised, AssessmentReopened, AssessmentSubmitted
from domain.framework import Framework, Response
from domain.permissions import ANSWERING, LEADING, MODERATING, allow
from domain.refusals.case import (
    AlreadyAnswered,
    AlreadySubmitted,
    AnswersMissing,
    NotAnswered,
    NotAssigned,
    NotSubmitted,
)
from domain.refusals.inspection import NothingToChange
from domain.states.case import Case
from domain.states.inspection import Inspection
from domain.text import QuestionId


@decides(RecordAnswer, its_case)
def record_answer(case: Case, inspection: Inspection, command: RecordAnswer, origin: Origin) -> list[AnswerRecorded]:
    """Decide on an answer; refuses a question that does not apply, or already has an answer."""
    _framework_for_assessor(case, inspection, origin.actor, "record answers")
    refuse_not_applicable(case, inspection, command.question)
    if command.question in case.answers:
        raise AlreadyAnswered(command.question, case.reference, case.answers[command.question])
    if case.submitted:
        raise AlreadySubmitted(case.reference)
    return [AnswerRecorded(origin=origin, **command.as_fields())]


@decides(ReviseAnswer, its_case)
def revise_answer(case: Case, inspection: Inspection, command: ReviseAnswer, origin: Origin) -> list[AnswerRevised]:
    """Decide on revising an answer; refuses after submission, and no change."""
    _framework_for_assessor(case, inspection, origin.actor, "revise answers")
    refuse_not_applicable(case, inspection, command.question)
    if case.submitted:
        raise AlreadySubmitted(case.reference)
    old = answer_of(case, command.question)
    if old == command.response:
        raise NothingToChange(f"Question {command.question} in {case.reference}", old)
    return [
        AnswerRevised(origin=origin, question=command.question, old=old, new=command.response, reason=command.reason)
    ]


@decides(SubmitAssessment, its_case)
def submit(case: Case, inspection: Inspection, command: SubmitAssessment, origin: Origin) -> list[AssessmentSubmitted]:
    """Decide on submitting; refuses if an applicable question has no answer."""
    framework = _framework_for_assessor(case, inspection, origin.actor, "submit the assessment")
    if case.submitted:
        raise AlreadySubmitted(case.reference)
    missing = [
        question.id for question in framework.applicable_questions(case.conditions) if question.id not in case.answers
    ]
    if missing:
        raise AnswersMissing(case.reference, missing)
    return [AssessmentSubmitted(origin=origin)]


@decides(ReopenAssessment, its_case)
def reopen(case: Case, inspection: Inspection, command: ReopenAssessment, origin: Origin) -> list[AssessmentReopened]:
    """Decide on reopening an assessment; refuses while the report is locked."""
    allow(origin.actor, LEADING | MODERATING, "reopen assessments")
    inspection.refuse_if_locked("reopen assessments")
    case.refuse_if_blind(origin.actor)
    if not case.submitted:
        raise NotSubmitted(case.reference)
    return [AssessmentReopened(origin=origin, **command.as_fields())]


def answer_of(case: Case, question: QuestionId) -> Response:
    """Return the current answer; refuses a question without an answer."""
    try:
        return case.answers[question]
    except KeyError:
        raise NotAnswered(question, case.reference) from None


def _framework_for_assessor(case: Case, inspection: Inspection, actor: Actor, doing: str) -> Framework:
    """Return the framework; refuses anyone but the assessor of the case."""
    allow(actor, ANSWERING, doing)
    framework = inspection.adopted_framework(doing)
    inspection.refuse_if_locked(doing)
    if actor.id != case.assessor:
        raise NotAssigned(actor.name, case.reference, case.assessor)
    return framework


def refuse_not_applicable(case: Case, inspection: Inspection, question: QuestionId) -> None:
    """Refuse a question that is unknown, or does not apply to the case."""
    inspection.adopted_framework("answer questions").applicable_question(question, case.reference, case.conditions)
