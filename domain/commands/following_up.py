"""Asked for in following up: to make, answer, act on, verify and close recommendations."""

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
    """Ask for an outcome, of one accountable owner; anew, or carrying on a recommendation of an earlier inspection."""

    number: Number
    statement: Text
    owner: Owner
    contributors: tuple[Line, ...] = ()
    findings: tuple[CitedFinding, ...] = ()
    carried_from: Elsewhere | None = None


class AnswerRecommendation(Command):
    """Agree, agree in part (say which part) or do not agree (say why)."""

    number: Number
    acceptance: Acceptance
    explanation: Text | None = None


class PlanAction(Command):
    """Plan a step."""

    number: Number
    step: Text
    responsible: Line
    due_on: date


class ReviseAction(Command):
    """Change a planned step, or say that it is done; what is not given stays as it is."""

    number: Number
    action: Number
    step: Text | None = None
    responsible: Line | None = None
    due_on: date | None = None
    done: bool | None = None
    reason: Reason


class ReportProgress(Command):
    """Say how far the owner is."""

    number: Number
    progress: Progress
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()


class VerifyProgress(Command):
    """Say what the inspectorate saw for itself."""

    number: Number
    verification: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()


class ReviseDueDate(Command):
    """Move a due date, and say when the inspectorate was told."""

    number: Number
    due_on: date
    told_on: date
    reason: Reason


class CloseRecommendation(Command):
    """Close a recommendation, with the evidence, or with what supersedes it: `2`, or `newcastle-2018/2`."""

    number: Number
    closure: Closure
    reason: Reason
    evidence: tuple[EvidenceId, ...] = ()
    superseded_by: Line | None = None


class ReopenRecommendation(Command):
    """Open a closed recommendation again."""

    number: Number
    reason: Reason
