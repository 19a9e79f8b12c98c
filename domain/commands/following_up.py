"""Commands of the follow-up: make, respond to, act on, verify and close recommendations."""

from datetime import date

from domain.command import Command
from domain.events.recommendation_terms import (
    Acceptance,
    CitedFinding,
    Closure,
    Elsewhere,
    Owner,
    Progress,
    Verification,
)
from domain.text import EvidenceId, Line, Number, Reason, Text


class MakeRecommendation(Command):
    """Make a recommendation to one accountable owner.

    It may continue a recommendation of an earlier inspection.
    """

    number: Number
    statement: Text
    owner: Owner
    contributors: tuple[Line, ...] = ()
    findings: tuple[CitedFinding, ...] = ()
    carried_from: Elsewhere | None = None


class AnswerRecommendation(Command):
    """Respond: agree, agree in part (which part) or do not agree (why)."""

    number: Number
    acceptance: Acceptance
    explanation: Text | None = None


class PlanAction(Command):
    """Plan an action."""

    number: Number
    step: Text
    responsible: Line
    due_on: date


class ReviseAction(Command):
    """Change or complete a planned action; a field that is None does not change."""

    number: Number
    action: Number
    step: Text | None = None
    responsible: Line | None = None
    due_on: date | None = None
    done: bool | None = None
    reason: Reason


class ReportProgress(Command):
    """Claim progress, for the owner."""

    number: Number
    progress: Progress
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()


class VerifyProgress(Command):
    """Verify the progress, for the inspectorate."""

    number: Number
    verification: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()


class ReviseDueDate(Command):
    """Move a due date, or request it.

    `told_on` is the day on which the inspectorate learned of the delay.
    """

    number: Number
    due_on: date
    told_on: date
    reason: Reason


class CloseRecommendation(Command):
    """Close a recommendation, with its evidence or its successor: `2` or `newcastle-2018/2`."""

    number: Number
    closure: Closure
    reason: Reason
    evidence: tuple[EvidenceId, ...] = ()
    superseded_by: Line | None = None


class ReopenRecommendation(Command):
    """Reopen a closed recommendation."""

    number: Number
    reason: Reason
