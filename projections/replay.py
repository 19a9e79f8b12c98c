"""How did the inspection come to be, event by event, and is what we show today really what that makes?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.case.events import CaseEvent, CaseExcluded, CaseReinstated
from domain.catalogue import Event
from domain.inspection.events.following_up import FollowUpEvent
from domain.inspection.events.judging import JudgementMade, JudgementRevised
from domain.inspection.events.reporting import ReportPublished
from domain.refusals import spoken
from domain.scoring import one_decimal
from domain.text import ThemeId
from events_store.store import Recorded
from projections.audit_trail import Entry, entry
from projections.engine import ProjectedStore, catch_up
from projections.recommendation_tracker import Tracked
from projections.theme_scores import ThemeScores, share_of
from projections.views import PROJECTIONS, Views


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


def steps(log: Iterable[Recorded]) -> Iterator[Step]:
    """Yield the events of an inspection one by one, with what each did, from nothing."""
    views = Views()
    shown: dict[str, str] = {}
    for recorded in log:
        views = views.after(recorded)
        now = _figures(views, recorded.fact)
        effects = tuple(
            Effect(of, shown.get(of, "none"), figure) for of, figure in now.items() if shown.get(of, "none") != figure
        )
        shown.update(now)
        yield Step(recorded, entry(views.trail, recorded), effects, views)


def differences(store: ProjectedStore, inspection: str, reached: Views) -> list[str]:
    """Return the names of the live views that are not, byte for byte, what the replay reached."""
    today = catch_up(PROJECTIONS, store, inspection)
    return [
        projection.name
        for projection, view, live in zip(PROJECTIONS, reached.in_order, today, strict=True)
        if projection.dump(view) != projection.dump(live)
    ]


def _figures(views: Views, fact: Event) -> dict[str, str]:
    """Return the figures that an event of this kind can change, as they are after it."""
    if isinstance(fact, CaseEvent):
        touched = themes_touched(views.scores, fact)
        return {f"theme {theme} score": one_decimal(share_of(views.scores, theme)) for theme in touched}
    if isinstance(fact, JudgementMade | JudgementRevised):
        return {f"theme {fact.theme} judgement": spoken(views.status.themes[fact.theme].judgement or "none")}
    if isinstance(fact, FollowUpEvent | ReportPublished):
        return {
            f"recommendation {number} {axis}": figure
            for number, tracked in views.tracker.recommendations.items()
            for axis, figure in _axes(tracked).items()
        }
    return {}


def themes_touched(scores: ThemeScores, fact: CaseEvent) -> list[ThemeId]:
    """Return the themes whose scores an event of this kind can change."""
    if scores.framework is None:
        return []
    if isinstance(fact, CaseExcluded | CaseReinstated):
        return [theme.id for theme in scores.framework.themes if theme.scored]
    theme = scores.framework.theme_of.get(getattr(fact, "question", ""))
    return [] if theme is None else [theme]


def _axes(tracked: Tracked) -> dict[str, str]:
    closure = spoken(tracked.closure or "none")
    return {
        "answer": spoken(tracked.acceptance or "none"),
        "claim": spoken(tracked.progress or "none"),
        "verification": spoken(tracked.verification or "none"),
        "closure": f"{closure} by {tracked.superseded_by}" if tracked.superseded_by else closure,
        "due date": str(tracked.due_on or "none"),
    }
