"""The protocol of an event store, and the types that it reads and writes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple, Protocol

from domain.event_types import Event
from domain.value import Data

StreamId = str


def inspection_stream(inspection: str) -> StreamId:
    """Return the stream of an inspection."""
    return f"inspection:{inspection}"


def case_stream(inspection: str, case: str) -> StreamId:
    """Return the stream of a case."""
    return f"case:{inspection}/{case}"


@lru_cache(maxsize=4_096)
def case_of(stream: StreamId) -> str | None:
    """Return the case that a stream belongs to; None for an inspection's stream."""
    return stream.partition("/")[2] or None


class RecordedEvent(NamedTuple):
    """An event with its position in the log and its version in its stream.

    Both count from 1.
    """

    position: int
    stream: StreamId
    version: int
    inspection: str
    fact: Event

    @property
    def recorded_at(self) -> datetime:
        """The recorded time, in UTC."""
        return self.fact.origin.recorded_at

    @property
    def case(self) -> str | None:
        """The case that the event is about; None if it is about the inspection."""
        return case_of(self.stream)


class Batch(Data):
    """Events to append to a stream that is still at the expected version.

    A batch without events only checks the version, because a decision depends on the stream.
    """

    stream: StreamId
    expected_version: int
    facts: Sequence[Event] = ()


class SavedView(Data):
    """A saved read model: its bytes, and the position it was folded to."""

    position: int
    state: bytes


class SchemaDifference(NamedTuple):
    """A difference between the database and its schema.

    `plain` is false if a table is missing or is not an ordinary table, so that reading it proves nothing.
    """

    sentence: str
    plain: bool


class EventStore(Protocol):
    """Reads streams, appends to them in one transaction, and follows the log."""

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[RecordedEvent]:
        """Return the events of one stream, after a version."""
        ...

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[RecordedEvent]:
        """Record all batches or none, under the command's id.

        Each stream is in one batch at most. Raises StreamMoved if a stream is not at its expected version,
        AlreadyRecorded if the command is already recorded, NotReadable for an event that would not be decoded to the
        same event, and NotRecorded if the store cannot record now.
        """
        ...

    def append_all(self, inspection: str, commands: Mapping[str, Sequence[Batch]]) -> Sequence[RecordedEvent]:
        """Record the batches of several commands, by id and in order: all or none.

        A batch may continue a batch of an earlier command. Raises what `append` raises.
        """
        ...

    def follow(
        self, *, after: int = 0, until: int | None = None, inspection: str | None = None
    ) -> Iterator[RecordedEvent]:
        """Yield the log in position order, after one position, up to another."""
        ...

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections, in the order they were announced."""
        ...

    def recorded_by(self, command: str) -> Sequence[RecordedEvent]:
        """Return the events that a command recorded; nothing if it is not recorded."""
        ...

    def recorded_commands(self, commands: Sequence[str]) -> set[str]:
        """Return which of these commands are already recorded."""
        ...


class ViewStore(Protocol):
    """Saves read models, each with its position. They can be deleted at any time."""

    def load_views(self, inspection: str, names: Collection[str]) -> dict[str, SavedView]:
        """Return the saved views of an inspection with these names, by name."""
        ...

    def save_views(self, inspection: str, views: Mapping[str, SavedView]) -> None:
        """Save views in one transaction, except those already saved at a later position."""
        ...

    def forget_views(self, inspection: str | None = None) -> int:
        """Delete saved views, of one inspection or all; return how many."""
        ...


class Row(NamedTuple):
    """A stored event, not decoded."""

    position: int
    stream: StreamId
    version: int
    topic: str
    state: bytes


class LedgerRow(NamedTuple):
    """A row of the ledger: an event's place and its hashes.

    The hashes are the leaf's, then those of the larger trees that the event completes.
    """

    position: int
    stream: StreamId
    version: int
    hashes: bytes


class Entry(Data):
    """The stored events of one command. Without events it names no inspection."""

    command: str
    first_position: int
    inspection: str
    rows: Sequence[Row]


class Store(EventStore, ViewStore, Protocol):
    """Everything the product needs from a store."""

    def head(self) -> int:
        """Return the position of the newest event; 0 for an empty log."""
        ...

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """Yield the stored bytes, which are hashed, in position order."""
        ...

    def ledger(self, *, until: int | None = None) -> Iterator[LedgerRow]:
        """Yield the rows of the ledger in position order."""
        ...

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return the ledger's hashes at these positions. Missing rows are left out."""
        ...

    def entries(self, *, until: int | None = None) -> Iterator[Entry]:
        """Yield the events of each command, in log order.

        `until` is the last position at which a command may begin.
        """
        ...

    def append_entries(self, entries: Iterable[Entry]) -> None:
        """Record the entries of another store unchanged, at the end of this one: all or none.

        Raises NotRecorded if a position or a version would change.
        """
        ...
