"""What events can be about: a case, an answer, its confirmation, a recommendation, its due date."""

from collections.abc import Iterator
from typing import ClassVar

from domain.value import Data


class Id(Data):
    """What an event can be about. Whatever is an `ENTITY` begins with the first event that needs it.

    Of what is `BY_DAY`, one follows another by the day that it is true of, else by position.
    """

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

    ENTITY: ClassVar = True


class FieldworkId(Id):
    """Its fieldwork."""


class FrameworkId(Id):
    """Its framework."""

    ENTITY: ClassVar = True


class MemberId(Id):
    """A person's place in the team."""

    person: str


class EvidenceItemId(Id):
    """An evidence item."""

    ENTITY: ClassVar = True
    evidence: str


class FindingId(Id):
    """A finding."""

    ENTITY: ClassVar = True
    theme: str
    list: str
    ordinal: int


class ExampleId(Id):
    """An example of practice, by the command that recorded it."""

    theme: str
    command: str


class ScoreId(Id):
    """The score of a theme at a position of the log."""

    theme: str
    position: int


class JudgementId(Id):
    """The judgement of a theme."""

    theme: str


class ProposalId(Id):
    """The proposal of a theme's judgement that stands."""

    theme: str

    @property
    def parent(self) -> Id:
        """The judgement."""
        return JudgementId(self.theme)


class PersonalProposalId(ProposalId):
    """What one person proposes."""

    person: str


class FeedbackId(Id):
    """The feedback to local managers."""


class DraftReportId(Id):
    """The draft report."""


class ChallengeId(Id):
    """A factual accuracy challenge."""

    number: int


class ReportId(Id):
    """The final report."""


class UnlockRequestId(Id):
    """The request to unlock it."""


class EditionId(Id):
    """A published edition."""

    number: int


class FollowUpReviewId(Id):
    """The month-12 review."""


# A case


class CaseId(Id):
    """A sampled case."""

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


class SubmissionId(InCase):
    """Whether its assessment is submitted."""


class SignOffId(InCase):
    """Whether it is signed off."""


class ExclusionId(InCase):
    """Whether it counts in the score."""


class AnswerId(InCase):
    """The answer to a question that stands."""

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


class QueryId(AboutAnswer):
    """A moderator's query."""


class ReplyId(AboutAnswer):
    """The assessor's reply."""


class SecondAssessmentId(InCase):
    """One person's blind assessment."""

    assessor: str


class SecondAnswerId(InCase):
    """One person's blind answer to a question."""

    question: str
    assessor: str


# The follow-up


class RecommendationId(Id):
    """A recommendation."""

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


class ActionId(OfRecommendation):
    """A planned step. Steps are counted, so that the ones before it are there too."""

    ENTITY: ClassVar = True
    action: int

    @property
    def parent(self) -> Id:
        """The step before it; of the first one, the recommendation."""
        return ActionId(self.number, self.action - 1) if self.action > 1 else RecommendationId(self.number)


class ClaimId(OfRecommendation):
    """How far the owner says they are."""

    BY_DAY: ClassVar = True


class VerificationId(OfRecommendation):
    """How much progress the inspectorate saw."""

    BY_DAY: ClassVar = True


class DueDateId(OfRecommendation):
    """When it is due."""


class RequestedDueDateId(OfRecommendation):
    """When its owner asks that it be due."""


class ClosureId(OfRecommendation):
    """Whether and how it is closed."""


class ReviewId(OfRecommendation):
    """How much progress there was at the month-12 review."""
