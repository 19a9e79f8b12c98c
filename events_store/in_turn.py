"""Many commands about cases, decided one after the other and recorded at once: all of them, or none."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from domain.case import state as case_state
from domain.case.events import CaseEvent
from domain.case.state import Case
from domain.inspection.state import Inspection
from domain.refusals import Refused
from events_store.handling import Handler, retried
from events_store.store import AlreadyRecorded, Batch, EventStore, Recorded, StreamMoved, case_stream, inspection_stream


class Ask(NamedTuple):
    """A command about a case: its id, what decides on it, and what tells whether it was another one before."""

    command: str
    case: str
    decide: Callable[[Case, Inspection], Sequence[CaseEvent]]
    other: Callable[[Sequence[Recorded]], Refused | None]


class Decided(NamedTuple):
    """What was decided on a command: facts for a case, or why not; or what it had recorded when it came before."""

    batch: Batch | None = None
    refused: Refused | None = None
    before: Sequence[Recorded] = ()


def decide(
    handler: Handler,
    store: EventStore,
    reference: str,
    asks: Sequence[Ask],
    watched: Callable[[Sequence[Ask]], Iterable[Ask]] = iter,
) -> tuple[list[Decided], Batch]:
    """Decide on commands in their order, each resting on those before it; and return what the inspection was then."""
    inspection = handler.inspection(reference)
    known = store.known([ask.command for ask in asks])
    cases: dict[str, Case] = {}
    decided = []
    for ask in watched(asks):
        if ask.command in known and (before := store.recorded_by(ask.command)):
            decided.append(Decided(before=before, refused=ask.other(before)))
            continue
        try:
            case = cases.get(ask.case) or handler.case(reference, ask.case)
            facts = ask.decide(case, inspection)
        except Refused as refused:
            decided.append(Decided(refused=refused))
            continue
        cases[ask.case] = case_state.fold(facts, case)
        decided.append(Decided(Batch(case_stream(reference, ask.case), case.version, facts)))
    return decided, Batch(inspection_stream(reference), inspection.version)


def record(
    handler: Handler,
    store: EventStore,
    reference: str,
    asks: Sequence[Ask],
    *,
    keep_going: bool = False,
    watched: Callable[[Sequence[Ask]], Iterable[Ask]] = iter,
) -> tuple[list[Decided], Sequence[Recorded]]:
    """Record what commands ask for, in one transaction; return what was decided, and what was recorded.

    Nothing is recorded where one is refused, unless it is to keep going. Where somebody else was first, all are
    decided again.
    """

    def attempt() -> tuple[list[Decided], Sequence[Recorded]]:
        decided, inspection = decide(handler, store, reference, asks, watched)
        commands = {ask.command: [one.batch] for ask, one in zip(asks, decided, strict=True) if one.batch is not None}
        if not commands or (not keep_going and any(one.refused for one in decided)):
            return decided, []
        # One look at the inspection is enough: nobody else writes before all of it is there.
        commands[next(iter(commands))].append(inspection)
        return decided, store.append_all(reference, commands)

    return retried(attempt, StreamMoved, AlreadyRecorded)
