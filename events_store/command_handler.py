"""Handles commands: reads, decides and appends, and retries if a stream has moved."""

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
from events_store.errors import AlreadyRecorded, StoreFault, StreamMoved
from events_store.store import Batch, EventStore, RecordedEvent, StreamId, case_stream, inspection_stream

# In tests with 50 clients, no command needed more than 16 attempts on one case, or 34 on 34 cases.
TRIES = 100
LONGEST_PAUSE_SECONDS = 2

T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """The events that a command recorded; `again` if an earlier attempt recorded them."""

    recorded: Sequence[RecordedEvent]
    again: bool = False


class CommandHandler:
    """Decides on commands and records the events. Caches states, and reads only new events."""

    def __init__(self, store: EventStore) -> None:
        self.store = store
        self._cases: dict[str, Case] = {}
        self._inspections: dict[str, Inspection] = {}

    def handle(self, command: Command) -> Outcome:
        """Decide on a command and record the events. Retries if a stream has moved.

        A repeated command is not decided again: its first outcome is returned. Raises Refused and the errors of
        `append`.
        """
        command_id = command.request.command_id

        def attempt() -> Outcome:
            earlier = self.store.recorded_by(command_id)
            if earlier:
                return Outcome(earlier, again=True)
            premises = Premises(self)
            batch = premises.decide(command)
            try:
                recorded = self.store.append(command.inspection, batch, *premises.guards(), command=command_id)
            except AlreadyRecorded as already:
                return Outcome(already.recorded, again=True)
            return Outcome(recorded)

        return retry(attempt, StreamMoved)

    def inspection(self, reference: str) -> Inspection:
        """Return the current state of an inspection. Raises UnknownInspection."""
        inspection = self.inspection_now(reference)
        if not inspection.version:
            raise UnknownInspection(reference)
        return inspection

    def case(self, inspection: str, reference: str) -> Case:
        """Return the current state of a case. Raises UnknownCase."""
        case = self.case_now(inspection, reference)
        if not case.version:
            raise UnknownCase(reference, inspection)
        return case

    def inspection_now(self, reference: str) -> Inspection:
        """Return the current state of an inspection; version 0 if it was never announced."""
        stream = inspection_stream(reference)
        known = self._inspections.get(stream, Inspection())
        new = self.store.read(stream, after=known.version)
        facts = (cast("InspectionEvent", recorded.fact) for recorded in new)
        inspection = inspection_state.fold(facts, known)
        self._inspections[stream] = inspection
        return inspection

    def case_now(self, inspection: str, reference: str) -> Case:
        """Return the current state of a case; version 0 if it was never sampled."""
        stream = case_stream(inspection, reference)
        known = self._cases.get(stream, Case())
        new = self.store.read(stream, after=known.version)
        case = case_state.fold((cast("CaseEvent", recorded.fact) for recorded in new), known)
        self._cases[stream] = case
        return case


class Premises:
    """The states that decisions depend on. Each is read once, then updated by the decisions."""

    def __init__(self, handler: CommandHandler) -> None:
        self._handler = handler
        self._inspections: dict[StreamId, Inspection] = {}
        self._cases: dict[StreamId, Case] = {}
        self._decided: set[StreamId] = set()

    def decide(self, command: Command) -> Batch:
        """Return the events decided on a command. Raises Refused."""
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
        """Return empty batches with the versions of streams that were only read."""
        states: dict[StreamId, Inspection | Case] = {**self._inspections, **self._cases}
        return [Batch(stream, state.version) for stream, state in states.items() if stream not in self._decided]

    def inspection(self, reference: str) -> Inspection:
        """Return the state of an inspection."""
        stream = inspection_stream(reference)
        if stream not in self._inspections:
            self._inspections[stream] = self._handler.inspection_now(reference)
        return self._inspections[stream]

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections."""
        return self._handler.store.inspections()

    def case(self, inspection: str, reference: str) -> Case:
        """Return the state of a case."""
        stream = case_stream(inspection, reference)
        if stream not in self._cases:
            self._cases[stream] = self._handler.case_now(inspection, reference)
        return self._cases[stream]

    def cases(self, inspection: str) -> Mapping[str, Case]:
        """Return the states of all cases of an inspection, by reference."""
        streams: dict[str, list[CaseEvent]] = {}
        for recorded in self._handler.store.follow(inspection=inspection):
            if recorded.case is not None:
                streams.setdefault(recorded.case, []).append(cast("CaseEvent", recorded.fact))
        cases = {reference: case_state.fold(facts) for reference, facts in streams.items()}
        self._cases |= {case_stream(inspection, reference): case for reference, case in cases.items()}
        return cases


def retry(attempt: Callable[[], T], *errors: type[StoreFault]) -> T:
    """Return the result of an attempt. Waits and retries after one of these errors."""
    number = 0
    while True:
        try:
            return attempt()
        except errors:
            number += 1
            if number == TRIES:
                raise
            pause = min(LONGEST_PAUSE_SECONDS, 0.002 * 2 ** min(number, 10))
            time.sleep(random.uniform(0, pause))  # noqa: S311 - randomness only spreads writers out
