"""Creates, recognises and addresses the file of a SQLite store."""

import sqlite3
from contextlib import closing
from pathlib import Path

from events_store.errors import InvalidStore, NotRecorded, StoreNotFound

APPLICATION_ID = int.from_bytes(b"INSP", "big")
SCHEMA_VERSION = 2
MAGIC = b"SQLite format 3\0"
HEADER_BYTES = 100
LOG_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


def _unchangeable(*tables: str) -> tuple[str, ...]:
    return tuple(
        f"""CREATE TRIGGER no_{change}_of_{table} BEFORE {change} ON {table}
            BEGIN SELECT RAISE(ABORT, 'what was recorded is never changed'); END"""
        for table in tables
        for change in ("update", "delete")
    )


COMMANDS_IN_ORDER = "CREATE INDEX commands_in_order ON commands (first_position, events, command_id)"

LEDGER = (
    """CREATE TABLE ledger (
        position INTEGER PRIMARY KEY,
        stream TEXT NOT NULL,
        version INTEGER NOT NULL,
        hashes BLOB NOT NULL)""",
    *_unchangeable("ledger"),
)

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
    COMMANDS_IN_ORDER,
    """CREATE TABLE views (
        name TEXT NOT NULL,
        inspection TEXT NOT NULL,
        position INTEGER NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (name, inspection)) WITHOUT ROWID""",
    *_unchangeable("stored_events", "commands"),
    *LEDGER,
)

# The tables of SQLite's own ANALYZE. They do not change any result.
ANALYZED = ("sqlite_stat1", "sqlite_stat3", "sqlite_stat4")
# The endings of SQLite's logs: SQLite applies such a log to the file of the same name.
LEFT_OVER = ("-wal", "-journal")


def expected_schema() -> dict[tuple[str, str], str]:
    """Return the statement for each table, index and trigger, by kind and name."""
    statements = (statement.split() for statement in SCHEMA)
    return {(words[1].lower(), words[2]): " ".join(words) for words in statements}


def create(path: Path) -> bool:
    """Create an empty store; return False and change nothing if one exists.

    The file appears complete or not at all: processes that start at once create one store.
    """
    # Checked first: once another process has created the store, a log with its name belongs to it.
    logs = [log for end in LEFT_OVER if (log := path.with_name(f"{path.name}{end}")).exists()]
    if path.exists():
        identify(path)
        return False
    if not path.parent.is_dir():
        raise InvalidStore(f"There is no folder {path.parent} to create a store in.")
    if logs:
        raise InvalidStore(f"{logs[0]} is left over from another store. Nothing was created. Move it away first.")
    try:
        return _create_file(path)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise NotRecorded(f"The store {path} cannot be created ({why}). Check its folder and the disk.") from None


def _create_file(path: Path) -> bool:
    """Return whether the store was created; False if another process was first."""
    import tempfile

    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".new-store-") as folder:
        fresh = Path(folder) / "store"
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
            for statement in SCHEMA:
                connection.execute(statement)
        try:
            move_into_place(fresh, path)
        except FileExistsError:
            identify(path)
            return False
    return True


def move_into_place(fresh: Path, path: Path) -> None:
    """Give a finished file its name in one step. Raises FileExistsError if the name is taken."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise
    except OSError:
        # Some disks have no hard links: the process that creates the empty file first gets the name.
        path.touch(exist_ok=False)
        fresh.replace(path)


def is_database(path: Path) -> bool:
    """Return whether a file is any SQLite database, or the log of one."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16).startswith((MAGIC, *LOG_MAGIC))


def identify(path: Path) -> int:
    """Return the version of a store. Raises StoreNotFound, or InvalidStore for another or newer file."""
    # Read the header before SQLite opens the file: opening may change a file that is not ours.
    if not path.exists():
        # Imported here because it imports this module.
        from events_store.sqlite.nearby import nearby_stores

        raise StoreNotFound(path, nearby_stores(path.parent))
    if path.is_dir():
        raise InvalidStore(f"{path} is a folder, not an Inspectrail store. Name a file.")
    if not path.is_file():
        raise InvalidStore(f"{path} is not a file. Nothing was read or changed. Name another file.")
    try:
        with path.open("rb") as file:
            version = version_of(file.read(HEADER_BYTES))
    except OSError as error:
        raise InvalidStore(f"{path} cannot be read ({error.strerror}).") from None
    if version is None:
        raise InvalidStore(f"{path} is not an Inspectrail store. Nothing was read or changed. Name another file.")
    refuse_newer(path, version)
    return version


def version_of(header: bytes) -> int | None:
    """Return the version in the header of a store; None if the file is not a store."""
    if header[:16] != MAGIC or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        return None
    return int.from_bytes(header[60:64], "big")


def refuse_newer(path: Path, version: int) -> None:
    """Raise InvalidStore for a version that is newer than this program knows."""
    if version > SCHEMA_VERSION:
        raise InvalidStore(
            f"{path} was written by a newer version of Inspectrail (store version {version}; this one reads up to "
            f"{SCHEMA_VERSION}). Nothing was changed. Upgrade Inspectrail."
        )


def address(path: Path, writable: bool) -> str:
    """Return the URI at which SQLite opens the file, for writing or reading."""
    file = path.resolve()
    uri = file.as_uri()
    if writable:
        return f"{uri}?mode=rw"
    # Without a write-ahead log, SQLite can read a file in a read-only folder only as immutable.
    log = file.with_name(f"{file.name}-wal")
    return f"{uri}?mode=ro" if log.exists() else f"{uri}?mode=ro&immutable=1"
