"""How did the inspection come to be, event by event, and is what we show today really what that makes?"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from domain.case.events import CaseEvent, CaseExcluded, CaseReinstated
from domain.catalogue import Event
from domain.fact import ThemeId
from domain.inspection.events.following_up import FollowUpEvent
from domain.inspection.events.judging import JudgementMade, JudgementRevised
from domain.inspection.events.reporting import ReportPublished
from domain.refusals import spoken
from events_store.store import EventStore, Recorded
from projections.audit_trail import AUDIT_TRAIL, AuditTrail, Entry
from projections.engine import ProjectedStore, Projection, View, live
from projections.milestones import MILESTONES, Milestones
from projections.recommendation_tracker import TRACKER, Tracked, Tracker
from projections.status import STATUS, Status
from projections.theme_scores import THEME_SCORES, ThemeScores, share_of

PROJECTIONS = (THEME_SCORES, AUDIT_TRAIL, TRACKER, STATUS, MILESTONES)


@dataclass(frozen=True)
class Views:
    """Every view, at one position."""

    scores: ThemeScores = THEME_SCORES.start
    trail: AuditTrail = AUDIT_TRAIL.start
    tracker: Tracker = TRACKER.start
    status: Status = STATUS.start
    milestones: Milestones = MILESTONES.start

    def after(self, recorded: Recorded) -> "Views":
        """Return every view after one more event."""
        return Views(
            THEME_SCORES.fold(self.scores, recorded),
            AUDIT_TRAIL.fold(self.trail, recorded),
            TRACKER.fold(self.tracker, recorded),
            STATUS.fold(self.status, recorded),
            MILESTONES.fold(self.milestones, recorded),
        )


@dataclass(frozen=True)
class Effect:
    """What an event changed: a score, a judgement or a recommendation, before and after."""

    of: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One event of the replay, what it did, and every view after it."""

    recorded: Recorded
    entry: Entry
    effects: tuple[Effect, ...]
    views: Views


def steps(store: EventStore, inspection: str) -> Iterator[Step]:
    """Yield the whole inspection, event by event, from nothing."""
    views = Views()
    for recorded in store.follow(inspection=inspection):
        before, views = views, views.after(recorded)
        yield Step(recorded, views.trail.entries[-1], tuple(_effects(before, views, recorded.fact)), views)


def differences(store: ProjectedStore, inspection: str, reached: Views) -> list[str]:
    """Return the names of the live views that are not, byte for byte, what the replay reached."""

    def differs(projection: Projection[View], view: View) -> str | None:
        same = projection.dump(view) == projection.dump(live(projection, store, inspection))
        return None if same else projection.name

    compared = (
        differs(THEME_SCORES, reached.scores),
        differs(AUDIT_TRAIL, reached.trail),
        differs(TRACKER, reached.tracker),
        differs(STATUS, reached.status),
        differs(MILESTONES, reached.milestones),
    )
    return [name for name in compared if name is not None]


def _effects(before: Views, after: Views, fact: Event) -> Iterator[Effect]:
    if isinstance(fact, CaseEvent):
        for theme in _themes_touched(after.scores, fact):
            yield from _changed(f"theme {theme} score", _score(before, theme), _score(after, theme))
    elif isinstance(fact, JudgementMade | JudgementRevised):
        theme = fact.theme
        was, now = before.status.themes[theme].judgement, after.status.themes[theme].judgement
        yield from _changed(f"theme {theme} judgement", spoken(was or "none"), spoken(now or "none"))
    elif isinstance(fact, FollowUpEvent | ReportPublished):
        for number, tracked in after.tracker.recommendations.items():
            earlier = _axes(before.tracker.recommendations.get(number))
            for axis, now in _axes(tracked).items():
                yield from _changed(f"recommendation {number} {axis}", earlier[axis], now)


def _themes_touched(scores: ThemeScores, fact: CaseEvent) -> list[ThemeId]:
    if scores.framework is None:
        return []
    if isinstance(fact, CaseExcluded | CaseReinstated):
        return [theme.id for theme in scores.framework.themes if theme.scored]
    theme = scores.framework.theme_of.get(getattr(fact, "question", ""))
    return [] if theme is None else [theme]


def _changed(of: str, before: str, after: str) -> Iterator[Effect]:
    if before != after:
        yield Effect(of, before, after)


def _score(views: Views, theme: ThemeId) -> str:
    return one_decimal(None if views.scores.framework is None else share_of(views.scores, theme))


def one_decimal(share: Fraction | None) -> str:
    """Return a share as a percentage with one decimal, rounded half up; “no score” for none."""
    if share is None:
        return "no score"
    tenths = (share * 1000 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}%"


def _axes(tracked: Tracked | None) -> dict[str, str]:
    if tracked is None:
        return dict.fromkeys(("answer", "claim", "verification", "closure", "due date"), "none")
    return {
        "answer": spoken(tracked.acceptance or "none"),
        "claim": spoken(tracked.progress or "none"),
        "verification": spoken(tracked.verification or "none"),
        "closure": f"superseded by {tracked.superseded_by}"
        if tracked.superseded_by
        else spoken(tracked.closure or "none"),
        "due date": str(tracked.due_on or "none"),
    }
