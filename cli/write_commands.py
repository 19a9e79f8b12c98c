"""Build write commands: who acts, for which day, under which command id."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

import click

from cli.commands import command, session_of
from cli.contexts import CommandContext, suggesting_people
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
    """The command id was used for another command before."""

    def __init__(self, command: str) -> None:
        super().__init__(
            f"The command id {command} was used for another command before. Nothing was recorded. Use a new id for "
            f"each command, and the same id only to repeat a command."
        )


@dataclass(frozen=True)
class WriteContext(CommandContext):
    """The context of a write command: who acts, for which day, under which id."""

    acting: str | None = None
    on: date | None = None
    given_id: str | None = None

    @cached_property
    def command_id(self) -> str:
        """The idempotency key of the command: the given one, or a new id."""
        return self.session.new_id() if self.given_id is None else self.given_id

    @cached_property
    def request(self) -> Request:
        """The request: who acts, when, for which day, and under which id."""
        return self.request_of(self.person_id, self.command_id, self.on)

    @property
    def person_id(self) -> str:
        """The id of the person who acts. Raises UsageError if none was given."""
        if not self.acting:
            raise click.UsageError("Give your id with --as PERSON or in INSPECTRAIL_ACTOR.")
        return self.acting

    def request_of(self, person: str, command_id: str, on: date | None) -> Request:
        """Return a request of a person, recorded now."""
        return Request.of(person, self.session.clock(), command_id, on)

    def command(self, kind: type[C], **fields: Any) -> C:
        """Return a validated command of this person in this inspection."""
        return kind(inspection=self.inspection, request=self.request, **fields)

    def refuse_if_blind(self) -> None:
        """Refuse the command if the person assesses a case of this inspection blind.

        It is for commands that reveal scores.
        """
        hidden = hidden_from(self.person_id, live(BLINDNESS, self.store, self.inspection))
        if hidden:
            actor = self.handler.inspection(self.inspection).actor(self.person_id)
            for case in sorted(hidden):
                self.handler.case(self.inspection, case).refuse_if_blind(actor)

    def refuse_another_command(self, outcome: Outcome) -> None:
        """Refuse to show what another command recorded under the same id.

        It is another command if somebody else gave it, or if it was for another inspection.
        """
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
    """Return a decorator that makes a write command of a function.

    The function takes a WriteContext and returns a command to handle, or the outcome of commands it has handled itself.
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
            **options: Any,
        ) -> None:
            session = session_of(ctx)
            recording = WriteContext(session, store, inspection, acting, on, command_id)
            with suggesting_people(recording):
                returned = function(recording, **options)
                outcome = recording.handler.handle(returned) if isinstance(returned, Command) else returned
            recording.refuse_another_command(outcome)
            show_outcome(outcome, as_json=as_json)

        return command(name, examples, into, function, run, (STORE, INSPECTION, WHO, ON, COMMAND_ID, JSON))

    return decorate


def show_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Print what was recorded."""
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
