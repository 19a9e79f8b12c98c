"""The store in a PostgreSQL database. Everything that is particular to PostgreSQL is here and in postgres.sql."""

import os
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any, TypeVar, cast

import psycopg
from eventsourcing.persistence import IntegrityError, Notification, PersistenceError
from eventsourcing.postgres import ConnectionPool, PostgresApplicationRecorder, PostgresDatastore
from psycopg import Connection
from psycopg.rows import DictRow, dict_row, tuple_row
from psycopg.sql import SQL, Identifier
from psycopg_pool import PoolTimeout

from events_store.codec import Codec
from events_store.postgres.database import SCHEMA_VERSION, connected, patient, refuse_encoding, shown
from events_store.sql_store import COLUMNS, MAX_POSITION, SIZE_DIFFERS, Commanded, PendingCommand, Record, TableStore
from events_store.store import (
    InvalidStore,
    NotReadable,
    NotRecorded,
    OutcomeUnknown,
    SchemaDifference,
    StoreFault,
    StoreNotFound,
)

Answer = TypeVar("Answer")

APPEND = (
    "SELECT inspectrail.append_events("
    "%s, %s, %s::text[], %b::bigint[], %s::text[], %b::bigint[], %s::text[], %b::bytea[]) AS first"
)
ABOUT = """
    SELECT version, current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding,
        NOT pg_is_in_recovery() AND (
        SELECT bool_and(has_function_privilege(oid, 'EXECUTE')) AND has_table_privilege('inspectrail.views', 'INSERT')
        FROM pg_proc WHERE proname = 'append_events' AND pronamespace = 'inspectrail'::regnamespace) AS writable
    FROM inspectrail.store
"""
# The keys of each table, and its triggers with whether they are enabled.
EXPECTED = {
    "commands": (["PRIMARY KEY (command_id)"], ["never_changed O"]),
    "ledger": (["PRIMARY KEY (position)"], ["never_changed O"]),
    "store": ([], []),
    "stored_events": (["PRIMARY KEY (position)", "UNIQUE (originator_id, originator_version)"], ["never_changed O"]),
    "views": (["PRIMARY KEY (name, inspection)"], []),
}
KEPT_TABLES = """
    SELECT relname AS name,
        relkind = 'r' AND NOT (relrowsecurity OR relhasrules OR relhassubclass) AS plain,
        ARRAY(SELECT replace(pg_get_constraintdef(oid), '"', '') FROM pg_constraint
            WHERE conrelid = pg_class.oid AND contype IN ('p', 'u') AND convalidated ORDER BY 1) AS keys,
        ARRAY(SELECT tgname || ' ' || tgenabled::text FROM pg_trigger
            WHERE tgrelid = pg_class.oid AND NOT tgisinternal ORDER BY 1) AS triggers
    FROM pg_class WHERE relnamespace = 'inspectrail'::regnamespace AND relkind NOT IN ('i', 't') ORDER BY name
"""


class Database(PostgresDatastore):
    """The library's access to a database, by its address, with connections that see our tables."""

    def __init__(self, address: str, *, wait: int) -> None:
        super().__init__("", "", "", "", "", originator_id_type="text", schema="inspectrail")
        self._address, self._wait = address, wait
        self.pool = self._fresh_pool()

    def renew(self) -> None:
        """Begin with fresh connections: a pool that could not connect waits longer and longer before it tries again."""
        self.pool.close(timeout=0)
        self.pool = self._fresh_pool()

    def _fresh_pool(self) -> ConnectionPool[Connection[DictRow]]:
        wait = self._wait

        def prepare(connection: Connection[DictRow]) -> None:
            connection.autocommit = True
            connection.execute(
                # A lock_timeout of 0 would wait without end; and each statement must see what was recorded before it.
                f"SET search_path = inspectrail; SET lock_timeout = '{max(1_000 * wait, 1):d}ms'; "
                # A machine that is cut off while it records would keep all others from it for hours: here, two minutes.
                "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 6; "
                "SET default_transaction_isolation = 'read committed'; "
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
            )

        return ConnectionPool(
            patient(self._address, wait),
            connection_class=Connection[DictRow],
            kwargs={"row_factory": dict_row},
            min_size=0,
            max_size=8,
            open=False,
            configure=prepare,
            # So that there are several attempts in the time to wait; and one of a second, where nobody waits.
            timeout=wait / 3 or 1,
            num_workers=1,
        )

    def register_type_adapters(self) -> None:
        """Do nothing: the library's types are for its own statement that inserts."""


class PostgresPositionRecorder(Commanded, PostgresApplicationRecorder):
    """The library's recorder, on our tables, appending with our function."""

    datastore: PostgresDatastore

    def __init__(self, datastore: Database) -> None:
        super().__init__(datastore)
        self.max_notification_id_statement = SQL("SELECT max(position) FROM {}").format(
            Identifier("inspectrail", "stored_events")
        )

    def create_table(self) -> None:
        """Do nothing: tables are made once, by `create`."""

    def insert(self, proposals: Iterable[PendingCommand]) -> list[int]:
        """Record what commands propose, in one transaction; return the first position of each."""
        if isinstance(proposals, list) and len(proposals) == 1 and proposals[0].first is None:
            # One statement is a transaction by itself: no round trip is made while the others wait.
            with self.datastore.get_connection() as connection:
                return [cast("DictRow", connection.execute(APPEND, _parameters(proposals[0])).fetchone())["first"]]
        firsts: list[int] = []
        sent: deque[PendingCommand] = deque()

        def parameters() -> Iterator[tuple[Any, ...]]:
            for proposal in proposals:
                sent.append(replace(proposal, events=(), guards=()))
                yield _parameters(proposal)

        with self.datastore.get_connection() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(APPEND, parameters(), returning=True)
            while sent:
                firsts.append(cast("DictRow", cursor.fetchone())["first"])
                sent.popleft().refuse_elsewhere(firsts[-1])
                cursor.nextset()
        return firsts

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events by their position, which the library calls the id of a notification."""
        after = 0 if start is None else start - inclusive_of_start
        last = MAX_POSITION if stop is None else stop
        with self.datastore.get_connection() as connection:
            found = connection.execute(
                f"SELECT {COLUMNS} FROM stored_events WHERE position > %s AND position <= %s "
                "AND (cardinality(%s::text[]) = 0 OR topic = ANY(%s)) ORDER BY position LIMIT %s",
                (after, last, list(topics), list(topics), limit),
            )
            return [
                Notification(
                    row["originator_id"], row["originator_version"], row["topic"], row["state"], id=row["position"]
                )
                for row in found
            ]


def _parameters(proposal: PendingCommand) -> tuple[Any, ...]:
    guarded, expected = zip(*proposal.guards, strict=True) if proposal.guards else ((), ())
    streams, versions, topics, states = zip(*proposal.events, strict=True) if proposal.events else ((), (), (), ())
    arrays = (guarded, expected, streams, versions, topics, states)
    return (proposal.command, proposal.inspection, *map(list, arrays))


class PostgresStore(TableStore):
    """A store of events and views in the schema `inspectrail` of a database."""

    def __init__(self, address: str, *, wait: int = 10, codec: Codec | None = None) -> None:
        """Open a store that exists; raises NoStore and NotAStore."""
        if os.environ.get("POSTGRES_ENABLE_DB_FUNCTIONS", "").lower() in ("1", "y", "yes", "t", "true", "on"):
            raise InvalidStore(
                "POSTGRES_ENABLE_DB_FUNCTIONS is set: with it events are inserted without a lock, and readers miss "
                "some. Nothing was read or changed. Take it out of the environment."
            )
        self._address, self._wait = address, wait
        self._codec = codec or Codec()
        self.writable = self._identified()
        self._datastore = Database(address, wait=wait)
        self.recorder = PostgresPositionRecorder(self._datastore)

    @property
    def name(self) -> str:
        """The address without its password."""
        return shown(self._address)

    def close(self) -> None:
        """Give the connections back."""
        self._datastore.close()

    def settings(self) -> dict[str, str]:
        """Return what a keeper of the store wants to know of its database."""
        wanted = ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        (found,) = self._rows("SELECT " + ", ".join(f"current_setting('{name}') AS {name}" for name in wanted))
        return {"PostgreSQL": found["server_version"], **{name: found[name] for name in wanted[1:]}}

    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return which tables, keys and triggers are not as `create` makes them, or are not its own."""
        found: list[SchemaDifference] = []
        missing = dict(EXPECTED)
        for row in self._rows(KEPT_TABLES):
            name = row["name"]
            result = missing.pop(name, None)
            if result is None:
                found.append(SchemaDifference(f"The store has {name}, which Inspectrail did not make.", plain=True))
            elif not row["plain"]:
                found.append(
                    SchemaDifference(f"Something else stands in place of the table {name} of the store.", plain=False)
                )
            elif (row["keys"], row["triggers"]) != result:
                sentence = f"The table {name} of the store has other keys or triggers than Inspectrail made."
                found.append(SchemaDifference(sentence, plain=True))
        return [
            *found,
            *(SchemaDifference(f"The table {name} of the store is not there.", plain=False) for name in missing),
        ]

    def damage(self) -> Sequence[str]:
        """Return nothing: a server tells of a broken page when it is read."""
        return []

    def _identified(self) -> bool:
        with connected(self._address, wait=self._wait) as connection:
            try:
                found = connection.execute(ABOUT).fetchone()
            except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
                raise StoreNotFound(self.name) from None
            except psycopg.errors.InsufficientPrivilege:
                raise InvalidStore(f"You may not read the store {self.name}. Ask its keeper for permission.") from None
            except psycopg.OperationalError:
                raise
            except psycopg.Error as error:
                raise NotReadable(f"The store {self.name}", str(error).splitlines()[0]) from None
        version, fsync, encoding, writable = found or (0, "", "", False)
        refuse_encoding(self.name, encoding)
        if version != SCHEMA_VERSION:
            raise InvalidStore(
                f"The store {self.name} is of version {version}; this Inspectrail keeps version {SCHEMA_VERSION}. "
                "Nothing was changed. Upgrade Inspectrail."
            )
        if fsync != "on":
            raise InvalidStore(
                f"The server of {self.name} is set to fsync={fsync}: what it acknowledges may be gone after a power "
                "cut. Nothing was read or changed. Set fsync=on."
            )
        return bool(writable)

    def _rows(self, statement: str, *parameters: Any) -> Sequence[Record]:
        def ask() -> list[DictRow]:
            with self._datastore.get_connection() as connection:
                return connection.execute(_placed(statement), parameters).fetchall()

        return self._again_where_the_connection_is_lost(ask)

    def _columns(self, statement: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        def ask() -> list[tuple[Any, ...]]:
            with (
                self._datastore.get_connection() as connection,
                connection.cursor(row_factory=tuple_row, binary=True) as cursor,
            ):
                return cursor.execute(_placed(statement), parameters).fetchall()

        return list(zip(*self._again_where_the_connection_is_lost(ask), strict=True))

    def _write(self, statement: str, parameters: Sequence[Sequence[Any]]) -> int:
        def change() -> int:
            with self._datastore.transaction(commit=True) as cursor:
                cursor.executemany(_placed(statement), parameters)
                return cursor.rowcount

        return self._again_where_the_connection_is_lost(change)

    def _insert(self, proposals: Iterable[PendingCommand]) -> list[int]:
        if not isinstance(proposals, list):
            try:
                with self._faults():
                    return self.recorder.insert(proposals)
            except ConnectionLost:
                raise OutcomeUnknown(
                    self.name, "Either all of it is there or nothing; find out with: inspectrail status"
                ) from None
        command = proposals[-1].command
        sent = False
        for _ in self._while_waiting():
            try:
                with self._faults():
                    return self.recorder.insert(proposals)
            except IntegrityError:
                # Where the answer to a first attempt was lost, this one finds what that one recorded.
                found = self._recorded_before(command) if sent else None
                if found is None:
                    raise
                return [found]
            except ConnectionLost as lost:
                sent = sent or lost.after_sending
            except NotRecorded:
                # Of this attempt that is true, of one before whose answer was lost it need not be.
                if not sent:
                    raise
                break
        if sent:
            again = f"Do the same again with --command-id {command}: it is recorded once."
            raise OutcomeUnknown(self.name, again)
        raise self._unreachable()

    def _recorded_before(self, command: str) -> int | None:
        rows = self._rows("SELECT first_position FROM commands WHERE command_id = ?", command)
        return rows[0]["first_position"] if rows else None

    def _again_where_the_connection_is_lost(self, ask: Callable[[], Answer]) -> Answer:
        for _ in self._while_waiting():
            with suppress(ConnectionLost), self._faults():
                return ask()
        raise self._unreachable()

    def _while_waiting(self) -> Iterator[None]:
        """Yield for each attempt, until the time to wait is over."""
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
            f"The store {self.name} has not answered for {self._wait} seconds. Nothing was recorded. Try again when "
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
            by_itself = not state and isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
            if by_itself or state.startswith(("08", "57P")):
                raise ConnectionLost(after_sending=not isinstance(cause, PoolTimeout)) from error
            raise self._fault(state, str(error).splitlines()[0]) from error

    def _fault(self, state: str, text: str) -> StoreFault:
        nothing = "Nothing was recorded."
        match state[:2]:
            case "55":
                return NotRecorded(
                    f"The store {self.name} is locked: another program has been writing to it for more than "
                    f"{self._wait} seconds. {nothing} Try again in a moment."
                )
            case "53":
                return NotRecorded(f"The server of {self.name} cannot take any more ({text}). {nothing}")
            case "XX" if state == "XX001" and "ledger" in text:
                return NotReadable("The ledger", SIZE_DIFFERS)
            case "42" | "XX" if state != "42501":
                return NotReadable(f"The store {self.name}", text)
        if state in ("42501", "25006"):
            return NotRecorded(f"You may not do that in the store {self.name} ({text}). {nothing}")
        return NotRecorded(f"The store {self.name} failed ({text}). {nothing}")


class ConnectionLost(Exception):
    """The connection ended, before or after the statement was sent."""

    def __init__(self, *, after_sending: bool) -> None:
        super().__init__()
        self.after_sending = after_sending


def _placed(statement: str) -> str:
    return statement.replace("?", "%s")
