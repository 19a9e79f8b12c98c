"""Create and open the stores of a run."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from time import monotonic, sleep

import psycopg
from psycopg import Connection

from events_store.store import Store
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store
from tests.postgres_server import Server, new_database, running, server_address

DATABASES = 4
LONGEST_REST_SECONDS = 60
AT_WORK = (
    "SELECT pid, state, wait_event, query FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)

NewStore = Callable[[], str]


class Places:
    """A folder for files, and servers for databases, started on first use."""

    def __init__(self, folder: Path, leaving: ExitStack) -> None:
        self.folder = folder
        self._leaving = leaving
        self._numbers = count(1)
        self._databases: dict[int, str] = {}

    def file(self) -> str:
        """Return the address of a new store in a file."""
        return self.file_in(self.folder)

    def file_in(self, folder: Path) -> str:
        """Return the address of a new store in a file in this folder."""
        address = str(folder / f"store-{next(self._numbers)}.db")
        create_store(address)
        return address

    def database(self) -> str:
        """Return the address of an empty store in a database. Only the last few stores are kept."""
        turn = next(self._numbers) % DATABASES
        if turn not in self._databases:
            self._databases[turn] = new_database(self._shared, f"torture_{os.getpid()}_{turn}")
            create_store(self._databases[turn])
        _empty(self._databases[turn])
        return self._databases[turn]

    @cached_property
    def server(self) -> Server:
        """A separate server that tests may kill."""
        return self._leaving.enter_context(running(recovery_init_sync_method="syncfs"))

    @cached_property
    def _shared(self) -> str:
        address = self._leaving.enter_context(server_address())
        self._leaving.callback(self._drop, address)
        return address

    def _drop(self, server: str) -> None:
        with closing(psycopg.connect(server, autocommit=True)) as connection:
            for turn in self._databases:
                connection.execute(f"DROP DATABASE torture_{os.getpid()}_{turn} WITH (FORCE)")


def _empty(address: str) -> None:
    # Only the owner of the database can disable the triggers that refuse this. Creating the tables again takes longer.
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        _wait_until_alone(connection)
        connection.execute("SET session_replication_role = replica")
        for table in ("stored_events", "commands", "ledger", "views"):
            connection.execute(f"DELETE FROM inspectrail.{table}")


def come_to_rest(address: str) -> None:
    """Wait until no process is connected to a store.

    Raise RuntimeError after a minute, also if this process has the store open. In PostgreSQL a client that was killed,
    or whose connection was cut, leaves a server process that still executes what it received. SQLite has no such
    process.
    """
    if names_database(address):
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            _wait_until_alone(connection)


def _wait_until_alone(connection: Connection[tuple[object, ...]]) -> None:
    # An idle process counts too: it may not have read its client's last message yet.
    end = monotonic() + LONGEST_REST_SECONDS
    while at_work := connection.execute(AT_WORK).fetchall():
        if monotonic() > end:
            raise RuntimeError(f"Still connected after {LONGEST_REST_SECONDS} seconds: {at_work}")
        sleep(0.005)


@contextmanager
def opened_at_rest(address: str) -> Iterator[Store]:
    """Open a store once no other process is connected to it.

    Several statements then read the same log.
    """
    come_to_rest(address)
    with opened(address) as store:
        yield store


@contextmanager
def opened(address: str, wait: int = 30) -> Iterator[Store]:
    """Open a store, and close it afterwards."""
    with closing(open_store(address, wait=wait)) as store:
        yield store
