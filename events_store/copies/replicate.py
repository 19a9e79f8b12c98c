"""A log as it is, from one store to another, and the proof that two logs are the same."""

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from events_store.copies.export import lines
from events_store.sqlite import schema
from events_store.sqlite.store import SQLiteStore
from events_store.store import Entry, InvalidStore, NotReadable, NotRecorded, Store
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import leaf, root

# Only whoever made it reads and writes it.
PRIVATE = 0o600


@dataclass(frozen=True)
class Digest:
    """What two stores with the same log have the same: its size, its root, and the SHA-256 of its export."""

    events: int
    root: str
    export: str


def digest(store: Store, *, until: int | None = None) -> Digest:
    """Return the digest of a log, or of its beginning: all of it is read and hashed again."""
    leaves = [leaf(row) for row in store.rows(until=until)]
    export = hashlib.sha256()
    for line in lines(store, until=until):
        export.update(line)
    return Digest(len(leaves), root(leaves).hex(), export.hexdigest())


def copy(source: Store, address: str) -> Digest:
    """Copy a log into a store that is not there yet, or is empty: all of it or nothing. Return its digest."""
    # What is recorded meanwhile stays behind.
    head = source.head()
    expected = digest(source, until=head)
    if names_database(address):
        _into_database(source.entries(until=head), address, expected)
    else:
        mode = mode_of(source.path) if isinstance(source, SQLiteStore) else PRIVATE
        _into_file(source.entries(until=head), Path(address), expected, mode)
    return expected


def refuse_unless_same(found: Digest, expected: Digest, what: str) -> None:
    """Raise NotReadable where two logs differ."""
    if found == expected:
        return
    if (found.events, found.root) == (expected.events, expected.root):
        raise NotReadable(what, "its events are the same, but it differs in what its commands recorded")
    raise NotReadable(
        what,
        f"it has {found.events} events and the root {found.root[:16]}, and should have {expected.events} and "
        f"{expected.root[:16]}",
    )


def _into_database(entries: Iterable[Entry], address: str, expected: Digest) -> None:
    from events_store.postgres.database import drop

    created = create_store(address)
    try:
        with closing(open_store(address)) as target:
            if target.head():
                raise InvalidStore(f"There are events in {target.name} already. Nothing was copied. Name an empty one.")
            target.append_entries(entries)
            refuse_unless_same(digest(target, until=expected.events), expected, f"The copy in {target.name}")
    except BaseException:
        if created:
            drop(address)
        raise


def _into_file(entries: Iterable[Entry], path: Path, expected: Digest, mode: int) -> None:
    refuse_taken(path, "Nothing was copied")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".copying-") as folder:
        fresh = Path(folder) / "store"
        schema.create(fresh)
        with closing(open_store(str(fresh))) as target:
            target.append_entries(entries)
        settle(fresh)
        with closing(open_store(str(fresh))) as target:
            refuse_unless_same(digest(target), expected, f"The copy for {path}")
        fresh.chmod(mode)
        put(fresh, path)


def refuse_taken(path: Path, nothing: str) -> None:
    """Refuse a place for a new file where there is one already, or no folder for it."""
    for existing in (path, *(path.with_name(f"{path.name}{end}") for end in schema.LEFT_OVER)):
        if existing.exists():
            raise InvalidStore(f"{existing} is there already. {nothing}. Name another file.")
    if not path.parent.is_dir():
        raise InvalidStore(f"There is no folder {path.parent}. {nothing}. Name another place.")


def settle(fresh: Path) -> None:
    """Bring everything that waits in a log beside a file into the file; raises NotRecorded where that cannot be."""
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        why = f"The disk cannot take the whole file ({error}). Nothing was made. Make room first."
        raise NotRecorded(why) from error
    if busy or fresh.with_name(f"{fresh.name}-wal").exists():
        raise NotRecorded("The disk cannot take the whole file. Nothing was made. Make room first.")


def mode_of(path: Path) -> int:
    """Return who may read and write a file: a copy is for nobody else."""
    return path.stat().st_mode & 0o777


def put(fresh: Path, path: Path) -> None:
    """Give a finished file its name, once it is on the disk; refuse where something has that name meanwhile."""
    force(fresh)
    try:
        schema.name_it(fresh, path)
    except FileExistsError:
        raise InvalidStore(f"{path} is there already. Nothing was replaced. Name another file.") from None
    force(path.parent)


def force(path: Path) -> None:
    """Force a file, or the names in a folder, onto the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
