"""Trace an event to the figures that it affects, directly or through other figures.

An event affects a figure if it is one of the figure's sources.
"""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from domain.effect import EventRole
from domain.refusals.base import NotFound
from domain.value import Data
from events_store.store import RecordedEvent
from projections.audit.figure_sources import ReplayedLog, last_exclusion_event, sources_of
from projections.audit.trace_figure import AppliedRule, applied_rule, entries_of, values_of
from projections.engine.effects import superseded
from projections.saved.audit_trail import TrailEntry
from projections.saved.figures import Figure, order, touched


class EventNotCounted(NotFound, code="event-not-counted"):
    """The event is not among those that count."""

    def __init__(self, position: int) -> None:
        super().__init__(
            f"#{position} does not count here. It was recorded after --at, takes effect after --effective, or is "
            f"hidden while a case is assessed blind. To see which events count: inspectrail trail"
        )


class AffectedFigure(Data):
    """A figure that an event affects, in which roles, and through which other figures.

    If it is not `current`, the event once affected it and a later event has replaced it.
    """

    figure: Figure
    value: str
    roles: tuple[EventRole, ...]
    through: tuple[Figure, ...]
    current: bool = True


class EventTrace(Data):
    """An event, and every figure that it affects or once affected.

    `replaced_by` is the later event that replaced it. `excluded_by` is the event that excluded its case.
    """

    event: TrailEntry
    ruled: AppliedRule
    replaced_by: TrailEntry | None
    excluded_by: TrailEntry | None
    affected_figures: tuple[AffectedFigure, ...]


def trace_event(log: Sequence[RecordedEvent], position: int) -> EventTrace:
    """Return every figure that an event affects, or once affected.

    Raise EventNotCounted if the event does not count.
    """
    replayed = ReplayedLog.replay(log)
    if position not in replayed.events:
        raise EventNotCounted(position)
    entries = entries_of(replayed)
    later = superseded(log).get(position)
    return EventTrace(
        event=entries[position],
        ruled=applied_rule(replayed),
        replaced_by=entries[later] if later else None,
        excluded_by=_excluded_by(replayed, position, entries),
        affected_figures=tuple(_affected_figures(replayed, position)),
    )


def _affected_figures(replayed: ReplayedLog, position: int) -> list[AffectedFigure]:
    values = values_of(replayed)
    affected = {}
    for figure in values:
        sources = [source for source in sources_of(replayed, figure) if source.position == position]
        if sources:
            roles = tuple(dict.fromkeys(source.role for source in sources))
            through = tuple(dict.fromkeys(source.through for source in sources if source.through))
            affected[figure] = AffectedFigure(figure, values[figure], roles, through)
    for touched_figure in touched(replayed.views, replayed.events[position]):
        figure = replace(touched_figure, axis=None)
        if figure in values and figure not in affected:
            affected[figure] = AffectedFigure(figure, values[figure], (), (), current=False)
    return sorted(affected.values(), key=lambda affected: (not affected.current, order(affected.figure)))


def _excluded_by(replayed: ReplayedLog, position: int, entries: Mapping[int, TrailEntry]) -> TrailEntry | None:
    case = replayed.events[position].case
    if case is None or not replayed.views.scores.cases[case].excluded:
        return None
    last = last_exclusion_event(replayed, case)
    return entries[last.position] if last and last.position != position else None
