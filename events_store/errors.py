"""The errors that a store raises."""

from collections.abc import Sequence
from typing import ClassVar

from events_store.store import RecordedEvent, StreamId

# StoreNotFound names at most this many stores.
MOST_NAMED = 3


class StoreFault(Exception):
    """The store failed. Nothing was recorded, except in case of OutcomeUnknown."""

    code: ClassVar[str] = "store-fault"

    def __init_subclass__(cls, code: str) -> None:
        cls.code = code


class StreamMoved(StoreFault, code="stream-moved"):
    """Another command was recorded in the stream first."""

    def __init__(self, stream: StreamId, expected: int, version: int) -> None:
        super().__init__(
            f"Somebody else recorded something in {stream.partition(':')[2]} at the same moment "
            f"(version {version}, not {expected}). Nothing was recorded. Try again."
        )


class AlreadyRecorded(StoreFault, code="already-recorded"):
    """The command is already recorded."""

    def __init__(self, command: str, recorded: Sequence[RecordedEvent]) -> None:
        super().__init__(f"The command {command} is already recorded.")
        self.recorded = recorded


class NotReadable(StoreFault, code="not-readable"):
    """Stored data cannot be read, or a new event could not be read back."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what} cannot be read: {why}.")
        self.why = why


class NotRecorded(StoreFault, code="not-recorded"):
    """The store could not record: it is locked, full, read-only or failing."""


class OutcomeUnknown(StoreFault, code="perhaps-recorded"):
    """The connection was lost: the command may have been recorded or not."""

    def __init__(self, place: object, advice: str) -> None:
        super().__init__(f"The connection to {place} was lost. It is not known whether this was recorded. {advice}")


class StoreNotFound(StoreFault, code="no-store"):
    """There is no store at this place. The message names stores in the same folder."""

    def __init__(self, place: object, nearby: Sequence[str] = (), *, option: str = "--store ") -> None:
        hint = f"Create one with: inspectrail init --store {place}"
        if nearby:
            names = " or ".join(f"{option}{address}" for address in nearby[:MOST_NAMED])
            stores = "another store" if len(nearby) == 1 else "other stores"
            more = " (there are more)" if len(nearby) > MOST_NAMED else ""
            use = f"add {names}{more} to your command" if option else f"name {names}{more} instead"
            hint = f"The same folder has {stores}: {use}, or c{hint[1:]}"
        super().__init__(f"There is no store at {place}. {hint}")
        self.place, self.nearby = place, nearby


class InvalidStore(StoreFault, code="not-a-store"):
    """The file or database is not a store, or has another version."""


class NotAnAddress(StoreFault, code="not-an-address"):
    """The address cannot be parsed. The message never repeats it: it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "This is not the address of a PostgreSQL database. Write it as postgresql://user@host:port/database, and "
            "replace special characters by % and two digits (%40 for @)."
        )
