"""The shape of commands that record something: who acts, for which day, under which id."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import click

from cli.commands import command, session_of
from cli.contexts import CommandContext
from cli.options import COMMAND_ID, INSPECTION, JSON, ON, STORE, WHO
from cli.output import print_text, show_json
from domain.actor import Request
from domain.command import Command
from domain.refusals.base import Conflict
from events_store.command_handler import Outcome
from projections.engine.fold import live
from projections.saved.audit_trail import sentence
from projections.saved.blindness import BLINDNESS, hidden_from

C = TypeVar("C", bound=Command)


class CommandIdTaken(Conflict, code="command-id-taken"):
    """The id was given to another command before."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"The command id {command} was given to another command before. Nothing was recorded. Give each command an "
            f"id of its own, and the same id only to the same command."
        )


@dataclass(frozen=True)
class WriteContext(CommandContext):
    """A command that records something: who asks, for which day, under which id."""

    acting: str | None = None
    on: date | None = None
    given_id: str | None = None

    @cached_property
    def command_id(self) -> str:
        """The id given, so that a retry is recorded once; else a new one."""
        return self.session.new_id() if self.given_id is None else self.given_id

    @cached_property
    def request(self) -> Request:
        """Who asks, when, for which day, and under which id."""
        return self.request_of(self.person_id, self.command_id, self.on)

    @property
    def person_id(self) -> str:
        """Who asks; it must be said."""
        if not self.acting:
            raise click.UsageError("Say who is acting, with --as PERSON or in INSPECTRAIL_ACTOR.")
        return self.acting

    def request_of(self, person: str, command_id: str, on: date | None) -> Request:
        """Return a request of a person, made now."""
        return Request.of(person, self.session.clock(), command_id, on)

    def command(self, kind: type[C], **fields: Any) -> C:
        """Return a command of this person in this inspection, made of these fields and validated."""
        return kind(inspection=self.inspection, request=self.request, **fields)

    def refuse_if_blind(self) -> None:
        """Refuse what tells of scores to somebody who assesses a case of this inspection blind."""
        hidden = hidden_from(self.person_id, live(BLINDNESS, self.store, self.inspection))
        if hidden:
            actor = self.handler.inspection(self.inspection).actor(self.person_id)
            for case in sorted(hidden):
                self.handler.case(self.inspection, case).refuse_if_blind(actor)

    def refuse_another_command(self, outcome: Outcome) -> None:
        """Refuse to tell what a command of somebody else, or for another inspection, recorded under the same id."""
        events = [
            event
            for event in outcome.recorded
            if event.fact.origin.actor.id != self.acting or self.named not in (None, event.inspection)
        ]
        if outcome.again and events:
            raise CommandIdTaken(self.command_id)


def write_command(
    name: str, *examples: str, into: click.Group | None = None
) -> Callable[[Callable[..., Command | Outcome]], Any]:
    """Make a command that records something: it takes a Recording and returns what is to be handled.

    What has handled several commands itself returns their outcome.
    """

    def decorate(function: Callable[..., Command | Outcome]) -> click.Command:
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
            recording = WriteContext(session, store, inspection, acting, on, command_id)
            wanted = function(recording, **given)
            outcome = recording.handler.handle(wanted) if isinstance(wanted, Command) else wanted
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
        print_text(f"#{recorded.position} {recorded.fact.origin.actor.name} {sentence(recorded)}{already}")


def _brief(recorded: Any) -> dict[str, object]:
    return {
        "position": recorded.position,
        "stream": recorded.stream,
        "version": recorded.version,
        "type": recorded.fact.TYPE,
        "event": recorded.fact,
    }
