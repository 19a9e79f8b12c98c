"""How is a view kept? Folded from the log, saved with its position, caught up when read, and rebuilt."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, Protocol, TypeVar

from pydantic import TypeAdapter

from events_store.store import EventStore, Recorded, SavedView, ViewStore

View = TypeVar("View")


class ProjectedStore(EventStore, ViewStore, Protocol):
    """A store that keeps both the log and the views."""


@dataclass(frozen=True)
class Projection(Generic[View]):
    """A pure fold over the events of one inspection, in position order, with what it starts from.

    The name carries a version: a view that was saved by another fold is never read as this one's.
    """

    name: str
    start: View
    fold: Callable[[View, Recorded], View]

    @cached_property
    def _adapter(self) -> TypeAdapter[View]:
        return TypeAdapter(type(self.start))

    def dump(self, view: View) -> bytes:
        """Return the view as bytes: the same for the same view."""
        return self._adapter.dump_json(view)

    def load(self, state: bytes) -> View:
        """Return the view from its bytes."""
        return self._adapter.validate_json(state)

    def over(self, log: Iterable[Recorded]) -> View:
        """Return the view after these events, from its start."""
        view = self.start
        for recorded in log:
            view = self.fold(view, recorded)
        return view


def at(projection: Projection[View], store: EventStore, inspection: str, position: int) -> View:
    """Return the view as it was at a position of the log."""
    return projection.over(store.follow(until=position, inspection=inspection))


def live(projection: Projection[View], store: ProjectedStore, inspection: str) -> View:
    """Return the view as it is now: what was saved, caught up, and saved again with its new position."""
    saved = store.load_view(projection.name, inspection)
    view = projection.load(saved.state) if saved else projection.start
    before = position = saved.position if saved else 0
    for recorded in store.follow(after=before, inspection=inspection):
        view = projection.fold(view, recorded)
        position = recorded.position
    if position > before:
        store.save_view(projection.name, inspection, SavedView(position, projection.dump(view)))
    return view


def rebuild(projections: Iterable[Projection[Any]], store: ProjectedStore, inspection: str) -> int:
    """Throw the saved views of an inspection away and fold them again; return how many."""
    store.forget_views(inspection)
    rebuilt = 0
    for projection in projections:
        live(projection, store, inspection)
        rebuilt += 1
    return rebuilt
