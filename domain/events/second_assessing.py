"""Events of a blind second assessment."""

from typing import ClassVar

from domain.case_ids import CaseId, SecondAnswerId, SecondAssessmentId
from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.framework import Response
from domain.text import PersonId, QuestionId, Reason, Text


class SecondAssessorAssigned(Fact):
    """A blind second assessor was assigned, who does not see the first answers before submitting."""

    TYPE: ClassVar = "second-assessor-assigned.v1"
    SENTENCE: ClassVar = "assigned {assessor} as blind second assessor of {case}"
    ROLE: ClassVar = EventRole.SECOND
    assessor: PersonId

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=SecondAssessmentId(case, self.assessor),
            sets={"second_assessment": "assigned"},
            rests_on=(CaseId(case),),
        )


class SecondAnswerRecorded(Fact):
    """A second assessor answered a question blind. It never counts in the score."""

    TYPE: ClassVar = "second-answer-recorded.v1"
    SENTENCE: ClassVar = "gave a blind second answer to question {question} in {case}: {response}"
    ROLE: ClassVar = EventRole.SECOND
    question: QuestionId
    response: Response
    evidence: Text

    def effect(self, case: str) -> Effect:
        answer = SecondAnswerId(case, self.question, self.origin.actor.id)
        return Effect(subject=answer, sets={"response": self.response}, rests_on=(CaseId(case),))


class SecondAssessmentSubmitted(Fact):
    """A second assessor submitted their answers, and may now see the first answers."""

    TYPE: ClassVar = "second-assessment-submitted.v1"
    SENTENCE: ClassVar = "submitted the second assessment of {case}"
    ROLE: ClassVar = EventRole.SECOND

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=SecondAssessmentId(case, self.origin.actor.id),
            sets={"second_assessment": "submitted"},
            rests_on=(CaseId(case),),
        )


class SecondAssessorReleased(Fact):
    """A second assessor was released before submitting. Their answers stay on record."""

    TYPE: ClassVar = "second-assessor-released.v1"
    SENTENCE: ClassVar = "released {assessor} from the second assessment of {case}"
    ROLE: ClassVar = EventRole.SECOND
    assessor: PersonId
    reason: Reason

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=SecondAssessmentId(case, self.assessor),
            sets={"second_assessment": "released"},
            rests_on=(CaseId(case),),
        )


# A second assessment never affects the score, the sign-off or the current answers.
SecondAssessmentEvent = (
    SecondAssessorAssigned | SecondAnswerRecorded | SecondAssessmentSubmitted | SecondAssessorReleased
)
