"""On which published figures does an event bear, directly and through what rests on it?

An event bears on a figure where it is among the events that the figure rests on.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from domain.effect import EventRole
from domain.refusals.base import NotFound
from domain.value import Data
from events_store.store import RecordedEvent
from projections.audit.figure_sources import Known, grounds, move
from projections.audit.trace_figure import Ruled, entries_of, ruled, values_of
from projections.engine.effects import superseded
from projections.saved.audit_trail import TrailEntry
from projections.saved.figures import Figure, order, touched


class EventNotCounted(NotFound, code="event-not-counted"):
    """The event is not among those that count."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"#{position} does not count here: it came after --at, was not true by --effective, or is hidden while a "
            f"case is assessed blind. See which events count with: inspectrail trail"
        )


class Bearing(Data):
    """A figure that an event bears on, its value, in which roles, and through which other figures.

    Where it is not `standing` the event bore on it, and something later took its place.
    """

    figure: Figure
    value: str
    roles: tuple[EventRole, ...]
    through: tuple[Figure, ...]
    standing: bool = True


class EventTrace(Data):
    """An event, since which later one it no longer stands, and every figure that it bears on or bore on.

    `excluded_by` took its case out of the score.
    """

    event: TrailEntry
    ruled: Ruled
    replaced_by: TrailEntry | None
    excluded_by: TrailEntry | None
    bearings: tuple[Bearing, ...]


def trace_event(log: Sequence[RecordedEvent], position: int) -> EventTrace:
    """Return every figure that an event bears on, or bore on; refuses one that does not count."""
    known = Known.replay(log)
    if position not in known.events:
        raise EventNotCounted(position)
    entries = entries_of(known)
    later = superseded(log).get(position)
    return EventTrace(
        event=entries[position],
        ruled=ruled(known),
        replaced_by=entries[later] if later else None,
        excluded_by=_excluded_by(known, position, entries),
        bearings=tuple(_bearings(known, position)),
    )


def _bearings(known: Known, position: int) -> list[Bearing]:
    values = values_of(known)
    found = []
    for figure in values:
        bearing = [ground for ground in grounds(known, figure) if ground.position == position]
        if bearing:
            roles = tuple(dict.fromkeys(ground.role for ground in bearing))
            through = tuple(dict.fromkeys(ground.through for ground in bearing if ground.through))
            found.append(Bearing(figure, values[figure], roles, through))
    standing = {item.figure for item in found}
    once = dict.fromkeys(replace(figure, axis=None) for figure in touched(known.views, known.events[position]))
    left = [Bearing(item, values[item], (), (), False) for item in once if item in values and item not in standing]
    return sorted([*found, *left], key=lambda item: (not item.standing, order(item.figure)))


def _excluded_by(known: Known, position: int, entries: Mapping[int, TrailEntry]) -> TrailEntry | None:
    case = known.events[position].case
    if case is None or not known.views.scores.cases[case].excluded:
        return None
    last = move(known, case)
    return entries[last.position] if last and last.position != position else None
