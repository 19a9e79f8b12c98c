"""Fold views from the log, save them, catch them up and rebuild them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from itertools import islice
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from domain import VERSION
from domain.fact import Fact
from domain.value import Data
from events_store import view_codec
from events_store.errors import NotReadable, NotRecorded
from events_store.gc_paused import paused
from events_store.store import EventStore, RecordedEvent, SavedView, ViewStore

View = TypeVar("View")
Key = TypeVar("Key")
Part = TypeVar("Part", bound="Changeable")
Fold = Callable[[View, Iterable[RecordedEvent]], View]

# Increased when a fold gives a different view of the same log: a test detects this.
FOLDS = 5

# The number of events held in memory and folded at a time.
TOGETHER = 1_000


class ProjectedStore(EventStore, ViewStore, Protocol):
    """A store that keeps both the log and the views."""


def each(step: Callable[[View, RecordedEvent], View], *kinds: type[Fact]) -> Fold[View]:
    """Return a fold that applies a step to each event, optionally of some kinds."""
    fold: Fold[View] = lambda view, log: reduce(step, log, view)  # noqa: E731 - it has a type annotation
    return only(fold, *kinds) if kinds else fold


def only(fold: Fold[View], *kinds: type[Fact]) -> Fold[View]:
    """Return a fold that only gets events of these kinds."""
    selected = frozenset(kinds)

    def after(view: View, log: Iterable[RecordedEvent]) -> View:
        events = [recorded for recorded in log if type(recorded.fact) in selected]
        return fold(view, events) if events else view

    return after


class Projection(Data, Generic[View]):
    """A pure fold over the events of one inspection, and its initial view.

    Events are in position order. `after` returns the view after further events. It does not change the given view.
    """

    name: str
    start: View
    after: Fold[View]

    @property
    def saved_as(self) -> str:
        """The name of the saved view. It is different for each version of the folds."""
        return f"{self.name} {VERSION}/{FOLDS}"

    def dump(self, view: View) -> bytes:
        """Encode a view; equal views give equal bytes."""
        return view_codec.dump(view)

    def load(self, state: bytes) -> View:
        """Decode a view; raise NotReadable if the bytes are not such a view."""
        try:
            view: View = view_codec.loader(cast("Any", type(self.start)))(state)
        except view_codec.Unreadable:
            why = "it was changed outside Inspectrail. Rebuild it with: inspectrail rebuild"
            raise NotReadable(f"The saved {self.name}", why) from None
        return view

    def fold(self, view: View, recorded: RecordedEvent) -> View:
        """Return the view after one more event."""
        return self.after(view, (recorded,))

    def replay(self, log: Iterable[RecordedEvent]) -> View:
        """Return the view after these events, from the initial view."""
        return self.after(self.start, log)


class Changeable(Protocol):
    """A part of a view that only a fold may change."""

    def mutable_copy(self) -> Self:
        """Return a copy that the fold may change."""
        ...


class CopyOnWrite(dict[Key, Part]):
    """The parts of a view during a fold. Each is copied at its first access, and may then be changed."""

    def __init__(self, before: Mapping[Key, Part]) -> None:
        super().__init__()
        self._before = before

    def __missing__(self, key: Key) -> Part:
        part = self[key] = self._before[key].mutable_copy()
        return part

    @property
    def merged(self) -> dict[Key, Part]:
        """All parts: the new and copied parts, and the unchanged parts."""
        return {**self._before, **self}


def live(projection: Projection[View], store: ProjectedStore, inspection: str) -> View:
    """Return the current view: load the saved view, catch it up and save it."""
    view: View = catch_up((projection,), store, inspection)[0]
    return view


def catch_up(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> list[Any]:
    """Return the current views of several projections, in one pass over the new events."""
    saved_views = store.load_views(inspection, [projection.saved_as for projection in projections])
    saved = [saved_views.get(projection.saved_as) for projection in projections]
    positions = [view.position if view else 0 for view in saved]
    views = [
        projection.load(view.state) if view else projection.start
        for projection, view in zip(projections, saved, strict=True)
    ]
    views, last = _fold_new(projections, views, positions, store, inspection)
    caught_up = {
        projection.saved_as: SavedView(last, projection.dump(view))
        for projection, position, view in zip(projections, positions, views, strict=True)
        if last > position
    }
    if caught_up:
        # Reading must also work while the store cannot be written. The next read folds the same events again.
        with suppress(NotRecorded):
            store.save_views(inspection, caught_up)
    return views


def from_start(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> dict[str, SavedView]:
    """Return the views of an inspection, ready to save, folded from its events alone."""
    starts = [projection.start for projection in projections]
    views, last = _fold_new(projections, starts, [0] * len(projections), store, inspection)
    return {
        projection.saved_as: SavedView(last, projection.dump(view))
        for projection, view in zip(projections, views, strict=True)
        if last
    }


def rebuild(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> None:
    """Delete the saved views of an inspection, fold them again and save them."""
    store.forget_views(inspection)
    store.save_views(inspection, from_start(projections, store, inspection))


def _fold_new(
    projections: Sequence[Projection[Any]],
    views: Sequence[Any],
    positions: Sequence[int],
    store: ProjectedStore,
    inspection: str,
) -> tuple[list[Any], int]:
    """Fold into each view its new events, in one pass.

    Also return the last position; 0 if there are no new events.
    """
    views, last = list(views), 0
    log = store.follow(after=min(positions, default=0), inspection=inspection)
    with paused():
        while page := list(islice(log, TOGETHER)):
            last = page[-1].position
            for index, projection in enumerate(projections):
                known = positions[index]
                new = page if page[0].position > known else [event for event in page if event.position > known]
                views[index] = projection.after(views[index], new)
    return views, last
