"""Fifty concurrent clients, over many cases or one: all finish and no command is given up."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from events_store.command_handler import CommandHandler
from events_store.errors import StreamMoved
from tests.torture.oracle.comparison import compare
from tests.torture.oracle.tally import Tally
from tests.torture.support.children import Report, fork
from tests.torture.support.commands import CASES, revise, set_up
from tests.torture.support.stores import NewStore, opened

CLIENTS = 50


def run(count: int, _: Random, tally: Tally, new_store: NewStore, *, cases: Sequence[str]) -> None:
    """Let the clients record so many commands in total; none may be given up."""
    commands = count // CLIENTS
    address = new_store()
    with opened(address) as store:
        set_up(store, cases)
    crowd = fork([_client(address, f"{client}", commands, cases) for client in range(CLIENTS)])
    results: Counter[str] = Counter()
    acknowledged = set()
    conflicts = longest = 0
    for line in crowd.lines():
        result, command, tries = line.split()
        results[result] += 1
        conflicts += int(tries) - 1
        longest = max(longest, int(tries))
        if result == "recorded":
            acknowledged.add(command)
    codes = crowd.ended()
    tally.count, tally.acknowledged = CLIENTS * commands, len(acknowledged)
    tally.more("conflicts, each decided again", conflicts)
    tally.notes["tries at most, for one command"] = longest
    if any(codes) or results["given-up"]:
        tally.wrong.append(f"{sum(map(bool, codes))} clients failed, {results['given-up']} commands were given up")
    compare(address, acknowledged, tally, cases)


over_many_cases = partial(run, cases=CASES)
on_single_case = partial(run, cases=CASES[:1])


def _client(address: str, name: str, commands: int, cases: Sequence[str]) -> Callable[[Report], None]:
    def work(report: Report) -> None:
        with opened(address) as store:
            handler = CommandHandler(store)
            tries = _counted(store)
            for number in range(commands):
                command = f"{name}-{number}"
                tries.clear()
                try:
                    revise(handler, command, cases)
                    report(f"recorded {command} {len(tries)}")
                except StreamMoved:
                    report(f"given-up {command} {len(tries)}")

    return work


def _counted(store: object) -> list[None]:
    tries: list[None] = []
    append = store.append

    def counting(*arguments: object, **options: object) -> object:
        tries.append(None)
        return append(*arguments, **options)

    store.append = counting
    return tries
