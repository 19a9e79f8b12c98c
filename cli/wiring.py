"""Concrete things are chosen here, once: the store, the clock, the ids; and who asks for what."""

import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import click
from msgspec import structs

from domain.dates import london_day
from domain.refusals import NotFound, UnknownInspection
from events_store.addresses import WAIT_SECONDS, open_store
from events_store.store import Recorded
from events_store.tables import TableStore
from projections.blindness import BLINDNESS, hidden_from, without_first_answers
from projections.engine import Projection, View, live
from projections.instants import Instant, resolve
from projections.two_clocks import true_by

if TYPE_CHECKING:
    from events_store.handling import Handler

DEFAULT_STORE = "inspectrail.db"


class NoInspection(NotFound, code="no-inspection"):
    """The store is empty."""

    def __init__(self) -> None:
        super().__init__("There is no inspection in this store yet. Begin with: inspectrail inspection announce")


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
    _handlers: "dict[str, Handler]" = field(default_factory=dict)

    def open(self, address: str) -> TableStore:
        """Return a store."""
        if address not in self._opened:
            self._opened[address] = open_store(address, wait=_wait())
        return self._opened[address]

    def handler(self, address: str) -> "Handler":
        """Return the handler of a store's commands."""
        # Most commands that show something take no decisions.
        from events_store.handling import Handler

        if address not in self._handlers:
            self._handlers[address] = Handler(self.open(address))
        return self._handlers[address]

    def close(self) -> None:
        """Give the stores back."""
        for store in self._opened.values():
            store.close()
        self._opened.clear()
        self._handlers.clear()


@dataclass(frozen=True)
class Asking:
    """What every command knows: the store, and which inspection it is about."""

    session: Session
    address: str
    named: str | None = None

    @property
    def store(self) -> TableStore:
        """The store."""
        return self.session.open(self.address)

    @property
    def handler(self) -> "Handler":
        """Takes commands to their decisions."""
        return self.session.handler(self.address)

    @cached_property
    def inspection(self) -> str:
        """The inspection that was named, else the only one there is."""
        if self.named is not None:
            if not self.store.has_inspection(self.named):
                raise UnknownInspection(self.named)
            return self.named
        there = self.store.inspections()
        if not there:
            raise NoInspection
        if len(there) > 1:
            raise click.UsageError(
                f"There are {len(there)} inspections in this store. Say which with --inspection: {', '.join(there)}."
            )
        return there[0]


@dataclass(frozen=True)
class Reading(Asking):
    """A command that shows something, as it is now or was at an instant."""

    at: str | None = None
    form: str = ""
    true_on: date | None = None
    reader: str | None = None

    @cached_property
    def instant(self) -> Instant:
        """The instant asked for."""
        return self.instant_of(self.at)

    def instant_of(self, text: str | None) -> Instant:
        """Return the instant that a text names, counting from the day of --true-on where that is given."""
        today = london_day(self.session.clock())
        instant = resolve(text, self.store, self.inspection, head=self.store.head(), today=today)
        return instant if self.true_on is None else structs.replace(instant, day=self.true_on, now=False)

    def events(self, until: Instant | None = None) -> tuple[Recorded, ...]:
        """Return the events that count at an instant and that the reader may see, in log order.

        Without an instant it is the one asked for; nothing after that one is ever told.
        """
        position = min((until or self.instant).position, self.instant.position)
        log = tuple(one for one in self._log if one.position <= position)
        return log if self.true_on is None else true_by(self.true_on, log)

    @cached_property
    def _log(self) -> tuple[Recorded, ...]:
        return without_first_answers(tuple(self.store.follow(inspection=self.inspection)), self.hidden)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The cases whose first answers the reader may not see now, because they assess them blind."""
        blindness = live(BLINDNESS, self.store, self.inspection)
        if not any(blindness.blind.values()):
            return frozenset()
        known = self.reader if self.reader in self.handler.inspection(self.inspection).team else None
        hidden = hidden_from(known, blindness)
        if hidden:
            self.session.hidden[self.inspection] = hidden
        return hidden

    def view(self, projection: Projection[View]) -> View:
        """Return a view at the instant asked for, of what the reader may see."""
        if self.instant.now and not self.hidden:
            return live(projection, self.store, self.inspection)
        return projection.over(self.events())


def _wait() -> int:
    given = os.environ.get("INSPECTRAIL_WAIT", str(WAIT_SECONDS))
    if not given.isdecimal() or len(given) > 4:
        raise click.UsageError("INSPECTRAIL_WAIT must be a whole number of seconds, at most 9999.")
    return int(given)
