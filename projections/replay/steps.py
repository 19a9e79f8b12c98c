"""Replay an inspection event by event, and compare the result with the saved views."""

from collections.abc import Iterable, Iterator, Sequence

from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import LastValues
from projections.engine.fold import ProjectedStore, catch_up
from projections.saved.all_views import PROJECTIONS, Views
from projections.saved.audit_trail import TrailEntry, entry
from projections.saved.figures import Change, FigureKind, changes


class ReplayStep(Data):
    """One event of the replay, the figures that it changed, and all views after it."""

    recorded: RecordedEvent
    entry: TrailEntry
    changes: tuple[Change, ...]
    views: Views


def headlines(changes: Sequence[Change]) -> Sequence[Change]:
    """Return the changes without those that only repeat the event, unless there are no others."""
    return [
        change for change in changes if change.figure.kind not in (FigureKind.QUESTION, FigureKind.ANSWER)
    ] or changes


def steps(log: Iterable[RecordedEvent]) -> Iterator[ReplayStep]:
    """Replay the events from the initial views, and yield each with its changes."""
    views, values = Views(), LastValues()
    for recorded in log:
        before, views = views, views.after(recorded)
        trail_entry = entry(views.trail, recorded, values.take(recorded))
        yield ReplayStep(recorded, trail_entry, changes(before, views, recorded), views)


def differences(store: ProjectedStore, inspection: str, replayed: Views) -> list[str]:
    """Return the names of the current views that differ from the replayed views."""
    current = catch_up(PROJECTIONS, store, inspection)
    return [
        projection.name
        for projection, view, saved in zip(PROJECTIONS, replayed.in_order, current, strict=True)
        if projection.dump(view) != projection.dump(saved)
    ]
