"""What does each finding say and cite, and does it still stand?"""

from collections.abc import Mapping

from msgspec import field
from msgspec.structs import replace

from domain.events.fieldwork import Citations, Direction, FindingRecorded, FindingRevised, FindingWithdrawn
from domain.text import ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.fold import Projection, each


class StandingFinding(Data):
    """A finding as it stands, and the positions of the events that made it so."""

    theme: ThemeId
    statement: str
    direction: Direction
    citations: Citations
    events: tuple[int, ...]
    withdrawn: bool = False


class Findings(Data):
    """Every finding by its name, such as 1/key_finding/2."""

    by_name: Mapping[str, StandingFinding] = field(default_factory=dict)


def name_of(fact: FindingRecorded | FindingRevised | FindingWithdrawn) -> str:
    """Return the name that people type: theme/list/number."""
    return f"{fact.theme}/{fact.list}/{fact.ordinal}"


def fold(findings: Findings, recorded: RecordedEvent) -> Findings:
    """Note what is found, reworded and withdrawn."""
    fact = recorded.fact
    if isinstance(fact, FindingRecorded):
        new = StandingFinding(fact.theme, fact.statement, fact.direction, fact.citations, (recorded.position,))
        return _with(findings, name_of(fact), new)
    if isinstance(fact, FindingRevised | FindingWithdrawn):
        old = findings.by_name[name_of(fact)]
        old = replace(old, events=(*old.events, recorded.position))
        if isinstance(fact, FindingWithdrawn):
            return _with(findings, name_of(fact), replace(old, withdrawn=True))
        revised = replace(old, statement=fact.new, direction=fact.direction, citations=fact.citations)
        return _with(findings, name_of(fact), revised)
    return findings


def _with(findings: Findings, name: str, finding: StandingFinding) -> Findings:
    return replace(findings, by_name={**findings.by_name, name: finding})


FINDINGS = Projection("findings", Findings(), each(fold, FindingRecorded, FindingRevised, FindingWithdrawn))
