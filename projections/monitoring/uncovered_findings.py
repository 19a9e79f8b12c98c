"""Which findings does no recommendation address?"""

from domain.events.fieldwork import Direction
from domain.text import ThemeId
from domain.value import Data
from projections.saved.figures import Figure, FigureKind, order
from projections.saved.findings import Findings
from projections.saved.recommendation_tracker import Tracker


class UncoveredFinding(Data):
    """Hold a current finding that no recommendation addresses."""

    finding: str
    theme: ThemeId
    direction: Direction
    statement: str


def uncovered_findings(findings: Findings, tracker: Tracker) -> list[UncoveredFinding]:
    """Return the current findings that no recommendation, open or closed, is based on."""
    addressed = {str(cited) for tracked in tracker.recommendations.values() for cited in tracked.findings}
    uncovered = {
        name: finding for name, finding in findings.by_name.items() if not finding.withdrawn and name not in addressed
    }
    return [
        UncoveredFinding(name, uncovered[name].theme, uncovered[name].direction, uncovered[name].statement)
        for name in sorted(uncovered, key=lambda name: order(Figure(FigureKind.FINDING, name)))
    ]
