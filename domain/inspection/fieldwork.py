"""Fieldwork: evidence is gathered, findings are written, and practice is shown by example."""

from collections.abc import Mapping

from msgspec import structs

from domain.actor import Actor
from domain.case.state import Case
from domain.command import Command
from domain.inspection.events.fieldwork import (
    Citations,
    CitedAnswer,
    Direction,
    EvidenceKind,
    EvidenceRecorded,
    ExampleKind,
    FieldworkEnded,
    FieldworkStarted,
    FindingList,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    PracticeExampleRecorded,
    SourceRole,
)
from domain.inspection.state import Inspection
from domain.inspection.team import FINDING, GATHERING, LEADING, allow
from domain.refusals import (
    NotAnswered,
    NothingToChange,
    ReferenceTaken,
    TooLate,
    TooSoon,
    UnknownCase,
    UnknownEvidence,
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


def start(inspection: Inspection, command: StartFieldwork) -> list[FieldworkStarted]:
    """Decide on starting fieldwork; refuses before a framework is adopted, and a second start."""
    allow(command.origin.actor, LEADING, "start fieldwork")
    inspection.adopted_framework("start fieldwork")
    if inspection.fieldwork_started:
        raise TooLate("start fieldwork", "it has started already")
    return [FieldworkStarted(origin=command.origin)]


def end(inspection: Inspection, command: EndFieldwork) -> list[FieldworkEnded]:
    """Decide on ending fieldwork; refuses before it started, and a second end."""
    allow(command.origin.actor, LEADING, "end fieldwork")
    if not inspection.fieldwork_started:
        raise TooSoon("end fieldwork", "start it first")
    if inspection.fieldwork_ended:
        raise TooLate("end fieldwork", "it has ended already")
    return [FieldworkEnded(origin=command.origin)]


def record_evidence(inspection: Inspection, command: RecordEvidence) -> list[EvidenceRecorded]:
    """Decide on an evidence item; refuses a taken reference and an unknown theme."""
    allow(command.origin.actor, GATHERING, "record evidence")
    framework = inspection.adopted_framework("record evidence")
    if command.evidence in inspection.evidence:
        raise ReferenceTaken("Evidence item", command.evidence)
    for theme in command.themes:
        framework.theme(theme)
    return [EvidenceRecorded(**command.as_fields())]


def record_finding(inspection: Inspection, cited: Mapping[str, Case], command: RecordFinding) -> list[FindingRecorded]:
    """Decide on a finding; refuses a taken number, and citations of what is not there."""
    allow(command.origin.actor, FINDING, "record findings")
    inspection.refuse_if_locked("record findings")
    inspection.adopted_framework("record findings").theme(command.theme)
    if (command.theme, command.list, command.ordinal) in inspection.findings:
        raise ReferenceTaken("Finding", f"{command.theme}/{command.list}/{command.ordinal}")
    citations = _supported(inspection, cited, command.citations, command.origin.actor)
    return [FindingRecorded(**{**command.as_fields(), "citations": citations})]


def revise_finding(inspection: Inspection, cited: Mapping[str, Case], command: ReviseFinding) -> list[FindingRevised]:
    """Decide on a finding's new wording, direction or citations; refuses no change at all.

    An answer that it cites, and that was changed since, is cited anew as it stands: that is a change too.
    """
    allow(command.origin.actor, FINDING, "revise findings")
    inspection.refuse_if_locked("revise findings")
    name = (command.theme, command.list, command.ordinal)
    old = inspection.finding(name)
    new = command.statement or old.statement
    direction = command.direction or old.direction
    _refuse_if_blind(cited, old.citations, command.origin.actor)
    citations = _supported(inspection, cited, command.citations or old.citations, command.origin.actor)
    if (new, direction, citations) == (old.statement, old.direction, old.citations):
        raise NothingToChange(f"Finding {command.theme}/{command.list}/{command.ordinal}", "like that")
    return [
        FindingRevised(
            origin=command.origin,
            theme=command.theme,
            list=command.list,
            ordinal=command.ordinal,
            old=old.statement,
            new=new,
            old_direction=old.direction,
            direction=direction,
            old_citations=old.citations,
            citations=citations,
            reason=command.reason,
        )
    ]


def withdraw_finding(inspection: Inspection, command: WithdrawFinding) -> list[FindingWithdrawn]:
    """Decide on taking a finding back."""
    allow(command.origin.actor, FINDING, "withdraw findings")
    inspection.refuse_if_locked("withdraw findings")
    old = inspection.finding((command.theme, command.list, command.ordinal))
    return [FindingWithdrawn(**command.as_fields(), old=old.statement)]


def record_practice_example(inspection: Inspection, command: RecordPracticeExample) -> list[PracticeExampleRecorded]:
    """Decide on an example of practice."""
    allow(command.origin.actor, FINDING, "record practice examples")
    inspection.refuse_if_locked("record practice examples")
    inspection.adopted_framework("record practice examples").theme(command.theme)
    return [PracticeExampleRecorded(**command.as_fields())]


def known_evidence(inspection: Inspection, evidence: tuple[EvidenceId, ...]) -> None:
    """Refuse evidence items that were never recorded."""
    for item in evidence:
        if item not in inspection.evidence:
            raise UnknownEvidence(item)


def cases_named(citations: Citations | None) -> set[str]:
    """Return the references of every case that the citations name."""
    if citations is None:
        return set()
    return {*citations.cases, *(answer.case for answer in citations.answers)}


def _refuse_if_blind(cited: Mapping[str, Case], citations: Citations, actor: Actor) -> None:
    for answer in citations.answers:
        cited[answer.case].refuse_if_blind(actor)


def _supported(inspection: Inspection, cited: Mapping[str, Case], citations: Citations, actor: Actor) -> Citations:
    """Return the citations with each answer as it stands now; refuses what is not there."""
    for reference in sorted(cases_named(citations)):
        if reference not in cited:
            raise UnknownCase(reference, inspection.reference)
    _refuse_if_blind(cited, citations, actor)
    for answer in citations.answers:
        if answer.question not in cited[answer.case].answers:
            raise NotAnswered(answer.question, answer.case)
    known_evidence(inspection, citations.evidence)
    answers = tuple(
        CitedAnswer(case=one.case, question=one.question, response=cited[one.case].answers[one.question])
        for one in citations.answers
    )
    return structs.replace(citations, answers=answers)
