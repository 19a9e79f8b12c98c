"""Fifty clients at once, over many cases or on one: all end, and nobody starves."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from events_store.command_handler import CommandHandler
from events_store.store import StreamMoved
from tests.torture.children import Tell, fork
from tests.torture.commands import CASES, revise, set_up
from tests.torture.oracle import compare
from tests.torture.stores import NewStore, opened
from tests.torture.tally import Tally

CLIENTS = 50


def run(count: int, _: Random, tally: Tally, new_store: NewStore, *, among: Sequence[str]) -> None:
    """Let the clients record so many commands together; none may be given up."""
    commands = count // CLIENTS
    address = new_store()
    with opened(address) as store:
        set_up(store, among)
    crowd = fork([_client(address, f"{client}", commands, among) for client in range(CLIENTS)])
    ended: Counter[str] = Counter()
    acknowledged = set()
    conflicts = longest = 0
    for line in crowd.lines():
        what, command, tries = line.split()
        ended[what] += 1
        conflicts += int(tries) - 1
        longest = max(longest, int(tries))
        if what == "recorded":
            acknowledged.add(command)
    codes = crowd.ended()
    tally.count, tally.acknowledged = CLIENTS * commands, len(acknowledged)
    tally.more("conflicts, each decided again", conflicts)
    tally.notes["tries at most, for one command"] = longest
    if any(codes) or ended["given-up"]:
        tally.wrong.append(f"{sum(map(bool, codes))} clients failed, {ended['given-up']} commands were given up")
    compare(address, acknowledged, tally, among)


over_many = partial(run, among=CASES)
on_one = partial(run, among=CASES[:1])


def _client(address: str, name: str, commands: int, among: Sequence[str]) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        with opened(address) as store:
            handler = CommandHandler(store)
            tries = _counted(store)
            for number in range(commands):
                command = f"{name}-{number}"
                tries.clear()
                try:
                    revise(handler, command, among)
                    tell(f"recorded {command} {len(tries)}")
                except StreamMoved:
                    tell(f"given-up {command} {len(tries)}")

    return work


def _counted(store: object) -> list[None]:
    tries: list[None] = []
    append = store.append

    def counting(*given: object, **more: object) -> object:
        tries.append(None)
        return append(*given, **more)

    store.append = counting
    return tries
