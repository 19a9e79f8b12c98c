"""Copies a log to another store, and proves that two logs are equal."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from events_store.copies.export import lines
from events_store.errors import InvalidStore, NotReadable, NotRecorded
from events_store.sqlite import schema
from events_store.sqlite.store import SQLiteStore
from events_store.store import Entry, Store
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import leaf, root

# Only its owner can read and write it.
PRIVATE = 0o600


@dataclass(frozen=True)
class Digest:
    """A log's size, root hash, and SHA-256 of its export: equal for equal logs."""

    events: int
    root: str
    export: str


def digest(store: Store, *, until: int | None = None) -> Digest:
    """Return the digest of a log up to a position. Reads and hashes every event."""
    leaves = [leaf(row) for row in store.rows(until=until)]
    export = hashlib.sha256()
    for line in lines(store, until=until):
        export.update(line)
    return Digest(len(leaves), root(leaves).hex(), export.hexdigest())


def copy(source: Store, address: str) -> Digest:
    """Copy a log into a new or empty store, all or nothing; return its digest."""
    # Events recorded during the copy are not copied.
    head = source.head()
    expected = digest(source, until=head)
    if names_database(address):
        _into_database(source.entries(until=head), address, expected)
    else:
        mode = permissions_of(source.path) if isinstance(source, SQLiteStore) else PRIVATE
        _into_file(source.entries(until=head), Path(address), expected, mode)
    return expected


def check_equal(actual: Digest, expected: Digest, what: str) -> None:
    """Raise NotReadable if two logs differ."""
    if actual == expected:
        return
    if (actual.events, actual.root) == (expected.events, expected.root):
        raise NotReadable(what, "its events are the same, but its commands differ")
    raise NotReadable(
        what,
        f"it has {actual.events} events and the root {actual.root[:16]}, but should have {expected.events} and "
        f"{expected.root[:16]}",
    )


def _into_database(entries: Iterable[Entry], address: str, expected: Digest) -> None:
    from events_store.postgres.database import drop

    created = create_store(address)
    try:
        with closing(open_store(address)) as target:
            if target.head():
                raise InvalidStore(f"{target.name} already has events. Nothing was copied. Name an empty database.")
            target.append_entries(entries)
            check_equal(digest(target, until=expected.events), expected, f"The copy in {target.name}")
    except BaseException:
        if created:
            drop(address)
        raise


def _into_file(entries: Iterable[Entry], path: Path, expected: Digest, mode: int) -> None:
    check_free(path, "Nothing was copied")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".copying-") as folder:
        fresh = Path(folder) / "store"
        schema.create(fresh)
        with closing(open_store(str(fresh))) as target:
            target.append_entries(entries)
        apply_wal(fresh)
        with closing(open_store(str(fresh))) as target:
            check_equal(digest(target), expected, f"The copy for {path}")
        fresh.chmod(mode)
        sync_into_place(fresh, path)


def check_free(path: Path, consequence: str) -> None:
    """Raise InvalidStore if a file exists at this path, or its folder does not."""
    for file in (path, *(path.with_name(f"{path.name}{end}") for end in schema.LEFT_OVER)):
        if file.exists():
            raise InvalidStore(f"{file} already exists. {consequence}. Name another file.")
    if not path.parent.is_dir():
        raise InvalidStore(f"There is no folder {path.parent}. {consequence}. Name another folder.")


def apply_wal(fresh: Path) -> None:
    """Move everything in a file's write-ahead log into the file. Raises NotRecorded."""
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        message = f"The disk has no room for the file ({error}). Nothing was created. Free some space first."
        raise NotRecorded(message) from error
    if busy or fresh.with_name(f"{fresh.name}-wal").exists():
        raise NotRecorded("The disk has no room for the file. Nothing was created. Free some space first.")


def permissions_of(path: Path) -> int:
    """Return the permissions of a file, which a copy keeps."""
    return path.stat().st_mode & 0o777


def sync_into_place(fresh: Path, path: Path) -> None:
    """Sync a finished file to the disk, then give it its name. Raises InvalidStore if it is taken."""
    sync(fresh)
    try:
        schema.move_into_place(fresh, path)
    except FileExistsError:
        raise InvalidStore(f"{path} already exists. Nothing was replaced. Name another file.") from None
    sync(path.parent)


def sync(path: Path) -> None:
    """Sync a file, or the names in a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
