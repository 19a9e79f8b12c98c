"""Fill the disk at different offsets of what is written."""

import resource
from collections.abc import Callable, Mapping
from random import Random

from events_store.command_handler import CommandHandler
from events_store.errors import NotRecorded, OutcomeUnknown
from tests.torture.oracle.comparison import compare, settle
from tests.torture.oracle.tally import Tally
from tests.torture.support.children import Report, fork
from tests.torture.support.commands import CASES, revise, set_up
from tests.torture.support.small_disk import SmallDisk, small_disk
from tests.torture.support.stores import Places, opened

PAGE = 4_096
DISK = 2_048 * 1_024
MOST_FREE_PAGES = 96
COMMANDS = 120
CHOSEN_CASES = CASES[:6]


def run(offsets: int, chance: Random, tally: Tally, places: Places) -> None:
    """Fill the disk at so many offsets; limit the file size instead every other time, or if mounting fails."""
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
        set_up(store, CHOSEN_CASES)
    disk.fill(free)
    results = write(address, "d", tally)
    try:
        compare(address, results["recorded"], tally, CHOSEN_CASES)
    except NotRecorded:
        # SQLite needs 32 KiB next to a store that no other process has open, even to read it.
        tally.more("times a store could not be read until space was free")
    disk.make_room()
    _check_with_room(address, results, tally)


def _at_a_limit(address: str, free: int, tally: Tally) -> None:
    with opened(address) as store:
        set_up(store, CHOSEN_CASES)
    _check_with_room(address, write(address, "d", tally, limit=free), tally)


def _check_with_room(address: str, results: Mapping[str, set[str]], tally: Tally) -> None:
    recorded, refused = results["recorded"], results["refused"]
    compare(address, recorded, tally, CHOSEN_CASES)
    with opened(address) as store:
        if settle(store, refused):
            tally.wrong.append("a command was refused but is stored")
        for command in sorted(refused):
            revise(CommandHandler(store), command, CHOSEN_CASES)
    compare(address, recorded | refused, tally, CHOSEN_CASES)
    tally.acknowledged += len(recorded | refused)
    tally.detected += len(refused)


def write(address: str, name: str, tally: Tally, *, limit: int | None = None) -> Mapping[str, set[str]]:
    """Record until some commands are refused; return those recorded, refused and perhaps recorded."""
    writer = fork([_writing(address, name, limit)])
    results: dict[str, set[str]] = {"recorded": set(), "refused": set(), "perhaps": set()}
    for line in writer.lines():
        result, command, *sentence = line.split(" ", 2)
        results[result].add(command)
        if result == "refused" and "Nothing was recorded." not in sentence[0]:
            tally.wrong.append(f"{command} was refused with: {sentence[0]}")
    if writer.ended() != [0]:
        tally.wrong.append("the writer failed")
    if not results["refused"] | results["perhaps"]:
        tally.more("offsets at which the disk was never full")
    return results


def _writing(address: str, name: str, limit: int | None) -> Callable[[Report], None]:
    def work(report: Report) -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            with opened(address, 1) as store:
                _until_full(CommandHandler(store), name, report)
        except NotRecorded as error:
            report(f"refused {name}-opening {error}")

    return work


def _until_full(handler: CommandHandler, name: str, report: Report) -> None:
    refused = 0
    for number in range(COMMANDS):
        command = f"{name}-{number}"
        try:
            revise(handler, command, CHOSEN_CASES)
            report(f"recorded {command}")
        except (NotRecorded, OutcomeUnknown) as error:
            report(f"{'refused' if isinstance(error, NotRecorded) else 'perhaps'} {command} {error}")
            refused += 1
        if refused == 3:
            return
