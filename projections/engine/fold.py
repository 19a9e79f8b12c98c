"""How is a view kept? Folded from the log, saved with its position, caught up when read, and rebuilt."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import reduce
from itertools import islice
from typing import Any, Generic, Protocol, Self, TypeVar, cast

from domain import VERSION
from domain.fact import Fact
from domain.value import Data
from events_store import view_codec
from events_store.gc_paused import paused
from events_store.store import EventStore, NotReadable, NotRecorded, RecordedEvent, SavedView, ViewStore

View = TypeVar("View")
Key = TypeVar("Key")
Part = TypeVar("Part", bound="Changeable")
Fold = Callable[[View, Iterable[RecordedEvent]], View]

# Raised whenever a fold gives another view of the same log: a test tells when.
FOLDS = 5

# So many events are held and folded at a time, whatever the length of the log.
TOGETHER = 1_000


class ProjectedStore(EventStore, ViewStore, Protocol):
    """A store that keeps both the log and the views."""


def each(step: Callable[[View, RecordedEvent], View], *kinds: type[Fact]) -> Fold[View]:
    """Return the fold of a step for each event; of these kinds alone, where some are named."""
    fold: Fold[View] = lambda view, log: reduce(step, log, view)  # noqa: E731 - its type is said
    return only(fold, *kinds) if kinds else fold


def only(fold: Fold[View], *kinds: type[Fact]) -> Fold[View]:
    """Return a fold that is shown events of these kinds alone."""
    wanted = frozenset(kinds)

    def after(view: View, log: Iterable[RecordedEvent]) -> View:
        seen = [recorded for recorded in log if type(recorded.fact) in wanted]
        return fold(view, seen) if seen else view

    return after


class Projection(Data, Generic[View]):
    """A pure fold over the events of one inspection, in position order, with what it starts from.

    `after` returns the view after any number of further events, and leaves the view that it is given as it is.
    """

    name: str
    start: View
    after: Fold[View]

    @property
    def saved_as(self) -> str:
        """The name that a view is saved under: what is folded otherwise is saved under a name of its own."""
        return f"{self.name} {VERSION}/{FOLDS}"

    def dump(self, view: View) -> bytes:
        """Return the view as bytes: the same for the same view."""
        return view_codec.dump(view)

    def load(self, state: bytes) -> View:
        """Return the view from its bytes; raises NotReadable for bytes that are no such view."""
        try:
            view: View = view_codec.loader(cast("Any", type(self.start)))(state)
        except view_codec.Unreadable:
            why = "it was changed behind the product's back; rebuild it with: inspectrail rebuild"
            raise NotReadable(f"The saved {self.name}", why) from None
        return view

    def fold(self, view: View, recorded: RecordedEvent) -> View:
        """Return the view after one more event."""
        return self.after(view, (recorded,))

    def replay(self, log: Iterable[RecordedEvent]) -> View:
        """Return the view after these events, from its start."""
        return self.after(self.start, log)


class Changeable(Protocol):
    """A part of a view that is changed while events are folded, and never once anybody has the view."""

    def mutable_copy(self) -> Self:
        """Return a copy to be changed."""
        ...


class CopyOnWrite(dict[Key, Part]):
    """Parts of a view while events are folded: each is copied when it is first asked for, and may then be changed."""

    def __init__(self, before: Mapping[Key, Part]) -> None:
        super().__init__()
        self._before = before

    def __missing__(self, key: Key) -> Part:
        part = self[key] = self._before[key].mutable_copy()
        return part

    @property
    def merged(self) -> dict[Key, Part]:
        """All parts: those that were asked for or are new, and those as they were before."""
        return {**self._before, **self}


def live(projection: Projection[View], store: ProjectedStore, inspection: str) -> View:
    """Return the view as it is now: what was saved, caught up, and saved again with its new position."""
    view: View = catch_up((projection,), store, inspection)[0]
    return view


def catch_up(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> list[Any]:
    """Return the views of several projections as they are now, in one pass over what is new to any of them."""
    existing = store.load_views(inspection, [projection.saved_as for projection in projections])
    saved = [existing.get(projection.saved_as) for projection in projections]
    positions = [view.position if view else 0 for view in saved]
    views = [
        projection.load(view.state) if view else projection.start
        for projection, view in zip(projections, saved, strict=True)
    ]
    views, last = _through(projections, views, positions, store, inspection)
    further = {
        projection.saved_as: SavedView(last, projection.dump(view))
        for projection, position, view in zip(projections, positions, views, strict=True)
        if last > position
    }
    if further:
        # Whoever only reads is not stopped by a store that cannot be written now: it is folded again next time.
        with suppress(NotRecorded):
            store.save_views(inspection, further)
    return views


def from_start(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> dict[str, SavedView]:
    """Return views of an inspection as they are to be saved, folded from its events alone."""
    starts = [projection.start for projection in projections]
    views, last = _through(projections, starts, [0] * len(projections), store, inspection)
    return {
        projection.saved_as: SavedView(last, projection.dump(view))
        for projection, view in zip(projections, views, strict=True)
        if last
    }


def rebuild(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> None:
    """Throw the saved views of an inspection away and fold them again."""
    store.forget_views(inspection)
    store.save_views(inspection, from_start(projections, store, inspection))


def _through(
    projections: Sequence[Projection[Any]],
    views: Sequence[Any],
    positions: Sequence[int],
    store: ProjectedStore,
    inspection: str,
) -> tuple[list[Any], int]:
    """Return views after what is new to each of them, in one pass; and the last position there was, else 0."""
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
