"""What a command that shows something knows: the store, the inspection, the instant and the reader."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import click
from msgspec import structs

from cli.composition import Session
from domain.dates import london_day
from domain.refusals.base import NotFound
from domain.refusals.inspection import UnknownInspection
from events_store.sql_store import TableStore
from events_store.store import RecordedEvent
from projections.engine.effective_date import effective_by
from projections.engine.fold import Projection, View, live
from projections.saved.blindness import BLINDNESS, hidden_from, without_first_answers
from projections.saved.instants import Instant, resolve

if TYPE_CHECKING:
    from events_store.command_handler import CommandHandler


class NoInspection(NotFound, code="no-inspection"):
    """The store is empty."""

    def __init__(self) -> None:
        super().__init__("There is no inspection in this store yet. Begin with: inspectrail inspection announce")


@dataclass(frozen=True)
class CommandContext:
    """What every command knows: the store, and which inspection it is about."""

    session: Session
    address: str
    named: str | None = None

    @property
    def store(self) -> TableStore:
        """The store."""
        return self.session.open(self.address)

    @property
    def handler(self) -> "CommandHandler":
        """Takes commands to their decisions."""
        return self.session.handler(self.address)

    @cached_property
    def inspection(self) -> str:
        """The inspection that was named, else the only one there is."""
        if self.named is not None:
            if not self.store.has_inspection(self.named):
                raise UnknownInspection(self.named)
            return self.named
        existing = self.store.inspections()
        if not existing:
            raise NoInspection
        if len(existing) > 1:
            raise click.UsageError(
                f"There are {len(existing)} inspections in this store. "
                f"Say which with --inspection: {', '.join(existing)}."
            )
        return existing[0]


@dataclass(frozen=True)
class ReadContext(CommandContext):
    """A command that shows something, as it is now or was at an instant."""

    at: str | None = None
    form: str = ""
    effective_on: date | None = None
    reader: str | None = None

    @cached_property
    def instant(self) -> Instant:
        """The instant asked for."""
        return self.instant_of(self.at)

    def instant_of(self, text: str | None) -> Instant:
        """Return the instant that a text names, counting from the day of --effective where that is given."""
        today = london_day(self.session.clock())
        instant = resolve(text, self.store, self.inspection, head=self.store.head(), today=today)
        return instant if self.effective_on is None else structs.replace(instant, day=self.effective_on, now=False)

    def events(self, until: Instant | None = None) -> tuple[RecordedEvent, ...]:
        """Return the events that count at an instant and that the reader may see, in log order.

        Without an instant it is the one asked for; nothing after that one is ever told.
        """
        position = min((until or self.instant).position, self.instant.position)
        log = tuple(event for event in self._log if event.position <= position)
        return log if self.effective_on is None else effective_by(self.effective_on, log)

    @cached_property
    def _log(self) -> tuple[RecordedEvent, ...]:
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
        return projection.replay(self.events())
