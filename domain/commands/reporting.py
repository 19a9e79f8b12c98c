"""Asked for in reporting: feedback, the draft and its challenges, the final report, publication, unlocking."""

from datetime import date

from domain.command import Command
from domain.events.reporting import (
    ChallengeOutcome,
)
from domain.text import Line, Number, Position, Reason, Text


class GiveFeedback(Command):
    """Present the findings to local managers."""

    audience: Line


class IssueDraftReport(Command):
    """Send the draft to the inspected body."""

    comments_by: date


class RaiseAccuracyChallenge(Command):
    """Say that a passage of the draft is not accurate."""

    number: Number
    passage: Line
    claim: Text


class DecideAccuracyChallenge(Command):
    """Accept or reject a challenge."""

    number: Number
    outcome: ChallengeOutcome
    changed: Text
    reason: Reason


class FinaliseReport(Command):
    """Fix the report as it will be published; with a reason, even where sign-offs are stale."""

    reason: Reason | None = None


class PublishReport(Command):
    """Bring the report out, with the size and the root of the log as it was just before."""

    log_size: Position
    log_root: str


class RequestUnlock(Command):
    """Ask to change a final report."""

    reason: Reason


class ApproveUnlock(Command):
    """Agree to somebody else's request."""

    reason: Reason
