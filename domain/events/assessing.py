"""Events of assessing: answers are recorded, revised and submitted."""

from typing import ClassVar

from domain.case_ids import AnswerId, CaseId, ConfirmationId, SignOffId, SubmissionId
from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.framework import Response
from domain.text import Line, QuestionId, Reason, Text


class AnswerRecorded(Fact):
    """The assessor answered a question, with the evidence."""

    TYPE: ClassVar = "answer-recorded.v1"
    SENTENCE: ClassVar = "answered question {question} in {case}: {response}"
    ROLE: ClassVar = EventRole.ANSWERED
    question: QuestionId
    response: Response
    evidence: Text
    references: tuple[Line, ...] = ()

    def effect(self, case: str) -> Effect:
        return answer_effect(AnswerId(case, self.question), self.response, rests_on=(CaseId(case),))


class AnswerRevised(Fact):
    """The assessor changed an answer before submitting, with the reason."""

    TYPE: ClassVar = "answer-revised.v1"
    SENTENCE: ClassVar = "revised question {question} in {case} from {old} to {new}"
    ROLE: ClassVar = EventRole.REVISED
    question: QuestionId
    old: Response
    new: Response
    reason: Reason

    def effect(self, case: str) -> Effect:
        return answer_effect(AnswerId(case, self.question), self.new)


class AssessmentSubmitted(Fact):
    """The assessor submitted the complete assessment of the case."""

    TYPE: ClassVar = "assessment-submitted.v1"
    SENTENCE: ClassVar = "submitted the assessment of {case}"
    ROLE: ClassVar = EventRole.SUBMITTED

    def effect(self, case: str) -> Effect:
        submission = SubmissionId(case)
        return Effect(subject=submission, sets={"assessment": "submitted"}, settles=(submission,))


class AssessmentReopened(Fact):
    """The submitted assessment was returned to its assessor, with the reason."""

    TYPE: ClassVar = "assessment-reopened.v1"
    SENTENCE: ClassVar = "reopened the assessment of {case}"
    ROLE: ClassVar = EventRole.REOPENED
    reason: Reason

    def effect(self, case: str) -> Effect:
        submission = SubmissionId(case)
        return Effect(subject=submission, sets={"assessment": "reopened"}, reopens=(submission, SignOffId(case)))


def answer_effect(answer: AnswerId, response: Response, rests_on: tuple[CaseId, ...] = ()) -> Effect:
    """Return the effect of a new current answer.

    It reopens the confirmation of the answer and the sign-off of the case.
    """
    return Effect(
        subject=answer,
        sets={"response": response},
        settles=(answer,),
        reopens=(ConfirmationId(answer.case, answer.question), SignOffId(answer.case)),
        rests_on=rests_on,
    )


AssessingEvent = AnswerRecorded | AnswerRevised | AssessmentSubmitted | AssessmentReopened
