"""What events can be about: a case, an answer, its confirmation, a recommendation, its due date."""

from collections.abc import Iterator
from typing import ClassVar

from domain.value import Data


class Id(Data):
    """What an event can be about. Whatever is an `ENTITY` begins with the first event that needs it.

    Of what is `BY_DAY`, one follows another by its effective date, else by position. Its `NOUN` begins its name
    in exports: what is said of a case or a recommendation is named as that.
    """

    NOUN: ClassVar[str]
    ENTITY: ClassVar[bool] = False
    BY_DAY: ClassVar[bool] = False

    @property
    def parent(self) -> "Id | None":
        """What it is part of."""
        return None

    @property
    def chain(self) -> "Iterator[Id]":
        """It, and all that it is part of."""
        link: Id | None = self
        while link is not None:
            yield link
            link = link.parent


# The inspection


class InspectionId(Id):
    """The inspection."""

    NOUN: ClassVar = "inspection"
    ENTITY: ClassVar = True


class FieldworkId(Id):
    """Its fieldwork."""

    NOUN: ClassVar = "inspection"


class FrameworkId(Id):
    """Its framework."""

    NOUN: ClassVar = "framework"
    ENTITY: ClassVar = True


class MemberId(Id):
    """A person's place in the team."""

    NOUN: ClassVar = "team-member"
    person: str


class EvidenceItemId(Id):
    """An evidence item."""

    NOUN: ClassVar = "evidence"
    ENTITY: ClassVar = True
    evidence: str


class FindingId(Id):
    """A finding."""

    NOUN: ClassVar = "finding"
    ENTITY: ClassVar = True
    theme: str
    list: str
    ordinal: int


class ExampleId(Id):
    """An example of practice, by the command that recorded it."""

    NOUN: ClassVar = "practice-example"
    theme: str
    command: str


class ScoreId(Id):
    """The score of a theme at a position of the log."""

    NOUN: ClassVar = "score"
    theme: str
    position: int


class JudgementId(Id):
    """The judgement of a theme."""

    NOUN: ClassVar = "judgement"
    theme: str


class ProposalId(Id):
    """The proposal of a theme's judgement that stands."""

    NOUN: ClassVar = "proposed-judgement"
    theme: str

    @property
    def parent(self) -> Id:
        """The judgement."""
        return JudgementId(self.theme)


class PersonalProposalId(ProposalId):
    """What one person proposes."""

    NOUN: ClassVar = "proposed-judgement"
    person: str


class FeedbackId(Id):
    """The feedback to local managers."""

    NOUN: ClassVar = "feedback"


class DraftReportId(Id):
    """The draft report."""

    NOUN: ClassVar = "draft-report"


class ChallengeId(Id):
    """A factual accuracy challenge."""

    NOUN: ClassVar = "accuracy-challenge"
    number: int


class ReportId(Id):
    """The final report."""

    NOUN: ClassVar = "final-report"


class UnlockRequestId(Id):
    """The request to unlock it."""

    NOUN: ClassVar = "unlock-request"


class EditionId(Id):
    """A published edition."""

    NOUN: ClassVar = "published-edition"
    number: int


class FollowUpReviewId(Id):
    """The month-12 review."""

    NOUN: ClassVar = "follow-up-review"


# A case


class CaseId(Id):
    """A sampled case."""

    NOUN: ClassVar = "case"
    ENTITY: ClassVar = True
    case: str


class InCase(Id):
    """Something of a case."""

    case: str

    @property
    def parent(self) -> Id:
        """The case."""
        return CaseId(self.case)


class AssessorId(InCase):
    """Who assesses it."""

    NOUN: ClassVar = "case"


class SubmissionId(InCase):
    """Whether its assessment is submitted."""

    NOUN: ClassVar = "case"


class SignOffId(InCase):
    """Whether it is signed off."""

    NOUN: ClassVar = "case"


class ExclusionId(InCase):
    """Whether it counts in the score."""

    NOUN: ClassVar = "case"


class AnswerId(InCase):
    """The answer to a question that stands."""

    NOUN: ClassVar = "answer"
    ENTITY: ClassVar = True
    question: str


class AboutAnswer(InCase):
    """Something that is said of an answer."""

    question: str

    @property
    def parent(self) -> Id:
        """The answer."""
        return AnswerId(self.case, self.question)


class ConfirmationId(AboutAnswer):
    """A moderator's confirmation."""

    NOUN: ClassVar = "confirmation"


class QueryId(AboutAnswer):
    """A moderator's query."""

    NOUN: ClassVar = "query"


class ReplyId(AboutAnswer):
    """The assessor's reply."""

    NOUN: ClassVar = "reply"


class SecondAssessmentId(InCase):
    """One person's blind assessment."""

    NOUN: ClassVar = "second-assessment"
    assessor: str


class SecondAnswerId(InCase):
    """One person's blind answer to a question."""

    NOUN: ClassVar = "second-answer"
    question: str
    assessor: str


# The follow-up


class RecommendationId(Id):
    """A recommendation."""

    NOUN: ClassVar = "recommendation"
    ENTITY: ClassVar = True
    number: int


class OfRecommendation(Id):
    """Something of a recommendation."""

    number: int

    @property
    def parent(self) -> Id:
        """The recommendation."""
        return RecommendationId(self.number)


class AcceptanceId(OfRecommendation):
    """The owner's answer."""

    NOUN: ClassVar = "response"


class ActionId(OfRecommendation):
    """A planned step. Steps are counted, so that the ones before it are there too."""

    NOUN: ClassVar = "action"
    ENTITY: ClassVar = True
    action: int

    @property
    def parent(self) -> Id:
        """The step before it; of the first one, the recommendation."""
        return ActionId(self.number, self.action - 1) if self.action > 1 else RecommendationId(self.number)


class ClaimId(OfRecommendation):
    """How far the owner says they are."""

    NOUN: ClassVar = "progress-claim"
    BY_DAY: ClassVar = True


class VerificationId(OfRecommendation):
    """How much progress the inspectorate saw."""

    NOUN: ClassVar = "verification"
    BY_DAY: ClassVar = True


class DueDateId(OfRecommendation):
    """When it is due."""

    NOUN: ClassVar = "recommendation"


class RequestedDueDateId(OfRecommendation):
    """When its owner asks that it be due."""

    NOUN: ClassVar = "requested-due-date"


class ClosureId(OfRecommendation):
    """Whether and how it is closed."""

    NOUN: ClassVar = "recommendation"


class ReviewId(OfRecommendation):
    """How much progress there was at the month-12 review."""

    NOUN: ClassVar = "review-assessment"
