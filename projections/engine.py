"""How is a view kept? Folded from the log, saved with its position, caught up when read, and rebuilt."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from domain import VERSION
from events_store.store import EventStore, NotReadable, NotRecorded, Recorded, SavedView, ViewStore

View = TypeVar("View")

# Raised whenever a fold gives another view of the same log: a test tells when.
FOLDS = 4


class ProjectedStore(EventStore, ViewStore, Protocol):
    """A store that keeps both the log and the views."""


@dataclass(frozen=True)
class Projection(Generic[View]):
    """A pure fold over the events of one inspection, in position order, with what it starts from."""

    name: str
    start: View
    fold: Callable[[View, Recorded], View]

    @cached_property
    def _adapter(self) -> TypeAdapter[View]:
        return TypeAdapter(type(self.start))

    @property
    def saved_as(self) -> str:
        """The name that a view is saved under: what is folded otherwise is saved under a name of its own."""
        return f"{self.name} {VERSION}/{FOLDS}"

    def dump(self, view: View) -> bytes:
        """Return the view as bytes: the same for the same view."""
        return self._adapter.dump_json(view)

    def load(self, state: bytes) -> View:
        """Return the view from its bytes; raises NotReadable for bytes that are no such view."""
        try:
            return self._adapter.validate_json(state)
        except ValidationError:
            why = "it was changed behind the product's back; rebuild it with: inspectrail rebuild"
            raise NotReadable(f"The saved {self.name}", why) from None

    def over(self, log: Iterable[Recorded]) -> View:
        """Return the view after these events, from its start."""
        view = self.start
        for recorded in log:
            view = self.fold(view, recorded)
        return view


def live(projection: Projection[View], store: ProjectedStore, inspection: str) -> View:
    """Return the view as it is now: what was saved, caught up, and saved again with its new position."""
    view: View = catch_up((projection,), store, inspection)[0]
    return view


def catch_up(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> list[Any]:
    """Return the views of several projections as they are now, in one pass over what is new to any of them."""
    there = store.load_views(inspection, [projection.saved_as for projection in projections])
    saved = [there.get(projection.saved_as) for projection in projections]
    positions = [view.position if view else 0 for view in saved]
    views = [
        projection.load(view.state) if view else projection.start
        for projection, view in zip(projections, saved, strict=True)
    ]
    last = 0
    for recorded in store.follow(after=min(positions, default=0), inspection=inspection):
        last = recorded.position
        for index, projection in enumerate(projections):
            if last > positions[index]:
                views[index] = projection.fold(views[index], recorded)
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


def rebuild(projections: Sequence[Projection[Any]], store: ProjectedStore, inspection: str) -> None:
    """Throw the saved views of an inspection away and fold them again."""
    store.forget_views(inspection)
    catch_up(projections, store, inspection)
