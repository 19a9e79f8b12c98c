"""Commands on their way into a SQL database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from eventsourcing.persistence import IntegrityError, StoredEvent

from events_store.errors import NotRecorded
from events_store.store import Entry, StreamId


@dataclass(frozen=True)
class PendingCommand:
    """The encoded events of one command, and the versions its streams must still have.

    `first` is the position at which the events must begin; None if any position will do.
    """

    command: str
    inspection: str
    events: Sequence[tuple[StreamId, int, str, bytes]]
    guards: Sequence[tuple[StreamId, int]] = ()
    first: int | None = None

    def check_first(self, first: int) -> None:
        """Raise IntegrityError if the events may not begin at this position."""
        if self.first not in (None, first):
            raise IntegrityError(f"position {first} instead of {self.first}")


class CommandRecorder:
    """Adapts the library's `insert_events` to the recording of commands."""

    def insert_events(
        self, stored_events: Sequence[StoredEvent], *, inspection: str = "", command: str | None = None, **_: Any
    ) -> Sequence[int]:
        """Record events under one command and return their positions; a missing id is generated."""
        events = [
            (str(stored.originator_id), stored.originator_version, stored.topic, stored.state)
            for stored in stored_events
        ]
        (first,) = self.insert([PendingCommand(command or uuid4().hex, inspection, events)])
        return list(range(first, first + len(events)))

    def insert(self, pending: Iterable[PendingCommand]) -> list[int]:
        """Record commands in one transaction; return the first position of each."""
        raise NotImplementedError


def pending_entries(entries: Iterable[Entry], head: int) -> Iterator[PendingCommand]:
    """Yield the entries of another log as commands that follow a head.

    Raises NotRecorded if an entry would change its position.
    """
    for entry in entries:
        positions = [row.position for row in entry.rows]
        if entry.first_position != head + 1 or positions != list(range(head + 1, head + 1 + len(entry.rows))):
            raise NotRecorded(
                f"The events of the command {entry.command} are not at position {head + 1}, the next one in this "
                f"store. Nothing was recorded."
            )
        head += len(entry.rows)
        guards: dict[StreamId, int] = {}
        for row in entry.rows:
            guards.setdefault(row.stream, row.version - 1)
        events = [(row.stream, row.version, row.topic, row.state) for row in entry.rows]
        yield PendingCommand(entry.command, entry.inspection, events, list(guards.items()), entry.first_position)
