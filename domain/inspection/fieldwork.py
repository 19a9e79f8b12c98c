"""Decisions in fieldwork: evidence, findings and examples of practice."""

from collections.abc import Mapping

from msgspec import structs

from domain.actor import Actor, Origin
from domain.commands.fieldwork import (
    EndFieldwork,
    RecordEvidence,
    RecordFinding,
    RecordPracticeExample,
    ReviseFinding,
    StartFieldwork,
    WithdrawFinding,
)
from domain.decision import cases_of, decides, its_inspection
from domain.events.fieldwork import (
    Citations,
    CitedAnswer,
    EvidenceRecorded,
    FieldworkEnded,
    FieldworkStarted,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    PracticeExampleRecorded,
)
from domain.permissions import FINDING, GATHERING, LEADING, allow
from domain.refusals.case import NotAnswered, UnknownCase
from domain.refusals.inspection import NothingToChange, ReferenceTaken, TooLate, TooSoon, UnknownEvidence
from domain.states.case import Case
from domain.states.inspection import Inspection
from domain.text import EvidenceId


@decides(StartFieldwork, its_inspection)
def start(inspection: Inspection, command: StartFieldwork, origin: Origin) -> list[FieldworkStarted]:
    """Decide on starting fieldwork; refuses before a framework is adopted, and a second start."""
    allow(origin.actor, LEADING, "start fieldwork")
    inspection.adopted_framework("start fieldwork")
    if inspection.fieldwork_started:
        raise TooLate("start fieldwork", "it has started already")
    return [FieldworkStarted(origin=origin)]


@decides(EndFieldwork, its_inspection)
def end(inspection: Inspection, command: EndFieldwork, origin: Origin) -> list[FieldworkEnded]:
    """Decide on ending fieldwork; refuses before it started, and a second end."""
    allow(origin.actor, LEADING, "end fieldwork")
    if not inspection.fieldwork_started:
        raise TooSoon("end fieldwork", "start it first")
    if inspection.fieldwork_ended:
        raise TooLate("end fieldwork", "it has ended already")
    return [FieldworkEnded(origin=origin)]


@decides(RecordEvidence, its_inspection)
def record_evidence(inspection: Inspection, command: RecordEvidence, origin: Origin) -> list[EvidenceRecorded]:
    """Decide on an evidence item; refuses a taken reference and an unknown theme."""
    allow(origin.actor, GATHERING, "record evidence")
    framework = inspection.adopted_framework("record evidence")
    if command.evidence in inspection.evidence:
        raise ReferenceTaken("Evidence item", command.evidence)
    for theme in command.themes:
        framework.theme(theme)
    return [EvidenceRecorded(origin=origin, **command.as_fields())]


def _cited(_: Inspection, command: RecordFinding) -> set[str]:
    return cases_named(command.citations)


@decides(RecordFinding, cases_of(_cited))
def record_finding(
    inspection: Inspection, cases: Mapping[str, Case], command: RecordFinding, origin: Origin
) -> list[FindingRecorded]:
    """Decide on a finding; refuses a taken number and unknown citations."""
    allow(origin.actor, FINDING, "record findings")
    inspection.refuse_if_locked("record findings")
    inspection.adopted_framework("record findings").theme(command.theme)
    if (command.theme, command.list, command.ordinal) in inspection.findings:
        raise ReferenceTaken("Finding", f"{command.theme}/{command.list}/{command.ordinal}")
    citations = _supported(inspection, cases, command.citations, origin.actor)
    return [FindingRecorded(origin=origin, **{**command.as_fields(), "citations": citations})]


def _cited_now_and_before(inspection: Inspection, command: ReviseFinding) -> set[str]:
    current = inspection.findings.get((command.theme, command.list, command.ordinal))
    return cases_named(command.citations) | cases_named(current.citations if current else None)


@decides(ReviseFinding, cases_of(_cited_now_and_before))
def revise_finding(
    inspection: Inspection, cases: Mapping[str, Case], command: ReviseFinding, origin: Origin
) -> list[FindingRevised]:
    """Decide on revising a finding; refuses a revision that changes nothing.

    Cited answers are cited with their current response. If one changed since it was cited, that is a change too.
    """
    allow(origin.actor, FINDING, "revise findings")
    inspection.refuse_if_locked("revise findings")
    name = (command.theme, command.list, command.ordinal)
    old = inspection.finding(name)
    new = command.statement or old.statement
    direction = command.direction or old.direction
    _refuse_if_blind(cases, old.citations, origin.actor)
    citations = _supported(inspection, cases, command.citations or old.citations, origin.actor)
    if (new, direction, citations) == (old.statement, old.direction, old.citations):
        raise NothingToChange(f"Finding {command.theme}/{command.list}/{command.ordinal}", "as given")
    return [
        FindingRevised(
            origin=origin,
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


@decides(WithdrawFinding, its_inspection)
def withdraw_finding(inspection: Inspection, command: WithdrawFinding, origin: Origin) -> list[FindingWithdrawn]:
    """Decide on withdrawing a finding."""
    allow(origin.actor, FINDING, "withdraw findings")
    inspection.refuse_if_locked("withdraw findings")
    old = inspection.finding((command.theme, command.list, command.ordinal))
    return [FindingWithdrawn(origin=origin, **command.as_fields(), old=old.statement)]


@decides(RecordPracticeExample, its_inspection)
def record_practice_example(
    inspection: Inspection, command: RecordPracticeExample, origin: Origin
) -> list[PracticeExampleRecorded]:
    """Decide on an example of practice."""
    allow(origin.actor, FINDING, "record practice examples")
    inspection.refuse_if_locked("record practice examples")
    inspection.adopted_framework("record practice examples").theme(command.theme)
    return [PracticeExampleRecorded(origin=origin, **command.as_fields())]


def known_evidence(inspection: Inspection, evidence: tuple[EvidenceId, ...]) -> None:
    """Refuse evidence items that were never recorded."""
    for item in evidence:
        if item not in inspection.evidence:
            raise UnknownEvidence(item)


def cases_named(citations: Citations | None) -> set[str]:
    """Return the references of all cases that the citations name."""
    if citations is None:
        return set()
    return {*citations.cases, *(answer.case for answer in citations.answers)}


def _refuse_if_blind(cases: Mapping[str, Case], citations: Citations, actor: Actor) -> None:
    for answer in citations.answers:
        cases[answer.case].refuse_if_blind(actor)


def _supported(inspection: Inspection, cases: Mapping[str, Case], citations: Citations, actor: Actor) -> Citations:
    """Return the citations with the current response of each answer; refuses unknown citations."""
    for reference in sorted(cases_named(citations)):
        if reference not in cases:
            raise UnknownCase(reference, inspection.reference)
    _refuse_if_blind(cases, citations, actor)
    for answer in citations.answers:
        if answer.question not in cases[answer.case].answers:
            raise NotAnswered(answer.question, answer.case)
    known_evidence(inspection, citations.evidence)
    answers = tuple(
        CitedAnswer(case=given.case, question=given.question, response=cases[given.case].answers[given.question])
        for given in citations.answers
    )
    return structs.replace(citations, answers=answers)
