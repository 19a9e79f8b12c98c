"""Many commands, decided one after the other and recorded at once: all of them, or none."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from domain.command import Command
from domain.refusals.base import Refused
from events_store.command_handler import CommandHandler, Premises, retried
from events_store.store import AlreadyRecorded, Batch, RecordedEvent, StreamMoved

Watched = Callable[[Sequence[Command]], Iterable[Command]]
# What compares a command with what was recorded under its id before, and refuses it if that is something else.
Compared = Callable[[Command, Sequence[RecordedEvent]], Refused | None]


def nothing_compared(command: Command, before: Sequence[RecordedEvent]) -> None:
    """Take what was recorded under the id before for what the command asked for."""


class Decided(NamedTuple):
    """What was decided on a command: facts, or why not; or what it had recorded when it came before."""

    batch: Batch | None = None
    refused: Refused | None = None
    before: Sequence[RecordedEvent] = ()


def decide(
    handler: CommandHandler, commands: Sequence[Command], compared: Compared = nothing_compared, watched: Watched = iter
) -> tuple[list[Decided], Sequence[Batch]]:
    """Decide on commands in their order, each resting on those before it; and return guards of what they rest on."""
    known = handler.store.recorded_commands(list({command.request.command_id for command in commands}))
    # Commands with the same id follow each other.
    recorded_by = lru_cache(maxsize=1)(handler.store.recorded_by)
    premises = Premises(handler)
    decided = []
    for command in watched(commands):
        if command.request.command_id in known:
            before = recorded_by(command.request.command_id)
            decided.append(Decided(before=before, refused=compared(command, before)))
            continue
        try:
            decided.append(Decided(premises.decide(command)))
        except Refused as refused:
            decided.append(Decided(refused=refused))
    return decided, premises.guards()


def record(
    handler: CommandHandler,
    commands: Sequence[Command],
    compared: Compared = nothing_compared,
    *,
    keep_going: bool = False,
    watched: Watched = iter,
) -> tuple[list[Decided], Sequence[RecordedEvent]]:
    """Record what commands ask for, in one transaction; return what was decided, and what was recorded.

    Commands with the same id are one command: they follow each other, and each is about a case of its own. Nothing is
    recorded if one is refused, unless it is to keep going. If somebody else was first, all are decided again.
    """

    def attempt() -> tuple[list[Decided], Sequence[RecordedEvent]]:
        decided, guards = decide(handler, commands, compared, watched)
        batches: dict[str, list[Batch]] = {}
        for command, decision in zip(commands, decided, strict=True):
            if decision.batch is not None:
                batches.setdefault(command.request.command_id, []).append(decision.batch)
        if not batches or (not keep_going and any(item.refused for item in decided)):
            return decided, []
        # One look at what they rest on is enough: nobody else writes before all of it is there.
        batches[next(iter(batches))] += guards
        return decided, handler.store.append_all(commands[0].inspection, batches)

    return retried(attempt, StreamMoved, AlreadyRecorded)
