"""A disk that fills up at one place after another of what is written."""

import resource
from collections.abc import Callable, Mapping
from random import Random

from events_store.command_handler import CommandHandler
from events_store.store import NotRecorded, OutcomeUnknown
from tests.torture.children import Tell, fork
from tests.torture.commands import CASES, revise, set_up
from tests.torture.oracle import compare, settle
from tests.torture.small_disk import SmallDisk, small_disk
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

PAGE = 4_096
DISK = 2_048 * 1_024
MOST_FREE_PAGES = 96
COMMANDS = 120
AMONG = CASES[:6]


def run(offsets: int, chance: Random, tally: Tally, places: Places) -> None:
    """Fill the disk at as many offsets as are asked; every other time, and where that is not permitted, by a limit."""
    for number in range(offsets):
        tally.count += 1
        free = PAGE * chance.randrange(MOST_FREE_PAGES)
        with small_disk(places.folder / f"disk-{number}", DISK) as disk:
            if disk and number % 2 == 0:
                tally.more("offsets on a full disk in memory")
                _on_a_disk(places.file_in(disk.folder), disk, free, tally)
            else:
                tally.more("offsets at a limit to a file's size")
                _at_a_limit(places.file(), free, tally)


def _on_a_disk(address: str, disk: SmallDisk, free: int, tally: Tally) -> None:
    with opened(address) as store:
        set_up(store, AMONG)
    disk.fill(free)
    told = write(address, "d", tally)
    try:
        compare(address, told["recorded"], tally, AMONG)
    except NotRecorded:
        # SQLite needs 32 KiB beside the file of a store that nobody else has open, even to read it.
        tally.more("times a store could not be read before there was room")
    disk.make_room()
    _when_there_is_room(address, told, tally)


def _at_a_limit(address: str, free: int, tally: Tally) -> None:
    with opened(address) as store:
        set_up(store, AMONG)
    _when_there_is_room(address, write(address, "d", tally, limit=free), tally)


def _when_there_is_room(address: str, told: Mapping[str, set[str]], tally: Tally) -> None:
    recorded, refused = told["recorded"], told["refused"]
    compare(address, recorded, tally, AMONG)
    with opened(address) as store:
        if settle(store, refused):
            tally.wrong.append("a command was refused, and is there")
        for command in sorted(refused):
            revise(CommandHandler(store), command, AMONG)
    compare(address, recorded | refused, tally, AMONG)
    tally.acknowledged += len(recorded | refused)
    tally.detected += len(refused)


def write(address: str, name: str, tally: Tally, *, limit: int | None = None) -> Mapping[str, set[str]]:
    """Record until the disk is full, and a few more; return what was recorded, refused, or perhaps recorded."""
    writer = fork([_writing(address, name, limit)])
    told: dict[str, set[str]] = {"recorded": set(), "refused": set(), "perhaps": set()}
    for line in writer.lines():
        what, command, *sentence = line.split(" ", 2)
        told[what].add(command)
        if what == "refused" and "Nothing was recorded." not in sentence[0]:
            tally.wrong.append(f"{command} was refused with: {sentence[0]}")
    if writer.ended() != [0]:
        tally.wrong.append("the writer failed")
    if not told["refused"] | told["perhaps"]:
        tally.more("offsets at which the disk never was full")
    return told


def _writing(address: str, name: str, limit: int | None) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            with opened(address, 1) as store:
                _until_full(CommandHandler(store), name, tell)
        except NotRecorded as why:
            tell(f"refused {name}-opening {why}")

    return work


def _until_full(handler: CommandHandler, name: str, tell: Tell) -> None:
    refused = 0
    for number in range(COMMANDS):
        command = f"{name}-{number}"
        try:
            revise(handler, command, AMONG)
            tell(f"recorded {command}")
        except (NotRecorded, OutcomeUnknown) as why:
            tell(f"{'refused' if isinstance(why, NotRecorded) else 'perhaps'} {command} {why}")
            refused += 1
        if refused == 3:
            return
