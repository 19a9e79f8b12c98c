"""Read, decide, append; and if somebody else was first, read and decide again."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from domain.command import CaseCommand, Command
from domain.decision import decision_on
from domain.event_types import CaseEvent, InspectionEvent
from domain.refusals.case import UnknownCase
from domain.refusals.inspection import UnknownInspection
from domain.states import case as case_state
from domain.states import inspection as inspection_state
from domain.states.case import Case
from domain.states.inspection import Inspection
from events_store.store import (
    AlreadyRecorded,
    Batch,
    EventStore,
    RecordedEvent,
    StoreFault,
    StreamId,
    StreamMoved,
    case_stream,
    inspection_stream,
)

# With fifty clients on one case nobody was seen to need more than 16, and over 34 cases more than 34.
TRIES = 100
LONGEST_PAUSE_SECONDS = 2

T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """What a command recorded; and whether that was now or the first time it came."""

    recorded: Sequence[RecordedEvent]
    again: bool = False


class CommandHandler:
    """Takes commands to their decisions. It remembers states, and reads only what is new of a stream."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self._cases: dict[str, Case] = {}
        self._inspections: dict[str, Inspection] = {}

    def handle(self, command: Command) -> Outcome:
        """Record what is decided on a command: read what that rests on, decide, append; again if that has moved.

        Raises what a rule refuses, and what `append` raises. A command that comes a second time is not decided again:
        its first outcome stands.
        """
        command_id = command.request.command_id

        def attempt() -> Outcome:
            first = self.store.recorded_by(command_id)
            if first:
                return Outcome(first, again=True)
            premises = Premises(self)
            decided = premises.decide(command)
            try:
                recorded = self.store.append(command.inspection, decided, *premises.guards(), command=command_id)
            except AlreadyRecorded as already:
                return Outcome(already.recorded, again=True)
            return Outcome(recorded)

        return retried(attempt, StreamMoved)

    def inspection(self, reference: str) -> Inspection:
        """Return an inspection as it is now; refuses one that was never announced."""
        inspection = self.inspection_now(reference)
        if not inspection.version:
            raise UnknownInspection(reference)
        return inspection

    def case(self, inspection: str, reference: str) -> Case:
        """Return a case as it is now; refuses one that was never sampled."""
        case = self.case_now(inspection, reference)
        if not case.version:
            raise UnknownCase(reference, inspection)
        return case

    def inspection_now(self, reference: str) -> Inspection:
        """Return an inspection as it is now, of version 0 if it was never announced."""
        stream = inspection_stream(reference)
        known = self._inspections.get(stream, Inspection())
        new = self.store.read(stream, after=known.version)
        facts = (cast("InspectionEvent", recorded.fact) for recorded in new)
        inspection = inspection_state.fold(facts, known)
        self._inspections[stream] = inspection
        return inspection

    def case_now(self, inspection: str, reference: str) -> Case:
        """Return a case as it is now, of version 0 if it was never sampled."""
        stream = case_stream(inspection, reference)
        known = self._cases.get(stream, Case())
        new = self.store.read(stream, after=known.version)
        case = case_state.fold((cast("CaseEvent", recorded.fact) for recorded in new), known)
        self._cases[stream] = case
        return case


class Premises:
    """The states that decisions rest on. Each is read once, and moved on by what is decided on it."""

    def __init__(self, handler: CommandHandler) -> None:
        self._handler = handler
        self._inspections: dict[StreamId, Inspection] = {}
        self._cases: dict[StreamId, Case] = {}
        self._decided: set[StreamId] = set()

    def decide(self, command: Command) -> Batch:
        """Return what is decided on a command; raises what a rule refuses."""
        decision = decision_on(command)
        states = decision.reads(self, command)
        inspection = self.inspection(command.inspection)
        origin = command.request.origin(command.actor(inspection))
        facts = decision.decide(command=command, origin=origin, **states)
        if isinstance(command, CaseCommand):
            stream, version = case_stream(command.inspection, command.case), states["case"].version
            self._cases[stream] = case_state.fold(cast("Sequence[CaseEvent]", facts), states["case"])
        else:
            stream, version = inspection_stream(command.inspection), inspection.version
            self._inspections[stream] = inspection_state.fold(cast("Sequence[InspectionEvent]", facts), inspection)
        self._decided.add(stream)
        return Batch(stream, version, facts)

    def guards(self) -> list[Batch]:
        """Return batches of nothing, at the versions of what was read and nothing was decided on."""
        states: dict[StreamId, Inspection | Case] = {**self._inspections, **self._cases}
        return [Batch(stream, state.version) for stream, state in states.items() if stream not in self._decided]

    def inspection(self, reference: str) -> Inspection:
        """Return an inspection."""
        stream = inspection_stream(reference)
        if stream not in self._inspections:
            self._inspections[stream] = self._handler.inspection_now(reference)
        return self._inspections[stream]

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections."""
        return self._handler.store.inspections()

    def case(self, inspection: str, reference: str) -> Case:
        """Return a case of an inspection."""
        stream = case_stream(inspection, reference)
        if stream not in self._cases:
            self._cases[stream] = self._handler.case_now(inspection, reference)
        return self._cases[stream]

    def cases(self, inspection: str) -> Mapping[str, Case]:
        """Return all cases of an inspection, by reference."""
        streams: dict[str, list[CaseEvent]] = {}
        for recorded in self._handler.store.follow(inspection=inspection):
            if recorded.case is not None:
                streams.setdefault(recorded.case, []).append(cast("CaseEvent", recorded.fact))
        found = {reference: case_state.fold(facts) for reference, facts in streams.items()}
        self._cases |= {case_stream(inspection, reference): case for reference, case in found.items()}
        return found


def retried(attempt: Callable[[], T], *first: type[StoreFault]) -> T:
    """Return what an attempt makes. If somebody else was first, which it raises, wait a moment and try again."""
    number = 0
    while True:
        try:
            return attempt()
        except first:
            number += 1
            if number == TRIES:
                raise
            pause = min(LONGEST_PAUSE_SECONDS, 0.002 * 2 ** min(number, 10))
            time.sleep(random.uniform(0, pause))  # noqa: S311 - chance spreads writers out, no secret
