"""Reads the raw tables of a store page by page, without trusting them."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol

from events_store.errors import NotReadable
from events_store.store import SchemaDifference

PAGE = 1_000
LONGEST_NAME = 160

Record = Mapping[str, Any]


class RawStore(Protocol):
    """A store whose raw tables can be read."""

    def head(self) -> int:
        """Return the position of the newest event."""
        ...

    def raw_rows(self, table: str, after: Sequence[Any] = (), limit: int = PAGE) -> Sequence[Record]:
        """Return a page of a table's unchecked rows, in key order, after a key."""
        ...

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return the ledger's hashes at these positions."""
        ...

    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return how tables, keys and triggers differ from the schema."""
        ...

    def damage(self) -> Sequence[str]:
        """Return the damage that the database finds in its own files."""
        ...


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which position; None if the fault concerns all of the store."""

    position: int | None
    sentence: str


class Broken(Exception):
    """Verification found a fault."""

    def __init__(self, position: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(position, sentence)


class RawTable:
    """A cursor over a table in key order. The key begins with a position."""

    def __init__(self, store: RawStore, name: str, label: str, *key: str) -> None:
        self._store, self._name, self._label, self._key = store, name, label, key
        self._page: Sequence[Record] = ()
        self._index = 0
        self._after: tuple[Any, ...] = ()
        self._more = True

    def next(self, position: int, *, reread: bool = False) -> Record | None:
        """Return the next record without moving past it; None at the end.

        With `reread`, reads again at the end of the table, for new rows. Raises Broken for a record before position 1,
        a repeated position and an unreadable record.
        """
        if self._index == len(self._page):
            if not (self._more or reread):
                return None
            self._read(position)
            if not self._page:
                return None
        record = self._page[self._index]
        actual = record[self._key[0]]
        if type(actual) is not int or actual < 1:
            fault_position = actual if type(actual) is int else None
            raise Broken(
                fault_position, f"{self._label} has a row at position {shortened(actual)}. Positions begin at 1."
            )
        if len(self._key) == 1 and actual < position:
            raise Broken(actual, f"{self._label} has position {actual} more than once.")
        return record

    def step(self, number: int = 1) -> None:
        """Move past the next records."""
        self._index += number

    def ahead(self, position: int) -> Sequence[Record]:
        """Return the rest of the current page, or the next page if nothing is left."""
        if self._index == len(self._page):
            self._read(position)
        return self._page[self._index :]

    def copy(self) -> "RawTable":
        """Return a copy that keeps its own place in the table."""
        return copy(self)

    def at(self, position: int) -> Record | None:
        """Return the record at a position and move past it; None if it is missing."""
        record = self.next(position) or self.next(position, reread=True)
        if record is None or record[self._key[0]] != position:
            return None
        self.step()
        return record

    def _read(self, position: int) -> None:
        limit = PAGE
        while True:
            try:
                self._page = self._store.raw_rows(self._name, self._after, limit)
            except NotReadable as fault:
                if limit == 1:
                    raise Broken(position, f"{self._label} is damaged at event {position}. {fault}") from None
                # Perhaps only one row of the page is damaged.
                limit = max(1, limit // 10)
            else:
                self._index, self._more = 0, len(self._page) == limit
                if self._page:
                    self._after = tuple(self._page[-1][name] for name in self._key)
                return


def shortened(value: object) -> str:
    """Return a value as text, shortened if it is too long to be genuine."""
    text = str(value)
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]} …"
