"""The findings with their current text and citations, and if they were withdrawn."""

from collections.abc import Mapping

from msgspec import field
from msgspec.structs import replace

from domain.events.fieldwork import Citations, Direction, FindingRecorded, FindingRevised, FindingWithdrawn
from domain.text import ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.fold import Projection, each


class StandingFinding(Data):
    """The current state of a finding, and the positions of its events."""

    theme: ThemeId
    statement: str
    direction: Direction
    citations: Citations
    events: tuple[int, ...]
    withdrawn: bool = False


class Findings(Data):
    """All findings by name, such as 1/key_finding/2."""

    by_name: Mapping[str, StandingFinding] = field(default_factory=dict)


def name_of(fact: FindingRecorded | FindingRevised | FindingWithdrawn) -> str:
    """Return the name of a finding: theme/list/number."""
    return f"{fact.theme}/{fact.list}/{fact.ordinal}"


def fold(findings: Findings, recorded: RecordedEvent) -> Findings:
    """Apply the recording, revision or withdrawal of a finding."""
    fact = recorded.fact
    if isinstance(fact, FindingRecorded):
        new = StandingFinding(fact.theme, fact.statement, fact.direction, fact.citations, (recorded.position,))
        return _with(findings, name_of(fact), new)
    if isinstance(fact, FindingRevised | FindingWithdrawn):
        finding = findings.by_name[name_of(fact)]
        finding = replace(finding, events=(*finding.events, recorded.position))
        if isinstance(fact, FindingWithdrawn):
            return _with(findings, name_of(fact), replace(finding, withdrawn=True))
        revised = replace(finding, statement=fact.new, direction=fact.direction, citations=fact.citations)
        return _with(findings, name_of(fact), revised)
    return findings


def _with(findings: Findings, name: str, finding: StandingFinding) -> Findings:
    return replace(findings, by_name={**findings.by_name, name: finding})


FINDINGS = Projection("findings", Findings(), each(fold, FindingRecorded, FindingRevised, FindingWithdrawn))
