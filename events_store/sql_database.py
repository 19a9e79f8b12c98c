"""What a SQL store needs from its database."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from events_store.pending_command import PendingCommand
from events_store.store import SchemaDifference

Record = Mapping[str, Any]


class SqlDatabase(ABC):
    """Runs statements in SQLite or PostgreSQL. `?` in a statement stands for a parameter."""

    @abstractmethod
    def _rows(self, statement: str, *parameters: Any) -> Sequence[Record]:
        """Run a query; return its rows."""

    @abstractmethod
    def _columns(self, statement: str, *parameters: Any) -> Sequence[Sequence[Any]]:
        """Run a query; return its columns, or nothing if there are no rows."""

    @abstractmethod
    def _write(self, statement: str, parameters: Sequence[Sequence[Any]]) -> int:
        """Run a statement per set of parameters, in one transaction; return how many rows changed."""

    @abstractmethod
    def _insert(self, pending: Iterable[PendingCommand]) -> list[int]:
        """Record commands in one transaction; return the first position of each. Raises IntegrityError."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The name of the store, safe to show to people."""

    @abstractmethod
    def close(self) -> None:
        """Close the file or the connections."""

    @abstractmethod
    def settings(self) -> dict[str, str]:
        """Return the database's version and its settings for durability."""

    @abstractmethod
    def schema_differences(self) -> Sequence[SchemaDifference]:
        """Return how tables, keys and triggers differ from the schema."""

    @abstractmethod
    def damage(self) -> Sequence[str]:
        """Return the damage that the database finds in its own files."""
