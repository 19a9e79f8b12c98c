"""Commands of fieldwork: start and end it, and record evidence, findings and examples of practice."""

from domain.command import Command
from domain.events.fieldwork import Citations, Direction, EvidenceKind, ExampleKind, FindingList, SourceRole
from domain.text import EvidenceId, Line, Number, Reason, Text, ThemeId


class StartFieldwork(Command):
    """Start fieldwork, at the beginning of week one."""


class EndFieldwork(Command):
    """End fieldwork, at the end of week two."""


class RecordEvidence(Command):
    """Record an evidence item."""

    evidence: EvidenceId
    evidence_kind: EvidenceKind
    source: SourceRole
    text: Text
    themes: tuple[ThemeId, ...] = ()


class RecordFinding(Command):
    """Record a finding."""

    theme: ThemeId
    list: FindingList
    ordinal: Number
    statement: Text
    direction: Direction
    citations: Citations = Citations()


class ReviseFinding(Command):
    """Revise a finding; a field that is None does not change."""

    theme: ThemeId
    list: FindingList
    ordinal: Number
    statement: Text | None = None
    direction: Direction | None = None
    citations: Citations | None = None
    reason: Reason


class WithdrawFinding(Command):
    """Withdraw a finding."""

    theme: ThemeId
    list: FindingList
    ordinal: Number
    reason: Reason


class RecordPracticeExample(Command):
    """Record an example of practice, under a pseudonym."""

    theme: ThemeId
    pseudonym: Line
    text: Text
    example_kind: ExampleKind
