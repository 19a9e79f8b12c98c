"""Commands of reporting: feedback, the draft, challenges, the final report, publication and unlocking."""

from datetime import date

from domain.command import Command
from domain.events.reporting import ChallengeOutcome
from domain.text import Line, Number, Position, Reason, Text


class GiveFeedback(Command):
    """Present the findings to local managers."""

    audience: Line


class IssueDraftReport(Command):
    """Send the draft to the inspected body for comments."""

    comments_by: date


class RaiseAccuracyChallenge(Command):
    """Challenge the factual accuracy of a passage of the draft."""

    number: Number
    passage: Line
    claim: Text


class DecideAccuracyChallenge(Command):
    """Accept or reject a factual accuracy challenge."""

    number: Number
    outcome: ChallengeOutcome
    changed: Text
    reason: Reason


class FinaliseReport(Command):
    """Finalise and lock the report. A reason overrides out-of-date sign-offs."""

    reason: Reason | None = None


class PublishReport(Command):
    """Publish the report, with the size and the root of the log just before."""

    log_size: Position
    log_root: str


class RequestUnlock(Command):
    """Request to unlock a final report."""

    reason: Reason


class ApproveUnlock(Command):
    """Approve the request of somebody else to unlock the report."""

    reason: Reason
