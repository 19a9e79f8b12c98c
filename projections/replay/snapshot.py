"""The state after an event: phase, scores and judgements of themes, and recommendations."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from msgspec import field
from msgspec.structs import replace

from domain.dates import london_day
from domain.framework import Response
from domain.text import ThemeId
from domain.value import Data
from domain.wording import humanise
from events_store.store import RecordedEvent
from projections.replay.steps import ReplayStep
from projections.saved.all_views import Views
from projections.saved.figures import FigureKind, touched
from projections.saved.recommendation_tracker import RecommendationStanding, Tracker, standings
from projections.saved.status import stale
from projections.saved.theme_scores import adopted, share_of


class ThemeLine(Data):
    """A theme with its exact score, its number of answers and its judgement in words."""

    theme: ThemeId
    title: str
    scored: bool
    share: Fraction | None
    sufficient: int
    insufficient: int
    not_applicable: int
    judgement: str | None
    stale: bool


class RecommendationLine(Data):
    """A recommendation on each axis in words; `overdue` is by the day of the event."""

    number: int
    statement: str
    owner: str
    answer: str
    claimed: str
    verified: str
    closed: str
    due_on: date | None
    overdue: bool


class Snapshot(Data):
    """The state after an event. Lines that the event did not change are the same objects as before."""

    phase: str = ""
    themes: Mapping[ThemeId, ThemeLine] = field(default_factory=dict)
    recommendations: Mapping[int, RecommendationLine] = field(default_factory=dict)


def after(snapshot: Snapshot, step: ReplayStep) -> Snapshot:
    """Return the snapshot after one more event."""
    views, recorded = step.views, step.recorded
    lines = {theme: _theme_line(views, theme) for theme in _affected_themes(views, recorded)}
    themes = {**snapshot.themes, **lines} if lines else snapshot.themes
    recommendations = _recommendations(views.tracker, london_day(recorded.recorded_at))
    return replace(snapshot, phase=views.status.phase, themes=themes, recommendations=recommendations)


def _affected_themes(views: Views, recorded: RecordedEvent) -> list[ThemeId]:
    themes = (
        figure.of for figure in touched(views, recorded) if figure.kind in (FigureKind.SCORE, FigureKind.JUDGEMENT)
    )
    return list(dict.fromkeys(themes))


def _theme_line(views: Views, theme_id: ThemeId) -> ThemeLine:
    theme, status = adopted(views.scores).theme(theme_id), views.status.themes[theme_id]
    questions = [question.id for question in theme.questions]
    counted = Counter(
        answer.response
        for case in views.scores.cases.values()
        if not case.excluded
        for question in questions
        if (answer := case.answers.get(question))
    )
    return ThemeLine(
        theme=theme_id,
        title=theme.title,
        scored=theme.scored,
        share=share_of(views.scores, theme_id),
        sufficient=counted[Response.SUFFICIENT],
        insufficient=counted[Response.INSUFFICIENT],
        not_applicable=counted[Response.NOT_APPLICABLE],
        judgement=None if status.judgement is None else humanise(status.judgement),
        stale=stale(status, views.scores),
    )


def _recommendations(tracker: Tracker, day: date) -> dict[int, RecommendationLine]:
    return {standing.tracked.number: _recommendation_line(standing) for standing in standings(tracker, day)}


def _recommendation_line(standing: RecommendationStanding) -> RecommendationLine:
    tracked = standing.tracked
    closed = humanise(tracked.closure or ("reopened" if tracked.times_reopened else "open"))
    return RecommendationLine(
        number=tracked.number,
        statement=tracked.statement,
        owner=f"{tracked.owner.role}, {tracked.owner.organisation}",
        answer=humanise(tracked.acceptance or "none yet"),
        claimed=humanise(tracked.progress or "nothing"),
        verified=humanise(tracked.verification or "not verified"),
        closed=f"{closed} by {tracked.superseded_by}" if tracked.superseded_by else closed,
        due_on=tracked.due_on,
        overdue=standing.overdue,
    )
