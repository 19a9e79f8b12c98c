"""Identifiers of the subjects of events: a case, an answer, a recommendation, its due date."""

from collections.abc import Iterator
from typing import ClassVar

from domain.value import Data


class Id(Data):
    """The identifier of a subject of events.

    An `ENTITY` begins to exist with the first event that needs it. Events of a `BY_DAY` subject are ordered by
    effective date, all others by position. `NOUN` is the first part of the subject's name in exports: a part of a case
    or a recommendation has the noun of the whole.
    """

    NOUN: ClassVar[str]
    ENTITY: ClassVar[bool] = False
    BY_DAY: ClassVar[bool] = False

    @property
    def parent(self) -> "Id | None":
        """The subject that this is part of, if any."""
        return None

    @property
    def chain(self) -> "Iterator[Id]":
        """The subject itself, its parent, the parent of that, and so on."""
        link: Id | None = self
        while link is not None:
            yield link
            link = link.parent


class InspectionId(Id):
    """The inspection."""

    NOUN: ClassVar = "inspection"
    ENTITY: ClassVar = True


class FieldworkId(Id):
    """The fieldwork of the inspection."""

    NOUN: ClassVar = "inspection"


class FrameworkId(Id):
    """The framework of the inspection."""

    NOUN: ClassVar = "framework"
    ENTITY: ClassVar = True


class MemberId(Id):
    """A member of the team."""

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
    """An example of practice, identified by the command that recorded it."""

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
    """The current proposal for the judgement of a theme."""

    NOUN: ClassVar = "proposed-judgement"
    theme: str

    @property
    def parent(self) -> Id:
        """The judgement."""
        return JudgementId(self.theme)


class PersonalProposalId(ProposalId):
    """The proposal of one person."""

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
    """The request to unlock the final report."""

    NOUN: ClassVar = "unlock-request"


class EditionId(Id):
    """A published edition of the report."""

    NOUN: ClassVar = "published-edition"
    number: int


class FollowUpReviewId(Id):
    """The month-12 review."""

    NOUN: ClassVar = "follow-up-review"


class RecommendationId(Id):
    """A recommendation."""

    NOUN: ClassVar = "recommendation"
    ENTITY: ClassVar = True
    number: int


class InRecommendation(Id):
    """A subject that is part of a recommendation."""

    number: int

    @property
    def parent(self) -> Id:
        """The recommendation."""
        return RecommendationId(self.number)


class AcceptanceId(InRecommendation):
    """The response of the owner to a recommendation."""

    NOUN: ClassVar = "response"


class ActionId(InRecommendation):
    """A planned action. Actions are numbered from 1, so every action but the first follows another."""

    NOUN: ClassVar = "action"
    ENTITY: ClassVar = True
    action: int

    @property
    def parent(self) -> Id:
        """The action before this, or the recommendation for the first action."""
        return ActionId(self.number, self.action - 1) if self.action > 1 else RecommendationId(self.number)


class ClaimId(InRecommendation):
    """The progress that the owner claims."""

    NOUN: ClassVar = "progress-claim"
    BY_DAY: ClassVar = True


class VerificationId(InRecommendation):
    """The progress that the inspectorate verified."""

    NOUN: ClassVar = "verification"
    BY_DAY: ClassVar = True


class DueDateId(InRecommendation):
    """The due date of a recommendation."""

    NOUN: ClassVar = "recommendation"


class RequestedDueDateId(InRecommendation):
    """The due date that the owner requests."""

    NOUN: ClassVar = "requested-due-date"


class ClosureId(InRecommendation):
    """The closure of a recommendation."""

    NOUN: ClassVar = "recommendation"


class ReviewId(InRecommendation):
    """The assessment of a recommendation in the month-12 review."""

    NOUN: ClassVar = "review-assessment"
