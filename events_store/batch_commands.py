"""Decides on many commands in order, and records them in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from domain.command import Command
from domain.refusals.base import Refused
from events_store.command_handler import CommandHandler, Premises, retry
from events_store.errors import AlreadyRecorded, StreamMoved
from events_store.store import Batch, RecordedEvent

Watched = Callable[[Sequence[Command]], Iterable[Command]]
# Compares a command with the events recorded earlier under its id; returns a refusal if they differ.
Compared = Callable[[Command, Sequence[RecordedEvent]], Refused | None]


def nothing_compared(command: Command, before: Sequence[RecordedEvent]) -> None:
    """Accept the events recorded under the id without comparing them."""


class Decided(NamedTuple):
    """The decision on a command: new events, a refusal, or the events recorded earlier."""

    batch: Batch | None = None
    refused: Refused | None = None
    before: Sequence[RecordedEvent] = ()


def decide(
    handler: CommandHandler, commands: Sequence[Command], compared: Compared = nothing_compared, watched: Watched = iter
) -> tuple[list[Decided], Sequence[Batch]]:
    """Decide on commands in order, each after those before it.

    Returns the decisions, and guards for the streams that were only read.
    """
    known_ids = handler.store.recorded_commands(list({command.request.command_id for command in commands}))
    # Commands with the same id are adjacent.
    recorded_by = lru_cache(maxsize=1)(handler.store.recorded_by)
    premises = Premises(handler)
    decided = []
    for command in watched(commands):
        if command.request.command_id in known_ids:
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
    """Record commands in one transaction; return the decisions and the recorded events.

    Commands with the same id count as one command: they are adjacent, and each is about a different case. If a command
    is refused, nothing is recorded, unless `keep_going`. If a stream has moved, all commands are decided again.
    """

    def attempt() -> tuple[list[Decided], Sequence[RecordedEvent]]:
        decided, guards = decide(handler, commands, compared, watched)
        batches: dict[str, list[Batch]] = {}
        for command, decision in zip(commands, decided, strict=True):
            if decision.batch is not None:
                batches.setdefault(command.request.command_id, []).append(decision.batch)
        if not batches or (not keep_going and any(decision.refused for decision in decided)):
            return decided, []
        # Checking the guards once is enough: the transaction excludes other writers.
        batches[next(iter(batches))] += guards
        return decided, handler.store.append_all(commands[0].inspection, batches)

    return retry(attempt, StreamMoved, AlreadyRecorded)
