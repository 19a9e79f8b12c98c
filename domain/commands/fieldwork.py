"""Asked for in fieldwork: to start and end it, and to record evidence, findings and examples of practice."""

from domain.command import Command
from domain.events.fieldwork import (
    Citations,
    Direction,
    EvidenceKind,
    ExampleKind,
    FindingList,
    SourceRole,
)
from domain.text import EvidenceId, Line, Number, Reason, Text, ThemeId


class StartFieldwork(Command):
    """Begin week one."""


class EndFieldwork(Command):
    """End week two."""


class RecordEvidence(Command):
    """Keep what was heard, seen or read."""

    evidence: EvidenceId
    evidence_kind: EvidenceKind
    source: SourceRole
    text: Text
    themes: tuple[ThemeId, ...] = ()


class RecordFinding(Command):
    """Write a finding."""

    theme: ThemeId
    list: FindingList
    ordinal: Number
    statement: Text
    direction: Direction
    citations: Citations = Citations()


class ReviseFinding(Command):
    """Write a finding differently; what is not given stays as it is."""

    theme: ThemeId
    list: FindingList
    ordinal: Number
    statement: Text | None = None
    direction: Direction | None = None
    citations: Citations | None = None
    reason: Reason


class WithdrawFinding(Command):
    """Take a finding back."""

    theme: ThemeId
    list: FindingList
    ordinal: Number
    reason: Reason


class RecordPracticeExample(Command):
    """Show practice by an example, under a changed name."""

    theme: ThemeId
    pseudonym: Line
    text: Text
    example_kind: ExampleKind
