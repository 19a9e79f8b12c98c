"""The store in a SQLite file."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from eventsourcing.persistence import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    PersistenceError,
)
from eventsourcing.sqlite import (
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
)

from events_store.codec import Codec
from events_store.errors import NotReadable, NotRecorded, StoreFault
from events_store.pending_command import PendingCommand
from events_store.sql_database import Record
from events_store.sql_store import TableStore
from events_store.sqlite.recorder import SQLitePositionRecorder
from events_store.sqlite.schema import ANALYZED, SCHEMA_VERSION, address, expected_schema, identify, refuse_newer
from events_store.store import SchemaDifference

WAIT_SECONDS = 10


class DurablePool(SQLiteConnectionPool):
    """Connections that commit to the disk, unless the store is still a draft."""

    def __init__(self, *, draft: bool, **settings: Any) -> None:
        """Create a pool with the library's settings."""
        self._synchronous = "OFF" if draft else "FULL"
        super().__init__(**settings)

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        with connection.cursor() as cursor:
            # The library treats a wait of 0 as its default of five seconds.
            cursor.execute(f"PRAGMA busy_timeout={1_000 * (self.lock_timeout or 0)}")
            cursor.execute(f"PRAGMA synchronous={self._synchronous}")
            if wal_reset_is_unsafe(sqlite3.sqlite_version_info):
                # Then only the last connection to close checkpoints, and no other is open.
                cursor.execute("PRAGMA wal_autocheckpoint=0")
        return connection


def wal_reset_is_unsafe(version: tuple[int, ...]) -> bool:
    """Return whether concurrent checkpoints can lose a write in this version of SQLite.

    Fixed in 3.51.3, 3.50.7 and 3.44.6.
    """
    fixed = version >= (3, 51, 3) or (version[:2] == (3, 50) and version[2] >= 7)
    return not (fixed or (version[:2] == (3, 44) and version[2] >= 6))


class SQLiteStore(TableStore):
    """A store in one file."""

    def __init__(
        self, path: Path, *, wait: int = WAIT_SECONDS, codec: Codec | None = None, draft: bool = False
    ) -> None:
        """Open a store. Raises StoreNotFound and InvalidStore.

        A draft is not in use yet: the caller syncs it to the disk before moving it into place.
        """
        version = identify(path)
        self.path = path
        # SQLite keeps its write-ahead log in the same folder, which must be writable too.
        self.writable = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
        if version < SCHEMA_VERSION:
            from events_store.sqlite.migrations import migrate

            migrate(path, wait=wait, writable=self.writable)
        self._wait = wait
        self._codec = codec or Codec()
        self._datastore = SQLiteDatastore(address(path, self.writable), lock_timeout=wait)
        self._datastore.pool = DurablePool(
            draft=draft, db_name=self._datastore.pool.db_name, lock_timeout=wait, pool_timeout=float(wait)
        )
        self.recorder = SQLitePositionRecorder(self._datastore)
        try:
            # The write-ahead log may hold a newer version than the header.
            refuse_newer(path, self._rows("PRAGMA user_version")[0]["user_version"])
        except StoreFault:
            self.close()
            raise

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self.path)

    def close(self) -> None:
        """Close the file."""
        self._datastore.close()

    def settings(self) -> dict[str, str]:
        """Return SQLite's version and its settings for durability."""
        journal = self._rows("PRAGMA journal_mode")[0]["journal_mode"]
        synchronous = self._rows("PRAGMA synchronous")[0]["synchronous"]
        return {
            "SQLite": sqlite3.sqlite_version,
            "journal": str(journal),
            "synchronous": {0: "off", 1: "normal", 2: "full", 3: "extra"}[synchronous],
        }

    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return how tables, indexes and triggers differ from what `create` creates."""
        differences: list[SchemaDifference] = []
        missing = expected_schema()
        rows = self._rows(
            f"SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT IN {ANALYZED} ORDER BY name"
        )
        for row in rows:
            kind, name = row["type"], row["name"]
            expected = missing.pop((kind, name), None)
            if expected is None:
                sentence = f"The store has a {kind} {name}, which Inspectrail did not create."
                differences.append(SchemaDifference(sentence, plain=True))
            elif expected != " ".join(str(row["sql"]).split()):
                differences.append(SchemaDifference(f"The {kind} {name} of the store was changed.", plain=True))
        for kind, name in missing:
            differences.append(SchemaDifference(f"The {kind} {name} of the store is missing.", plain=kind != "table"))
        return differences

    def damage(self) -> Sequence[str]:
        """Return the first damage that SQLite finds in a page or an index."""
        rows = self._rows("PRAGMA integrity_check(1)")
        return [message for row in rows if (message := str(row["integrity_check"])) != "ok"]

    def _rows(self, statement: str, *parameters: Any) -> Sequence[Record]:
        # A single statement is its own transaction.
        with self._faults(), self._datastore.get_connection(commit=False) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cast("list[Record]", cursor.fetchall())

    def _columns(self, statement: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        return list(zip(*self._rows(statement, *parameters), strict=True))

    def _write(self, statement: str, parameters: Sequence[Sequence[Any]]) -> int:
        with self._faults(), self._datastore.transaction(commit=True) as cursor:
            cursor.executemany(statement, parameters)
            return int(cursor.sqlite_cursor.rowcount)

    def _insert(self, pending: Iterable[PendingCommand]) -> list[int]:
        with self._faults():
            return self.recorder.insert(pending)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except UnicodeDecodeError as error:
            raise NotReadable(f"The store {self.path}", "its text is damaged") from error
        except (InterfaceError, PersistenceError, sqlite3.Error) as error:
            raise self._fault(str(error), error) from error

    def _fault(self, message: str, error: Exception) -> Exception:
        nothing = "Nothing was recorded."
        if "locked" in message or "busy" in message or "Timed out" in message:
            return NotRecorded(
                f"The store {self.path} is locked: another program has been writing to it for more than "
                f"{self._wait} seconds. {nothing} Try again in a moment."
            )
        if "readonly" in message:
            return NotRecorded(f"The store {self.path} is read-only. {nothing} Ask its owner for write access.")
        if "full" in message or "disk I/O" in message:
            return NotRecorded(f"The disk is full or failing ({message}). {nothing} Free some space, then try again.")
        if "unable to open" in message:
            return NotRecorded(f"The store {self.path} cannot be opened. {nothing} Check its folder's permissions.")
        if isinstance(error, DatabaseError | sqlite3.DatabaseError):
            return NotReadable(f"The store {self.path}", message)
        return NotRecorded(f"The store {self.path} failed ({message}). {nothing}")
