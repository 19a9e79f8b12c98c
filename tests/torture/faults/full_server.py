"""Fill the disk of a PostgreSQL server repeatedly."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from events_store.command_handler import CommandHandler
from events_store.errors import StoreFault
from events_store.store_url import create_store
from tests.postgres_server import Server
from tests.torture.faults.disk import CHOSEN_CASES, PAGE, write
from tests.torture.oracle.comparison import compare, settle
from tests.torture.oracle.tally import Tally
from tests.torture.support.commands import revise, set_up
from tests.torture.support.small_disk import SmallDisk, small_disk
from tests.torture.support.stores import Places, opened

DISK = 96 * 1_024 * 1_024
MOST_FREE_PAGES = 48


def run(offsets: int, chance: Random, tally: Tally, places: Places) -> None:
    """Fill the disk of a server at so many offsets, if mountable."""
    # The server runs as another user, who must have access to the folder.
    places.folder.chmod(0o711)
    with small_disk(places.folder / "server", DISK) as disk:
        if disk is None:
            tally.more("offsets skipped: no disk can be mounted here", offsets)
            tally.count = offsets
            return
        with _running(disk.folder / "postgres") as server:
            create_store(server.address)
            with opened(server.address) as store:
                set_up(store, CHOSEN_CASES)
            acknowledged: set[str] = set()
            for number in range(offsets):
                tally.count += 1
                acknowledged |= _fill_and_write(
                    server, disk, f"p{number}", PAGE * chance.randrange(MOST_FREE_PAGES), tally
                )
            tally.acknowledged = len(acknowledged)
            compare(server.address, acknowledged, tally, CHOSEN_CASES)


@contextmanager
def _running(folder: Path) -> Iterator[Server]:
    folder.mkdir()
    server = Server(folder, max_wal_size="48MB", min_wal_size="32MB")
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _fill_and_write(server: Server, disk: SmallDisk, name: str, free: int, tally: Tally) -> set[str]:
    disk.fill(free)
    results = write(server.address, name, tally)
    disk.make_room()
    _restart_if_stopped(server, tally)
    in_hand = results["refused"] | results["perhaps"]
    tally.detected += len(in_hand)
    compare(server.address, results["recorded"], tally, CHOSEN_CASES)
    with opened(server.address) as store:
        if settle(store, results["refused"]):
            tally.wrong.append(f"at {name} a command was refused but is stored")
        for command in sorted(in_hand):
            revise(CommandHandler(store), command, CHOSEN_CASES)
    return results["recorded"] | in_hand


def _restart_if_stopped(server: Server, tally: Tally) -> None:
    try:
        with opened(server.address, 2):
            return
    except StoreFault:
        tally.more("times the server stopped, and was restarted when space was free")
        server.stop()
        server.start()
