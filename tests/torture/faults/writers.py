"""Kill four concurrent writers, one after the other, during their work."""

import signal
import time
from collections.abc import Callable
from itertools import count
from random import Random

from events_store.command_handler import CommandHandler
from tests.torture.oracle.comparison import compare, settle
from tests.torture.oracle.tally import Tally
from tests.torture.support.children import Report, fork
from tests.torture.support.commands import revise, set_up
from tests.torture.support.stores import NewStore, opened

WRITERS = 4
CYCLES_OF_A_STORE = 10
LONGEST_WAIT_SECONDS = 0.004


def run(cycles: int, chance: Random, tally: Tally, new_store: NewStore) -> None:
    """Kill four writers repeatedly, and settle the commands they had in hand."""
    for first in range(0, cycles, CYCLES_OF_A_STORE):
        address = new_store()
        with opened(address) as store:
            set_up(store)
        acknowledged: set[str] = set()
        for cycle in range(first, min(cycles, first + CYCLES_OF_A_STORE)):
            tally.count += 1
            acknowledged |= _run_cycle(address, cycle, chance, tally)
        tally.acknowledged += len(acknowledged)


def _run_cycle(address: str, cycle: int, chance: Random, tally: Tally) -> set[str]:
    """Start writers, kill them and compare; return the commands acknowledged then or on retry."""
    writers = fork([_writing(address, f"{cycle}-{writer}") for writer in range(WRITERS)])
    begun: dict[str, str] = {}
    acknowledged: set[str] = set()
    doomed = chance.sample(range(WRITERS), WRITERS)
    kill_at = chance.randint(0, 8)
    for line in writers.lines():
        writer, result, command = line.split()
        if result == "begins":
            begun[writer] = command
        else:
            acknowledged.add(command)
        if doomed and len(acknowledged) >= kill_at:
            time.sleep(chance.uniform(0, LONGEST_WAIT_SECONDS))
            writers.kill(doomed.pop())
            kill_at += chance.randint(0, 3)
    if set(writers.ended()) != {-signal.SIGKILL}:
        tally.wrong.append(f"in cycle {cycle} a writer ended without being killed")
    with opened(address) as store:
        in_hand = set(begun.values()) - acknowledged
        tally.detected += len(in_hand)
        tally.more("commands in hand had been recorded", settle(store, in_hand))
        for command in sorted(in_hand):
            revise(CommandHandler(store), command)
    compare(address, acknowledged | in_hand, tally)
    return acknowledged | in_hand


def _writing(address: str, name: str) -> Callable[[Report], None]:
    def work(report: Report) -> None:
        with opened(address) as store:
            handler = CommandHandler(store)
            for number in count(1):
                command = f"{name}-{number}"
                report(f"{name} begins {command}")
                revise(handler, command)
                report(f"{name} recorded {command}")

    return work
