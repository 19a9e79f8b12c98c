"""What a store of events can do, and what it says when it cannot."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import ClassVar, NamedTuple, Protocol

from domain.event_types import Event
from domain.value import Data

StreamId = str
# How many stores a message names instead of one that does not exist.
MOST_NAMED = 3


def inspection_stream(inspection: str) -> StreamId:
    """Return the name of an inspection's own stream."""
    return f"inspection:{inspection}"


def case_stream(inspection: str, case: str) -> StreamId:
    """Return the name of a case's stream."""
    return f"case:{inspection}/{case}"


@lru_cache(maxsize=4_096)
def case_of(stream: StreamId) -> str | None:
    """Return the reference of the case whose stream this is; None for an inspection's own stream."""
    return stream.partition("/")[2] or None


class RecordedEvent(NamedTuple):
    """A fact with its place: position in the whole log, and version in its own stream, both from 1."""

    position: int
    stream: StreamId
    version: int
    inspection: str
    fact: Event

    @property
    def recorded_at(self) -> datetime:
        """When it was written down, in UTC."""
        return self.fact.origin.recorded_at

    @property
    def case(self) -> str | None:
        """The reference of the case it is about; None where it is about the inspection."""
        return case_of(self.stream)


class Batch(Data):
    """Facts for the end of one stream, which must still be at the expected version.

    Without facts it only asks that the stream has not moved: what was decided may rest on it.
    """

    stream: StreamId
    expected_version: int
    facts: Sequence[Event] = ()


class SavedView(Data):
    """A read model as it was saved: its bytes, and the position it had been folded to."""

    position: int
    state: bytes


class SchemaDifference(NamedTuple):
    """Something in the database that is not as it was made; `plain` where all tables are still tables."""

    sentence: str
    plain: bool


class EventStore(Protocol):
    """Reads streams, appends to them in one transaction, and follows the whole log."""

    def read(self, stream: StreamId, *, after: int = 0) -> Sequence[RecordedEvent]:
        """Return the facts of one stream, after a version."""
        ...

    def append(self, inspection: str, *batches: Batch, command: str) -> Sequence[RecordedEvent]:
        """Record all batches or none, under the id of the command; each stream is in one batch at most.

        Raises StreamMoved where a stream is not at its expected version, AlreadyRecorded where the command was
        recorded before, NotReadable for a fact that would not read back as it is, and NotRecorded where the
        store cannot take it now.
        """
        ...

    def append_all(self, inspection: str, commands: Mapping[str, Sequence[Batch]]) -> Sequence[RecordedEvent]:
        """Record what several commands, by their ids, have for the ends of streams: all of it or nothing, in order.

        A batch may follow on one of an earlier command. Raises what `append` raises.
        """
        ...

    def follow(
        self, *, after: int = 0, until: int | None = None, inspection: str | None = None
    ) -> Iterator[RecordedEvent]:
        """Yield the log in position order, from after one position up to and including another."""
        ...

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections, in the order they were announced."""
        ...

    def recorded_by(self, command: str) -> Sequence[RecordedEvent]:
        """Return what a command recorded; nothing for a command that never was."""
        ...

    def recorded_commands(self, commands: Sequence[str]) -> set[str]:
        """Return which of these commands were recorded before."""
        ...


class ViewStore(Protocol):
    """Keeps read models, each with its position. They can be thrown away at any time."""

    def load_views(self, inspection: str, names: Collection[str]) -> dict[str, SavedView]:
        """Return those of these views of an inspection that are saved, by name."""
        ...

    def save_views(self, inspection: str, views: Mapping[str, SavedView]) -> None:
        """Save views with their positions, in one transaction, but for those of which one further on is there."""
        ...

    def forget_views(self, inspection: str | None = None) -> int:
        """Throw saved views away, of one inspection or all; return how many there were."""
        ...


class Row(NamedTuple):
    """An event as its bytes are stored."""

    position: int
    stream: StreamId
    version: int
    topic: str
    state: bytes


class LedgerRow(NamedTuple):
    """What the ledger keeps of an event: its place, its leaf hash, and the larger trees that it completes."""

    position: int
    stream: StreamId
    version: int
    hashes: bytes


class Entry(Data):
    """What one command recorded, as bytes. One that recorded no event names no inspection."""

    command: str
    first_position: int
    inspection: str
    rows: Sequence[Row]


class Store(EventStore, ViewStore, Protocol):
    """All that the product asks of a store."""

    def head(self) -> int:
        """Return the position of the newest event; 0 for an empty log."""
        ...

    def rows(self, *, after: int = 0, until: int | None = None) -> Iterator[Row]:
        """Yield the stored bytes in position order: what hashes are taken over."""
        ...

    def ledger(self, *, until: int | None = None) -> Iterator[LedgerRow]:
        """Yield what the ledger keeps, in position order."""
        ...

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return what the ledger keeps of the events at these positions, as far as it does."""
        ...

    def entries(self, *, until: int | None = None) -> Iterator[Entry]:
        """Yield what each command recorded, in the order of the log, of those that began up to a position."""
        ...

    def append_entries(self, entries: Iterable[Entry]) -> None:
        """Record entries of another store as they are there, all or none, at the end of this one.

        Raises NotRecorded where a position or a version would come out otherwise.
        """
        ...


class StoreFault(Exception):
    """The store cannot do what it was asked. Nothing was recorded, unless it says otherwise."""

    code: ClassVar[str] = "store-fault"

    def __init_subclass__(cls, code: str) -> None:
        cls.code = code


class StreamMoved(StoreFault, code="stream-moved"):
    """Somebody else recorded something in the stream first."""

    def __init__(self, stream: StreamId, expected: int, found: int) -> None:
        super().__init__(
            f"Somebody else recorded something in {stream.partition(':')[2]} at the same moment "
            f"(version {found}, not {expected}). Nothing was recorded. Try again."
        )


class AlreadyRecorded(StoreFault, code="already-recorded"):
    """The command was recorded before."""

    def __init__(self, command: str, recorded: Sequence[RecordedEvent]) -> None:
        super().__init__(f"The command {command} was recorded before.")
        self.recorded = recorded


class NotReadable(StoreFault, code="not-readable"):
    """A stored event cannot be read, or a new one could not be read back."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what} cannot be read: {why}.")
        self.why = why


class NotRecorded(StoreFault, code="not-recorded"):
    """The store could not take it now: locked, full, or failing."""


class OutcomeUnknown(StoreFault, code="perhaps-recorded"):
    """The answer was lost: what was sent may have been recorded or not."""

    def __init__(self, place: object, what_to_do: str) -> None:
        super().__init__(
            f"The connection to {place} was lost, and it is not known whether this was recorded. {what_to_do}"
        )


class StoreNotFound(StoreFault, code="no-store"):
    """There is no store at that place. It names stores in the same folder, as they are typed."""

    def __init__(self, place: object, nearby: Sequence[str] = (), *, option: str = "--store ") -> None:
        hint = f"Create one with: inspectrail init --store {place}"
        if nearby:
            named = " or ".join(f"{option}{address}" for address in nearby[:MOST_NAMED])
            found = "another" if len(nearby) == 1 else "others"
            more = " (there are more)" if len(nearby) > MOST_NAMED else ""
            use = f"add {named}{more} to your command" if option else f"name {named}{more} instead"
            hint = f"The same folder holds {found}: {use}, or c{hint[1:]}"
        super().__init__(f"There is no store at {place}. {hint}")
        self.place, self.nearby = place, nearby


class InvalidStore(StoreFault, code="not-a-store"):
    """The file is something else, or of another version."""


class NotAnAddress(StoreFault, code="not-an-address"):
    """What was typed cannot be taken apart. It is not repeated: a password may be anywhere in it."""

    def __init__(self) -> None:
        super().__init__(
            "The address is not one of a PostgreSQL database. Write it as postgresql://user@host:port/database, with "
            "% and two digits for special characters (%40 for @)."
        )
