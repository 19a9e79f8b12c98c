"""Which findings does no recommendation rest on?"""

from domain.events.fieldwork import Direction
from domain.text import ThemeId
from domain.value import Data
from projections.saved.figures import Figure, FigureKind, order
from projections.saved.findings import Findings
from projections.saved.recommendation_tracker import Tracker


class Orphan(Data):
    """A finding that stands, and that nobody was asked to do anything about."""

    finding: str
    theme: ThemeId
    direction: Direction
    statement: str


def orphans(findings: Findings, tracker: Tracker) -> list[Orphan]:
    """Return the findings, not withdrawn, that no recommendation rests on, whether it is open or closed."""
    rested_on = {str(cited) for tracked in tracker.recommendations.values() for cited in tracked.findings}
    left = {
        name: finding for name, finding in findings.by_name.items() if not finding.withdrawn and name not in rested_on
    }
    return [
        Orphan(name, left[name].theme, left[name].direction, left[name].statement)
        for name in sorted(left, key=lambda name: order(Figure(FigureKind.FINDING, name)))
    ]
