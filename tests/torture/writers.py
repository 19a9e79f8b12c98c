"""Four writers at once, killed one after the other in the middle of their work."""

import signal
import time
from collections.abc import Callable
from itertools import count
from random import Random

from events_store.command_handler import CommandHandler
from tests.torture.children import Tell, fork
from tests.torture.commands import revise, set_up
from tests.torture.oracle import compare, settle
from tests.torture.stores import NewStore, opened
from tests.torture.tally import Tally

WRITERS = 4
CYCLES_OF_A_STORE = 10
LONGEST_WAIT_SECONDS = 0.004


def run(cycles: int, chance: Random, tally: Tally, new_store: NewStore) -> None:
    """Kill four writers as often as is asked, and settle what each had in hand."""
    for first in range(0, cycles, CYCLES_OF_A_STORE):
        address = new_store()
        with opened(address) as store:
            set_up(store)
        acknowledged: set[str] = set()
        for cycle in range(first, min(cycles, first + CYCLES_OF_A_STORE)):
            tally.count += 1
            acknowledged |= one_cycle(address, cycle, chance, tally)
        tally.acknowledged += len(acknowledged)


def one_cycle(address: str, cycle: int, chance: Random, tally: Tally) -> set[str]:
    """Let writers write, kill them, and compare; return what was acknowledged, then or when it was asked again."""
    writers = fork([_writing(address, f"{cycle}-{writer}") for writer in range(WRITERS)])
    begun: dict[str, str] = {}
    acknowledged: set[str] = set()
    doomed = chance.sample(range(WRITERS), WRITERS)
    kill_at = chance.randint(0, 8)
    for line in writers.lines():
        writer, what, command = line.split()
        if what == "begins":
            begun[writer] = command
        else:
            acknowledged.add(command)
        if doomed and len(acknowledged) >= kill_at:
            time.sleep(chance.uniform(0, LONGEST_WAIT_SECONDS))
            writers.kill(doomed.pop())
            kill_at += chance.randint(0, 3)
    if set(writers.ended()) != {-signal.SIGKILL}:
        tally.wrong.append(f"in cycle {cycle} a writer ended by itself")
    with opened(address) as store:
        in_hand = set(begun.values()) - acknowledged
        tally.detected += len(in_hand)
        tally.more("commands in hand had been recorded", settle(store, in_hand))
        for command in sorted(in_hand):
            revise(CommandHandler(store), command)
    compare(address, acknowledged | in_hand, tally)
    return acknowledged | in_hand


def _writing(address: str, name: str) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        with opened(address) as store:
            handler = CommandHandler(store)
            for number in count(1):
                command = f"{name}-{number}"
                tell(f"{name} begins {command}")
                revise(handler, command)
                tell(f"{name} recorded {command}")

    return work
