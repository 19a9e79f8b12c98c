"""A log as it is, from one store to another, and the proof that two logs are the same."""

import hashlib
import os
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from events_store import sqlite_file
from events_store.addresses import create_store, names_database, open_store
from events_store.exporting import lines
from events_store.ledger import leaf, root
from events_store.store import NotAStore, NotReadable, Store


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
    expected = digest(source)
    if names_database(address):
        _into_database(source, address, expected)
    else:
        _into_file(source, Path(address), expected)
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


def _into_database(source: Store, address: str, expected: Digest) -> None:
    create_store(address)
    with closing(open_store(address)) as target:
        if target.head():
            raise NotAStore(f"There are events in {target.name} already. Nothing was copied. Name an empty database.")
        target.take(source.entries())
        refuse_unless_same(digest(target), expected, f"The copy in {target.name}")


def _into_file(source: Store, path: Path, expected: Digest) -> None:
    refuse_taken(path, "Nothing was copied")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".copying-") as folder:
        fresh = Path(folder) / "store"
        sqlite_file.create(fresh)
        with closing(open_store(str(fresh))) as target:
            target.take(source.entries())
            refuse_unless_same(digest(target), expected, f"The copy for {path}")
        put(fresh, path)


def refuse_taken(path: Path, nothing: str) -> None:
    """Refuse a place for a new file where there is one already, or no folder for it."""
    if path.exists():
        raise NotAStore(f"{path} is there already. {nothing}. Name another file.")
    if not path.parent.is_dir():
        raise NotAStore(f"There is no folder {path.parent}. {nothing}. Name another place.")


def put(fresh: Path, path: Path) -> None:
    """Give a finished file its name, once it is on the disk; refuse where something has that name meanwhile."""
    force(fresh)
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        raise NotAStore(f"{path} is there already. Nothing was replaced. Name another file.") from None
    force(path.parent)


def force(path: Path) -> None:
    """Force a file, or the names in a folder, onto the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
