"""All views at one point of the log."""

from collections.abc import Iterable
from typing import Any

from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.fold import Projection
from projections.saved.audit_trail import AUDIT_TRAIL, AuditTrail
from projections.saved.blindness import BLINDNESS, Blindness
from projections.saved.findings import FINDINGS, Findings
from projections.saved.milestones import MILESTONES, Milestones
from projections.saved.recommendation_tracker import TRACKER, Tracker
from projections.saved.status import STATUS, Status
from projections.saved.theme_scores import THEME_SCORES, ThemeScores

PROJECTIONS: tuple[Projection[Any], ...] = (THEME_SCORES, AUDIT_TRAIL, TRACKER, STATUS, MILESTONES, BLINDNESS, FINDINGS)


class Views(Data):
    """All views at one position."""

    scores: ThemeScores = THEME_SCORES.start
    trail: AuditTrail = AUDIT_TRAIL.start
    tracker: Tracker = TRACKER.start
    status: Status = STATUS.start
    milestones: Milestones = MILESTONES.start
    blindness: Blindness = BLINDNESS.start
    findings: Findings = FINDINGS.start

    @classmethod
    def replay(cls, log: Iterable[RecordedEvent]) -> "Views":
        """Return all views after these events, from the initial views."""
        log = list(log)
        return cls(*(projection.replay(log) for projection in PROJECTIONS))

    def after(self, recorded: RecordedEvent) -> "Views":
        """Return all views after one more event."""
        return Views(
            THEME_SCORES.fold(self.scores, recorded),
            AUDIT_TRAIL.fold(self.trail, recorded),
            TRACKER.fold(self.tracker, recorded),
            STATUS.fold(self.status, recorded),
            MILESTONES.fold(self.milestones, recorded),
            BLINDNESS.fold(self.blindness, recorded),
            FINDINGS.fold(self.findings, recorded),
        )

    @property
    def in_order(self) -> tuple[Any, ...]:
        """The views in the order of PROJECTIONS."""
        return (
            self.scores,
            self.trail,
            self.tracker,
            self.status,
            self.milestones,
            self.blindness,
            self.findings,
        )
