"""Concrete things are chosen here, once: the store, the clock, the ids; and who asks for what."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from events_store.sql_store import TableStore
from events_store.store_url import WAIT_SECONDS, open_store

if TYPE_CHECKING:
    from events_store.command_handler import CommandHandler

DEFAULT_STORE = "inspectrail.db"


def now() -> datetime:
    """Return the time on the clock, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return an id for a command that sorts by time (UUID version 7, RFC 9562)."""
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62
    text = f"{value | secrets.randbits(62):032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


@dataclass
class Session:
    """What one process shares between its commands: usually it runs only one."""

    clock: Callable[[], datetime] = now
    new_id: Callable[[], str] = new_id
    # The cases, by inspection, whose first answers the command kept from its reader.
    hidden: dict[str, frozenset[str]] = field(default_factory=dict)
    _opened: dict[str, TableStore] = field(default_factory=dict)
    _handlers: "dict[str, CommandHandler]" = field(default_factory=dict)

    def open(self, address: str) -> TableStore:
        """Return a store."""
        if address not in self._opened:
            self._opened[address] = open_store(address, wait=_wait())
        return self._opened[address]

    def handler(self, address: str) -> "CommandHandler":
        """Return the handler of a store's commands."""
        # Most commands that show something take no decisions.
        from events_store.command_handler import CommandHandler

        if address not in self._handlers:
            self._handlers[address] = CommandHandler(self.open(address))
        return self._handlers[address]

    def close(self) -> None:
        """Give the stores back."""
        for store in self._opened.values():
            store.close()
        self._opened.clear()
        self._handlers.clear()


def _wait() -> int:
    given = os.environ.get("INSPECTRAIL_WAIT", str(WAIT_SECONDS))
    if not given.isdecimal() or len(given) > 4:
        raise click.UsageError("INSPECTRAIL_WAIT must be a whole number of seconds, at most 9999.")
    return int(given)
