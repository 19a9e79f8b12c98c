"""The whole server killed while four writers write: some give up at once, some wait until it is back."""

from collections import defaultdict
from collections.abc import Callable
from itertools import count
from random import Random

from events_store.command_handler import CommandHandler
from events_store.store import InvalidStore, NotRecorded, OutcomeUnknown
from events_store.store_url import create_store
from tests.postgres_server import Server, emptied
from tests.torture.children import Children, Tell, fork
from tests.torture.commands import revise, set_up
from tests.torture.oracle import compare, settle
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

WRITERS = 4
CYCLES_OF_A_STORE = 20
LONGEST_WAIT_SECONDS = 30


def run(cycles: int, chance: Random, tally: Tally, places: Places) -> None:
    """Kill the server as often as is asked; what nobody was told of is settled by the command's id."""
    server = places.server
    for first in range(0, cycles, CYCLES_OF_A_STORE):
        create_store(emptied(server.address))
        with opened(server.address) as store:
            set_up(store)
        acknowledged: set[str] = set()
        for cycle in range(first, min(cycles, first + CYCLES_OF_A_STORE)):
            tally.count += 1
            acknowledged |= _one_cycle(server, cycle, chance, tally)
            compare(server.address, acknowledged, tally)
        tally.acknowledged += len(acknowledged)


def _one_cycle(server: Server, cycle: int, chance: Random, tally: Tally) -> set[str]:
    # Whoever waits tries again after a second or so: every third time some do.
    patient = cycle % 3 == 0
    waits = [chance.choice((0, LONGEST_WAIT_SECONDS)) if patient else 0 for _ in range(WRITERS)]
    writers = fork([_writing(server.address, f"{cycle}-{one}", wait) for one, wait in enumerate(waits)])
    told = _told(writers, server, chance.randint(0, 20))
    if any(code > 0 for code in writers.ended()):
        tally.wrong.append(f"in cycle {cycle} a writer failed")
    in_hand = told["begins"] - told["recorded"] - told["refused"]
    tally.detected += len(in_hand | told["refused"])
    tally.more("commands whose writer was told that they are perhaps recorded", len(told["perhaps"]))
    with opened(server.address) as store:
        tally.more("commands that nobody was told of had been recorded", settle(store, in_hand))
        for command in sorted(in_hand | told["refused"]):
            # Known again is what was recorded before, even if that was only a moment ago.
            if revise(CommandHandler(store), command).again and command in told["refused"]:
                tally.wrong.append(f"in cycle {cycle} {command} was refused, and is there")
    return told["begins"]


def _told(writers: Children, server: Server, kill_at: int) -> dict[str, set[str]]:
    """Kill the server once so many were recorded; who records again when it is back has shown that, and is killed."""
    told: dict[str, set[str]] = defaultdict(set)
    back = set(range(WRITERS))
    killed = False
    for line in writers.lines():
        writer, what, command = line.split()
        told[what].add(command)
        if killed and what == "recorded" and int(writer) in back:
            back.remove(int(writer))
            writers.kill(int(writer))
        if not killed and len(told["recorded"]) >= kill_at:
            server.kill()
            server.start()
            killed = True
    return told


def _writing(address: str, name: str, wait: int) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        try:
            with opened(address, wait) as store:
                _write(CommandHandler(store), name, tell)
        except (InvalidStore, NotRecorded):
            return  # The server was down when the store was to be opened, or went down meanwhile.

    return work


def _write(handler: CommandHandler, name: str, tell: Tell) -> None:
    writer = name.partition("-")[2]
    for number in count(1):
        command = f"{name}-{number}"
        tell(f"{writer} begins {command}")
        try:
            revise(handler, command)
            tell(f"{writer} recorded {command}")
        except NotRecorded:
            tell(f"{writer} refused {command}")
            return
        except OutcomeUnknown:
            tell(f"{writer} perhaps {command}")
            return
