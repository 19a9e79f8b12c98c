"""What happens in fieldwork: evidence, findings and examples of practice."""

from enum import StrEnum
from typing import ClassVar

from domain.fact import Fact
from domain.framework import Response
from domain.refusals import spoken
from domain.text import CaseReference, EvidenceId, Line, Number, QuestionId, Reason, Text, ThemeId
from domain.value import Value


class FieldworkStarted(Fact):
    """Week one: cases are looked at."""

    TYPE: ClassVar = "fieldwork-started.v1"
    SAYS: ClassVar = "started fieldwork"


class FieldworkEnded(Fact):
    """Week two is over: the partner inspectorates have finished too."""

    TYPE: ClassVar = "fieldwork-ended.v1"
    SAYS: ClassVar = "ended fieldwork"


class EvidenceKind(StrEnum):
    """What an evidence item is."""

    INTERVIEW = "interview"
    OBSERVATION = "observation"
    DOCUMENT = "document"
    COMMENT = "comment"
    FOCUS_GROUP = "focus_group"


class SourceRole(StrEnum):
    """Whom or what an evidence item comes from."""

    CHILD = "child"
    PARENT_OR_CARER = "parent_or_carer"
    VICTIM = "victim"
    SENTENCER = "sentencer"
    CASE_MANAGER = "case_manager"
    MANAGER = "manager"
    BOARD_MEMBER = "board_member"
    PARTNER = "partner"
    DOCUMENT = "document"
    INSPECTOR = "inspector"


class EvidenceRecorded(Fact):
    """Something was heard, seen or read, in fieldwork or in the follow-up."""

    TYPE: ClassVar = "evidence-recorded.v1"
    SAYS: ClassVar = "recorded evidence {evidence} ({evidence_kind}, {source}): {text}"
    evidence: EvidenceId
    evidence_kind: EvidenceKind
    source: SourceRole
    text: Text
    themes: tuple[ThemeId, ...] = ()


class FindingList(StrEnum):
    """The two lists of findings under a theme."""

    KEY_FINDING = "key_finding"
    EXPLANATION = "explanation"


class Direction(StrEnum):
    """What a finding says of the work."""

    STRENGTH = "strength"
    DEFICIT = "deficit"
    MIXED = "mixed"
    # Never recorded: what is shown to somebody from whom an answer is hidden that the finding rests on.
    HIDDEN = "hidden"


class CitedAnswer(Value):
    """An answer that a finding rests on, with the response that it was cited for."""

    case: CaseReference
    question: QuestionId
    response: Response | None = None

    def __str__(self) -> str:
        said = f" ({spoken(self.response)})" if self.response else ""
        return f"{self.case}:{self.question}{said}"


class Citations(Value):
    """What a finding rests on: cases, answers and evidence items."""

    cases: tuple[CaseReference, ...] = ()
    answers: tuple[CitedAnswer, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()

    def __str__(self) -> str:
        return ", ".join([*self.cases, *map(str, self.answers), *self.evidence]) or "nothing"


class FindingRecorded(Fact):
    """A numbered statement under a theme."""

    TYPE: ClassVar = "finding-recorded.v1"
    SAYS: ClassVar = "recorded {list} {ordinal} of theme {theme} ({direction}): {statement}"
    theme: ThemeId
    list: FindingList
    ordinal: Number
    statement: Text
    direction: Direction
    citations: Citations


class FindingRevised(Fact):
    """A finding was worded, weighed or supported differently, with the reason."""

    TYPE: ClassVar = "finding-revised.v1"
    SAYS: ClassVar = "revised {list} {ordinal} of theme {theme} to: {new}"
    theme: ThemeId
    list: FindingList
    ordinal: Number
    old: Text
    new: Text
    old_direction: Direction
    direction: Direction
    old_citations: Citations
    citations: Citations
    reason: Reason


class FindingWithdrawn(Fact):
    """A finding was taken back, with the reason."""

    TYPE: ClassVar = "finding-withdrawn.v1"
    SAYS: ClassVar = "withdrew {list} {ordinal} of theme {theme}: {old}"
    theme: ThemeId
    list: FindingList
    ordinal: Number
    old: Text
    reason: Reason


class ExampleKind(StrEnum):
    """Whether practice is shown because it was good, or because others can learn from it."""

    NOTABLE = "notable"
    LEARNING = "learning"


class PracticeExampleRecorded(Fact):
    """An illustration of practice, with a changed name."""

    TYPE: ClassVar = "practice-example-recorded.v1"
    SAYS: ClassVar = "recorded an example of {example_kind} practice in theme {theme} ({pseudonym})"
    theme: ThemeId
    pseudonym: Line
    text: Text
    example_kind: ExampleKind


FieldworkEvent = (
    FieldworkStarted
    | FieldworkEnded
    | EvidenceRecorded
    | FindingRecorded
    | FindingRevised
    | FindingWithdrawn
    | PracticeExampleRecorded
)
