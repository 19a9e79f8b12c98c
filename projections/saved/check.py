"""Are the saved views what the log says, and do two stores lead to the same views?"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from domain import VERSION
from domain.value import Data
from events_store.store import NotReadable, RecordedEvent, SavedView, Store
from projections.engine.fold import FOLDS, ProjectedStore, Projection
from projections.saved.all_views import PROJECTIONS

REBUILD = "Build it again with: inspectrail rebuild --inspection"


class InspectedStore(ProjectedStore, Protocol):
    """A store that knows of which inspections it keeps log and views."""

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections."""
        ...

    def head(self) -> int:
        """Return the position of the newest event."""
        ...


class Drifted(Data):
    """A saved view that is not what the log says, and in which way."""

    inspection: str
    view: str
    sentence: str


def compared(projections: Sequence[Projection[Any]], store: InspectedStore) -> tuple[int, list[Drifted]]:
    """Return how many saved views there are, and those that a fresh fold up to their own position does not give."""
    checked, drifted = 0, []
    for inspection in store.inspections():
        try:
            saved = store.load_views(inspection, [projection.saved_as for projection in projections])
        except NotReadable as fault:
            sentence = f"What is saved of {inspection} is not what was saved. {fault} {REBUILD} {inspection}"
            drifted.append(Drifted(inspection, "every view", sentence))
            continue
        ours = [(projection, saved[projection.saved_as]) for projection in projections if projection.saved_as in saved]
        checked += len(ours)
        views, positions = _folded(ours, store, inspection)
        # What was saved meanwhile is not asked for; what it was saved for was recorded before.
        head = store.head()
        for projection, view in ours:
            if why := _why(projection, view, views, positions, head):
                sentence = f"The saved {projection.name} of {inspection} {why}. {REBUILD} {inspection}"
                drifted.append(Drifted(inspection, projection.name, sentence))
    return checked, drifted


def _folded(
    ours: Sequence[tuple[Projection[Any], SavedView]], store: InspectedStore, inspection: str
) -> tuple[dict[str, Any], set[int]]:
    """Return each view folded up to its saved position, and the positions of the inspection's events."""
    until = {projection.name: view.position for projection, view in ours if type(view.position) is int}
    log = list(store.follow(until=max(until.values()), inspection=inspection)) if until else []
    views = {
        projection.name: projection.replay(log[: bisect_right(log, until.get(projection.name, 0), key=_position)])
        for projection, _ in ours
    }
    return views, {recorded.position for recorded in log}


def _position(recorded: RecordedEvent) -> int:
    return recorded.position


def _why(
    projection: Projection[Any], saved: SavedView, views: Mapping[str, Any], positions: set[int], head: int
) -> str | None:
    """Return what is wrong with a saved view; None where it is as it should be."""
    if not isinstance(saved.state, bytes) or type(saved.position) is not int:
        return "cannot be read: its columns are not of the kind written"
    if saved.position > head:
        return f"was saved at event {saved.position}, and the log ends at event {head}"
    if saved.position not in positions:
        return f"was saved at event {saved.position}, which is not an event of that inspection"
    if saved.state == projection.dump(views[projection.name]):
        return None
    try:
        projection.load(saved.state)
    except NotReadable:
        return "cannot be read"
    return f"is not what the log says at event {saved.position}"


def views_digest(store: Store, until: int | None = None) -> str:
    """Return how views are folded in this version, and the SHA-256 over every view of every inspection."""
    found = hashlib.sha256()
    for inspection in store.inspections():
        log = list(store.follow(inspection=inspection, until=until))
        if not log:
            break
        for projection in PROJECTIONS:
            view = projection.dump(projection.replay(log))
            found.update(f"{inspection}\0{projection.name}\0{len(view)}\0".encode() + view)
    return f"{VERSION}/{FOLDS}:{found.hexdigest()}"
