"""Everything that can happen to a case."""

from typing import ClassVar

from domain.fact import Fact
from domain.framework import Response
from domain.text import CaseReference, InspectionReference, Line, PersonId, QuestionId, Reason, Reference, Text, Version
from domain.value import Value


class Characteristic(Value):
    """One stratum of the sample that the case is in, such as sex: female."""

    name: Reference
    value: Line


class CaseSampled(Fact):
    """A case file was drawn into the sample of an inspection, under a pseudonym."""

    TYPE: ClassVar = "case-sampled.v1"
    SAYS: ClassVar = "added {case} ({pseudonym}) to the sample: {conditions}"
    inspection: InspectionReference
    case: CaseReference
    pseudonym: Line
    conditions: tuple[Reference, ...]
    characteristics: tuple[Characteristic, ...] = ()

    @property
    def psr_written(self) -> bool:
        """Whether a pre-sentence report was written."""
        return "psr_written" in self.conditions


class AssessorAssigned(Fact):
    """A member of the team was asked to assess the case."""

    TYPE: ClassVar = "assessor-assigned.v1"
    SAYS: ClassVar = "assigned {assessor} to assess {case}"
    assessor: PersonId
    old: PersonId | None = None
    reason: Reason | None = None


class AnswerRecorded(Fact):
    """The assessor answered a question, with the evidence that supports the answer."""

    TYPE: ClassVar = "answer-recorded.v1"
    SAYS: ClassVar = "answered question {question} in {case}: {response}"
    question: QuestionId
    response: Response
    evidence: Text
    references: tuple[Line, ...] = ()


class AnswerRevised(Fact):
    """The assessor changed an answer of theirs before submitting, and said why."""

    TYPE: ClassVar = "answer-revised.v1"
    SAYS: ClassVar = "revised question {question} in {case} from {old} to {new}"
    question: QuestionId
    old: Response
    new: Response
    reason: Reason


class AssessmentSubmitted(Fact):
    """The assessor's work on the case is complete."""

    TYPE: ClassVar = "assessment-submitted.v1"
    SAYS: ClassVar = "submitted the assessment of {case}"


class SecondAssessorAssigned(Fact):
    """Somebody else was asked to assess the case too, blind: without seeing the first answers before submitting."""

    TYPE: ClassVar = "second-assessor-assigned.v1"
    SAYS: ClassVar = "asked {assessor} to assess {case} too, blind"
    assessor: PersonId


class SecondAnswerRecorded(Fact):
    """A second assessor answered on their own, without seeing the first answer. It never counts in the score."""

    TYPE: ClassVar = "second-answer-recorded.v1"
    SAYS: ClassVar = "gave a second, blind answer to question {question} in {case}: {response}"
    question: QuestionId
    response: Response
    evidence: Text


class SecondAssessmentSubmitted(Fact):
    """A second assessor gave all the answers they will give. From here they may see the first ones."""

    TYPE: ClassVar = "second-assessment-submitted.v1"
    SAYS: ClassVar = "submitted the second assessment of {case}"


class SecondAssessorReleased(Fact):
    """A second assessor will not go on. What they answered stays on record."""

    TYPE: ClassVar = "second-assessor-released.v1"
    SAYS: ClassVar = "released {assessor} from the second assessment of {case}"
    assessor: PersonId
    reason: Reason


class AnswerQueried(Fact):
    """A moderator asked the assessor about an answer."""

    TYPE: ClassVar = "answer-queried.v1"
    SAYS: ClassVar = "asked about question {question} in {case}: {text}"
    question: QuestionId
    text: Text


class QueryAnswered(Fact):
    """The assessor replied to a moderator's query."""

    TYPE: ClassVar = "query-answered.v1"
    SAYS: ClassVar = "replied about question {question} in {case}: {text}"
    question: QuestionId
    text: Text


class AnswerModerated(Fact):
    """A moderator changed an answer, and said why."""

    TYPE: ClassVar = "answer-moderated.v1"
    SAYS: ClassVar = "moderated question {question} in {case} from {old} to {new}"
    question: QuestionId
    old: Response
    new: Response
    reason: Reason


class AnswerConfirmed(Fact):
    """A moderator looked at an answer, left it as it is, and said why."""

    TYPE: ClassVar = "answer-confirmed.v1"
    SAYS: ClassVar = "confirmed question {question} in {case} as {response}"
    question: QuestionId
    response: Response
    reason: Reason


class ModerationCompleted(Fact):
    """A moderator signed the case off, as it was at the version they saw."""

    TYPE: ClassVar = "moderation-completed.v1"
    SAYS: ClassVar = "signed {case} off as it was at version {saw_version}"
    saw_version: Version


class AssessmentReopened(Fact):
    """The assessment went back to its assessor, with the reason."""

    TYPE: ClassVar = "assessment-reopened.v1"
    SAYS: ClassVar = "reopened the assessment of {case}"
    reason: Reason


class CaseExcluded(Fact):
    """The case was taken out of the score, with the reason. Its answers stay on record."""

    TYPE: ClassVar = "case-excluded.v1"
    SAYS: ClassVar = "excluded {case} from the score"
    reason: Reason


class CaseReinstated(Fact):
    """An excluded case was put back into the score, with the reason."""

    TYPE: ClassVar = "case-reinstated.v1"
    SAYS: ClassVar = "put {case} back into the score"
    reason: Reason


# A second assessment never bears on the score, the sign-off or the answers that stand.
SecondAssessmentEvent = (
    SecondAssessorAssigned | SecondAnswerRecorded | SecondAssessmentSubmitted | SecondAssessorReleased
)

CaseEvent = (
    CaseSampled
    | AssessorAssigned
    | AnswerRecorded
    | AnswerRevised
    | AssessmentSubmitted
    | SecondAssessmentEvent
    | AnswerQueried
    | QueryAnswered
    | AnswerModerated
    | AnswerConfirmed
    | ModerationCompleted
    | AssessmentReopened
    | CaseExcluded
    | CaseReinstated
)
