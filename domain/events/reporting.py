"""Events of reporting: feedback, the draft, challenges, the final report, publication and unlocking."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.ids import ChallengeId, DraftReportId, EditionId, FeedbackId, ReportId, UnlockRequestId
from domain.text import Line, Number, Position, Reason, Text


class FeedbackGiven(Fact):
    """The findings were presented to local managers."""

    TYPE: ClassVar = "feedback-given.v1"
    SENTENCE: ClassVar = "gave feedback to {audience}"
    ROLE: ClassVar = EventRole.FEEDBACK
    audience: Line

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FeedbackId(), sets={"audience": self.audience})


class DraftReportIssued(Fact):
    """The draft was sent to the inspected body for a check of factual accuracy."""

    TYPE: ClassVar = "draft-report-issued.v1"
    SENTENCE: ClassVar = "issued the draft report. Comments are due by {comments_by}."
    ROLE: ClassVar = EventRole.DRAFT
    comments_by: date

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=DraftReportId(), sets={"comments_by": self.comments_by})


class ChallengeOutcome(StrEnum):
    """Whether a challenge was accepted."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class AccuracyChallengeRaised(Fact):
    """The inspected body challenged the factual accuracy of a passage of the draft."""

    TYPE: ClassVar = "accuracy-challenge-raised.v1"
    SENTENCE: ClassVar = "raised factual accuracy challenge {number} on {passage}: {claim}"
    ROLE: ClassVar = EventRole.CHALLENGE
    number: Number
    passage: Line
    claim: Text

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=ChallengeId(self.number),
            sets={"passage": self.passage, "claim": self.claim},
            rests_on=(DraftReportId(),),
        )


class AccuracyChallengeDecided(Fact):
    """The inspectorate accepted or rejected a challenge, with the changes made."""

    TYPE: ClassVar = "accuracy-challenge-decided.v1"
    SENTENCE: ClassVar = "decided factual accuracy challenge {number}: {outcome}. {changed}"
    ROLE: ClassVar = EventRole.CHALLENGE
    number: Number
    outcome: ChallengeOutcome
    changed: Text
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=ChallengeId(self.number), sets={"outcome": self.outcome, "changed": self.changed})


class ReportFinalised(Fact):
    """The report was finalised and locked. Overriding out-of-date sign-offs needs a reason."""

    TYPE: ClassVar = "report-finalised.v1"
    SENTENCE: ClassVar = "finalised the report. No out-of-date sign-off was overridden."
    ROLE: ClassVar = EventRole.FINALISED
    overridden: tuple[Line, ...] = ()
    reason: Reason | None = None

    def sentence(self) -> str:
        """Return the sentence, with the overridden sign-offs if there are any."""
        return (
            "finalised the report. Out-of-date sign-offs overridden: {overridden}."
            if self.overridden
            else self.SENTENCE
        )

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=ReportId(),
            sets={"report": "finalised", "overridden": self.overridden or None},
            settles=(ReportId(),),
        )


class ReportPublished(Fact):
    """The report was published, which sets the due dates of recommendations new in this edition."""

    TYPE: ClassVar = "report-published.v1"
    SENTENCE: ClassVar = (
        "published edition {edition} of the report on {published_on}. Its recommendations are due by {due_on}."
    )
    ROLE: ClassVar = EventRole.PUBLISHED
    edition: Number
    published_on: date
    due_on: date
    log_size: Position
    log_root: str

    def sentence(self) -> str:
        """Return the sentence. A later edition only sets the due date of its new recommendations."""
        return self.SENTENCE if self.edition == 1 else self.SENTENCE.replace("Its", "Its new")

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=EditionId(self.edition),
            sets={
                "published_on": self.published_on,
                "due_on": self.due_on,
                "log_size": self.log_size,
                "log_root": self.log_root,
            },
            rests_on=(ReportId(),),
        )


class ReportUnlockRequested(Fact):
    """Somebody requested to unlock a final report, with the reason."""

    TYPE: ClassVar = "report-unlock-requested.v1"
    SENTENCE: ClassVar = "asked to unlock the report"
    ROLE: ClassVar = EventRole.UNLOCK_REQUEST
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=UnlockRequestId(), sets={"unlocking": "requested"}, rests_on=(ReportId(),))


class ReportUnlockApproved(Fact):
    """A second person approved unlocking the report. The published edition stays readable."""

    TYPE: ClassVar = "report-unlock-approved.v1"
    SENTENCE: ClassVar = "approved unlocking the report"
    ROLE: ClassVar = EventRole.UNLOCKED
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=UnlockRequestId(),
            sets={"unlocking": "approved"},
            also={ReportId(): {"report": "unlocked"}},
            settles=(ReportId(),),
        )


ReportingEvent = (
    FeedbackGiven
    | DraftReportIssued
    | AccuracyChallengeRaised
    | AccuracyChallengeDecided
    | ReportFinalised
    | ReportPublished
    | ReportUnlockRequested
    | ReportUnlockApproved
)
