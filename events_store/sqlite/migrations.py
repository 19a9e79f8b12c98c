"""Migrates a SQLite store of an earlier version, after copying it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path

from events_store.errors import InvalidStore, NotReadable, NotRecorded
from events_store.sqlite.schema import COMMANDS_IN_ORDER, LEDGER, SCHEMA_VERSION, address, move_into_place
from events_store.store import Row
from events_store.transparency.merkle_tree import grow, leaf


def migrate(path: Path, *, wait: int, writable: bool) -> None:
    """Copy a store in its own folder, then migrate it in one transaction."""
    if not writable:
        raise InvalidStore(
            f"{path} was written by an earlier version of Inspectrail. Nothing was changed. Ask somebody who can write "
            f"to it and to its folder to upgrade it with: inspectrail status --store {path}"
        )
    try:
        with closing(sqlite3.connect(address(path, True), uri=True, isolation_level=None, timeout=wait)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("BEGIN IMMEDIATE")
            _upgrade(connection, path)
    except (OSError, sqlite3.Error) as error:
        raise NotRecorded(
            f"{path} was written by an earlier version of Inspectrail and could not be upgraded ({error}). Nothing was "
            f"changed."
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
        # The transaction changed nothing, so the copy is not needed.
        copy.unlink()
        raise


def _copy_first(path: Path, version: int) -> Path:
    """Copy the store before the migration, under a free name; return the copy's path."""
    with tempfile.TemporaryDirectory(dir=path.resolve().parent, prefix=".upgrading-") as folder:
        fresh = Path(folder) / "copy"
        # A separate connection sees the last committed state, and nothing of the migration.
        with closing(sqlite3.connect(address(path, True), uri=True)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
        shutil.copymode(path, fresh)
        with fresh.open("rb") as written:
            os.fsync(written.fileno())
        for number in count():
            name = f"{path.name}.version-{version}" + (f"-{number}" if number else "")
            target = path.resolve().with_name(name)
            with suppress(FileExistsError):
                move_into_place(fresh, target)
                return target
    raise AssertionError  # count() never ends


def _add_ledger(connection: sqlite3.Connection) -> None:
    for statement in (COMMANDS_IN_ORDER, *LEDGER):
        connection.execute(statement)
    hashes_of_rows = grow(0, [], (leaf(row) for row in _events(connection)))
    places = ((row.position, row.stream, row.version) for row in _events(connection))
    connection.executemany(
        "INSERT INTO ledger VALUES (?, ?, ?, ?)",
        ((*place, hashes) for place, hashes in zip(places, hashes_of_rows, strict=True)),
    )


def _events(connection: sqlite3.Connection) -> Iterator[Row]:
    cursor = connection.execute(
        "SELECT position, originator_id, originator_version, topic, state FROM stored_events ORDER BY position"
    )
    for record in cursor:
        if [type(value) for value in record] != [int, str, int, str, bytes]:
            why = "another program changed it: its columns have the wrong types"
            raise NotReadable(f"Event {record[0]}", why)
        yield Row(*record)


# The first step migrates version 1 to 2, and so on.
STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_add_ledger,)
