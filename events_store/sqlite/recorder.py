"""The library's recorder on our SQLite tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from eventsourcing.persistence import IntegrityError, Notification
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor

from events_store.errors import NotReadable
from events_store.pending_command import CommandRecorder, PendingCommand
from events_store.sql_store import COLUMNS, MAX_POSITION, PAGE, SIZE_DIFFERS
from events_store.store import Row, StreamId
from events_store.transparency import merkle_tree


class SQLitePositionRecorder(CommandRecorder, SQLiteApplicationRecorder):
    """Appends with gapless positions, and keeps the commands and the ledger."""

    def construct_create_table_statements(self) -> list[str]:
        """Return nothing: `create` creates the tables."""
        return []

    def insert(self, pending: Iterable[PendingCommand]) -> list[int]:
        """Record commands in one transaction; return the first position of each."""
        commands, firsts = iter(pending), list[int]()
        with self.datastore.transaction(commit=True) as cursor:
            # The first statement must write, even if it changes nothing: a transaction that begins by reading cannot be
            # upgraded once another process has written, and fails.
            cursor.execute("UPDATE commands SET events = events WHERE FALSE")
            end = _read_end(cursor)
            while page := list(islice(commands, PAGE)):
                firsts += _insert(cursor, end, page)
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
        kinds = f" AND topic IN ({', '.join('?' * len(topics))})" if topics else ""
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                f"SELECT {COLUMNS} FROM stored_events WHERE position > ? AND position <= ?{kinds} "
                "ORDER BY position LIMIT ?",
                (after, last, *topics, limit),
            )
            return [Notification(row[1], row[2], row[4], row[5], id=row[0]) for row in cursor.fetchall()]


@dataclass
class _End:
    """The end of the log during a transaction: its size, its peaks, and versions of streams."""

    size: int
    tops: list[bytes]
    versions: dict[StreamId, int]


def _read_end(cursor: SQLiteCursor) -> _End:
    """Return the end of the log. Raises NotReadable for a ledger of another size."""
    cursor.execute(
        "SELECT coalesce(max(position), 0), (SELECT coalesce(max(position), 0) FROM ledger) FROM stored_events"
    )
    size, ledger_size = cursor.fetchone()
    if ledger_size != size:
        raise NotReadable("The ledger", SIZE_DIFFERS)
    nodes = merkle_tree.peaks(size)
    places = [merkle_tree.last_position(node) for node in nodes]
    cursor.execute(f"SELECT position, hashes FROM ledger WHERE position IN ({', '.join('?' * len(places))})", places)
    hashes = {row[0]: row[1] for row in cursor.fetchall()}
    return _End(size, [merkle_tree.hash_of(node, hashes) for node in nodes], {})


def _insert(cursor: SQLiteCursor, end: _End, page: Sequence[PendingCommand]) -> list[int]:
    """Insert the events of commands; return the first position of each."""
    firsts, rows, inspections = [], list[Row](), list[str]()
    for command in page:
        first = end.size + 1
        command.check_first(first)
        _check_versions(cursor, end.versions, command.guards)
        for position, (stream, version, topic, state) in enumerate(command.events, start=first):
            rows.append(Row(position, stream, version, topic, state))
            inspections.append(command.inspection)
            end.versions[stream] = version
        end.size += len(command.events)
        firsts.append(first)
    cursor.executemany(
        "INSERT INTO commands VALUES (?, ?, ?)",
        [(command.command, first, len(command.events)) for command, first in zip(page, firsts, strict=True)],
    )
    cursor.executemany(
        "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?, ?)",
        [
            (row.position, row.stream, row.version, inspection, row.topic, row.state)
            for row, inspection in zip(rows, inspections, strict=True)
        ],
    )
    hashes_of_rows = merkle_tree.grow(end.size - len(rows), end.tops, map(merkle_tree.leaf, rows))
    cursor.executemany(
        "INSERT INTO ledger VALUES (?, ?, ?, ?)",
        [(row.position, row.stream, row.version, hashes) for row, hashes in zip(rows, hashes_of_rows, strict=True)],
    )
    return firsts


def _check_versions(
    cursor: SQLiteCursor, versions: dict[StreamId, int], guards: Sequence[tuple[StreamId, int]]
) -> None:
    """Raise IntegrityError if a stream is at another version than its guard."""
    for stream, version in guards:
        if stream not in versions:
            cursor.execute(
                "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?", (stream,)
            )
            versions[stream] = cursor.fetchone()[0]
        if versions[stream] != version:
            raise IntegrityError(stream)
