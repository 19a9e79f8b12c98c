"""The file of a SQLite store: how it is made, recognised and addressed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from events_store.store import InvalidStore, NotRecorded, StoreNotFound

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

# What SQLite's own ANALYZE leaves behind, and changes nothing of what is read.
ANALYZED = ("sqlite_stat1", "sqlite_stat3", "sqlite_stat4")
# Beside a file: what waits in them, SQLite plays into it.
LEFT_OVER = ("-wal", "-journal")


def expected_schema() -> dict[tuple[str, str], str]:
    """Return how each table, index and trigger is made, by its kind and name."""
    result = (statement.split() for statement in SCHEMA)
    return {(words[1].lower(), words[2]): " ".join(words) for words in result}


def create(path: Path) -> bool:
    """Create an empty store; return False, and change nothing, where one is already.

    The file appears whole or not at all: fifty processes that start at once make one store.
    """
    # Looked for first: once another process has made the store, a log beside it is that store's own.
    left = [existing for end in LEFT_OVER if (existing := path.with_name(f"{path.name}{end}")).exists()]
    if path.exists():
        identify(path)
        return False
    if not path.parent.is_dir():
        raise InvalidStore(f"There is no folder {path.parent} to create a store in.")
    if left:
        raise InvalidStore(f"{left[0]} is left over from another store. Nothing was created. Move it away first.")
    try:
        return _is_new(path)
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise NotRecorded(f"The store {path} cannot be created ({why}). Check its folder and the disk.") from None


def _is_new(path: Path) -> bool:
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
            name_it(fresh, path)
        except FileExistsError:
            identify(path)
            return False
    return True


def name_it(fresh: Path, path: Path) -> None:
    """Give a finished file its name, in one step; raises FileExistsError where something has it already."""
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise
    except OSError:
        # Some disks have no hard links: whoever makes the empty file first has the name.
        path.touch(exist_ok=False)
        fresh.replace(path)


def is_database(path: Path) -> bool:
    """Whether a file is some SQLite database, of ours or not, or the log beside one."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(16).startswith((MAGIC, *LOG_MAGIC))


def identify(path: Path) -> int:
    """Return the version of a store by its header; refuse what is not a store of ours, or one of a newer version."""
    # The header is read before SQLite opens the file, because opening may change a file that is not ours.
    if not path.exists():
        # Only needed now, and it needs this module.
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
    """Return the version of a store by the first bytes of its file; None if the file is no store of ours."""
    if header[:16] != MAGIC or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        return None
    return int.from_bytes(header[60:64], "big")


def refuse_newer(path: Path, version: int) -> None:
    """Refuse a store of a version that this one does not know."""
    if version > SCHEMA_VERSION:
        raise InvalidStore(
            f"{path} was written by a newer version of Inspectrail (store version {version}; this one reads up to "
            f"{SCHEMA_VERSION}). Nothing was changed. Upgrade Inspectrail."
        )


def address(path: Path, writable: bool) -> str:
    """Return the address at which SQLite opens the file: for writing, or as it lies."""
    file = path.resolve()
    uri = file.as_uri()
    if writable:
        return f"{uri}?mode=rw"
    # Where nothing waits in a write-ahead log, a file in a folder that cannot be written must be read as it lies.
    waiting = file.with_name(f"{file.name}-wal")
    return f"{uri}?mode=ro" if waiting.exists() else f"{uri}?mode=ro&immutable=1"
