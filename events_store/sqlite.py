"""The store in one SQLite file. Everything that is particular to SQLite is here."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eventsourcing.persistence import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from events_store.codec import Codec
from events_store.sqlite_file import address, identify
from events_store.store import (
    AlreadyRecorded,
    Batch,
    NotReadable,
    NotRecorded,
    Recorded,
    Row,
    SavedView,
    StreamId,
    StreamMoved,
)

PAGE = 1_000
WAIT_SECONDS = 10

COLUMNS = "position, originator_id, originator_version, inspection, topic, state"


class PositionRecorder(SQLiteApplicationRecorder):
    """The library's recorder, with a gapless position as the key, the inspection, and the command's id."""

    def construct_create_table_statements(self) -> list[str]:
        """Return nothing: tables are made once, by `create`."""
        return []

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        inspection: str = "",
        command: str | None = None,
        guards: Sequence[tuple[StreamId, int]] = (),
        **_: Any,
    ) -> Sequence[int]:
        # The first statement must write: a transaction that begins by reading cannot be upgraded once another
        # process has written, and fails.
        if command is not None:
            c.execute(
                "INSERT INTO commands SELECT ?, coalesce(max(position), 0) + 1, ? FROM stored_events",
                (command, len(stored_events)),
            )
        for stream, version in guards:
            if _version(c, stream) != version:
                raise IntegrityError(stream)
        positions = []
        for event in stored_events:
            # SQLite gives max(position) + 1, inside this transaction: gapless, because a rollback takes it back.
            c.execute(
                "INSERT INTO stored_events (originator_id, originator_version, inspection, topic, state) "
                "VALUES (?, ?, ?, ?, ?)",
                (str(event.originator_id), event.originator_version, inspection, event.topic, event.state),
            )
            positions.append(c.lastrowid)
        return positions


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


class SQLiteStore:
    """A store of events and views in one file."""

    def __init__(
        self, path: Path, *, wait: int = WAIT_SECONDS, codec: Codec | None = None, draft: bool = False
    ) -> None:
        """Open a store that exists; raises NoStore and NotAStore.

        A draft is a file that nobody has yet: whoever makes it forces it onto the disk before giving it its name.
        """
        identify(path)
        self.path = path
        # SQLite keeps its write-ahead log beside the file, so the folder counts too.
        self.writable = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
        self._wait = wait
        self._codec = codec or Codec()
        self._datastore = SQLiteDatastore(address(path, self.writable), lock_timeout=wait)
        self._datastore.pool = DurablePool(
            draft=draft, db_name=self._datastore.pool.db_name, lock_timeout=wait, pool_timeout=float(wait)
        )
        self.recorder = PositionRecorder(self._datastore)

    def close(self) -> None:
        """Give the file back."""
        self._datastore.close()

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[Recorded]:
        """Return the facts of one stream, after a version."""
        return self._select("originator_id = ? AND originator_version > ? ORDER BY originator_version", stream, after)

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[Recorded]:
        """Record all batches or none, under the id of the command."""
        events = [
            StoredEvent(batch.stream, version, *self._codec.encode(fact))
            for batch in batches
            for version, fact in enumerate(batch.facts, start=batch.expected_version + 1)
        ]
        guards = [(batch.stream, batch.expected_version) for batch in batches]
        try:
            with self._faults():
                positions = self.recorder.insert_events(events, inspection=inspection, command=command, guards=guards)
        except IntegrityError:
            raise self._why_not(batches, command) from None
        facts = [fact for batch in batches for fact in batch.facts]
        return [
            Recorded(position, str(event.originator_id), event.originator_version, inspection, fact)
            for position, event, fact in zip(positions or (), events, facts, strict=True)
        ]

    def follow(self, *, after: int = 0, until: int | None = None, inspection: str | None = None) -> Iterator[Recorded]:
        """Yield the log in position order, page by page."""
        where = "position > ?" if inspection is None else "inspection = ? AND position > ?"
        first = () if inspection is None else (inspection,)
        if until is not None:
            where += f" AND position <= {until:d}"
        while page := self._select(f"{where} ORDER BY position LIMIT {PAGE}", *first, after):
            yield from page
            after = page[-1].position

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections, in the order they were announced."""
        rows = self._rows("SELECT inspection FROM stored_events GROUP BY inspection ORDER BY min(position)")
        return [row["inspection"] for row in rows]

    def head(self) -> int:
        """Return the position of the newest event."""
        return int(self._rows("SELECT coalesce(max(position), 0) AS head FROM stored_events")[0]["head"])

    def rows(self, *, until: int | None = None) -> Iterator[Row]:
        """Yield the stored bytes in position order, page by page."""
        after, last = 0, self.head() if until is None else until
        statement = (
            f"SELECT {COLUMNS} FROM stored_events WHERE position > ? AND position <= ? ORDER BY position LIMIT {PAGE}"
        )
        while page := self._rows(statement, after, last):
            for row in page:
                _as_written(row)
                yield Row(row["position"], row["originator_id"], row["originator_version"], row["topic"], row["state"])
            after = page[-1]["position"]

    def recorded_by(self, command: str) -> Sequence[Recorded]:
        """Return what a command recorded."""
        rows = self._rows("SELECT first_position, events FROM commands WHERE command_id = ?", command)
        if not rows:
            return []
        first, events = rows[0]["first_position"], rows[0]["events"]
        return self._select("position >= ? AND position < ? ORDER BY position", first, first + events)

    def load_view(self, name: str, inspection: str) -> SavedView | None:
        """Return a saved view."""
        rows = self._rows("SELECT position, state FROM views WHERE name = ? AND inspection = ?", name, inspection)
        return SavedView(rows[0]["position"], rows[0]["state"]) if rows else None

    def save_view(self, name: str, inspection: str, view: SavedView) -> None:
        """Save a view with its position, unless one further on is there. A store that is only read keeps none."""
        if self.writable:
            self._write(
                "INSERT INTO views VALUES (?, ?, ?, ?) ON CONFLICT (name, inspection) DO UPDATE "
                "SET position = excluded.position, state = excluded.state "
                "WHERE excluded.position > views.position",
                name, inspection, view.position, view.state,
            )  # fmt: skip

    def forget_views(self, inspection: str | None = None) -> int:
        """Throw saved views away."""
        return self._write("DELETE FROM views WHERE ?1 IS NULL OR inspection = ?1", inspection)

    def settings(self) -> dict[str, str]:
        """Return what a keeper of the store wants to know of its database."""
        journal = self._rows("PRAGMA journal_mode")[0][0]
        synchronous = self._rows("PRAGMA synchronous")[0][0]
        return {
            "sqlite": sqlite3.sqlite_version,
            "journal_mode": str(journal),
            "synchronous": {0: "off", 1: "normal", 2: "full", 3: "extra"}[synchronous],
        }

    def _select(self, where: str, *parameters: Any) -> list[Recorded]:
        rows = self._rows(f"SELECT {COLUMNS} FROM stored_events WHERE {where}", *parameters)
        for row in rows:
            _as_written(row)
        return [
            Recorded(
                row["position"],
                row["originator_id"],
                row["originator_version"],
                row["inspection"],
                self._codec.decode(row["topic"], row["state"]),
            )
            for row in rows
        ]

    def _rows(self, statement: str, *parameters: Any) -> list[sqlite3.Row]:
        with self._faults(), self._datastore.transaction(commit=False) as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())

    def _write(self, statement: str, *parameters: Any) -> int:
        with self._faults(), self._datastore.transaction(commit=True) as cursor:
            cursor.execute(statement, parameters)
            cursor.execute("SELECT changes()")
            return int(cursor.fetchone()[0])

    def _why_not(self, batches: Sequence[Batch], command: str) -> Exception:
        if self._rows("SELECT 1 FROM commands WHERE command_id = ?", command):
            return AlreadyRecorded(command, self.recorded_by(command))
        for batch in batches:
            rows = self._rows(
                "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?",
                batch.stream,
            )
            if rows[0][0] != batch.expected_version:
                return StreamMoved(batch.stream, batch.expected_version, rows[0][0])
        return NotRecorded(f"The store {self.path} did not take it. Nothing was recorded. Try again.")

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except (InterfaceError, PersistenceError, sqlite3.Error) as error:
            raise self._fault(str(error), error) from error

    def _fault(self, said: str, error: Exception) -> Exception:
        nothing = "Nothing was recorded."
        if "locked" in said or "busy" in said or "Timed out" in said:
            return NotRecorded(
                f"The store {self.path} is locked: another program has been writing to it for more than "
                f"{self._wait} seconds. {nothing} Try again in a moment."
            )
        if "readonly" in said:
            return NotRecorded(f"The store {self.path} is read-only. {nothing} Ask for permission to write to it.")
        if "full" in said or "disk I/O" in said:
            return NotRecorded(f"The disk cannot take any more ({said}). {nothing} Make room, then try again.")
        if "unable to open" in said:
            return NotRecorded(f"The store {self.path} cannot be opened. {nothing} Check its folder's permissions.")
        if isinstance(error, DatabaseError | sqlite3.DatabaseError):
            return NotReadable(f"The store {self.path}", said)
        return NotRecorded(f"The store {self.path} failed ({said}). {nothing}")


def _version(cursor: SQLiteCursor, stream: StreamId) -> int:
    cursor.execute("SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?", (stream,))
    return int(cursor.fetchone()[0])


def _as_written(row: sqlite3.Row) -> None:
    # SQLite lets any program put a value of any type into any column.
    position, stream, version, inspection, topic, state = row
    texts = isinstance(stream, str) and isinstance(inspection, str) and isinstance(topic, str)
    if not (texts and isinstance(version, int) and isinstance(state, bytes)):
        raise NotReadable(f"Event {position}", "another program changed it: its columns are not of the kind written")
