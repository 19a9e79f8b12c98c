"""The library's recorder on our PostgreSQL tables."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, cast

from eventsourcing.persistence import Notification
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.rows import DictRow
from psycopg.sql import SQL, Identifier

from events_store.pending_command import CommandRecorder, PendingCommand
from events_store.postgres.datastore import PooledDatastore
from events_store.sql_store import COLUMNS, MAX_POSITION

APPEND = (
    "SELECT inspectrail.append_events("
    "%s, %s, %s::text[], %b::bigint[], %s::text[], %b::bigint[], %s::text[], %b::bytea[]) AS first"
)


class PostgresPositionRecorder(CommandRecorder, PostgresApplicationRecorder):
    """Appends with our SQL function, and numbers events by position."""

    datastore: PostgresDatastore

    def __init__(self, datastore: PooledDatastore) -> None:
        super().__init__(datastore)
        self.max_notification_id_statement = SQL("SELECT max(position) FROM {}").format(
            Identifier("inspectrail", "stored_events")
        )

    def create_table(self) -> None:
        """Do nothing: `create` creates the tables."""

    def insert(self, pending: Iterable[PendingCommand]) -> list[int]:
        """Record commands in one transaction; return the first position of each."""
        if isinstance(pending, list) and len(pending) == 1 and pending[0].first is None:
            # A single statement is its own transaction, so others do not wait for another round trip.
            with self.datastore.get_connection() as connection:
                return [cast("DictRow", connection.execute(APPEND, append_parameters(pending[0])).fetchone())["first"]]
        firsts: list[int] = []
        sent: deque[PendingCommand] = deque()

        def parameters() -> Iterator[tuple[Any, ...]]:
            for command in pending:
                sent.append(replace(command, events=(), guards=()))
                yield append_parameters(command)

        with self.datastore.get_connection() as connection, connection.transaction(), connection.cursor() as cursor:
            cursor.executemany(APPEND, parameters(), returning=True)
            while sent:
                firsts.append(cast("DictRow", cursor.fetchone())["first"])
                sent.popleft().check_first(firsts[-1])
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
        """Return events by position, which the library calls a notification's id."""
        after = 0 if start is None else start - inclusive_of_start
        last = MAX_POSITION if stop is None else stop
        with self.datastore.get_connection() as connection:
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM stored_events WHERE position > %s AND position <= %s "
                "AND (cardinality(%s::text[]) = 0 OR topic = ANY(%s)) ORDER BY position LIMIT %s",
                (after, last, list(topics), list(topics), limit),
            )
            return [
                Notification(
                    row["originator_id"], row["originator_version"], row["topic"], row["state"], id=row["position"]
                )
                for row in rows
            ]


def append_parameters(command: PendingCommand) -> tuple[Any, ...]:
    """Return the parameters of APPEND for a command."""
    guarded, expected = zip(*command.guards, strict=True) if command.guards else ((), ())
    streams, versions, topics, states = zip(*command.events, strict=True) if command.events else ((), (), (), ())
    arrays = (guarded, expected, streams, versions, topics, states)
    return (command.command, command.inspection, *map(list, arrays))
