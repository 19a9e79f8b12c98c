"""Compare two instants: the figures that differ, and the events that changed them."""

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
    """A figure that differs between two instants, with the events that changed it.

    `points` is the exact difference of a share in percentage points. A missing share counts as 0.
    """

    figure: Figure
    before: str | None
    after: str | None
    points: Fraction | None
    events: tuple[TrailEntry, ...]


class FigureFilter(Data):
    """Which figures to compare. None means no restriction."""

    theme: ThemeId | None = None
    case: str | None = None

    def matches(self, figure: Figure, views: Views) -> bool:
        """Return whether a figure is about the case and belongs to the theme."""
        if self.case is not None and self.case != case_of(figure):
            return False
        return self.theme is None or self.theme in themes_of(figure, views)


def compare(
    first: Sequence[RecordedEvent], second: Sequence[RecordedEvent], only: FigureFilter | None = None
) -> list[Difference]:
    """Return the figures that differ between two logs of one inspection, by kind and name.

    One log must contain the other. If the second is the shorter one, the differences read backwards and name the same
    events.
    """
    only = only or FigureFilter()
    backwards = len(second) < len(first)
    shorter, longer = (second, first) if backwards else (first, second)
    earlier, later = Views.replay(shorter), Views.replay(longer)
    events = _events_by_figure(shorter, longer)
    figures = (all_figures(later), all_figures(earlier)) if backwards else (all_figures(earlier), all_figures(later))
    return [
        Difference(change.figure, change.before, change.after, change.points, tuple(events.get(change.figure, ())))
        for change in differing(*figures)
        if only.matches(change.figure, later)
    ]


def case_of(figure: Figure) -> str | None:
    """Return the case that a figure is about. Return None if it is about no case."""
    return figure.of.partition(":")[0] if figure.kind in (FigureKind.CASE, FigureKind.ANSWER) else None


def themes_of(figure: Figure, views: Views) -> tuple[ThemeId, ...]:
    """Return the themes that a figure belongs to. A case belongs to none."""
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


def _events_by_figure(
    shorter: Sequence[RecordedEvent], longer: Sequence[RecordedEvent]
) -> dict[Figure, list[TrailEntry]]:
    """Return the events that changed each figure between the two logs."""
    trail = {entry.position: entry for entry in entries(longer)}
    events: dict[Figure, list[TrailEntry]] = {}
    for before, after, recorded in _steps(shorter, longer):
        for change in changes(before, after, recorded):
            events.setdefault(change.figure, []).append(trail[recorded.position])
    return events


def _steps(
    shorter: Sequence[RecordedEvent], longer: Sequence[RecordedEvent]
) -> Iterator[tuple[Views, Views, RecordedEvent]]:
    """Yield each additional event of the longer log, with the views before and after."""
    positions = {recorded.position for recorded in shorter}
    so_far, views = list(shorter), Views.replay(shorter)
    for recorded in longer:
        if recorded.position in positions:
            continue
        if so_far and recorded.position < so_far[-1].position:
            # By effective date, a later event can bring an earlier one with it. Both are replayed in log order.
            insort(so_far, recorded, key=attrgetter("position"))
            after = Views.replay(so_far)
        else:
            so_far.append(recorded)
            after = views.after(recorded)
        yield views, after, recorded
        views = after
