"""Copies that are kept: taken while others write, with a receipt of what they hold, and put back only if they do."""

import os
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from events_store.copies.replicate import (
    PRIVATE,
    Digest,
    digest,
    mode_of,
    put,
    refuse_taken,
    refuse_unless_same,
    settle,
)
from events_store.sql_store import TableStore
from events_store.sqlite.schema import MAGIC, address
from events_store.store import InvalidStore, NotReadable, NotRecorded, Store
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store

SQLITE, POSTGRESQL = MAGIC, b"PGDMP"
LONGEST_RECEIPT = 10_000
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")

# Whatever else must be the same in the copy, up to a position: the views, which are no matter of the events store.
Also = Callable[[Store, int | None], str]


def receipt_of(file: Path) -> Path:
    """Return where the receipt of a backup is."""
    return file.with_name(f"{file.name}.json")


def back_up(store_address: str, file: Path, also: Also) -> dict[str, Any]:
    """Copy a store into a file that is not there yet, whatever others write meanwhile; return its receipt.

    The file gets its name when it is complete, was read again, and is on the disk; its receipt lies beside it.
    """
    for place in (file, receipt_of(file)):
        refuse_taken(place, "Nothing was backed up")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backing-up-") as folder:
        fresh = Path(folder) / "backup"
        if names_database(store_address):
            held = _dump(store_address, fresh, also)
        else:
            held = _copy(Path(store_address), fresh, also)
        receipt = Path(folder) / "receipt"
        receipt.write_bytes(orjson.dumps(held, option=orjson.OPT_INDENT_2))
        mode = PRIVATE if names_database(store_address) else mode_of(Path(store_address))
        for path in (fresh, receipt):
            path.chmod(mode)
        put(receipt, receipt_of(file))
        try:
            put(fresh, file)
        except BaseException:
            receipt_of(file).unlink()
            raise
    return held


def restore(file: Path, store_address: str, also: Also, check: Callable[[TableStore], None]) -> dict[str, Any]:
    """Put a backup back as a store that is not there yet, and return its receipt.

    Raises NotReadable, and leaves nothing behind, where it is not what its receipt says; what `check` raises, too.
    """
    kind = _kind(file)
    expected = _receipt(file)

    def proved(store: TableStore) -> None:
        refuse_unless_same(digest(store), Digest(**expected["log"]), f"The backup {file}")
        if views_differ(also(store, None), expected["views"]):
            raise NotReadable(f"The backup {file}", "its events lead to other views than those of the original")
        check(store)

    if names_database(store_address):
        if kind != POSTGRESQL:
            raise InvalidStore(f"{file} is a backup of a file. Restore it as a file, then use: inspectrail copy")
        _restore_dump(file, store_address, proved)
    else:
        if kind != SQLITE:
            raise InvalidStore(f"{file} is a backup of a PostgreSQL database. Restore it into an empty database.")
        _restore_file(file, Path(store_address), proved)
    return expected


def views_differ(found: str, expected: str) -> bool:
    """Whether two digests of views differ: those of another release are folded otherwise, and say nothing."""
    return found.partition(":")[0] == expected.partition(":")[0] and found != expected


def _held(store: Store, also: Also, until: int | None = None) -> dict[str, Any]:
    return {"log": vars(digest(store, until=until)), "views": also(store, until)}


def _copy(path: Path, fresh: Path, also: Also) -> dict[str, Any]:
    with closing(open_store(str(path))) as store:
        uri = address(path, store.writable)
    try:
        # In one step the copy is of one moment, and writers are not kept waiting: they write ahead.
        with closing(sqlite3.connect(uri, uri=True)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        raise NotRecorded(f"{path} could not be backed up ({error}). Nothing was written.") from error
    with closing(open_store(str(fresh))) as store:
        return _held(store, also)


def _restore_file(file: Path, path: Path, proved: Callable[[TableStore], None]) -> None:
    refuse_taken(path, "Nothing was restored")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".restoring-") as folder:
        fresh = Path(folder) / "store"
        try:
            as_it_lies = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(as_it_lies, uri=True)) as source, closing(sqlite3.connect(fresh)) as copy:
                source.backup(copy)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "") in NO_ROOM:
                raise NotRecorded(f"{path} cannot be written ({error}). Nothing was restored. Make room.") from error
            raise NotReadable(f"The backup {file}", str(error)) from error
        with closing(open_store(str(fresh))) as store:
            # Views are folded anew: those in a backup are vouched for by nothing.
            store.forget_views()
            proved(store)
            for schema_differences in store.schema_differences():
                raise NotReadable(
                    f"The backup {file}",
                    f"{schema_differences.sentence[:1].lower()}{schema_differences.sentence[1:-1]}",
                )
        settle(fresh)
        fresh.chmod(mode_of(file))
        put(fresh, path)


def _dump(store_address: str, fresh: Path, also: Also) -> dict[str, Any]:
    from events_store.postgres.database import one_moment

    with closing(open_store(store_address)) as store, one_moment(store_address) as (snapshot, head):
        # What is dumped is what that moment's snapshot shows, and the log up to its head is just that.
        _run("pg_dump", store_address, "--schema=inspectrail", "--format=custom", f"--snapshot={snapshot}",
             f"--file={fresh}")  # fmt: skip
        return _held(store, also, head)


def _restore_dump(file: Path, store_address: str, proved: Callable[[TableStore], None]) -> None:
    from events_store.postgres.database import drop

    if not create_store(store_address):
        raise InvalidStore("There is a store in that database already. Nothing was restored. Name an empty database.")
    # Only what was recorded is taken from the backup: tables, functions and rights are this version's own.
    recorded = [f"--table={name}" for name in ("stored_events", "commands", "ledger")]
    try:
        options = ("--data-only", "--exit-on-error", "--single-transaction", "--schema=inspectrail")
        _run("pg_restore", store_address, *options, *recorded, str(file))
        with closing(open_store(store_address)) as store:
            proved(store)
    except BaseException:
        drop(store_address)
        raise


def _run(program: str, store_address: str, *arguments: str) -> None:
    from events_store.postgres.database import without_password

    place, password = without_password(store_address)
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    try:
        # The password is not among the arguments, which everybody on the machine can see.
        ran = subprocess.run(  # noqa: S603 - the program is one of two, and the address is passed as one argument
            [program, f"--dbname={place}", *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise NotRecorded(f"{program} is not installed. Install PostgreSQL's client programs.") from None
    if ran.returncode:
        text = (ran.stderr.strip() or f"it ended with {ran.returncode}").splitlines()[-1]
        if program == "pg_restore":
            raise NotReadable(f"The backup {arguments[-1]}", f"{program} failed ({text})")
        raise NotRecorded(f"{program} failed ({text}). Nothing was done.")


def _kind(file: Path) -> bytes:
    if file.exists() and not file.is_file():
        raise InvalidStore(f"{file} is not a file. Nothing was restored.")
    try:
        with file.open("rb") as opened:
            header = opened.read(16)
    except OSError as error:
        raise InvalidStore(f"{file} cannot be read ({error.strerror}).") from None
    for kind in (SQLITE, POSTGRESQL):
        if header.startswith(kind):
            return kind
    raise InvalidStore(f"{file} is not a backup of Inspectrail. Nothing was restored.")


def _receipt(file: Path) -> dict[str, Any]:
    path = receipt_of(file)
    try:
        with path.open("rb") as opened:
            found = orjson.loads(opened.read(LONGEST_RECEIPT))
        log, views = Digest(**found["log"]), found["views"]
        if not (isinstance(log.events, int) and all(isinstance(view, str) for view in (log.root, log.export, views))):
            raise TypeError
        return {"log": vars(log), "views": views}
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        raise InvalidStore(
            f"{path} is missing or is not the receipt of a backup. Nothing was restored. Put it beside the backup."
        ) from None
