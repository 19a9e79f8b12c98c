"""What happens between feedback and publication, and when a report is unlocked."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from domain.fact import Fact
from domain.text import Line, Number, Position, Reason, Text


class FeedbackGiven(Fact):
    """The findings were presented to local managers."""

    TYPE: ClassVar = "feedback-given.v1"
    SAYS: ClassVar = "gave feedback to {audience}"
    audience: Line


class DraftReportIssued(Fact):
    """The draft went to the inspected body, to check its facts."""

    TYPE: ClassVar = "draft-report-issued.v1"
    SAYS: ClassVar = "issued the draft report, with comments wanted by {comments_by}"
    comments_by: date


class ChallengeOutcome(StrEnum):
    """What became of a challenge."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class AccuracyChallengeRaised(Fact):
    """The inspected body said that a passage of the draft is not accurate."""

    TYPE: ClassVar = "accuracy-challenge-raised.v1"
    SAYS: ClassVar = "raised accuracy challenge {number} on {passage}: {claim}"
    number: Number
    passage: Line
    claim: Text


class AccuracyChallengeDecided(Fact):
    """The inspectorate accepted or rejected a challenge, and said what it changed."""

    TYPE: ClassVar = "accuracy-challenge-decided.v1"
    SAYS: ClassVar = "decided accuracy challenge {number}: {outcome}. {changed}"
    number: Number
    outcome: ChallengeOutcome
    changed: Text
    reason: Reason


class ReportFinalised(Fact):
    """The report is as it will be published, stale sign-offs included for a reason. From here it is locked."""

    TYPE: ClassVar = "report-finalised.v1"
    SAYS: ClassVar = "finalised the report, with stale sign-offs let stand: {overridden}"
    overridden: tuple[Line, ...] = ()
    reason: Reason | None = None


class ReportPublished(Fact):
    """The report came out, which starts the twelve months of the recommendations that no edition held before."""

    TYPE: ClassVar = "report-published.v1"
    SAYS: ClassVar = (
        "published edition {edition} of the report on {published_on}; what it recommends first is due {due_on}"
    )
    edition: Number
    published_on: date
    due_on: date
    log_size: Position
    log_root: str


class ReportUnlockRequested(Fact):
    """Somebody asked to change a final report, with the reason."""

    TYPE: ClassVar = "report-unlock-requested.v1"
    SAYS: ClassVar = "asked to unlock the report"
    reason: Reason


class ReportUnlockApproved(Fact):
    """Somebody else agreed. The published edition stays readable; the report must be finalised again."""

    TYPE: ClassVar = "report-unlock-approved.v1"
    SAYS: ClassVar = "approved unlocking the report"
    reason: Reason


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
