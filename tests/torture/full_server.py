"""A PostgreSQL server whose disk fills up, again and again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from events_store.command_handler import CommandHandler
from events_store.store import StoreFault
from events_store.store_url import create_store
from tests.postgres_server import Server
from tests.torture.commands import revise, set_up
from tests.torture.disk import AMONG, PAGE, write
from tests.torture.oracle import compare, settle
from tests.torture.small_disk import SmallDisk, small_disk
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

DISK = 96 * 1_024 * 1_024
MOST_FREE_PAGES = 48


def run(offsets: int, chance: Random, tally: Tally, places: Places) -> None:
    """Fill the disk of one server at as many offsets as are asked, where a disk may be mounted."""
    # The server is another user's, and must come to its folder.
    places.folder.chmod(0o711)
    with small_disk(places.folder / "server", DISK) as disk:
        if disk is None:
            tally.more("offsets left out: no disk may be mounted here", offsets)
            tally.count = offsets
            return
        with _running(disk.folder / "postgres") as server:
            create_store(server.address)
            with opened(server.address) as store:
                set_up(store, AMONG)
            acknowledged: set[str] = set()
            for number in range(offsets):
                tally.count += 1
                acknowledged |= _one_offset(server, disk, f"p{number}", PAGE * chance.randrange(MOST_FREE_PAGES), tally)
            tally.acknowledged = len(acknowledged)
            compare(server.address, acknowledged, tally, AMONG)


@contextmanager
def _running(folder: Path) -> Iterator[Server]:
    folder.mkdir()
    server = Server(folder, max_wal_size="48MB", min_wal_size="32MB")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _one_offset(server: Server, disk: SmallDisk, name: str, free: int, tally: Tally) -> set[str]:
    disk.fill(free)
    told = write(server.address, name, tally)
    disk.make_room()
    _start_again_where_it_died(server, tally)
    in_hand = told["refused"] | told["perhaps"]
    tally.detected += len(in_hand)
    compare(server.address, told["recorded"], tally, AMONG)
    with opened(server.address) as store:
        if settle(store, told["refused"]):
            tally.wrong.append(f"at {name} a command was refused, and is there")
        for command in sorted(in_hand):
            revise(CommandHandler(store), command, AMONG)
    return told["recorded"] | in_hand


def _start_again_where_it_died(server: Server, tally: Tally) -> None:
    try:
        with opened(server.address, 2):
            return
    except StoreFault:
        tally.more("times the server ended, and was started again when there was room")
        server.stop()
        server.start()
