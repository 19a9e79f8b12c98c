"""What happens in a blind second assessment."""

from typing import ClassVar

from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.framework import Response
from domain.ids import (
    CaseId,
    SecondAnswerId,
    SecondAssessmentId,
)
from domain.text import PersonId, QuestionId, Reason, Text


class SecondAssessorAssigned(Fact):
    """Somebody else was asked to assess the case too, blind: without seeing the first answers before submitting."""

    TYPE: ClassVar = "second-assessor-assigned.v1"
    SENTENCE: ClassVar = "asked {assessor} to assess {case} too, blind"
    ROLE: ClassVar = EventRole.SECOND
    assessor: PersonId

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=SecondAssessmentId(case, self.assessor),
            sets={"second_assessment": "assigned"},
            rests_on=(CaseId(case),),
        )


class SecondAnswerRecorded(Fact):
    """A second assessor answered on their own, without seeing the first answer. It never counts in the score."""

    TYPE: ClassVar = "second-answer-recorded.v1"
    SENTENCE: ClassVar = "gave a second, blind answer to question {question} in {case}: {response}"
    ROLE: ClassVar = EventRole.SECOND
    question: QuestionId
    response: Response
    evidence: Text

    def effect(self, case: str) -> Effect:
        answer = SecondAnswerId(case, self.question, self.origin.actor.id)
        return Effect(subject=answer, sets={"response": self.response}, rests_on=(CaseId(case),))


class SecondAssessmentSubmitted(Fact):
    """A second assessor gave all the answers they will give. From here they may see the first ones."""

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
    """A second assessor will not go on. What they answered stays on record."""

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


# A second assessment never bears on the score, the sign-off or the answers that stand.
SecondAssessmentEvent = (
    SecondAssessorAssigned | SecondAnswerRecorded | SecondAssessmentSubmitted | SecondAssessorReleased
)
