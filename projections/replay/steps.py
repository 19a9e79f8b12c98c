"""How did the inspection come to be, event by event, and is what we show today really what that makes?"""

from collections.abc import Iterable, Iterator, Sequence

from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import LastValues
from projections.engine.fold import ProjectedStore, catch_up
from projections.saved.all_views import PROJECTIONS, Views
from projections.saved.audit_trail import TrailEntry, entry
from projections.saved.figures import Change, FigureKind, changes


class ReplayStep(Data):
    """One event of the replay, the figures that it changed, and every view after it."""

    recorded: RecordedEvent
    entry: TrailEntry
    changes: tuple[Change, ...]
    views: Views


def headlines(changes: Sequence[Change]) -> Sequence[Change]:
    """Return the changes to tell: without those that only repeat the event, unless it changed nothing else."""
    return [
        change for change in changes if change.figure.kind not in (FigureKind.QUESTION, FigureKind.ANSWER)
    ] or changes


def steps(log: Iterable[RecordedEvent]) -> Iterator[ReplayStep]:
    """Yield the events of an inspection one by one, with what each did, from nothing."""
    views, values = Views(), LastValues()
    for recorded in log:
        before, views = views, views.after(recorded)
        described = entry(views.trail, recorded, values.take(recorded))
        yield ReplayStep(recorded, described, changes(before, views, recorded), views)


def differences(store: ProjectedStore, inspection: str, reached: Views) -> list[str]:
    """Return the names of the live views that are not, byte for byte, what the replay reached."""
    today = catch_up(PROJECTIONS, store, inspection)
    return [
        projection.name
        for projection, view, live in zip(PROJECTIONS, reached.in_order, today, strict=True)
        if projection.dump(view) != projection.dump(live)
    ]
