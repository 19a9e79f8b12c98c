"""Everything that can happen to a case."""

from typing import ClassVar

from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.framework import Response
from domain.ids import (
    AnswerId,
    AssessorId,
    CaseId,
    ConfirmationId,
    ExclusionId,
    InspectionId,
    QueryId,
    ReplyId,
    SecondAnswerId,
    SecondAssessmentId,
    SignOffId,
    SubmissionId,
)
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
    ROLE: ClassVar = EventRole.SAMPLED
    inspection: InspectionReference
    case: CaseReference
    pseudonym: Line
    conditions: tuple[Reference, ...]
    characteristics: tuple[Characteristic, ...] = ()

    @property
    def psr_written(self) -> bool:
        """Whether a pre-sentence report was written."""
        return "psr_written" in self.conditions

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=CaseId(self.case),
            sets={"pseudonym": self.pseudonym, "conditions": self.conditions},
            rests_on=(InspectionId(),),
        )


class AssessorAssigned(Fact):
    """A member of the team was asked to assess the case."""

    TYPE: ClassVar = "assessor-assigned.v1"
    SAYS: ClassVar = "assigned {assessor} to assess {case}"
    ROLE: ClassVar = EventRole.ASSIGNED
    assessor: PersonId
    old: PersonId | None = None
    reason: Reason | None = None

    def effect(self, case: str) -> Effect:
        assessor = AssessorId(case)
        return Effect(subject=assessor, sets={"assessor": self.assessor}, settles=(assessor,))


class AnswerRecorded(Fact):
    """The assessor answered a question, with the evidence that supports the answer."""

    TYPE: ClassVar = "answer-recorded.v1"
    SAYS: ClassVar = "answered question {question} in {case}: {response}"
    ROLE: ClassVar = EventRole.ANSWERED
    question: QuestionId
    response: Response
    evidence: Text
    references: tuple[Line, ...] = ()

    def effect(self, case: str) -> Effect:
        return _answered(AnswerId(case, self.question), self.response, rests_on=(CaseId(case),))


class AnswerRevised(Fact):
    """The assessor changed an answer of theirs before submitting, and said why."""

    TYPE: ClassVar = "answer-revised.v1"
    SAYS: ClassVar = "revised question {question} in {case} from {old} to {new}"
    ROLE: ClassVar = EventRole.REVISED
    question: QuestionId
    old: Response
    new: Response
    reason: Reason

    def effect(self, case: str) -> Effect:
        return _answered(AnswerId(case, self.question), self.new)


class AssessmentSubmitted(Fact):
    """The assessor's work on the case is complete."""

    TYPE: ClassVar = "assessment-submitted.v1"
    SAYS: ClassVar = "submitted the assessment of {case}"
    ROLE: ClassVar = EventRole.SUBMITTED

    def effect(self, case: str) -> Effect:
        submission = SubmissionId(case)
        return Effect(subject=submission, sets={"assessment": "submitted"}, settles=(submission,))


class SecondAssessorAssigned(Fact):
    """Somebody else was asked to assess the case too, blind: without seeing the first answers before submitting."""

    TYPE: ClassVar = "second-assessor-assigned.v1"
    SAYS: ClassVar = "asked {assessor} to assess {case} too, blind"
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
    SAYS: ClassVar = "gave a second, blind answer to question {question} in {case}: {response}"
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
    SAYS: ClassVar = "submitted the second assessment of {case}"
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
    SAYS: ClassVar = "released {assessor} from the second assessment of {case}"
    ROLE: ClassVar = EventRole.SECOND
    assessor: PersonId
    reason: Reason

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=SecondAssessmentId(case, self.assessor),
            sets={"second_assessment": "released"},
            rests_on=(CaseId(case),),
        )


class AnswerQueried(Fact):
    """A moderator asked the assessor about an answer."""

    TYPE: ClassVar = "answer-queried.v1"
    SAYS: ClassVar = "asked about question {question} in {case}: {text}"
    ROLE: ClassVar = EventRole.QUERY
    question: QuestionId
    text: Text

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=QueryId(case, self.question),
            sets={"query": self.text},
            reopens=(SignOffId(case),),
            rests_on=(AnswerId(case, self.question),),
        )


class QueryAnswered(Fact):
    """The assessor replied to a moderator's query."""

    TYPE: ClassVar = "query-answered.v1"
    SAYS: ClassVar = "replied about question {question} in {case}: {text}"
    ROLE: ClassVar = EventRole.REPLY
    question: QuestionId
    text: Text

    def effect(self, case: str) -> Effect:
        query = QueryId(case, self.question)
        return Effect(subject=ReplyId(case, self.question), sets={"reply": self.text}, rests_on=(query,))


class AnswerModerated(Fact):
    """A moderator changed an answer, and said why."""

    TYPE: ClassVar = "answer-moderated.v1"
    SAYS: ClassVar = "moderated question {question} in {case} from {old} to {new}"
    ROLE: ClassVar = EventRole.MODERATED
    question: QuestionId
    old: Response
    new: Response
    reason: Reason

    def effect(self, case: str) -> Effect:
        return _answered(AnswerId(case, self.question), self.new)


class AnswerConfirmed(Fact):
    """A moderator looked at an answer, left it as it is, and said why."""

    TYPE: ClassVar = "answer-confirmed.v1"
    SAYS: ClassVar = "confirmed question {question} in {case} as {response}"
    ROLE: ClassVar = EventRole.CONFIRMED
    question: QuestionId
    response: Response
    reason: Reason

    def effect(self, case: str) -> Effect:
        confirmation = ConfirmationId(case, self.question)
        return Effect(
            subject=confirmation,
            sets={"response": self.response},
            settles=(confirmation,),
            rests_on=(AnswerId(case, self.question),),
        )


class ModerationCompleted(Fact):
    """A moderator signed the case off, as it was at the version they saw."""

    TYPE: ClassVar = "moderation-completed.v1"
    SAYS: ClassVar = "signed {case} off as it was at version {saw_version}"
    ROLE: ClassVar = EventRole.SIGNED_OFF
    saw_version: Version

    def effect(self, case: str) -> Effect:
        sign_off = SignOffId(case)
        return Effect(subject=sign_off, sets={"signed_off": f"version {self.saw_version}"}, settles=(sign_off,))


class AssessmentReopened(Fact):
    """The assessment went back to its assessor, with the reason."""

    TYPE: ClassVar = "assessment-reopened.v1"
    SAYS: ClassVar = "reopened the assessment of {case}"
    ROLE: ClassVar = EventRole.REOPENED
    reason: Reason

    def effect(self, case: str) -> Effect:
        submission = SubmissionId(case)
        return Effect(subject=submission, sets={"assessment": "reopened"}, reopens=(submission, SignOffId(case)))


class CaseExcluded(Fact):
    """The case was taken out of the score, with the reason. Its answers stay on record."""

    TYPE: ClassVar = "case-excluded.v1"
    SAYS: ClassVar = "excluded {case} from the score"
    ROLE: ClassVar = EventRole.EXCLUDED
    reason: Reason

    def effect(self, case: str) -> Effect:
        exclusion = ExclusionId(case)
        return Effect(subject=exclusion, sets={"score": "excluded"}, settles=(exclusion,))


class CaseReinstated(Fact):
    """An excluded case was put back into the score, with the reason."""

    TYPE: ClassVar = "case-reinstated.v1"
    SAYS: ClassVar = "put {case} back into the score"
    ROLE: ClassVar = EventRole.REINSTATED
    reason: Reason

    def effect(self, case: str) -> Effect:
        exclusion = ExclusionId(case)
        return Effect(subject=exclusion, sets={"score": "included"}, settles=(exclusion,))


def _answered(answer: AnswerId, response: Response, rests_on: tuple[CaseId, ...] = ()) -> Effect:
    return Effect(
        subject=answer,
        sets={"response": response},
        settles=(answer,),
        reopens=(ConfirmationId(answer.case, answer.question), SignOffId(answer.case)),
        rests_on=rests_on,
    )


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
