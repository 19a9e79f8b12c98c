"""The shape of commands that record something: who asks, for which day, under which id."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import click

from cli.options import COMMAND_ID, INSPECTION, JSON, ON, STORE, WHO, command, session_of
from cli.output import say, show_json
from cli.wiring import Asking
from domain.actor import Actor, Origin
from domain.case.events import CaseEvent
from domain.case.state import Case
from domain.command import Command
from domain.inspection.events import InspectionEvent
from domain.inspection.state import Inspection
from domain.refusals import Conflict
from events_store.handling import Outcome
from projections.audit_trail import sentence
from projections.blindness import BLINDNESS, hidden_from
from projections.engine import live

Asked = TypeVar("Asked", bound=Command)


class CommandIdTaken(Conflict, code="command-id-taken"):
    """The id was given to another command before."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"The command id {command} was given to another command before. Nothing was recorded. Give each command an "
            f"id of its own, and the same id only to the same command."
        )


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
        return Origin.of(actor, self.session.clock(), self.command_id, self.on)

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


def records(name: str, *examples: str, into: click.Group | None = None) -> Callable[[Callable[..., Outcome]], Any]:
    """Make a command that records something: it takes a Recording, returns the outcome, and says it."""

    def decorate(function: Callable[..., Outcome]) -> click.Command:
        @click.pass_context
        def run(
            ctx: click.Context,
            /,
            store: str,
            inspection: str | None,
            acting: str | None,
            on: date | None,
            command_id: str | None,
            as_json: bool,
            **given: Any,
        ) -> None:
            session = session_of(ctx)
            recording = Recording(session, store, inspection, acting, on, command_id)
            outcome = function(recording, **given)
            recording.refuse_another_command(outcome)
            show_outcome(outcome, as_json=as_json)

        return command(name, examples, into, function, run, (STORE, INSPECTION, WHO, ON, COMMAND_ID, JSON))

    return decorate


def show_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Say what was recorded."""
    if as_json:
        show_json({"already_recorded": outcome.again, "recorded": [_brief(recorded) for recorded in outcome.recorded]})
        return
    for recorded in outcome.recorded:
        already = " (recorded before; nothing new)" if outcome.again else ""
        say(f"#{recorded.position} {recorded.fact.origin.actor.name} {sentence(recorded)}{already}")


def _brief(recorded: Any) -> dict[str, object]:
    return {
        "position": recorded.position,
        "stream": recorded.stream,
        "version": recorded.version,
        "type": recorded.fact.TYPE,
        "event": recorded.fact,
    }
