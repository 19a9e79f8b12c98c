"""What happens between feedback and publication, and when a report is unlocked."""

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
    """The draft went to the inspected body, to check its facts."""

    TYPE: ClassVar = "draft-report-issued.v1"
    SENTENCE: ClassVar = "issued the draft report, with comments wanted by {comments_by}"
    ROLE: ClassVar = EventRole.DRAFT
    comments_by: date

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=DraftReportId(), sets={"comments_by": self.comments_by})


class ChallengeOutcome(StrEnum):
    """What became of a challenge."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class AccuracyChallengeRaised(Fact):
    """The inspected body said that a passage of the draft is not accurate."""

    TYPE: ClassVar = "accuracy-challenge-raised.v1"
    SENTENCE: ClassVar = "raised accuracy challenge {number} on {passage}: {claim}"
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
    """The inspectorate accepted or rejected a challenge, and said what it changed."""

    TYPE: ClassVar = "accuracy-challenge-decided.v1"
    SENTENCE: ClassVar = "decided accuracy challenge {number}: {outcome}. {changed}"
    ROLE: ClassVar = EventRole.CHALLENGE
    number: Number
    outcome: ChallengeOutcome
    changed: Text
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=ChallengeId(self.number), sets={"outcome": self.outcome, "changed": self.changed})


class ReportFinalised(Fact):
    """The report is as it will be published, stale sign-offs included for a reason. From here it is locked."""

    TYPE: ClassVar = "report-finalised.v1"
    SENTENCE: ClassVar = "finalised the report, with stale sign-offs let stand: {overridden}"
    ROLE: ClassVar = EventRole.FINALISED
    overridden: tuple[Line, ...] = ()
    reason: Reason | None = None

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=ReportId(),
            sets={"report": "finalised", "overridden": self.overridden or None},
            settles=(ReportId(),),
        )


class ReportPublished(Fact):
    """The report came out, which starts the twelve months of the recommendations that no edition held before."""

    TYPE: ClassVar = "report-published.v1"
    SENTENCE: ClassVar = (
        "published edition {edition} of the report on {published_on}; what it recommends first is due {due_on}"
    )
    ROLE: ClassVar = EventRole.PUBLISHED
    edition: Number
    published_on: date
    due_on: date
    log_size: Position
    log_root: str

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
    """Somebody asked to change a final report, with the reason."""

    TYPE: ClassVar = "report-unlock-requested.v1"
    SENTENCE: ClassVar = "asked to unlock the report"
    ROLE: ClassVar = EventRole.UNLOCK_REQUEST
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=UnlockRequestId(), sets={"unlocking": "requested"}, rests_on=(ReportId(),))


class ReportUnlockApproved(Fact):
    """Somebody else agreed. The published edition stays readable; the report must be finalised again."""

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
