"""The store in SQL tables: what SQLite and PostgreSQL have in common."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from eventsourcing.persistence import IntegrityError

from events_store.codec import Codec
from events_store.errors import AlreadyRecorded, NotReadable, NotRecorded, StreamMoved
from events_store.pending_command import PendingCommand, pending_entries
from events_store.sql_database import Record, SqlDatabase
from events_store.store import Batch, Entry, LedgerRow, RecordedEvent, Row, SavedView, StreamId
from events_store.transparency.merkle_tree import VERIFY

PAGE = 1_000
COLUMNS = "position, originator_id, originator_version, inspection, topic, state"
TYPES = (int, str, int, str, str, bytes)

# The columns of each table, and the key that orders its rows.
TABLES = {
    "stored_events": (COLUMNS, "position"),
    "ledger": ("position, stream, version, hashes", "position"),
    "commands": ("first_position, events, command_id", "first_position, events, command_id"),
    "views": ("inspection, name, position, state", "inspection, name"),
}

SIZE_DIFFERS = f"its length differs from the log's, so nothing is added; find out more with: {VERIFY}"

MAX_POSITION = 2**63 - 1


class TableStore(SqlDatabase):
    """Reads and appends events with the statements that both databases understand."""

    _codec: Codec
    # Without permission to write, views are folded but not saved.
    writable: bool

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[RecordedEvent]:
        """Return the events of one stream, after a version."""
        return self._select("originator_id = ? AND originator_version > ? ORDER BY originator_version", stream, after)

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[RecordedEvent]:
        """Record all batches or none, under the command's id."""
        return self.append_all(inspection, {command: batches})

    def append_all(self, inspection: str, commands: Mapping[str, Sequence[Batch]]) -> Sequence[RecordedEvent]:
        """Record the batches of several commands, in order: all or none."""
        pending = [self._pending(inspection, command, batches) for command, batches in commands.items()]
        try:
            firsts = self._insert(pending)
        except IntegrityError:
            raise self._append_error(commands) from None
        facts = [fact for batches in commands.values() for batch in batches for fact in batch.facts]
        # Positions are consecutive, and the last command's events come last.
        first = firsts[-1] + len(pending[-1].events) - len(facts)
        places = ((stream, version) for command in pending for stream, version, _, _ in command.events)
        return [
            RecordedEvent(position, stream, version, inspection, fact)
            for position, ((stream, version), fact) in enumerate(zip(places, facts, strict=True), start=first)
        ]

    def _pending(self, inspection: str, command: str, batches: Sequence[Batch]) -> PendingCommand:
        events = [
            (batch.stream, version, *self._codec.encode(fact))
            for batch in batches
            for version, fact in enumerate(batch.facts, start=batch.expected_version + 1)
        ]
        return PendingCommand(
            command, inspection, events, [(batch.stream, batch.expected_version) for batch in batches]
        )

    def append_entries(self, entries: Iterable[Entry]) -> None:
        """Record the entries of another store unchanged: all or none."""
        try:
            self._insert(pending_entries(entries, self.head()))
        except IntegrityError as error:
            raise NotRecorded(f"The entries to copy do not fit together ({error}). Nothing was recorded.") from None

    def follow(
        self, *, after: int = 0, until: int | None = None, inspection: str | None = None
    ) -> Iterator[RecordedEvent]:
        """Yield the log in position order. Reads page by page."""
        where = "position > ?" if inspection is None else "inspection = ? AND position > ?"
        of_inspection = () if inspection is None else (inspection,)
        if until is not None:
            where += f" AND position <= {until:d}"
        while page := self._select(f"{where} ORDER BY position LIMIT {PAGE}", *of_inspection, after):
            yield from page
            after = page[-1].position

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections, in the order they were announced."""
        # Jumps through the index: one look-up per inspection, regardless of the number of events.
        rows = self._rows(
            "WITH RECURSIVE named(inspection) AS ("
            "SELECT min(inspection) FROM stored_events UNION ALL "
            "SELECT (SELECT min(inspection) FROM stored_events WHERE inspection > named.inspection) "
            "FROM named WHERE named.inspection IS NOT NULL) "
            "SELECT inspection, (SELECT min(position) FROM stored_events WHERE inspection = named.inspection) AS first "
            "FROM named WHERE inspection IS NOT NULL ORDER BY first"
        )
        names = [row["inspection"] for row in rows]
        if not all(isinstance(name, str) for name in names):
            raise NotReadable(f"The store {self.name}", "its list of inspections is damaged")
        return names

    def has_inspection(self, inspection: str) -> bool:
        """Return whether the store has an inspection with this reference."""
        return bool(self._rows("SELECT 1 FROM stored_events WHERE inspection = ? LIMIT 1", inspection))

    def head(self) -> int:
        """Return the position of the newest event."""
        head = self._rows("SELECT coalesce(max(position), 0) AS head FROM stored_events")[0]["head"]
        if not isinstance(head, int):
            raise NotReadable(f"The store {self.name}", "its list of events is damaged")
        return head

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """Yield the stored bytes in position order."""
        for page in self._stored(after, until):
            positions, streams, versions, _, topics, states = page
            yield from map(Row, positions, streams, versions, topics, states)

    def ledger(self, *, until: int | None = None) -> Iterator[LedgerRow]:
        """Yield the rows of the ledger in position order."""
        for record in self._pages("SELECT position, stream, version, hashes FROM ledger", until):
            yield LedgerRow(record["position"], record["stream"], record["version"], record["hashes"])

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return the ledger's hashes at these positions. Missing rows are left out."""
        if not positions:
            return {}
        placeholders = ", ".join("?" * len(positions))
        records = self._rows(f"SELECT position, hashes FROM ledger WHERE position IN ({placeholders})", *positions)
        return {record["position"]: record["hashes"] for record in records}

    def entries(self, *, until: int | None = None) -> Iterator[Entry]:
        """Yield the events of each command, in log order.

        `until` is the last position at which a command may begin.
        """
        last = MAX_POSITION if until is None else until
        events = chain.from_iterable(zip(*page, strict=True) for page in self._stored(0, None))
        after: tuple[int, int, str] = (0, 0, "")
        statement = (
            "SELECT command_id, first_position, events FROM commands "
            "WHERE (first_position, events, command_id) > (?, ?, ?) "
            f"ORDER BY first_position, events, command_id LIMIT {PAGE}"
        )
        while page := self._rows(statement, *after):
            for command in page:
                if command["first_position"] > last:
                    return
                recorded = list(islice(events, command["events"]))
                inspection = recorded[0][3] if recorded else ""
                rows = [
                    Row(position, stream, version, topic, state)
                    for position, stream, version, _, topic, state in recorded
                ]
                yield Entry(command["command_id"], command["first_position"], inspection, rows)
            after = (page[-1]["first_position"], page[-1]["events"], page[-1]["command_id"])

    def raw_rows(self, table: str, after: Sequence[Any] = (), limit: int = PAGE) -> Sequence[Record]:
        """Return a page of a table's unchecked rows, in key order, after a key."""
        columns, key = TABLES[table]
        where = f"WHERE ({key}) > ({', '.join('?' * len(after))})" if after else ""
        return self._rows(f"SELECT {columns} FROM {table} {where} ORDER BY {key} LIMIT {limit:d}", *after)

    def recorded_by(self, command: str) -> Sequence[RecordedEvent]:
        """Return the events that a command recorded."""
        rows = self._rows("SELECT first_position, events FROM commands WHERE command_id = ?", command)
        if not rows:
            return []
        first, events = rows[0]["first_position"], rows[0]["events"]
        return self._select("position >= ? AND position < ? ORDER BY position", first, first + events)

    def recorded_commands(self, commands: Sequence[str]) -> set[str]:
        """Return which of these commands are already recorded."""
        recorded: set[str] = set()
        for start in range(0, len(commands), PAGE):
            page = commands[start : start + PAGE]
            placeholders = ", ".join("?" * len(page))
            rows = self._rows(f"SELECT command_id FROM commands WHERE command_id IN ({placeholders})", *page)
            recorded |= {row["command_id"] for row in rows}
        return recorded

    def load_views(self, inspection: str, names: Collection[str]) -> dict[str, SavedView]:
        """Return the saved views of an inspection with these names, by name."""
        placeholders = ", ".join("?" * len(names))
        statement = f"SELECT name, position, state FROM views WHERE inspection = ? AND name IN ({placeholders})"
        rows = self._rows(statement, inspection, *names)
        for row in rows:
            if not (isinstance(row["position"], int) and isinstance(row["state"], bytes)):
                why = "another program changed it; rebuild it with: inspectrail rebuild"
                raise NotReadable(f"A saved view of {inspection}", why)
        return {row["name"]: SavedView(row["position"], row["state"]) for row in rows}

    def save_views(self, inspection: str, views: Mapping[str, SavedView]) -> None:
        """Save views, except those already saved at a later position.

        Does nothing without permission to write.
        """
        if not self.writable:
            return
        self._write(
            "INSERT INTO views (name, inspection, position, state) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (name, inspection) DO UPDATE SET position = excluded.position, state = excluded.state "
            "WHERE excluded.position > views.position",
            [(name, inspection, view.position, view.state) for name, view in views.items()],
        )

    def forget_views(self, inspection: str | None = None) -> int:
        """Delete saved views; return how many."""
        return self._write("DELETE FROM views WHERE inspection = coalesce(?, inspection)", [(inspection,)])

    def _select(self, where: str, *parameters: Any) -> list[RecordedEvent]:
        columns = self._columns(f"SELECT {COLUMNS} FROM stored_events WHERE {where}", *parameters)
        if not columns:
            return []
        positions, streams, versions, inspections, topics, states = _checked(columns)
        try:
            facts = self._codec.decode_all(topics, states)
        except NotReadable:
            # Decode each event by itself to find the bad one.
            facts = list(map(self._codec.decode_at, positions, topics, states))
        return list(map(RecordedEvent._make, zip(positions, streams, versions, inspections, facts, strict=True)))

    def _stored(self, after: int, until: int | None) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield the stored columns of events, page by page."""
        last = MAX_POSITION if until is None else until
        statement = f"SELECT {COLUMNS} FROM stored_events WHERE position > ? AND position <= ? ORDER BY position"
        while page := self._columns(f"{statement} LIMIT {PAGE}", after, last):
            yield _checked(page)
            after = page[0][-1]

    def _pages(self, statement: str, until: int | None) -> Iterator[Record]:
        after, upper = 0, "" if until is None else f"AND position <= {until:d}"
        while page := self._rows(f"{statement} WHERE position > ? {upper} ORDER BY position LIMIT {PAGE}", after):
            yield from page
            after = page[-1]["position"]

    def _append_error(self, commands: Mapping[str, Sequence[Batch]]) -> Exception:
        for command in commands:
            if self._rows("SELECT 1 FROM commands WHERE command_id = ?", command):
                return AlreadyRecorded(command, self.recorded_by(command))
        # A later batch for the same stream counts the events of earlier batches.
        expected: dict[StreamId, int] = {}
        for batch in (batch for batches in commands.values() for batch in batches):
            expected.setdefault(batch.stream, batch.expected_version)
        for stream, version in expected.items():
            rows = self._rows(
                "SELECT coalesce(max(originator_version), 0) AS version FROM stored_events WHERE originator_id = ?",
                stream,
            )
            if rows[0]["version"] != version:
                return StreamMoved(stream, version, rows[0]["version"])
        return NotRecorded(f"The store {self.name} refused the events. Nothing was recorded. Try again.")


def _checked(columns: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return the columns of events. Raises NotReadable for a wrong type, which SQLite allows."""
    for column, kind in zip(columns, TYPES, strict=True):
        if set(map(type, column)) != {kind}:
            positions = columns[0]
            first = next(position for position, value in zip(positions, column, strict=True) if type(value) is not kind)
            why = "another program changed it: its columns have the wrong types"
            raise NotReadable(f"Event {first}", why)
    return columns
