"""A store in memory: the reference that other stores are held against. It keeps bytes, as they do."""

from collections.abc import Iterator, Sequence

from events_store.codec import Codec
from events_store.store import (
    AlreadyRecorded,
    Batch,
    Recorded,
    Row,
    SavedView,
    StreamId,
    StreamMoved,
)


class MemoryStore:
    """Keeps everything in lists, for one process."""

    def __init__(self, codec: Codec | None = None) -> None:
        self._codec = codec or Codec()
        self._rows: list[tuple[str, Row]] = []
        self._commands: dict[str, range] = {}
        self._views: dict[tuple[str, str], SavedView] = {}

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[Recorded]:
        """Return the facts of one stream, after a version."""
        return [
            self._recorded(inspection, row)
            for inspection, row in self._rows
            if row.stream == stream and row.version > after
        ]

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[Recorded]:
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
        self._commands[command] = range(len(self._rows) + 1, len(self._rows) + len(new) + 1)
        self._rows += new
        return self.recorded_by(command)

    def follow(self, *, after: int = 0, until: int | None = None, inspection: str | None = None) -> Iterator[Recorded]:
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

    def rows(self, *, until: int | None = None) -> Iterator[Row]:
        """Yield the stored bytes in position order."""
        return (row for _, row in self._rows[:until])

    def recorded_by(self, command: str) -> Sequence[Recorded]:
        """Return what a command recorded."""
        positions = self._commands.get(command, range(0))
        return [self._recorded(*self._rows[position - 1]) for position in positions]

    def load_view(self, name: str, inspection: str) -> SavedView | None:
        """Return a saved view."""
        return self._views.get((name, inspection))

    def save_view(self, name: str, inspection: str, view: SavedView) -> None:
        """Save a view, unless one further on is there."""
        saved = self._views.get((name, inspection))
        if saved is None or saved.position < view.position:
            self._views[name, inspection] = view

    def forget_views(self, inspection: str | None = None) -> int:
        """Throw saved views away."""
        gone = [key for key in self._views if inspection in (None, key[1])]
        for key in gone:
            del self._views[key]
        return len(gone)

    def _recorded(self, inspection: str, row: Row) -> Recorded:
        fact = self._codec.decode(row.topic, row.state)
        return Recorded(row.position, row.stream, row.version, inspection, fact)
