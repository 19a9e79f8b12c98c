"""How a SQLite store of an earlier version is brought up to date: after a copy, in one transaction."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from events_store.sqlite.schema import COMMANDS_IN_ORDER, LEDGER, SCHEMA_VERSION, address, name_it
from events_store.store import InvalidStore, NotReadable, NotRecorded, Row
from events_store.transparency.merkle_tree import grow, leaf


def bring_up_to_date(path: Path, *, wait: int, writable: bool) -> None:
    """Copy a store beside itself, then change it step by step, all or nothing; nothing for one that is up to date."""
    if not writable:
        raise InvalidStore(
            f"{path} was written by an earlier version of Inspectrail. Nothing was changed. Let somebody who may write "
            f"to it and to its folder bring it up to date with: inspectrail status --store {path}"
        )
    try:
        with closing(sqlite3.connect(address(path, True), uri=True, isolation_level=None, timeout=wait)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            _upgrade(connection, path)
    except (OSError, sqlite3.Error) as error:
        raise NotRecorded(
            f"{path} was written by an earlier version of Inspectrail and could not be brought up to date ({error}). "
            f"It is as it was."
        ) from error


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version >= SCHEMA_VERSION:
        return
    copy = _copy_first(path, version)
    try:
        for step in STEPS[version - 1 :]:
            step(connection)
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        # The store is as it was, and needs no copy.
        copy.unlink()
        raise


def _copy_first(path: Path, version: int) -> Path:
    """Copy what the store is before anything changes, under a name that nothing has yet."""
    with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".upgrading-") as folder:
        fresh = Path(folder) / "copy"
        # A connection of its own sees what was recorded last, and nothing of the change.
        with closing(sqlite3.connect(address(path, True), uri=True)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
        shutil.copymode(path, fresh)
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        for number in count():
            name = f"{path.name}.version-{version}" + (f"-{number}" if number else "")
            temporary = path.resolve().with_name(name)
            with suppress(FileExistsError):
                name_it(fresh, temporary)
                return temporary
    raise AssertionError  # numbers do not come to an end


def _add_ledger(connection: sqlite3.Connection) -> None:
    for statement in (COMMANDS_IN_ORDER, *LEDGER):
        connection.execute(statement)
    kept = grow(0, [], (leaf(row) for row in _events(connection)))
    places = ((row.position, row.stream, row.version) for row in _events(connection))
    connection.executemany(
        "INSERT INTO ledger VALUES (?, ?, ?, ?)", ((*at, hashes) for at, hashes in zip(places, kept, strict=True))
    )


def _events(connection: sqlite3.Connection) -> Iterator[Row]:
    cursor = connection.execute(
        "SELECT position, originator_id, originator_version, topic, state FROM stored_events ORDER BY position"
    )
    for record in cursor:
        if [type(value) for value in record] != [int, str, int, str, bytes]:
            why = "another program changed it: its columns are not of the kind written"
            raise NotReadable(f"Event {record[0]}", why)
        yield Row(*record)


# From version 1 to 2, and so on.
STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_add_ledger,)
