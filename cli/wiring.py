"""Concrete things are chosen here, once: the store, the clock, the ids; and who asks for what."""

import os
import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any, TypeVar

import click

from domain.case.events import CaseEvent
from domain.case.state import Case
from domain.dates import london_day
from domain.fact import Actor, Command, Origin
from domain.inspection.events import InspectionEvent
from domain.inspection.state import Inspection
from domain.refusals import Conflict, NotFound
from events_store.addresses import WAIT_SECONDS, open_store
from events_store.handling import Handler, Outcome
from events_store.store import Recorded
from events_store.tables import TableStore
from projections.blindness import BLINDNESS, hidden_from, without_first_answers
from projections.engine import Projection, View, live
from projections.instants import Instant, resolve
from projections.two_clocks import true_by

Asked = TypeVar("Asked", bound=Command)

DEFAULT_STORE = "inspectrail.db"


class NoInspection(NotFound, code="no-inspection"):
    """The store is empty."""

    def __init__(self) -> None:
        super().__init__("There is no inspection in this store yet. Begin with: inspectrail inspection announce")


class CommandIdTaken(Conflict, code="command-id-taken"):
    """The id was given to another command before."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"The command id {command} was given to another command before. Nothing was recorded. Give each command an "
            f"id of its own, and the same id only to the same command."
        )


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
    _opened: dict[str, tuple[TableStore, Handler]] = field(default_factory=dict)

    def open(self, address: str) -> tuple[TableStore, Handler]:
        """Return a store and the handler of its commands."""
        if address not in self._opened:
            store = open_store(address, wait=_wait())
            self._opened[address] = (store, Handler(store))
        return self._opened[address]

    def close(self) -> None:
        """Give the stores back."""
        for store, _ in self._opened.values():
            store.close()
        self._opened.clear()


@dataclass(frozen=True)
class Asking:
    """What every command knows: the store, and which inspection it is about."""

    session: Session
    address: str
    named: str | None = None

    @property
    def store(self) -> TableStore:
        """The store."""
        return self.session.open(self.address)[0]

    @property
    def handler(self) -> Handler:
        """Takes commands to their decisions."""
        return self.session.open(self.address)[1]

    @cached_property
    def inspection(self) -> str:
        """The inspection that was named, else the only one there is."""
        if self.named is not None:
            self.handler.inspection(self.named)
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
class Recording(Asking):
    """A command that records something: who asks, for which day, under which id."""

    acting: str | None = None
    on: date | None = None
    given_id: str | None = None

    @cached_property
    def command_id(self) -> str:
        """The id given, so that a retry is recorded once; else a new one."""
        return self.session.new_id() if self.given_id is None else self.given_id

    @cached_property
    def origin(self) -> Origin:
        """Who, when and by which command; refuses somebody outside the team."""
        return self._origin_in(self.handler.inspection(self.inspection))

    @property
    def person_id(self) -> str:
        """Who asks; it must be said."""
        if self.acting is None:
            raise click.UsageError("Say who is acting, with --as PERSON or in INSPECTRAIL_ACTOR.")
        return self.acting

    def _origin_in(self, inspection: Inspection) -> Origin:
        return self.origin_of(inspection.actor(self.person_id))

    def origin_of(self, actor: Actor) -> Origin:
        """Return the origin of what this actor does now."""
        return Origin(actor=actor, recorded_at=self.session.clock(), command_id=self.command_id, occurred_on=self.on)

    def refuse_if_blind(self) -> None:
        """Refuse what tells of scores to somebody who assesses a case of this inspection blind."""
        blindness = live(BLINDNESS, self.store, self.inspection)
        for case in sorted(hidden_from(self.person_id, blindness)):
            self.handler.case(self.inspection, case).refuse_if_blind(self.origin.actor)

    def refuse_another_command(self, outcome: Outcome) -> None:
        """Refuse to tell what a command of somebody else, or for another inspection, recorded under the same id."""
        others = [
            one
            for one in outcome.recorded
            if one.fact.origin.actor.id != self.acting or self.named not in (None, one.inspection)
        ]
        if outcome.again and others:
            raise CommandIdTaken(self.command_id)

    def about_case(
        self,
        case: str,
        decide: Callable[[Case, Inspection, Asked], Sequence[CaseEvent]],
        command: Callable[..., Asked],
        **fields: Any,
    ) -> Outcome:
        """Record what is decided about a case on this command, made of these fields."""
        return self.handler.in_case(
            self.inspection,
            case,
            self.command_id,
            lambda found, inspection: decide(found, inspection, command(origin=self._origin_in(inspection), **fields)),
        )

    def about_inspection(
        self,
        decide: Callable[[Inspection, Asked], Sequence[InspectionEvent]],
        command: Callable[..., Asked],
        **fields: Any,
    ) -> Outcome:
        """Record what is decided about the inspection on this command, made of these fields."""
        return self.handler.in_inspection(
            self.inspection,
            self.command_id,
            lambda found: decide(found, command(origin=self._origin_in(found), **fields)),
        )

    def beside(
        self,
        others: Iterable[str],
        decide: Callable[[Inspection, Asked, Mapping[str, Inspection]], Sequence[InspectionEvent]],
        command: Callable[..., Asked],
        **fields: Any,
    ) -> Outcome:
        """Record what is decided about the inspection, resting on other inspections in this store."""
        return self.handler.beside(
            self.inspection,
            others,
            self.command_id,
            lambda found, there: decide(found, command(origin=self.origin, **fields), there),
        )

    def over_cases(
        self,
        decide: Callable[[Inspection, Mapping[str, Case], Asked], Sequence[InspectionEvent]],
        command: Callable[..., Asked],
        only: Iterable[str] | None = None,
        **fields: Any,
    ) -> Outcome:
        """Record what is decided about the inspection resting on its cases: all, or only those named."""
        return self.handler.over_cases(
            self.inspection,
            self.command_id,
            lambda found, cases: decide(found, cases, command(origin=self.origin, **fields)),
            only,
        )


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
        return instant if self.true_on is None else replace(instant, day=self.true_on, now=False)

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
