"""A store in tables: what SQLite and PostgreSQL are asked in the same words."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from uuid import uuid4

from eventsourcing.persistence import IntegrityError, StoredEvent

from events_store.codec import Codec
from events_store.store import (
    AlreadyRecorded,
    Batch,
    Entry,
    LedgerRow,
    NotReadable,
    NotRecorded,
    RecordedEvent,
    Row,
    SavedView,
    SchemaDifference,
    StreamId,
    StreamMoved,
)
from events_store.transparency.merkle_tree import VERIFY

PAGE = 1_000
COLUMNS = "position, originator_id, originator_version, inspection, topic, state"
KINDS = (int, str, int, str, str, bytes)

# What is read of each table, and the key it is read in the order of.
KEPT = {
    "stored_events": (COLUMNS, "position"),
    "ledger": ("position, stream, version, hashes", "position"),
    "commands": ("first_position, events, command_id", "first_position, events, command_id"),
    "views": ("inspection, name, position, state", "inspection, name"),
}

SIZE_DIFFERS = f"it is not as long as the log, so nothing is added to it; find out more with: {VERIFY}"

MAX_POSITION = 2**63 - 1

Record = Mapping[str, Any]


@dataclass(frozen=True)
class PendingCommand:
    """What one command asks to have recorded, as bytes, and the versions at which streams must still be."""

    command: str
    inspection: str
    events: Sequence[tuple[StreamId, int, str, bytes]]
    guards: Sequence[tuple[StreamId, int]] = ()
    first: int | None = None

    def refuse_elsewhere(self, first: int) -> None:
        """Raise IntegrityError where it would not begin at the position at which it must."""
        if self.first not in (None, first):
            raise IntegrityError(f"position {first} instead of {self.first}")


class Commanded:
    """What the library calls inserting events, as what one command proposes."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, inspection: str = "", command: str | None = None, **_: Any
    ) -> Sequence[int]:
        """Record events as those of one command, which is given an id where it has none; return their positions."""
        events = [
            (str(stored.originator_id), stored.originator_version, stored.topic, stored.state)
            for stored in stored_events
        ]
        (first,) = self.insert([PendingCommand(command or uuid4().hex, inspection, events)])
        return list(range(first, first + len(events)))

    def insert(self, proposals: Iterable[PendingCommand]) -> list[int]:
        """Record what commands propose, in one transaction; return the first position of each."""
        raise NotImplementedError


class TableStore(ABC):
    """Reads and appends; how a statement reaches the database, and how events are inserted, is each database's."""

    _codec: Codec
    # Whoever only reads folds views without saving them.
    writable: bool

    @abstractmethod
    def _rows(self, statement: str, *parameters: Any) -> Sequence[Record]:
        """Ask for rows; `?` stands for a parameter."""

    @abstractmethod
    def _columns(self, statement: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        """Ask for rows, and return their columns; none where there are no rows."""

    @abstractmethod
    def _write(self, statement: str, parameters: Sequence[Sequence[Any]]) -> int:
        """Change rows in one transaction, once for each set of parameters; return how many were changed."""

    @abstractmethod
    def _insert(self, proposals: Iterable[PendingCommand]) -> list[int]:
        """Record proposals in one transaction; return the first position of each. Raises IntegrityError."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the store, to be said to people."""

    @abstractmethod
    def close(self) -> None:
        """Give the file or the connections back."""

    @abstractmethod
    def settings(self) -> dict[str, str]:
        """Return what a keeper of the store wants to know of its database."""

    @abstractmethod
    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return what of its tables, keys and triggers is not as it was made."""

    @abstractmethod
    def damage(self) -> Sequence[str]:
        """Return what the database itself finds broken in its files."""

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[RecordedEvent]:
        """Return the facts of one stream, after a version."""
        return self._select("originator_id = ? AND originator_version > ? ORDER BY originator_version", stream, after)

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[RecordedEvent]:
        """Record all batches or none, under the id of the command."""
        return self.append_all(inspection, {command: batches})

    def append_all(self, inspection: str, commands: Mapping[str, Sequence[Batch]]) -> Sequence[RecordedEvent]:
        """Record what several commands have, all of it or nothing, in order."""
        proposals = [self._proposal(inspection, command, batches) for command, batches in commands.items()]
        try:
            firsts = self._insert(proposals)
        except IntegrityError:
            raise self._why_not(commands) from None
        facts = [fact for batches in commands.values() for batch in batches for fact in batch.facts]
        # They stand one after the other: what the last command recorded is at the end.
        first = firsts[-1] + len(proposals[-1].events) - len(facts)
        places = ((stream, version) for proposal in proposals for stream, version, _, _ in proposal.events)
        return [
            RecordedEvent(position, stream, version, inspection, fact)
            for position, ((stream, version), fact) in enumerate(zip(places, facts, strict=True), start=first)
        ]

    def _proposal(self, inspection: str, command: str, batches: Sequence[Batch]) -> PendingCommand:
        events = [
            (batch.stream, version, *self._codec.encode(fact))
            for batch in batches
            for version, fact in enumerate(batch.facts, start=batch.expected_version + 1)
        ]
        return PendingCommand(
            command, inspection, events, [(batch.stream, batch.expected_version) for batch in batches]
        )

    def append_entries(self, entries: Iterable[Entry]) -> None:
        """Record entries of another store as they are there, all or none."""
        try:
            self._insert(_existing_rows(entries, self.head()))
        except IntegrityError as error:
            raise NotRecorded(f"What is to be copied does not fit together ({error}). Nothing was recorded.") from None

    def follow(
        self, *, after: int = 0, until: int | None = None, inspection: str | None = None
    ) -> Iterator[RecordedEvent]:
        """Yield the log in position order, page by page."""
        where = "position > ?" if inspection is None else "inspection = ? AND position > ?"
        first = () if inspection is None else (inspection,)
        if until is not None:
            where += f" AND position <= {until:d}"
        while page := self._select(f"{where} ORDER BY position LIMIT {PAGE}", *first, after):
            yield from page
            after = page[-1].position

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections, in the order they were announced."""
        # From one inspection to the next in the index: as many look-ups as there are inspections, however many events.
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
        """Whether there is an inspection of this reference."""
        return bool(self._rows("SELECT 1 FROM stored_events WHERE inspection = ? LIMIT 1", inspection))

    def head(self) -> int:
        """Return the position of the newest event."""
        head = self._rows("SELECT coalesce(max(position), 0) AS head FROM stored_events")[0]["head"]
        if not isinstance(head, int):
            raise NotReadable(f"The store {self.name}", "its list of events is damaged")
        return head

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """Yield the stored bytes in position order, page by page."""
        for page in self._stored(after, until):
            positions, streams, versions, _, topics, states = page
            yield from map(Row, positions, streams, versions, topics, states)

    def ledger(self, *, until: int | None = None) -> Iterator[LedgerRow]:
        """Yield what the ledger keeps, in position order, page by page."""
        for record in self._pages("SELECT position, stream, version, hashes FROM ledger", until):
            yield LedgerRow(record["position"], record["stream"], record["version"], record["hashes"])

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return what the ledger keeps of the events at these positions, as far as it does."""
        if not positions:
            return {}
        wanted = ", ".join("?" * len(positions))
        found = self._rows(f"SELECT position, hashes FROM ledger WHERE position IN ({wanted})", *positions)
        return {record["position"]: record["hashes"] for record in found}

    def entries(self, *, until: int | None = None) -> Iterator[Entry]:
        """Yield what each command recorded, in the order of the log, up to a position."""
        last = MAX_POSITION if until is None else until
        events = chain.from_iterable(zip(*page, strict=True) for page in self._stored(0, None))
        after: tuple[int, int, str] = (0, 0, "")
        statement = (
            "SELECT command_id, first_position, events FROM commands "
            "WHERE (first_position, events, command_id) > (?, ?, ?) "
            f"ORDER BY first_position, events, command_id LIMIT {PAGE}"
        )
        while page := self._rows(statement, *after):
            for item in page:
                if item["first_position"] > last:
                    return
                recorded = list(islice(events, item["events"]))
                inspection = recorded[0][3] if recorded else ""
                rows = [
                    Row(position, stream, version, topic, state)
                    for position, stream, version, _, topic, state in recorded
                ]
                yield Entry(item["command_id"], item["first_position"], inspection, rows)
            after = (page[-1]["first_position"], page[-1]["events"], page[-1]["command_id"])

    def raw_rows(self, table: str, after: Sequence[Any] = (), limit: int = PAGE) -> Sequence[Record]:
        """Return a page of a table as it is kept, unchecked, in the order of its key, from after one key."""
        columns, key = KEPT[table]
        where = f"WHERE ({key}) > ({', '.join('?' * len(after))})" if after else ""
        return self._rows(f"SELECT {columns} FROM {table} {where} ORDER BY {key} LIMIT {limit:d}", *after)

    def recorded_by(self, command: str) -> Sequence[RecordedEvent]:
        """Return what a command recorded."""
        rows = self._rows("SELECT first_position, events FROM commands WHERE command_id = ?", command)
        if not rows:
            return []
        first, events = rows[0]["first_position"], rows[0]["events"]
        return self._select("position >= ? AND position < ? ORDER BY position", first, first + events)

    def recorded_commands(self, commands: Sequence[str]) -> set[str]:
        """Return which of these commands were recorded before."""
        found: set[str] = set()
        for start in range(0, len(commands), PAGE):
            page = commands[start : start + PAGE]
            wanted = ", ".join("?" * len(page))
            rows = self._rows(f"SELECT command_id FROM commands WHERE command_id IN ({wanted})", *page)
            found |= {row["command_id"] for row in rows}
        return found

    def load_views(self, inspection: str, names: Collection[str]) -> dict[str, SavedView]:
        """Return those of these views of an inspection that are saved, by name."""
        wanted = ", ".join("?" * len(names))
        statement = f"SELECT name, position, state FROM views WHERE inspection = ? AND name IN ({wanted})"
        found = self._rows(statement, inspection, *names)
        for row in found:
            if not (isinstance(row["position"], int) and isinstance(row["state"], bytes)):
                why = "it was changed behind the product's back; rebuild it with: inspectrail rebuild"
                raise NotReadable(f"A saved view of {inspection}", why)
        return {row["name"]: SavedView(row["position"], row["state"]) for row in found}

    def save_views(self, inspection: str, views: Mapping[str, SavedView]) -> None:
        """Save views with their positions, but for those of which one further on is there."""
        if not self.writable:
            return
        self._write(
            "INSERT INTO views (name, inspection, position, state) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (name, inspection) DO UPDATE SET position = excluded.position, state = excluded.state "
            "WHERE excluded.position > views.position",
            [(name, inspection, view.position, view.state) for name, view in views.items()],
        )

    def forget_views(self, inspection: str | None = None) -> int:
        """Throw saved views away."""
        return self._write("DELETE FROM views WHERE inspection = coalesce(?, inspection)", [(inspection,)])

    def _select(self, where: str, *parameters: Any) -> list[RecordedEvent]:
        columns = self._columns(f"SELECT {COLUMNS} FROM stored_events WHERE {where}", *parameters)
        if not columns:
            return []
        positions, streams, versions, inspections, topics, states = _checked(columns)
        try:
            facts = self._codec.decode_all(topics, states)
        except NotReadable:
            # Which of them it is, is found by one after the other.
            facts = list(map(self._codec.decode_at, positions, topics, states))
        return list(map(RecordedEvent._make, zip(positions, streams, versions, inspections, facts, strict=True)))

    def _stored(self, after: int, until: int | None) -> Iterator[Sequence[Sequence[Any]]]:
        """Yield the columns of events as they are stored, page by page."""
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

    def _why_not(self, commands: Mapping[str, Sequence[Batch]]) -> Exception:
        for command in commands:
            if self._rows("SELECT 1 FROM commands WHERE command_id = ?", command):
                return AlreadyRecorded(command, self.recorded_by(command))
        # A later batch for the same stream expects what an earlier one would have added.
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
        return NotRecorded(f"The store {self.name} did not take it. Nothing was recorded. Try again.")


def _checked(columns: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return the columns of events, which must be of the kinds written: some databases take any."""
    for column, kind in zip(columns, KINDS, strict=True):
        if set(map(type, column)) != {kind}:
            positions = columns[0]
            first = next(position for position, value in zip(positions, column, strict=True) if type(value) is not kind)
            why = "another program changed it: its columns are not of the kind written"
            raise NotReadable(f"Event {first}", why)
    return columns


def _existing_rows(entries: Iterable[Entry], head: int) -> Iterator[PendingCommand]:
    for entry in entries:
        if entry.first_position != head + 1 or [row.position for row in entry.rows] != list(
            range(head + 1, head + 1 + len(entry.rows))
        ):
            raise NotRecorded(
                f"What the command {entry.command} recorded is not at position {head + 1}, where it would be here. "
                f"Nothing was recorded."
            )
        head += len(entry.rows)
        guards: dict[StreamId, int] = {}
        for row in entry.rows:
            guards.setdefault(row.stream, row.version - 1)
        events = [(row.stream, row.version, row.topic, row.state) for row in entry.rows]
        yield PendingCommand(entry.command, entry.inspection, events, list(guards.items()), entry.first_position)
