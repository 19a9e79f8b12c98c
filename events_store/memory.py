"""A store in memory: the reference implementation that tests compare the stores with."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy

from events_store.codec import Codec
from events_store.errors import AlreadyRecorded, NotRecorded, StreamMoved
from events_store.store import Batch, Entry, LedgerRow, RecordedEvent, Row, SavedView, StreamId
from events_store.transparency.merkle_tree import grow, leaf


class MemoryStore:
    """Keeps encoded events in lists, for one process."""

    def __init__(self, codec: Codec | None = None) -> None:
        self._codec = codec or Codec()
        self._rows: list[tuple[str, Row]] = []
        self._hashes: list[bytes] = []
        self._tops: list[bytes] = []
        self._commands: dict[str, range] = {}
        self._views: dict[tuple[str, str], SavedView] = {}

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[RecordedEvent]:
        """Return the events of one stream, after a version."""
        return [
            self._recorded(inspection, row)
            for inspection, row in self._rows
            if row.stream == stream and row.version > after
        ]

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[RecordedEvent]:
        """Record all batches or none, under the command's id."""
        if command in self._commands:
            raise AlreadyRecorded(command, self.recorded_by(command))
        new: list[tuple[str, Row]] = []
        for batch in batches:
            current = sum(1 for _, row in [*self._rows, *new] if row.stream == batch.stream)
            if current != batch.expected_version:
                raise StreamMoved(batch.stream, batch.expected_version, current)
            for version, fact in enumerate(batch.facts, start=current + 1):
                position = len(self._rows) + len(new) + 1
                new.append((inspection, Row(position, batch.stream, version, *self._codec.encode(fact))))
        self._put(command, new)
        return self.recorded_by(command)

    def append_all(self, inspection: str, commands: Mapping[str, Sequence[Batch]]) -> Sequence[RecordedEvent]:
        """Record the batches of several commands, in order: all or none."""
        before = {name: copy(value) for name, value in vars(self).items()}
        try:
            recorded = [self.append(inspection, *batches, command=command) for command, batches in commands.items()]
        except Exception:
            self.__dict__ |= before
            raise
        return [event for events in recorded for event in events]

    def append_entries(self, entries: Iterable[Entry]) -> None:
        """Record the entries of another store unchanged: all or none."""
        target = MemoryStore(self._codec)
        for entry in [*self.entries(), *entries]:
            target._append_entry(entry)
        self.__dict__ |= {**vars(target), "_views": self._views}

    def _append_entry(self, entry: Entry) -> None:
        for position, row in enumerate(entry.rows, start=len(self._rows) + 1):
            recorded = sum(1 for _, earlier in self._rows if earlier.stream == row.stream)
            new = sum(1 for earlier in entry.rows if earlier.stream == row.stream and earlier.position < row.position)
            if (row.position, row.version) != (position, recorded + new + 1):
                raise NotRecorded("The entries to copy do not fit together. Nothing was recorded.")
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
        for of_inspection, row in self._rows[after:until]:
            if inspection in (None, of_inspection):
                yield self._recorded(of_inspection, row)

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
        """Yield the rows of the ledger in position order."""
        for (_, row), hashes in zip(self._rows[:until], self._hashes[:until], strict=True):
            yield LedgerRow(row.position, row.stream, row.version, hashes)

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return the ledger's hashes at these positions."""
        return {position: self._hashes[position - 1] for position in positions}

    def entries(self, *, until: int | None = None) -> Iterator[Entry]:
        """Yield the events of each command, in log order."""
        in_order = sorted(self._commands.items(), key=lambda command: (command[1].start, len(command[1]), command[0]))
        for command, positions in in_order:
            if until is not None and positions.start > until:
                return
            rows = [self._rows[position - 1] for position in positions]
            yield Entry(command, positions.start, rows[0][0] if rows else "", [row for _, row in rows])

    def recorded_by(self, command: str) -> Sequence[RecordedEvent]:
        """Return the events that a command recorded."""
        positions = self._commands.get(command, range(0))
        return [self._recorded(*self._rows[position - 1]) for position in positions]

    def recorded_commands(self, commands: Sequence[str]) -> set[str]:
        """Return which of these commands are already recorded."""
        return {command for command in commands if command in self._commands}

    def load_views(self, inspection: str, names: Collection[str]) -> dict[str, SavedView]:
        """Return the saved views of an inspection with these names, by name."""
        return {name: self._views[name, inspection] for name in names if (name, inspection) in self._views}

    def save_views(self, inspection: str, views: Mapping[str, SavedView]) -> None:
        """Save views, except those already saved at a later position."""
        for name, view in views.items():
            saved = self._views.get((name, inspection))
            if saved is None or saved.position < view.position:
                self._views[name, inspection] = view

    def forget_views(self, inspection: str | None = None) -> int:
        """Delete saved views; return how many."""
        deleted = [key for key in self._views if inspection in (None, key[1])]
        for key in deleted:
            del self._views[key]
        return len(deleted)

    def _recorded(self, inspection: str, row: Row) -> RecordedEvent:
        fact = self._codec.decode_at(row.position, row.topic, row.state)
        return RecordedEvent(row.position, row.stream, row.version, inspection, fact)
