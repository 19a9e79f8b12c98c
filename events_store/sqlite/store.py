"""The store in one SQLite file. Everything that is particular to SQLite is here."""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, cast

from eventsourcing.persistence import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    Notification,
    PersistenceError,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from events_store.codec import Codec
from events_store.sql_store import (
    COLUMNS,
    MAX_POSITION,
    PAGE,
    SIZE_DIFFERS,
    Commanded,
    PendingCommand,
    Record,
    TableStore,
)
from events_store.sqlite.schema import ANALYZED, SCHEMA_VERSION, address, expected_schema, identify, refuse_newer
from events_store.store import NotReadable, NotRecorded, Row, SchemaDifference, StoreFault, StreamId
from events_store.transparency import merkle_tree

WAIT_SECONDS = 10


class SQLitePositionRecorder(Commanded, SQLiteApplicationRecorder):
    """The library's recorder, with a gapless position as the key, the inspection, the command's id and the ledger."""

    def construct_create_table_statements(self) -> list[str]:
        """Return nothing: tables are made once, by `create`."""
        return []

    def insert(self, proposals: Iterable[PendingCommand]) -> list[int]:
        """Record what commands propose, in one transaction; return the first position of each."""
        todo, firsts = iter(proposals), list[int]()
        with self.datastore.transaction(commit=True) as cursor:
            # The first statement must write, if only nothing: a transaction that begins by reading cannot be upgraded
            # once another process has written, and fails.
            cursor.execute("UPDATE commands SET events = events WHERE FALSE")
            end = _end(cursor)
            while page := list(islice(todo, PAGE)):
                firsts += _insert(cursor, end, page)
        return firsts

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events by their position, which the library calls the id of a notification."""
        after = 0 if start is None else start - inclusive_of_start
        last = MAX_POSITION if stop is None else stop
        kinds = f" AND topic IN ({', '.join('?' * len(topics))})" if topics else ""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                f"SELECT {COLUMNS} FROM stored_events WHERE position > ? AND position <= ?{kinds} "
                "ORDER BY position LIMIT ?",
                (after, last, *topics, limit),
            )
            return [Notification(row[1], row[2], row[4], row[5], id=row[0]) for row in cursor.fetchall()]


@dataclass
class _End:
    """The end of the log while a transaction adds to it: how long it is, its peaks, and the streams met so far."""

    size: int
    tops: list[bytes]
    versions: dict[StreamId, int]


def _end(cursor: SQLiteCursor) -> _End:
    """Return where the log ends; refuses a ledger of another size."""
    cursor.execute(
        "SELECT coalesce(max(position), 0), (SELECT coalesce(max(position), 0) FROM ledger) FROM stored_events"
    )
    size, held = cursor.fetchone()
    if held != size:
        raise NotReadable("The ledger", SIZE_DIFFERS)
    nodes = merkle_tree.peaks(size)
    places = [merkle_tree.place(node) for node in nodes]
    cursor.execute(f"SELECT position, hashes FROM ledger WHERE position IN ({', '.join('?' * len(places))})", places)
    kept = {row[0]: row[1] for row in cursor.fetchall()}
    return _End(size, [merkle_tree.hash_of(node, kept) for node in nodes], {})


def _insert(cursor: SQLiteCursor, end: _End, page: Sequence[PendingCommand]) -> list[int]:
    """Add what commands propose to the end; return the first position of each."""
    firsts, rows, inspections = [], list[Row](), list[str]()
    for proposal in page:
        first = end.size + 1
        proposal.refuse_elsewhere(first)
        _refuse_moved(cursor, end.versions, proposal.guards)
        for position, (stream, version, topic, state) in enumerate(proposal.events, start=first):
            rows.append(Row(position, stream, version, topic, state))
            inspections.append(proposal.inspection)
            end.versions[stream] = version
        end.size += len(proposal.events)
        firsts.append(first)
    cursor.executemany(
        "INSERT INTO commands VALUES (?, ?, ?)",
        [(item.command, first, len(item.events)) for item, first in zip(page, firsts, strict=True)],
    )
    cursor.executemany(
        "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, ?)",
        [
            (row.position, row.stream, row.version, inspection, row.topic, row.state)
            for row, inspection in zip(rows, inspections, strict=True)
        ],
    )
    kept = merkle_tree.grow(end.size - len(rows), end.tops, map(merkle_tree.leaf, rows))
    cursor.executemany(
        "INSERT INTO ledger VALUES (?, ?, ?, ?)",
        [(row.position, row.stream, row.version, hashes) for row, hashes in zip(rows, kept, strict=True)],
    )
    return firsts


def _refuse_moved(cursor: SQLiteCursor, versions: dict[StreamId, int], guards: Sequence[tuple[StreamId, int]]) -> None:
    for stream, version in guards:
        if stream not in versions:
            cursor.execute(
                "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?", (stream,)
            )
            versions[stream] = cursor.fetchone()[0]
        if versions[stream] != version:
            raise IntegrityError(stream)


class DurablePool(SQLiteConnectionPool):
    """Connections that acknowledge nothing before it is on the disk; but for a draft, which nobody has yet."""

    def __init__(self, *, draft: bool, **settings: Any) -> None:
        """Make a pool with the library's settings."""
        self._synchronous = "OFF" if draft else "FULL"
        super().__init__(**settings)

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        with connection.cursor() as cursor:
            # The library takes no wait at all for its default of five seconds.
            cursor.execute(f"PRAGMA busy_timeout={1_000 * (self.lock_timeout or 0)}")
            cursor.execute(f"PRAGMA synchronous={self._synchronous}")
            if wal_reset_is_unsafe(sqlite3.sqlite_version_info):
                # Only the last connection to close checkpoints, and it is alone then.
                cursor.execute("PRAGMA wal_autocheckpoint=0")
        return connection


def wal_reset_is_unsafe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite can lose a write when two connections checkpoint at once (fixed in 3.51.3)."""
    fixed = version >= (3, 51, 3) or (version[:2] == (3, 50) and version[2] >= 7)
    return not (fixed or (version[:2] == (3, 44) and version[2] >= 6))


class SQLiteStore(TableStore):
    """A store of events and views in one file."""

    def __init__(
        self, path: Path, *, wait: int = WAIT_SECONDS, codec: Codec | None = None, draft: bool = False
    ) -> None:
        """Open a store that exists; raises NoStore and NotAStore.

        A draft is a file that nobody has yet: whoever makes it forces it onto the disk before giving it its name.
        """
        version = identify(path)
        self.path = path
        # SQLite keeps its write-ahead log beside the file, so the folder counts too.
        self.writable = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
        if version < SCHEMA_VERSION:
            from events_store.sqlite.migrations import bring_up_to_date

            bring_up_to_date(path, wait=wait, writable=self.writable)
        self._wait = wait
        self._codec = codec or Codec()
        self._datastore = SQLiteDatastore(address(path, self.writable), lock_timeout=wait)
        self._datastore.pool = DurablePool(
            draft=draft, db_name=self._datastore.pool.db_name, lock_timeout=wait, pool_timeout=float(wait)
        )
        self.recorder = SQLitePositionRecorder(self._datastore)
        try:
            # The header lies behind what waits in the write-ahead log.
            refuse_newer(path, self._rows("PRAGMA user_version")[0]["user_version"])
        except StoreFault:
            self.close()
            raise

    @property
    def name(self) -> str:
        """The path of the file."""
        return str(self.path)

    def close(self) -> None:
        """Give the file back."""
        self._datastore.close()

    def settings(self) -> dict[str, str]:
        """Return what a keeper of the store wants to know of its database."""
        journal = self._rows("PRAGMA journal_mode")[0]["journal_mode"]
        synchronous = self._rows("PRAGMA synchronous")[0]["synchronous"]
        return {
            "SQLite": sqlite3.sqlite_version,
            "journal": str(journal),
            "synchronous": {0: "off", 1: "normal", 2: "full", 3: "extra"}[synchronous],
        }

    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return which tables, indexes and triggers are not as `create` makes them, or are not its own."""
        found: list[SchemaDifference] = []
        missing = expected_schema()
        rows = self._rows(
            f"SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT IN {ANALYZED} ORDER BY name"
        )
        for row in rows:
            kind, name = row["type"], row["name"]
            result = missing.pop((kind, name), None)
            if result is None:
                found.append(
                    SchemaDifference(f"The store has a {kind} {name}, which Inspectrail did not make.", plain=True)
                )
            elif result != " ".join(str(row["sql"]).split()):
                found.append(
                    SchemaDifference(f"The {kind} {name} of the store is not as Inspectrail made it.", plain=True)
                )
        for kind, name in missing:
            found.append(
                SchemaDifference(f"The {kind} {name} of the store is not there any more.", plain=kind != "table")
            )
        return found

    def damage(self) -> Sequence[str]:
        """Return the first thing that SQLite finds broken in the file: a page, or an index that misses events."""
        found = self._rows("PRAGMA integrity_check(1)")
        return [text for row in found if (text := str(row["integrity_check"])) != "ok"]

    def _rows(self, statement: str, *parameters: Any) -> Sequence[Record]:
        # A statement alone is a transaction of its own.
        with self._faults(), self._datastore.get_connection(commit=False) as connection, connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cast("list[Record]", cursor.fetchall())

    def _columns(self, statement: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        return list(zip(*self._rows(statement, *parameters), strict=True))

    def _write(self, statement: str, parameters: Sequence[Sequence[Any]]) -> int:
        with self._faults(), self._datastore.transaction(commit=True) as cursor:
            cursor.executemany(statement, parameters)
            return int(cursor.sqlite_cursor.rowcount)

    def _insert(self, proposals: Iterable[PendingCommand]) -> list[int]:
        with self._faults():
            return self.recorder.insert(proposals)

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

    def _fault(self, text: str, error: Exception) -> Exception:
        nothing = "Nothing was recorded."
        if "locked" in text or "busy" in text or "Timed out" in text:
            return NotRecorded(
                f"The store {self.path} is locked: another program has been writing to it for more than "
                f"{self._wait} seconds. {nothing} Try again in a moment."
            )
        if "readonly" in text:
            return NotRecorded(f"The store {self.path} is read-only. {nothing} Ask for permission to write to it.")
        if "full" in text or "disk I/O" in text:
            return NotRecorded(f"The disk cannot take any more ({text}). {nothing} Make room, then try again.")
        if "unable to open" in text:
            return NotRecorded(f"The store {self.path} cannot be opened. {nothing} Check its folder's permissions.")
        if isinstance(error, DatabaseError | sqlite3.DatabaseError):
            return NotReadable(f"The store {self.path}", text)
        return NotRecorded(f"The store {self.path} failed ({text}). {nothing}")
