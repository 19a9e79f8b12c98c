"""Read, decide, append; and where somebody else was first, read and decide again."""

import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

from domain.case import state as case_state
from domain.case.events import CaseEvent
from domain.case.state import Case
from domain.catalogue import Event
from domain.inspection import state as inspection_state
from domain.inspection.events import InspectionEvent
from domain.inspection.state import Inspection
from domain.refusals import UnknownCase, UnknownInspection
from events_store.store import (
    AlreadyRecorded,
    Batch,
    EventStore,
    Recorded,
    StoreFault,
    StreamMoved,
    case_stream,
    inspection_stream,
)

# With fifty clients on one case nobody was seen to need more than 16, and over 34 cases more than 34.
TRIES = 100
LONGEST_PAUSE_SECONDS = 2

Made = TypeVar("Made")


@dataclass(frozen=True)
class Outcome:
    """What a command recorded; and whether that was now or the first time it came."""

    recorded: Sequence[Recorded]
    again: bool = False


class Handler:
    """Takes commands to their decisions. It remembers states, and reads only what is new of a stream."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._cases: dict[str, Case] = {}
        self._inspections: dict[str, Inspection] = {}

    def inspection(self, reference: str) -> Inspection:
        """Return an inspection as it is now; refuses one that was never announced."""
        inspection = self._inspection(reference)
        if not inspection.version:
            raise UnknownInspection(reference)
        return inspection

    def case(self, inspection: str, reference: str) -> Case:
        """Return a case as it is now; refuses one that was never sampled."""
        case = self._case(inspection, reference)
        if not case.version:
            raise UnknownCase(reference, inspection)
        return case

    def all_cases(self, inspection: str) -> dict[str, Case]:
        """Return every case of an inspection, by reference."""
        streams: dict[str, list[CaseEvent]] = {}
        for recorded in self._store.follow(inspection=inspection):
            if recorded.case is not None:
                streams.setdefault(recorded.case, []).append(cast("CaseEvent", recorded.fact))
        return {reference: case_state.fold(facts) for reference, facts in streams.items()}

    def in_new_inspection(
        self, reference: str, command: str, decide: Callable[[Inspection], Sequence[InspectionEvent]]
    ) -> Outcome:
        """Record what is decided about an inspection that may not exist yet."""
        return self._record(reference, command, lambda: [_batch_of(reference, self._inspection(reference), decide)])

    def in_inspection(
        self, reference: str, command: str, decide: Callable[[Inspection], Sequence[InspectionEvent]]
    ) -> Outcome:
        """Record what is decided about an inspection."""
        return self._record(reference, command, lambda: [_batch_of(reference, self.inspection(reference), decide)])

    def in_case(
        self, inspection: str, case: str, command: str, decide: Callable[[Case, Inspection], Sequence[CaseEvent]]
    ) -> Outcome:
        """Record what is decided about a case, resting on its inspection as it is at that moment."""
        return self._in_cases(inspection, command, {case: decide}, self.case)

    def in_new_cases(
        self,
        inspection: str,
        command: str,
        decisions: Mapping[str, Callable[[Case, Inspection], Sequence[CaseEvent]]],
    ) -> Outcome:
        """Record what is decided about cases that may not exist yet: all of them, or none."""
        return self._in_cases(inspection, command, decisions, self._case)

    def over_cases(
        self,
        reference: str,
        command: str,
        decide: Callable[[Inspection, Mapping[str, Case]], Sequence[InspectionEvent]],
        only: Iterable[str] | None = None,
    ) -> Outcome:
        """Record what is decided about an inspection, resting on its cases (all, or those named that exist)."""

        def batches() -> list[Batch]:
            inspection = self.inspection(reference)
            if only is None:
                cases = self.all_cases(reference)
            else:
                named = {name: self._case(reference, name) for name in only}
                cases = {name: case for name, case in named.items() if case.version}
            guards = [Batch(case_stream(reference, name), case.version) for name, case in cases.items()]
            return [_batch_of(reference, inspection, lambda read: decide(read, cases)), *guards]

        return self._record(reference, command, batches)

    def beside(
        self,
        reference: str,
        others: Iterable[str],
        command: str,
        decide: Callable[[Inspection, Mapping[str, Inspection]], Sequence[InspectionEvent]],
    ) -> Outcome:
        """Record what is decided about an inspection, resting on others as they are (those named that exist)."""

        def batches() -> list[Batch]:
            inspection = self.inspection(reference)
            found = {name: self._inspection(name) for name in others if name != reference}
            there = {name: other for name, other in found.items() if other.version}
            guards = [Batch(inspection_stream(name), other.version) for name, other in there.items()]
            return [_batch_of(reference, inspection, lambda read: decide(read, there)), *guards]

        return self._record(reference, command, batches)

    def _in_cases(
        self,
        reference: str,
        command: str,
        decisions: Mapping[str, Callable[[Case, Inspection], Sequence[CaseEvent]]],
        case_named: Callable[[str, str], Case],
    ) -> Outcome:
        def batches() -> list[Batch]:
            inspection = self.inspection(reference)
            decided = []
            for name, decide in decisions.items():
                case = case_named(reference, name)
                facts = decide(case, inspection)
                decided.append(Batch(case_stream(reference, name), case.version, facts))
            return [*decided, Batch(inspection_stream(reference), inspection.version)]

        return self._record(reference, command, batches)

    def _record(self, inspection: str, command: str, batches: Callable[[], Sequence[Batch]]) -> Outcome:
        def attempt() -> Outcome:
            # A command that comes a second time is not decided again: its first outcome stands.
            first = self._store.recorded_by(command)
            if first:
                return Outcome(first, again=True)
            decided = batches()
            try:
                return Outcome(self._store.append(inspection, *decided, command=command))
            except AlreadyRecorded as already:
                return Outcome(already.recorded, again=True)

        return retried(attempt, StreamMoved)

    def _case(self, inspection: str, reference: str) -> Case:
        stream = case_stream(inspection, reference)
        known = self._cases.get(stream, Case())
        new = self._store.read(stream, after=known.version)
        case = case_state.fold((cast("CaseEvent", recorded.fact) for recorded in new), known)
        self._cases[stream] = case
        return case

    def _inspection(self, reference: str) -> Inspection:
        stream = inspection_stream(reference)
        known = self._inspections.get(stream, Inspection())
        new = self._store.read(stream, after=known.version)
        facts = (cast("InspectionEvent", recorded.fact) for recorded in new)
        inspection = inspection_state.fold(facts, known)
        self._inspections[stream] = inspection
        return inspection


def retried(attempt: Callable[[], Made], *first: type[StoreFault]) -> Made:
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


def _batch_of(reference: str, inspection: Inspection, decide: Callable[[Inspection], Sequence[Event]]) -> Batch:
    return Batch(inspection_stream(reference), inspection.version, decide(inspection))
