"""The tables of a store as they are kept, read page by page: nothing in them is taken for granted."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Protocol

from events_store.store import NotReadable, SchemaDifference

PAGE = 1_000
LONGEST_NAME = 160

Record = Mapping[str, Any]


class KeptStore(Protocol):
    """A store whose tables can be read as they are kept."""

    def head(self) -> int:
        """Return the position of the newest event."""
        ...

    def raw_rows(self, table: str, after: Sequence[Any] = (), limit: int = PAGE) -> Sequence[Record]:
        """Return a page of a table as it is kept, unchecked, in the order of its key, from after one key."""
        ...

    def hashes(self, positions: Sequence[int]) -> Mapping[int, bytes]:
        """Return what the ledger keeps of the events at these positions."""
        ...

    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return what of its tables, keys and triggers is not as it was made."""
        ...

    def damage(self) -> Sequence[str]:
        """Return what the database itself finds broken in its files."""
        ...


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where; it has no position where it is about the store's file as a whole."""

    position: int | None
    sentence: str


class Broken(Exception):
    """The record is not what was recorded."""

    def __init__(self, position: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(position, sentence)


class RawTable:
    """One table in the order of its key, of which a position is the first part."""

    def __init__(self, store: KeptStore, name: str, humanise: str, *key: str) -> None:
        self._store, self._name, self._spoken, self._key = store, name, humanise, key
        self._page: Sequence[Record] = ()
        self._index = 0
        self._after: tuple[Any, ...] = ()
        self._more = True

    def next(self, position: int, *, once_more: bool = False) -> Record | None:
        """Return the next record and stay there; at the end of the table, look again for what is new if asked.

        Raises Broken for one that is before position 1, one that was there before, and one that cannot be read.
        """
        if self._index == len(self._page):
            if not (self._more or once_more):
                return None
            self._read(position)
            if not self._page:
                return None
        record = self._page[self._index]
        existing = record[self._key[0]]
        if type(existing) is not int or existing < 1:
            where = existing if type(existing) is int else None
            raise Broken(
                where, f"{self._spoken} has a row at {shown(existing)}, which is no position: they begin at 1."
            )
        if len(self._key) == 1 and existing < position:
            raise Broken(existing, f"{self._spoken} has position {existing} more than once.")
        return record

    def step(self, number: int = 1) -> None:
        """Go past the next record, or so many of those ahead."""
        self._index += number

    def ahead(self, position: int) -> Sequence[Record]:
        """Return the records that were read and not gone past, after reading on where there are none."""
        if self._index == len(self._page):
            self._read(position)
        return self._page[self._index :]

    def copy(self) -> "RawTable":
        """Return a table that stays where this one is when that goes on."""
        return copy(self)

    def at(self, position: int) -> Record | None:
        """Return the record at a position and go past it; None where the table has none."""
        record = self.next(position) or self.next(position, once_more=True)
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
                    raise Broken(position, f"{self._spoken} is damaged at event {position}. {fault}") from None
                # All but one row of the page may be in order.
                limit = max(1, limit // 10)
            else:
                self._index, self._more = 0, len(self._page) == limit
                if self._page:
                    self._after = tuple(self._page[-1][name] for name in self._key)
                return


def shown(value: object) -> str:
    """Return what was found, cut where it is longer than anything that is written."""
    text = str(value)
    return text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]} …"
