"""Backs up a store with a receipt, and restores a backup that matches its receipt."""

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
    apply_wal,
    check_equal,
    check_free,
    digest,
    permissions_of,
    sync_into_place,
)
from events_store.errors import InvalidStore, NotReadable, NotRecorded
from events_store.sql_store import TableStore
from events_store.sqlite.schema import MAGIC, address
from events_store.store import Store
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store

SQLITE, POSTGRESQL = MAGIC, b"PGDMP"
LONGEST_RECEIPT = 10_000
NO_ROOM = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_TRUNCATE")

# Returns a digest of the views up to a position. The caller passes it: the events store does not know the views.
ViewsDigest = Callable[[Store, int | None], str]


def receipt_of(file: Path) -> Path:
    """Return the path of a backup's receipt."""
    return file.with_name(f"{file.name}.json")


def back_up(store_address: str, file: Path, views_digest: ViewsDigest) -> dict[str, Any]:
    """Copy a store into a new file; return its receipt.

    Others can record meanwhile. The file gets its name when it is complete, checked and synced to the disk. The receipt
    is written to the same folder.
    """
    for path in (file, receipt_of(file)):
        check_free(path, "Nothing was backed up")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backing-up-") as folder:
        fresh = Path(folder) / "backup"
        if names_database(store_address):
            contents = _dump(store_address, fresh, views_digest)
        else:
            contents = _copy(Path(store_address), fresh, views_digest)
        receipt = Path(folder) / "receipt"
        receipt.write_bytes(orjson.dumps(contents, option=orjson.OPT_INDENT_2))
        mode = PRIVATE if names_database(store_address) else permissions_of(Path(store_address))
        for path in (fresh, receipt):
            path.chmod(mode)
        sync_into_place(receipt, receipt_of(file))
        try:
            sync_into_place(fresh, file)
        except BaseException:
            receipt_of(file).unlink()
            raise
    return contents


def restore(
    file: Path, store_address: str, views_digest: ViewsDigest, check: Callable[[TableStore], None]
) -> dict[str, Any]:
    """Restore a backup to a new store; return its receipt.

    Raises NotReadable if it differs from its receipt, and what `check` raises. Then nothing is left behind.
    """
    kind = _kind(file)
    expected = _receipt(file)

    def check_restored(store: TableStore) -> None:
        check_equal(digest(store), Digest(**expected["log"]), f"The backup {file}")
        if views_differ(views_digest(store, None), expected["views"]):
            raise NotReadable(f"The backup {file}", "its views differ from those of the original")
        check(store)

    if names_database(store_address):
        if kind != POSTGRESQL:
            raise InvalidStore(f"{file} is a backup of a file. Restore it as a file, then use: inspectrail copy")
        _restore_dump(file, store_address, check_restored)
    else:
        if kind != SQLITE:
            raise InvalidStore(f"{file} is a backup of a PostgreSQL database. Restore it into an empty database.")
        _restore_file(file, Path(store_address), check_restored)
    return expected


def views_differ(actual: str, expected: str) -> bool:
    """Return whether two digests of views differ; digests of different releases are not compared."""
    return actual.partition(":")[0] == expected.partition(":")[0] and actual != expected


def _contents(store: Store, views_digest: ViewsDigest, until: int | None = None) -> dict[str, Any]:
    return {"log": vars(digest(store, until=until)), "views": views_digest(store, until)}


def _copy(path: Path, fresh: Path, views_digest: ViewsDigest) -> dict[str, Any]:
    with closing(open_store(str(path))) as store:
        uri = address(path, store.writable)
    try:
        # One step copies a single state of the store. Writers do not wait: they write to the write-ahead log.
        with closing(sqlite3.connect(uri, uri=True)) as source, closing(sqlite3.connect(fresh)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        raise NotRecorded(f"{path} could not be backed up ({error}). Nothing was written.") from error
    with closing(open_store(str(fresh))) as store:
        return _contents(store, views_digest)


def _restore_file(file: Path, path: Path, check_restored: Callable[[TableStore], None]) -> None:
    check_free(path, "Nothing was restored")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".restoring-") as folder:
        fresh = Path(folder) / "store"
        try:
            immutable = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(immutable, uri=True)) as source, closing(sqlite3.connect(fresh)) as copy:
                source.backup(copy)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorname", "") in NO_ROOM:
                raise NotRecorded(
                    f"{path} cannot be written ({error}). Nothing was restored. Free some space."
                ) from error
            raise NotReadable(f"The backup {file}", str(error)) from error
        with closing(open_store(str(fresh))) as store:
            # Fold the views again: the receipt does not cover the saved views.
            store.forget_views()
            check_restored(store)
            for difference in store.schema_differences():
                raise NotReadable(f"The backup {file}", f"{difference.sentence[:1].lower()}{difference.sentence[1:-1]}")
        apply_wal(fresh)
        fresh.chmod(permissions_of(file))
        sync_into_place(fresh, path)


def _dump(store_address: str, fresh: Path, views_digest: ViewsDigest) -> dict[str, Any]:
    from events_store.postgres.database import one_moment

    with closing(open_store(store_address)) as store, one_moment(store_address) as (snapshot, head):
        # The dump holds what the snapshot shows, which is the log up to its head.
        _run("pg_dump", store_address, "--schema=inspectrail", "--format=custom", f"--snapshot={snapshot}",
             f"--file={fresh}")  # fmt: skip
        return _contents(store, views_digest, head)


def _restore_dump(file: Path, store_address: str, check_restored: Callable[[TableStore], None]) -> None:
    from events_store.postgres.database import drop

    if not create_store(store_address):
        raise InvalidStore("That database already has a store. Nothing was restored. Name an empty database.")
    # Restore only rows from the backup: tables, functions and rights come from this version.
    recorded = [f"--table={name}" for name in ("stored_events", "commands", "ledger")]
    try:
        options = ("--data-only", "--exit-on-error", "--single-transaction", "--schema=inspectrail")
        _run("pg_restore", store_address, *options, *recorded, str(file))
        with closing(open_store(store_address)) as store:
            check_restored(store)
    except BaseException:
        drop(store_address)
        raise


def _run(program: str, store_address: str, *arguments: str) -> None:
    from events_store.postgres.database import without_password

    place, password = without_password(store_address)
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    try:
        # Everybody on the machine can see the arguments, so the password is not among them.
        process = subprocess.run(  # noqa: S603 - the program is one of two, and the address is passed as one argument
            [program, f"--dbname={place}", *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise NotRecorded(f"{program} is not installed. Install the PostgreSQL client programs.") from None
    if process.returncode:
        reason = (process.stderr.strip() or f"it exited with {process.returncode}").splitlines()[-1]
        if program == "pg_restore":
            raise NotReadable(f"The backup {arguments[-1]}", f"{program} failed ({reason})")
        raise NotRecorded(f"{program} failed ({reason}). Nothing was done.")


def _kind(file: Path) -> bytes:
    if file.exists() and not file.is_file():
        raise InvalidStore(f"{file} is not a file. Nothing was restored.")
    try:
        with file.open("rb") as stream:
            header = stream.read(16)
    except OSError as error:
        raise InvalidStore(f"{file} cannot be read ({error.strerror}).") from None
    for kind in (SQLITE, POSTGRESQL):
        if header.startswith(kind):
            return kind
    raise InvalidStore(f"{file} is not a backup made by Inspectrail. Nothing was restored.")


def _receipt(file: Path) -> dict[str, Any]:
    path = receipt_of(file)
    try:
        with path.open("rb") as stream:
            receipt = orjson.loads(stream.read(LONGEST_RECEIPT))
        log, views = Digest(**receipt["log"]), receipt["views"]
        if not (isinstance(log.events, int) and all(isinstance(view, str) for view in (log.root, log.export, views))):
            raise TypeError
        return {"log": vars(log), "views": views}
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        raise InvalidStore(
            f"{path} is missing or is not the receipt of a backup. Nothing was restored. Put the receipt next to the "
            f"backup."
        ) from None
