"""The state of findings that decisions need, folded from their events."""

from collections.abc import Mapping
from typing import assert_never

from msgspec.structs import replace

from domain.events.fieldwork import Citations, Direction, FindingList, FindingRecorded, FindingRevised, FindingWithdrawn
from domain.text import ThemeId
from domain.value import Data

FindingName = tuple[ThemeId, FindingList, int]


class Finding(Data):
    """The current state of a finding."""

    statement: str
    direction: Direction
    citations: Citations
    withdrawn: bool = False


def evolve(
    findings: Mapping[FindingName, Finding], fact: FindingRecorded | FindingRevised | FindingWithdrawn
) -> dict[FindingName, Finding]:
    """Return the findings of an inspection after one more fact. Recorded facts are never refused."""
    name = (fact.theme, fact.list, fact.ordinal)
    match fact:
        case FindingRecorded():
            finding = Finding(fact.statement, fact.direction, fact.citations)
        case FindingRevised():
            finding = Finding(fact.new, fact.direction, fact.citations)
        case FindingWithdrawn():
            finding = replace(findings[name], withdrawn=True)
        case _:
            assert_never(fact)
    return {**findings, name: finding}
