"""The store in one SQLite file. Everything that is particular to SQLite is here."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
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
from events_store.store import (
    AlreadyRecorded,
    Batch,
    NoStore,
    NotAStore,
    NotReadable,
    NotRecorded,
    Recorded,
    Row,
    SavedView,
    StreamId,
    StreamMoved,
)

APPLICATION_ID = int.from_bytes(b"INSP", "big")
SCHEMA_VERSION = 1
PAGE = 1_000
WAIT_SECONDS = 10

SCHEMA = (
    """CREATE TABLE stored_events (
        position INTEGER PRIMARY KEY,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        inspection TEXT NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version))""",
    "CREATE INDEX events_of_inspection ON stored_events (inspection, position)",
    """CREATE TABLE commands (
        command_id TEXT PRIMARY KEY,
        first_position INTEGER NOT NULL,
        events INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE views (
        name TEXT NOT NULL,
        inspection TEXT NOT NULL,
        position INTEGER NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (name, inspection)) WITHOUT ROWID""",
    *(
        f"""CREATE TRIGGER no_{change}_of_{table} BEFORE {change} ON {table}
            BEGIN SELECT RAISE(ABORT, 'what was recorded is never changed'); END"""
        for table in ("stored_events", "commands")
        for change in ("update", "delete")
    ),
)

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
    """Connections that acknowledge nothing before it is on the disk."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        with connection.cursor() as cursor:
            # The library takes no wait at all for its default of five seconds.
            cursor.execute(f"PRAGMA busy_timeout={1_000 * (self.lock_timeout or 0)}")
            cursor.execute("PRAGMA synchronous=FULL")
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

    def __init__(self, path: Path, *, wait: int = WAIT_SECONDS, codec: Codec | None = None) -> None:
        """Open a store that exists; raises NoStore and NotAStore."""
        _identify(path)
        self.path = path
        # SQLite keeps its write-ahead log beside the file, so the folder counts too.
        self.writable = os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)
        self._wait = wait
        self._codec = codec or Codec()
        self._datastore = SQLiteDatastore(_address(path, self.writable), lock_timeout=wait)
        self._datastore.pool = DurablePool(
            db_name=self._datastore.pool.db_name, lock_timeout=wait, pool_timeout=float(wait)
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


def create(path: Path) -> bool:
    """Create an empty store; return False, and change nothing, where one is already.

    The file appears whole or not at all: fifty processes that start at once make one store.
    """
    # Looked for first: once another process has made the store, a log beside it is that store's own.
    left = path.with_name(f"{path.name}-wal")
    stray = left.exists()
    if path.exists():
        _identify(path)
        return False
    if not path.parent.is_dir():
        raise NotAStore(f"There is no folder {path.parent} to create a store in.")
    if stray:
        # SQLite would play what waits in it into the new file.
        raise NotAStore(f"{left} is left over from another store. Nothing was created. Move it away first.")
    try:
        return _made(path)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise NotRecorded(f"The store {path} cannot be created ({why}). Check its folder and the disk.") from None


def _made(path: Path) -> bool:
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-store-") as folder:
        fresh = Path(folder) / "store"
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            for statement in SCHEMA:
                connection.execute(statement)
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            _identify(path)
            return False
    return True


def _version(cursor: SQLiteCursor, stream: StreamId) -> int:
    cursor.execute("SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?", (stream,))
    return int(cursor.fetchone()[0])


def _as_written(row: sqlite3.Row) -> None:
    # SQLite lets any program put a value of any type into any column.
    position, stream, version, inspection, topic, state = row
    texts = isinstance(stream, str) and isinstance(inspection, str) and isinstance(topic, str)
    if not (texts and isinstance(version, int) and isinstance(state, bytes)):
        raise NotReadable(f"Event {position}", "another program changed it: its columns are not of the kind written")


def _identify(path: Path) -> None:
    # The header is read before SQLite opens the file, because opening may change a file that is not ours.
    if not path.exists():
        raise NoStore(path)
    if path.is_dir():
        raise NotAStore(f"{path} is a folder, not an Inspectrail store. Name a file.")
    if not path.is_file():
        raise NotAStore(f"{path} is not a file. Nothing was read or changed. Name another file.")
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise NotAStore(f"{path} cannot be read ({error.strerror}).") from None
    if header[:16] != b"SQLite format 3\0" or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise NotAStore(f"{path} is not an Inspectrail store. Nothing was read or changed. Name another file.")
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise NotAStore(
            f"{path} was written by a newer version of Inspectrail (store version {version}; this one reads up to "
            f"{SCHEMA_VERSION}). Nothing was changed. Upgrade Inspectrail."
        )


def _address(path: Path, writable: bool) -> str:
    file = path.resolve()
    address = file.as_uri()
    if writable:
        return f"{address}?mode=rw"
    # Where nothing waits in a write-ahead log, a file in a folder that cannot be written must be read as it lies.
    waiting = file.with_name(f"{file.name}-wal")
    return f"{address}?mode=ro" if waiting.exists() else f"{address}?immutable=1"
