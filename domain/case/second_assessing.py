"""Decisions on blind second assessments.

A second assessor answers the same questions, and does not see the first answers before submitting.
"""

from domain.actor import Origin
from domain.case.assessing import refuse_not_applicable
from domain.commands.second_assessing import (
    AssignSecondAssessor,
    RecordSecondAnswer,
    ReleaseSecondAssessor,
    SubmitSecondAssessment,
)
from domain.decision import decides, its_case
from domain.events.second_assessing import (
    SecondAnswerRecorded,
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.permissions import ANSWERING, SETTING_UP, allow, allowed_member
from domain.refusals.case import (
    AlreadyAnsweredSecond,
    FirstAssessorAgain,
    NothingToSubmit,
    NotSecondAssessor,
    SawTheAnswers,
    SecondAssessorAlready,
)
from domain.states.case import Case
from domain.states.inspection import Inspection
from domain.text import PersonId


@decides(AssignSecondAssessor, its_case)
def assign_second(
    case: Case, inspection: Inspection, command: AssignSecondAssessor, origin: Origin
) -> list[SecondAssessorAssigned]:
    """Decide on a second assessor; refuses anyone who gave or moderated first answers.

    It also refuses anyone who is or was a second assessor of the case.
    """
    allow(origin.actor, SETTING_UP, "assign second assessors")
    inspection.refuse_if_locked("assign second assessors")
    member = allowed_member(inspection, command.assessor, ANSWERING, "assess cases")
    if member.person == case.assessor or member.person in case.first_authors:
        raise FirstAssessorAgain(member.name, case.reference)
    if member.person in case.moderators:
        raise SawTheAnswers(member.name, case.reference)
    if member.person in case.second_assessors:
        raise SecondAssessorAlready(member.name, case.reference)
    return [SecondAssessorAssigned(origin=origin, **command.as_fields())]


@decides(RecordSecondAnswer, its_case)
def record_second_answer(
    case: Case, inspection: Inspection, command: RecordSecondAnswer, origin: Origin
) -> list[SecondAnswerRecorded]:
    """Decide on a second answer; refuses anyone but a second assessor, and a second try."""
    actor = origin.actor
    allow(actor, ANSWERING, "give second answers")
    inspection.refuse_if_locked("give second answers")
    if actor.id == case.assessor or actor.id in case.first_authors:
        raise FirstAssessorAgain(actor.name, case.reference)
    _refuse_unless_blind(case, actor.id, actor.name)
    refuse_not_applicable(case, inspection, command.question)
    if (actor.id, command.question) in case.second_answers:
        raise AlreadyAnsweredSecond(actor.name, command.question, case.reference)
    return [SecondAnswerRecorded(origin=origin, **command.as_fields())]


@decides(SubmitSecondAssessment, its_case)
def submit_second(
    case: Case, inspection: Inspection, command: SubmitSecondAssessment, origin: Origin
) -> list[SecondAssessmentSubmitted]:
    """Decide on submitting; refuses a second assessment without answers. It may be incomplete."""
    actor = origin.actor
    inspection.refuse_if_locked("submit second assessments")
    _refuse_unless_blind(case, actor.id, actor.name)
    if not any(author == actor.id for author, _ in case.second_answers):
        raise NothingToSubmit(actor.name, case.reference)
    return [SecondAssessmentSubmitted(origin=origin)]


@decides(ReleaseSecondAssessor, its_case)
def release_second(
    case: Case, inspection: Inspection, command: ReleaseSecondAssessor, origin: Origin
) -> list[SecondAssessorReleased]:
    """Decide on releasing a second assessor.

    They may then see the first answers, so they cannot be assigned again.
    """
    allow(origin.actor, SETTING_UP, "release second assessors")
    inspection.refuse_if_locked("release second assessors")
    _refuse_unless_blind(case, command.assessor, command.assessor)
    return [SecondAssessorReleased(origin=origin, **command.as_fields())]


def _refuse_unless_blind(case: Case, person: PersonId, name: str) -> None:
    if person not in case.blind:
        raise NotSecondAssessor(name, case.reference, submitted=person in case.second_assessors)
