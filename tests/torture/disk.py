"""A disk that fills up at one place after another of what is written."""

import ctypes
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from events_store.handling import Handler
from events_store.store import NotRecorded
from tests.torture.children import Tell, fork
from tests.torture.commands import CASES, revise, set_up
from tests.torture.oracle import compare
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

PAGE = 4_096
DISK = 2_048 * 1_024
MOST_FREE_PAGES = 96
COMMANDS = 40
LAZILY = 2  # MNT_DETACH: also while a file is open on it
AMONG = CASES[:6]


@dataclass(frozen=True)
class SmallDisk:
    """A folder on a disk of two megabytes, in memory."""

    folder: Path

    def fill(self, free: int) -> None:
        """Leave so many bytes free."""
        there = os.statvfs(self.folder)
        (self.folder / "filler").write_bytes(bytes(max(0, there.f_bavail * there.f_frsize - free)))

    def make_room(self) -> None:
        """Take away what filled it."""
        (self.folder / "filler").unlink()


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | None]:
    """Mount a small disk, and give it back; None where that is not permitted."""
    folder.mkdir()
    system = ctypes.CDLL(None)
    mounted = system.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, f"size={DISK}".encode()) == 0
    try:
        yield SmallDisk(folder) if mounted else None
    finally:
        if mounted:
            system.umount2(str(folder).encode(), LAZILY)


def run(offsets: int, chance: Random, tally: Tally, places: Places) -> None:
    """Fill the disk at as many offsets as are asked; every other time, and where that is not permitted, by a limit."""
    for number in range(offsets):
        tally.count += 1
        free = PAGE * chance.randrange(MOST_FREE_PAGES)
        with small_disk(places.folder / f"disk-{number}") as disk:
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
    recorded, refused = _write(address, tally, limit=None)
    try:
        with opened(address) as store:
            compare(store, recorded, tally, AMONG)
    except NotRecorded:
        # SQLite needs 32 KiB beside the file of a store that nobody else has open, even to read it.
        tally.more("times a store could not be read before there was room")
    disk.make_room()
    _when_there_is_room(address, recorded, refused, tally)


def _at_a_limit(address: str, free: int, tally: Tally) -> None:
    with opened(address) as store:
        set_up(store, AMONG)
    recorded, refused = _write(address, tally, limit=free)
    _when_there_is_room(address, recorded, refused, tally)


def _when_there_is_room(address: str, recorded: set[str], refused: set[str], tally: Tally) -> None:
    with opened(address) as store:
        compare(store, recorded, tally, AMONG)
        for command in sorted(refused):
            if store.recorded_by(command):
                tally.wrong.append(f"{command} was refused, and is there")
            revise(Handler(store), command, AMONG)
        compare(store, recorded | refused, tally, AMONG)
    tally.acknowledged += len(recorded)
    tally.detected += len(refused)


def _write(address: str, tally: Tally, limit: int | None) -> tuple[set[str], set[str]]:
    """Record commands until the disk is full, and a few more; return which were recorded and which refused."""
    writer = fork([_writing(address, limit)])
    told: dict[str, set[str]] = {"recorded": set(), "refused": set()}
    for line in writer.lines():
        what, command, *sentence = line.split(" ", 2)
        told[what].add(command)
        if what == "refused" and "Nothing was recorded." not in sentence[0]:
            tally.wrong.append(f"{command} was refused with: {sentence[0]}")
    if writer.ended() != [0]:
        tally.wrong.append("the writer failed")
    if not told["refused"]:
        tally.more("offsets at which the disk never was full")
    return told["recorded"], told["refused"]


def _writing(address: str, limit: int | None) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            with opened(address) as store:
                _until_full(Handler(store), tell)
        except NotRecorded as why:
            tell(f"refused opening {why}")

    return work


def _until_full(handler: Handler, tell: Tell) -> None:
    refused = 0
    for number in range(COMMANDS):
        command = f"d-{number}"
        try:
            revise(handler, command, AMONG)
            tell(f"recorded {command}")
        except NotRecorded as why:
            tell(f"refused {command} {why}")
            refused += 1
        if refused == 3:
            return
