"""The context of a command: the store, the inspection, the instant and the reader."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import click
from msgspec import structs

from cli.composition import Session
from domain.dates import london_day
from domain.refusals.base import NotFound
from domain.refusals.inspection import UnknownInspection, UnknownPerson
from events_store.sql_store import TableStore
from events_store.store import RecordedEvent
from projections.engine.effective_date import effective_by
from projections.engine.fold import Projection, View, live
from projections.saved.blindness import BLINDNESS, hidden_from, without_first_answers
from projections.saved.instants import Instant, resolve

if TYPE_CHECKING:
    from events_store.command_handler import CommandHandler


class NoInspection(NotFound, code="no-inspection"):
    """The store holds no inspection."""

    def __init__(self) -> None:
        super().__init__("There is no inspection in this store yet. Create one with: inspectrail inspection announce")


@dataclass(frozen=True)
class CommandContext:
    """The context of every command: the store and the inspection."""

    session: Session
    address: str
    named: str | None = None

    @property
    def store(self) -> TableStore:
        """The store."""
        return self.session.open(self.address)

    @property
    def handler(self) -> "CommandHandler":
        """The command handler of the store."""
        return self.session.handler(self.address)

    @cached_property
    def inspection(self) -> str:
        """The inspection that was named, or the only one in the store."""
        if self.named is not None:
            if not self.store.has_inspection(self.named):
                raise UnknownInspection(self.named)
            return self.named
        inspections = self.store.inspections()
        if not inspections:
            raise NoInspection
        if len(inspections) > 1:
            raise click.UsageError(
                f"There are {len(inspections)} inspections in this store. "
                f"Choose one with --inspection: {', '.join(inspections)}."
            )
        return inspections[0]


@contextmanager
def suggesting_people(ctx: CommandContext) -> Iterator[None]:
    """Add the team to the refusal of an unknown person, for its hint."""
    try:
        yield
    except UnknownPerson as refused:
        refused.data["team"] = {id_: member.name for id_, member in ctx.handler.inspection(ctx.inspection).team.items()}
        raise


@dataclass(frozen=True)
class ReadContext(CommandContext):
    """The context of a read command, for now or for an earlier instant."""

    at: str | None = None
    form: str = ""
    effective_on: date | None = None
    reader: str | None = None

    @cached_property
    def instant(self) -> Instant:
        """The requested instant."""
        return self.instant_of(self.at)

    def instant_of(self, name: str | None) -> Instant:
        """Return the instant with a name, on the day of --effective if that is given."""
        today = london_day(self.session.clock())
        instant = resolve(name, self.store, self.inspection, head=self.store.head(), today=today)
        return instant if self.effective_on is None else structs.replace(instant, day=self.effective_on, now=False)

    def events(self, until: Instant | None = None) -> tuple[RecordedEvent, ...]:
        """Return the events up to an instant that the reader may see, in log order.

        The instant is the requested one by default, and never a later one.
        """
        position = min((until or self.instant).position, self.instant.position)
        log = tuple(event for event in self._log if event.position <= position)
        return log if self.effective_on is None else effective_by(self.effective_on, log)

    @cached_property
    def _log(self) -> tuple[RecordedEvent, ...]:
        return without_first_answers(tuple(self.store.follow(inspection=self.inspection)), self.hidden)

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The cases whose first answers are hidden from the reader, who assesses them blind."""
        blindness = live(BLINDNESS, self.store, self.inspection)
        if not any(blindness.blind.values()):
            return frozenset()
        known = self.reader if self.reader in self.handler.inspection(self.inspection).team else None
        hidden = hidden_from(known, blindness)
        if hidden:
            self.session.hidden[self.inspection] = hidden
        return hidden

    def view(self, projection: Projection[View]) -> View:
        """Return a view at the requested instant, from the events that the reader may see."""
        if self.instant.now and not self.hidden:
            return live(projection, self.store, self.inspection)
        return projection.replay(self.events())
