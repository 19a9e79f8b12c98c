"""What differs between two instants, and which events made the difference?"""

from bisect import insort
from collections.abc import Iterator, Sequence
from fractions import Fraction
from operator import attrgetter
from typing import assert_never

from domain.text import ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.saved.all_views import Views
from projections.saved.audit_trail import TrailEntry, entries
from projections.saved.figures import Figure, FigureKind, all_figures, changes, differing


class Difference(Data):
    """A figure that differs: at the first instant, at the second, and the events between that changed it.

    `points` is the difference of a share in percentage points, exact; a share that is not there counts as 0.
    """

    figure: Figure
    before: str | None
    after: str | None
    points: Fraction | None
    events: tuple[TrailEntry, ...]


class FigureFilter(Data):
    """Which figures to compare; what is None is not asked."""

    theme: ThemeId | None = None
    case: str | None = None

    def asks_for(self, figure: Figure, views: Views) -> bool:
        """Whether a figure is asked for: it is about the case, or belongs to the theme."""
        if self.case is not None and self.case != case_of(figure):
            return False
        return self.theme is None or self.theme in themes_of(figure, views)


def compare(
    first: Sequence[RecordedEvent], second: Sequence[RecordedEvent], wanted: FigureFilter | None = None
) -> list[Difference]:
    """Return what differs between two logs of one inspection, of which one holds the other, by kind and name.

    Where the second is the earlier one the differences read backwards, with the same events responsible.
    """
    wanted = wanted or FigureFilter()
    backwards = len(second) < len(first)
    shorter, longer = (second, first) if backwards else (first, second)
    here, views = Views.replay(shorter), Views.replay(longer)
    responsible = _responsible(shorter, longer)
    figures = (all_figures(views), all_figures(here)) if backwards else (all_figures(here), all_figures(views))
    return [
        Difference(change.figure, change.before, change.after, change.points, tuple(responsible.get(change.figure, ())))
        for change in differing(*figures)
        if wanted.asks_for(change.figure, views)
    ]


def case_of(figure: Figure) -> str | None:
    """Return the case that a figure is about, if it is about one."""
    return figure.of.partition(":")[0] if figure.kind in (FigureKind.CASE, FigureKind.ANSWER) else None


def themes_of(figure: Figure, views: Views) -> tuple[ThemeId, ...]:
    """Return the themes that a figure belongs to: none for a case as a whole."""
    framework = views.scores.framework
    match figure.kind:
        case FigureKind.SCORE | FigureKind.JUDGEMENT:
            return (figure.of,)
        case FigureKind.QUESTION | FigureKind.ANSWER:
            return (framework.theme_of[figure.of.rpartition(":")[2]],) if framework else ()
        case FigureKind.FINDING:
            return (views.findings.by_name[figure.of].theme,)
        case FigureKind.RECOMMENDATION:
            return tuple(cited.theme for cited in views.tracker.recommendations[int(figure.of)].findings)
        case FigureKind.CASE:
            return ()
        case _:
            assert_never(figure.kind)


def _responsible(shorter: Sequence[RecordedEvent], longer: Sequence[RecordedEvent]) -> dict[Figure, list[TrailEntry]]:
    described = {entry.position: entry for entry in entries(longer)}
    found: dict[Figure, list[TrailEntry]] = {}
    for before, after, recorded in _stepping(shorter, longer):
        for change in changes(before, after, recorded):
            found.setdefault(change.figure, []).append(described[recorded.position])
    return found


def _stepping(
    shorter: Sequence[RecordedEvent], longer: Sequence[RecordedEvent]
) -> Iterator[tuple[Views, Views, RecordedEvent]]:
    known = {recorded.position for recorded in shorter}
    so_far, views = list(shorter), Views.replay(shorter)
    for recorded in longer:
        if recorded.position in known:
            continue
        if so_far and recorded.position < so_far[-1].position:
            # A beginning that a later event brings with it: what follows from it counts in the order of the log.
            insort(so_far, recorded, key=attrgetter("position"))
            after = Views.replay(so_far)
        else:
            so_far.append(recorded)
            after = views.after(recorded)
        yield views, after, recorded
        views = after
