"""Where the stores of a run are made, and how they are opened."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path

import psycopg

from events_store.addresses import create_store, open_store
from events_store.store import Store
from tests.postgres_server import Server, new_database, running, server_address

DATABASES = 4

NewStore = Callable[[], str]


class Places:
    """A folder for files, and servers for databases, which are started when the first one is asked for."""

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
        """Return the address of a new store in a database. The one before the last few is thrown away."""
        turn = next(self._numbers) % DATABASES
        if turn not in self._databases:
            self._databases[turn] = new_database(self._shared, f"torture_{os.getpid()}_{turn}")
            create_store(self._databases[turn])
        _empty(self._databases[turn])
        return self._databases[turn]

    @cached_property
    def server(self) -> Server:
        """A server of our own, which may be killed."""
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
    # Only whoever owns the database can put the triggers aside that refuse this; making the tables anew takes longer.
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in ("stored_events", "commands", "ledger", "views"):
            connection.execute(f"DELETE FROM inspectrail.{table}")


@contextmanager
def opened(address: str, wait: int = 30) -> Iterator[Store]:
    """Open a store and give it back."""
    with closing(open_store(address, wait=wait)) as store:
        yield store
