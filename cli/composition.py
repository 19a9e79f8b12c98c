"""Compose the program: choose the store, the clock and the source of command ids."""

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
    """Return the current time in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """Return a new command id that sorts by time (UUID version 7, RFC 9562)."""
    value = (time.time_ns() // 1_000_000) << 80 | 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62
    digits = f"{value | secrets.randbits(62):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@dataclass
class Session:
    """The state that one process shares between its commands. Usually it runs one."""

    clock: Callable[[], datetime] = now
    new_id: Callable[[], str] = new_id
    # The cases whose first answers the command hid from its reader, by inspection.
    hidden: dict[str, frozenset[str]] = field(default_factory=dict)
    _opened: dict[str, TableStore] = field(default_factory=dict)
    _handlers: "dict[str, CommandHandler]" = field(default_factory=dict)

    def open(self, address: str) -> TableStore:
        """Return the store at an address, opened once."""
        if address not in self._opened:
            self._opened[address] = open_store(address, wait=_wait())
        return self._opened[address]

    def handler(self, address: str) -> "CommandHandler":
        """Return the command handler of a store."""
        # Imported late: most read commands need no command handler.
        from events_store.command_handler import CommandHandler

        if address not in self._handlers:
            self._handlers[address] = CommandHandler(self.open(address))
        return self._handlers[address]

    def close(self) -> None:
        """Close all stores."""
        for store in self._opened.values():
            store.close()
        self._opened.clear()
        self._handlers.clear()


def _wait() -> int:
    seconds = os.environ.get("INSPECTRAIL_WAIT", str(WAIT_SECONDS))
    if not seconds.isdecimal() or len(seconds) > 4:
        raise click.UsageError("Set INSPECTRAIL_WAIT to a whole number of seconds, at most 9999.")
    return int(seconds)
