"""Events of fieldwork: evidence, findings and examples of practice."""

from enum import StrEnum
from typing import ClassVar

from domain.case_ids import AnswerId, CaseId
from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.framework import Response
from domain.ids import EvidenceItemId, ExampleId, FieldworkId, FindingId, Id, InspectionId
from domain.text import CaseReference, EvidenceId, Line, Number, QuestionId, Reason, Text, ThemeId
from domain.value import Value
from domain.wording import humanise


class FieldworkStarted(Fact):
    """Fieldwork began: in week one, inspectors assess cases."""

    TYPE: ClassVar = "fieldwork-started.v1"
    SENTENCE: ClassVar = "started fieldwork"
    ROLE: ClassVar = EventRole.FIELDWORK

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FieldworkId(), sets={"fieldwork": "started"})


class FieldworkEnded(Fact):
    """Fieldwork ended, for the partner inspectorates too."""

    TYPE: ClassVar = "fieldwork-ended.v1"
    SENTENCE: ClassVar = "ended fieldwork"
    ROLE: ClassVar = EventRole.FIELDWORK

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FieldworkId(), sets={"fieldwork": "ended"})


class EvidenceKind(StrEnum):
    """The kind of an evidence item."""

    INTERVIEW = "interview"
    OBSERVATION = "observation"
    DOCUMENT = "document"
    COMMENT = "comment"
    FOCUS_GROUP = "focus_group"


class SourceRole(StrEnum):
    """The source of an evidence item."""

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
    """An evidence item was recorded, in fieldwork or in the follow-up."""

    TYPE: ClassVar = "evidence-recorded.v1"
    SENTENCE: ClassVar = "recorded evidence {evidence} ({evidence_kind}, {source}): {text}"
    ROLE: ClassVar = EventRole.EVIDENCE
    evidence: EvidenceId
    evidence_kind: EvidenceKind
    source: SourceRole
    text: Text
    themes: tuple[ThemeId, ...] = ()

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=EvidenceItemId(self.evidence),
            sets={"text": self.text, "kind": self.evidence_kind, "source": self.source},
            rests_on=(InspectionId(),),
        )


class FindingList(StrEnum):
    """The two lists of findings under a theme."""

    KEY_FINDING = "key_finding"
    EXPLANATION = "explanation"


class Direction(StrEnum):
    """Whether a finding is a strength or a deficit."""

    STRENGTH = "strength"
    DEFICIT = "deficit"
    MIXED = "mixed"


class CitedAnswer(Value):
    """An answer that a finding rests on, with its response when it was cited."""

    case: CaseReference
    question: QuestionId
    response: Response | None = None

    def __str__(self) -> str:
        response = f" ({humanise(self.response)})" if self.response else ""
        return f"{self.case}:{self.question}{response}"


class Citations(Value):
    """The cases, answers and evidence items that a finding rests on."""

    cases: tuple[CaseReference, ...] = ()
    answers: tuple[CitedAnswer, ...] = ()
    evidence: tuple[EvidenceId, ...] = ()

    def __str__(self) -> str:
        return ", ".join([*self.cases, *map(str, self.answers), *self.evidence]) or "nothing"

    @property
    def cited(self) -> tuple[Id, ...]:
        """The ids of everything that is cited."""
        return (
            *map(CaseId, self.cases),
            *(AnswerId(answer.case, answer.question) for answer in self.answers),
            *map(EvidenceItemId, self.evidence),
        )


class FindingRecorded(Fact):
    """A finding was recorded: a numbered statement under a theme."""

    TYPE: ClassVar = "finding-recorded.v1"
    SENTENCE: ClassVar = "recorded {list} {ordinal} of theme {theme} ({direction}): {statement}"
    ROLE: ClassVar = EventRole.FINDING
    theme: ThemeId
    list: FindingList
    ordinal: Number
    statement: Text
    direction: Direction
    citations: Citations

    def effect(self, _case: str = "") -> Effect:
        finding = FindingId(self.theme, self.list, self.ordinal)
        return Effect(
            subject=finding,
            sets={"statement": self.statement, "direction": self.direction, "citations": self.citations},
            settles=(finding,),
            rests_on=self.citations.cited,
        )


class FindingRevised(Fact):
    """The statement, direction or citations of a finding were revised, with the reason."""

    TYPE: ClassVar = "finding-revised.v1"
    SENTENCE: ClassVar = "revised {list} {ordinal} of theme {theme} to: {new}"
    ROLE: ClassVar = EventRole.FINDING
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

    def effect(self, _case: str = "") -> Effect:
        finding = FindingId(self.theme, self.list, self.ordinal)
        return Effect(
            subject=finding,
            sets={"statement": self.new, "direction": self.direction, "citations": self.citations},
            settles=(finding,),
            rests_on=self.citations.cited,
        )


class FindingWithdrawn(Fact):
    """A finding was withdrawn, with the reason."""

    TYPE: ClassVar = "finding-withdrawn.v1"
    SENTENCE: ClassVar = "withdrew {list} {ordinal} of theme {theme}: {old}"
    ROLE: ClassVar = EventRole.FINDING
    theme: ThemeId
    list: FindingList
    ordinal: Number
    old: Text
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        finding = FindingId(self.theme, self.list, self.ordinal)
        return Effect(
            subject=finding, sets={"statement": None, "direction": None, "citations": None}, settles=(finding,)
        )


class ExampleKind(StrEnum):
    """Whether an example shows good practice, or practice to learn from."""

    NOTABLE = "notable"
    LEARNING = "learning"


class PracticeExampleRecorded(Fact):
    """An example of practice was recorded, under a pseudonym."""

    TYPE: ClassVar = "practice-example-recorded.v1"
    SENTENCE: ClassVar = "recorded an example of {example_kind} practice in theme {theme} ({pseudonym})"
    ROLE: ClassVar = EventRole.EXAMPLE
    theme: ThemeId
    pseudonym: Line
    text: Text
    example_kind: ExampleKind

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=ExampleId(self.theme, self.origin.command_id),
            sets={"text": self.text, "pseudonym": self.pseudonym, "kind": self.example_kind},
            rests_on=(InspectionId(),),
        )


FieldworkEvent = (
    FieldworkStarted
    | FieldworkEnded
    | EvidenceRecorded
    | FindingRecorded
    | FindingRevised
    | FindingWithdrawn
    | PracticeExampleRecorded
)
