"""Check saved views against the log, and compute a digest of all views."""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from domain import VERSION
from domain.value import Data
from events_store.errors import NotReadable
from events_store.store import RecordedEvent, SavedView, Store
from projections.engine.fold import FOLDS, ProjectedStore, Projection
from projections.saved.all_views import PROJECTIONS

REBUILD = "inspectrail rebuild --inspection"


class InspectedStore(ProjectedStore, Protocol):
    """A store that lists its inspections and its newest position."""

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections."""
        ...

    def head(self) -> int:
        """Return the position of the newest event."""
        ...


class Drifted(Data):
    """A saved view that does not match the log, and a sentence that says why."""

    inspection: str
    view: str
    sentence: str


def compared(projections: Sequence[Projection[Any]], store: InspectedStore) -> tuple[int, list[Drifted]]:
    """Compare each saved view with a new fold of the log up to its position.

    Return the number of saved views, and those that differ.
    """
    checked, drifted = 0, []
    for inspection in store.inspections():
        try:
            saved = store.load_views(inspection, [projection.saved_as for projection in projections])
        except NotReadable as error:
            sentence = f"The saved views of {inspection} are damaged. {error} Rebuild them with: {REBUILD} {inspection}"
            drifted.append(Drifted(inspection, "every view", sentence))
            continue
        current = [
            (projection, saved[projection.saved_as]) for projection in projections if projection.saved_as in saved
        ]
        checked += len(current)
        views, positions = _folded(current, store, inspection)
        # Read after the views: a view saved by another process can only be for events recorded before.
        head = store.head()
        for projection, view in current:
            if fault := _fault(projection, view, views, positions, head):
                sentence = (
                    f"The saved {projection.name} of {inspection} {fault}. Rebuild it with: {REBUILD} {inspection}"
                )
                drifted.append(Drifted(inspection, projection.name, sentence))
    return checked, drifted


def _folded(
    current: Sequence[tuple[Projection[Any], SavedView]], store: InspectedStore, inspection: str
) -> tuple[dict[str, Any], set[int]]:
    """Return each view folded up to its saved position, and all event positions."""
    until = {projection.name: view.position for projection, view in current if type(view.position) is int}
    log = list(store.follow(until=max(until.values()), inspection=inspection)) if until else []
    views = {
        projection.name: projection.replay(log[: bisect_right(log, until.get(projection.name, 0), key=_position)])
        for projection, _ in current
    }
    return views, {recorded.position for recorded in log}


def _position(recorded: RecordedEvent) -> int:
    return recorded.position


def _fault(
    projection: Projection[Any], saved: SavedView, views: Mapping[str, Any], positions: set[int], head: int
) -> str | None:
    """Return what is wrong with a saved view; None if it matches the log."""
    if not isinstance(saved.state, bytes) or type(saved.position) is not int:
        return "cannot be read: its columns have the wrong types"
    if saved.position > head:
        return f"was saved at event {saved.position}, but the log ends at event {head}"
    if saved.position not in positions:
        return f"was saved at event {saved.position}, which is not an event of that inspection"
    if saved.state == projection.dump(views[projection.name]):
        return None
    try:
        projection.load(saved.state)
    except NotReadable:
        return "cannot be read"
    return f"does not match the log at event {saved.position}"


def views_digest(store: Store, until: int | None = None) -> str:
    """Return the version of the folds and the SHA-256 of every view of every inspection."""
    digest = hashlib.sha256()
    for inspection in store.inspections():
        log = list(store.follow(inspection=inspection, until=until))
        if not log:
            break
        for projection in PROJECTIONS:
            view = projection.dump(projection.replay(log))
            digest.update(f"{inspection}\0{projection.name}\0{len(view)}\0".encode() + view)
    return f"{VERSION}/{FOLDS}:{digest.hexdigest()}"
