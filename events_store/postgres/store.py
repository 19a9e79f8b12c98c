"""The store in a PostgreSQL database."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from eventsourcing.persistence import IntegrityError, PersistenceError
from psycopg.rows import DictRow, tuple_row
from psycopg_pool import PoolTimeout

from events_store.codec import Codec
from events_store.errors import InvalidStore, NotReadable, NotRecorded, OutcomeUnknown, StoreFault, StoreNotFound
from events_store.pending_command import PendingCommand
from events_store.postgres.database import SCHEMA_VERSION, connected, refuse_encoding, shown
from events_store.postgres.datastore import PooledDatastore
from events_store.postgres.recorder import PostgresPositionRecorder
from events_store.sql_database import Record
from events_store.sql_store import SIZE_DIFFERS, TableStore
from events_store.store import SchemaDifference

T = TypeVar("T")

STORE_QUERY = """
    SELECT version, current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding,
        NOT pg_is_in_recovery() AND (
        SELECT bool_and(has_function_privilege(oid, 'EXECUTE')) AND has_table_privilege('inspectrail.views', 'INSERT')
        FROM pg_proc WHERE proname = 'append_events' AND pronamespace = 'inspectrail'::regnamespace) AS writable
    FROM inspectrail.store
"""
# The keys and the triggers of each table; O is an enabled trigger.
EXPECTED = {
    "commands": (["PRIMARY KEY (command_id)"], ["never_changed O"]),
    "ledger": (["PRIMARY KEY (position)"], ["never_changed O"]),
    "store": ([], []),
    "stored_events": (["PRIMARY KEY (position)", "UNIQUE (originator_id, originator_version)"], ["never_changed O"]),
    "views": (["PRIMARY KEY (name, inspection)"], []),
}
TABLES_QUERY = """
    SELECT relname AS name,
        relkind = 'r' AND NOT (relrowsecurity OR relhasrules OR relhassubclass) AS plain,
        ARRAY(SELECT replace(pg_get_constraintdef(oid), '"', '') FROM pg_constraint
            WHERE conrelid = pg_class.oid AND contype IN ('p', 'u') AND convalidated ORDER BY 1) AS keys,
        ARRAY(SELECT tgname || ' ' || tgenabled::text FROM pg_trigger
            WHERE tgrelid = pg_class.oid AND NOT tgisinternal ORDER BY 1) AS triggers
    FROM pg_class WHERE relnamespace = 'inspectrail'::regnamespace AND relkind NOT IN ('i', 't') ORDER BY name
"""


class PostgresStore(TableStore):
    """A store in the schema `inspectrail` of a database."""

    def __init__(self, address: str, *, wait: int = 10, codec: Codec | None = None) -> None:
        """Open a store. Raises StoreNotFound and InvalidStore."""
        if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS", "").lower() in ("1", "y", "yes", "t", "true", "on"):
            raise InvalidStore(
                "POSTGRES_ENABLE_DB_FUNCTIONS is set. It would insert events without a lock, and readers would miss "
                "some. Nothing was read or changed. Unset the variable."
            )
        self._address, self._wait = address, wait
        self._codec = codec or Codec()
        self.writable = self._check_store()
        self._datastore = PooledDatastore(address, wait=wait)
        self.recorder = PostgresPositionRecorder(self._datastore)

    @property
    def name(self) -> str:
        """The address without its password."""
        return shown(self._address)

    def close(self) -> None:
        """Close the connections."""
        self._datastore.close()

    def settings(self) -> dict[str, str]:
        """Return the server's version and its settings for durability."""
        names = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        (row,) = self._rows("SELECT " + ", ".join(f"current_setting('{name}') AS {name}" for name in names))
        return {"PostgreSQL": row["server_version"], **{name: row[name] for name in names[1:]}}

    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return how tables, keys and triggers differ from what `create` creates."""
        differences: list[SchemaDifference] = []
        missing = dict(EXPECTED)
        for row in self._rows(TABLES_QUERY):
            name = row["name"]
            expected = missing.pop(name, None)
            if expected is None:
                sentence = f"The store has {name}, which Inspectrail did not create."
                differences.append(SchemaDifference(sentence, plain=True))
            elif not row["plain"]:
                sentence = f"Something else stands in place of the table {name} of the store."
                differences.append(SchemaDifference(sentence, plain=False))
            elif (row["keys"], row["triggers"]) != expected:
                sentence = f"The keys or triggers of the table {name} of the store were changed."
                differences.append(SchemaDifference(sentence, plain=True))
        return [
            *differences,
            *(SchemaDifference(f"The table {name} of the store is missing.", plain=False) for name in missing),
        ]

    def damage(self) -> Sequence[str]:
        """Return nothing: a server reports a broken page only when it is read."""
        return []

    def _check_store(self) -> bool:
        """Return whether the store is writable. Raises StoreNotFound and InvalidStore."""
        with connected(self._address, wait=self._wait) as connection:
            try:
                row = connection.execute(STORE_QUERY).fetchone()
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
                raise StoreNotFound(self.name) from None
            except psycopg.errors.InsufficientPrivilege:
                raise InvalidStore(
                    f"You are not allowed to read the store {self.name}. Ask its owner for access."
                ) from None
            except psycopg.OperationalError:
                raise
            except psycopg.Error as error:
                raise NotReadable(f"The store {self.name}", str(error).splitlines()[0]) from None
        version, fsync, encoding, writable = row or (0, "", "", False)
        refuse_encoding(self.name, encoding)
        if version != SCHEMA_VERSION:
            raise InvalidStore(
                f"The store {self.name} has version {version}; this Inspectrail needs version {SCHEMA_VERSION}. "
                "Nothing was changed. Upgrade Inspectrail."
            )
        if fsync != "on":
            raise InvalidStore(
                f"The server of {self.name} is set to fsync={fsync}: a power cut could lose recorded events. Nothing "
                "was read or changed. Set fsync=on."
            )
        return bool(writable)

    def _rows(self, statement: str, *parameters: Any) -> Sequence[Record]:
        def query() -> list[DictRow]:
            with self._datastore.get_connection() as connection:
                return connection.execute(_with_placeholders(statement), parameters).fetchall()

        return self._retry_lost_connection(query)

    def _columns(self, statement: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        def query() -> list[tuple[Any, ...]]:
            with (
                self._datastore.get_connection() as connection,
                connection.cursor(row_factory=tuple_row, binary=True) as cursor,
            ):
                return cursor.execute(_with_placeholders(statement), parameters).fetchall()

        return list(zip(*self._retry_lost_connection(query), strict=True))

    def _write(self, statement: str, parameters: Sequence[Sequence[Any]]) -> int:
        def change() -> int:
            with self._datastore.transaction(commit=True) as cursor:
                cursor.executemany(_with_placeholders(statement), parameters)
                return cursor.rowcount

        return self._retry_lost_connection(change)

    def _insert(self, pending: Iterable[PendingCommand]) -> list[int]:
        if not isinstance(pending, list):
            try:
                with self._faults():
                    return self.recorder.insert(pending)
            except ConnectionLost:
                raise OutcomeUnknown(
                    self.name, "Either everything was recorded or nothing. Find out with: inspectrail status"
                ) from None
        command = pending[-1].command
        sent = False
        for _ in self._attempts():
            try:
                with self._faults():
                    return self.recorder.insert(pending)
            except IntegrityError:
                # If the reply to an earlier attempt was lost, that attempt may have recorded the command.
                first = self._first_position(command) if sent else None
                if first is None:
                    raise
                return [first]
            except ConnectionLost as lost:
                sent = sent or lost.after_sending
            except NotRecorded:
                # True of this attempt, but perhaps not of an earlier one whose reply was lost.
                if not sent:
                    raise
                break
        if sent:
            advice = f"Repeat the command with --command-id {command}: it is recorded only once."
            raise OutcomeUnknown(self.name, advice)
        raise self._unreachable()

    def _first_position(self, command: str) -> int | None:
        rows = self._rows("SELECT first_position FROM commands WHERE command_id = ?", command)
        return rows[0]["first_position"] if rows else None

    def _retry_lost_connection(self, action: Callable[[], T]) -> T:
        for _ in self._attempts():
            with suppress(ConnectionLost), self._faults():
                return action()
        raise self._unreachable()

    def _attempts(self) -> Iterator[None]:
        """Yield once per attempt, until the waiting time is over."""
        end = time.monotonic() + self._wait
        pause = 0.02
        yield
        while time.monotonic() < end:
            time.sleep(pause)
            pause = min(2 * pause, 0.5)
            self._datastore.renew()
            yield

    def _unreachable(self) -> NotRecorded:
        return NotRecorded(
            f"The store {self.name} did not answer within {self._wait} seconds. Nothing was recorded. Try again when "
            "its server is running."
        )

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except PersistenceError as error:
            cause = error.__cause__
            state = (cause.sqlstate if isinstance(cause, psycopg.Error) else None) or ""
            connection_failed = not state and isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
            if connection_failed or state.startswith(("08", "57P")):
                raise ConnectionLost(after_sending=not isinstance(cause, PoolTimeout)) from error
            raise self._fault(state, str(error).splitlines()[0]) from error

    def _fault(self, state: str, message: str) -> StoreFault:
        nothing = "Nothing was recorded."
        match state[:2]:
            case "55":
                return NotRecorded(
                    f"The store {self.name} is locked: another program has been writing to it for more than "
                    f"{self._wait} seconds. {nothing} Try again in a moment."
                )
            case "53":
                return NotRecorded(f"The server of {self.name} is out of resources ({message}). {nothing}")
            case "XX" if state == "XX001" and "ledger" in message:
                return NotReadable("The ledger", SIZE_DIFFERS)
            case "42" | "XX" if state != "42501":
                return NotReadable(f"The store {self.name}", message)
        if state in ("42501", "25006"):
            return NotRecorded(f"You are not allowed to do that in the store {self.name} ({message}). {nothing}")
        return NotRecorded(f"The store {self.name} failed ({message}). {nothing}")


class ConnectionLost(Exception):
    """The connection ended, before or after the statement was sent."""

    def __init__(self, *, after_sending: bool) -> None:
        super().__init__()
        self.after_sending = after_sending


def _with_placeholders(statement: str) -> str:
    return statement.replace("?", "%s")
