"""Kill the server while four writers write: some give up immediately, some wait for its return."""

from collections import defaultdict
from collections.abc import Callable
from itertools import count
from random import Random

from events_store.command_handler import CommandHandler
from events_store.errors import InvalidStore, NotRecorded, OutcomeUnknown
from events_store.store_url import create_store
from tests.postgres_server import Server, emptied
from tests.torture.oracle.comparison import compare, settle
from tests.torture.oracle.tally import Tally
from tests.torture.support.children import Children, Report, fork
from tests.torture.support.commands import revise, set_up
from tests.torture.support.stores import Places, opened

WRITERS = 4
CYCLES_OF_A_STORE = 20
LONGEST_WAIT_SECONDS = 30


def run(cycles: int, chance: Random, tally: Tally, places: Places) -> None:
    """Kill the server repeatedly; settle unacknowledged commands by their ids."""
    server = places.server
    for first in range(0, cycles, CYCLES_OF_A_STORE):
        create_store(emptied(server.address))
        with opened(server.address) as store:
            set_up(store)
        acknowledged: set[str] = set()
        for cycle in range(first, min(cycles, first + CYCLES_OF_A_STORE)):
            tally.count += 1
            acknowledged |= _run_cycle(server, cycle, chance, tally)
            compare(server.address, acknowledged, tally)
        tally.acknowledged += len(acknowledged)


def _run_cycle(server: Server, cycle: int, chance: Random, tally: Tally) -> set[str]:
    # Waiting writers retry after about a second; there are some in every third cycle.
    patient = cycle % 3 == 0
    waits = [chance.choice((0, LONGEST_WAIT_SECONDS)) if patient else 0 for _ in range(WRITERS)]
    writers = fork([_writing(server.address, f"{cycle}-{number}", wait) for number, wait in enumerate(waits)])
    lines = _collect_lines(writers, server, chance.randint(0, 20))
    if any(code > 0 for code in writers.ended()):
        tally.wrong.append(f"in cycle {cycle} a writer failed")
    in_hand = lines["begins"] - lines["recorded"] - lines["refused"]
    tally.detected += len(in_hand | lines["refused"])
    tally.more("commands reported as perhaps recorded", len(lines["perhaps"]))
    with opened(server.address) as store:
        tally.more("unacknowledged commands had been recorded", settle(store, in_hand))
        for command in sorted(in_hand | lines["refused"]):
            # A command is recognised if it was recorded before, even a moment ago.
            if revise(CommandHandler(store), command).again and command in lines["refused"]:
                tally.wrong.append(f"in cycle {cycle} {command} was refused but is stored")
    return lines["begins"]


def _collect_lines(writers: Children, server: Server, kill_at: int) -> dict[str, set[str]]:
    """Kill the server after so many records; kill each writer when it records again."""
    lines: dict[str, set[str]] = defaultdict(set)
    back = set(range(WRITERS))
    killed = False
    for line in writers.lines():
        writer, result, command = line.split()
        lines[result].add(command)
        if killed and result == "recorded" and int(writer) in back:
            back.remove(int(writer))
            writers.kill(int(writer))
        if not killed and len(lines["recorded"]) >= kill_at:
            server.kill()
            server.start()
            killed = True
    return lines


def _writing(address: str, name: str, wait: int) -> Callable[[Report], None]:
    def work(report: Report) -> None:
        try:
            with opened(address, wait) as store:
                _write(CommandHandler(store), name, report)
        except (InvalidStore, NotRecorded):
            return  # The server was down when the store was opened, or stopped afterwards.

    return work


def _write(handler: CommandHandler, name: str, report: Report) -> None:
    writer = name.partition("-")[2]
    for number in count(1):
        command = f"{name}-{number}"
        report(f"{writer} begins {command}")
        try:
            revise(handler, command)
            report(f"{writer} recorded {command}")
        except NotRecorded:
            report(f"{writer} refused {command}")
            return
        except OutcomeUnknown:
            report(f"{writer} perhaps {command}")
            return
