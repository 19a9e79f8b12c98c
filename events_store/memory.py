"""A store in memory: the reference that other stores are held against. It keeps bytes, as they do."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy

from events_store.codec import Codec
from events_store.store import (
    AlreadyRecorded,
    Batch,
    Entry,
    LedgerRow,
    NotRecorded,
    RecordedEvent,
    Row,
    SavedView,
    StreamId,
    StreamMoved,
)
from events_store.transparency.merkle_tree import grow, leaf


class MemoryStore:
    """Keeps everything in lists, for one process."""

    def __init__(self, codec: Codec | None = None) -> None:
        self._codec = codec or Codec()
        self._rows: list[tuple[str, Row]] = []
        self._hashes: list[bytes] = []
        self._tops: list[bytes] = []
        self._commands: dict[str, range] = {}
        self._views: dict[tuple[str, str], SavedView] = {}

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[RecordedEvent]:
        """Return the facts of one stream, after a version."""
        return [
            self._recorded(inspection, row)
            for inspection, row in self._rows
            if row.stream == stream and row.version > after
        ]

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[RecordedEvent]:
        """Record all batches or none, under the id of the command."""
        if command in self._commands:
            raise AlreadyRecorded(command, self.recorded_by(command))
        new: list[tuple[str, Row]] = []
        for batch in batches:
            found = sum(1 for _, row in [*self._rows, *new] if row.stream == batch.stream)
            if found != batch.expected_version:
                raise StreamMoved(batch.stream, batch.expected_version, found)
            for version, fact in enumerate(batch.facts, start=found + 1):
                position = len(self._rows) + len(new) + 1
                new.append((inspection, Row(position, batch.stream, version, *self._codec.encode(fact))))
        self._put(command, new)
        return self.recorded_by(command)

    def append_all(self, inspection: str, commands: Mapping[str, Sequence[Batch]]) -> Sequence[RecordedEvent]:
        """Record what several commands have, all of it or nothing, in order."""
        before = {name: copy(value) for name, value in vars(self).items()}
        try:
            done = [self.append(inspection, *batches, command=command) for command, batches in commands.items()]
        except Exception:
            self.__dict__ |= before
            raise
        return [recorded for events in done for recorded in events]

    def append_entries(self, entries: Iterable[Entry]) -> None:
        """Record entries of another store as they are there, all or none."""
        memory_store = MemoryStore(self._codec)
        for entry in [*self.entries(), *entries]:
            memory_store._fit(entry)
        self.__dict__ |= {**vars(memory_store), "_views": self._views}

    def _fit(self, entry: Entry) -> None:
        for number, row in enumerate(entry.rows, start=len(self._rows) + 1):
            found = sum(1 for _, reading in self._rows if reading.stream == row.stream)
            before = sum(
                1 for reading in entry.rows if reading.stream == row.stream and reading.position < row.position
            )
            if (row.position, row.version) != (number, found + before + 1):
                raise NotRecorded("What is to be copied does not fit together. Nothing was recorded.")
        self._put(entry.command, [(entry.inspection, row) for row in entry.rows])

    def _put(self, command: str, new: Sequence[tuple[str, Row]]) -> None:
        head = len(self._rows)
        self._commands[command] = range(head + 1, head + 1 + len(new))
        self._hashes += grow(head, self._tops, (leaf(row) for _, row in new))
        self._rows += new

    def follow(
        self, *, after: int = 0, until: int | None = None, inspection: str | None = None
    ) -> Iterator[RecordedEvent]:
        """Yield the log in position order."""
        for of, row in self._rows[after:until]:
            if inspection in (None, of):
                yield self._recorded(of, row)

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections, in the order they were announced."""
        return list(dict.fromkeys(inspection for inspection, _ in self._rows))

    def head(self) -> int:
        """Return the position of the newest event."""
        return len(self._rows)

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """Yield the stored bytes in position order."""
        return (row for _, row in self._rows[after:until])

    def ledger(self, *, until: int | None = None) -> Iterator[LedgerRow]:
        """Yield what the ledger keeps, in position order."""
        for (_, row), hashes in zip(self._rows[:until], self._hashes[:until], strict=True):
            yield LedgerRow(row.position, row.stream, row.version, hashes)

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return what the ledger keeps of the events at these positions."""
        return {position: self._hashes[position - 1] for position in positions}

    def entries(self, *, until: int | None = None) -> Iterator[Entry]:
        """Yield what each command recorded, in the order of the log, up to a position."""
        in_order = sorted(self._commands.items(), key=lambda item: (item[1].start, len(item[1]), item[0]))
        for command, positions in in_order:
            if until is not None and positions.start > until:
                return
            found = [self._rows[position - 1] for position in positions]
            yield Entry(command, positions.start, found[0][0] if found else "", [row for _, row in found])

    def recorded_by(self, command: str) -> Sequence[RecordedEvent]:
        """Return what a command recorded."""
        positions = self._commands.get(command, range(0))
        return [self._recorded(*self._rows[position - 1]) for position in positions]

    def recorded_commands(self, commands: Sequence[str]) -> set[str]:
        """Return which of these commands were recorded before."""
        return {command for command in commands if command in self._commands}

    def load_views(self, inspection: str, names: Collection[str]) -> dict[str, SavedView]:
        """Return those of these views of an inspection that are saved, by name."""
        return {name: self._views[name, inspection] for name in names if (name, inspection) in self._views}

    def save_views(self, inspection: str, views: Mapping[str, SavedView]) -> None:
        """Save views, but for those of which one further on is there."""
        for name, view in views.items():
            saved = self._views.get((name, inspection))
            if saved is None or saved.position < view.position:
                self._views[name, inspection] = view

    def forget_views(self, inspection: str | None = None) -> int:
        """Throw saved views away."""
        gone = [key for key in self._views if inspection in (None, key[1])]
        for key in gone:
            del self._views[key]
        return len(gone)

    def _recorded(self, inspection: str, row: Row) -> RecordedEvent:
        fact = self._codec.decode_at(row.position, row.topic, row.state)
        return RecordedEvent(row.position, row.stream, row.version, inspection, fact)
