"""The entry point: the group of all commands, and the exit codes of refusals and errors."""

import gc
import importlib
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING

import click

from domain import VERSION
from events_store.gc_paused import paused

if TYPE_CHECKING:
    from cli.composition import Session

DONE, FOUND, USAGE, BROKEN, NOT_FOUND, REFUSED, CONFLICT, NOT_KNOWN = range(8)

# Messages repeat what was typed, and somebody may have pasted the contents of a file.
LONGEST_SENTENCE = 4_000

# The commands by room, in the order of an inspection. Each is imported from its module when it is used, under its own
# name or the name after the colon.
ROOMS = {
    "Record an inspection": {
        "framework": "cli.record.framework",
        "inspection": "cli.record.inspection",
        "team": "cli.record.inspection",
        "case": "cli.record.case",
        "sample": "cli.record.case",
        "answer": "cli.record.answer",
        "assessment": "cli.record.answer",
        "second": "cli.record.answer",
        "import": "cli.record.import_answers:import_",
        "query": "cli.record.moderate",
        "moderate": "cli.record.moderate",
        "fieldwork": "cli.record.fieldwork",
        "evidence": "cli.record.fieldwork",
        "finding": "cli.record.finding",
        "example": "cli.record.finding",
        "judge": "cli.record.judge",
        "feedback": "cli.record.report",
        "draft": "cli.record.report",
        "challenge": "cli.record.report",
        "report": "cli.record.report",
        "status": "cli.record.status",
    },
    "Audit scores and judgements": {
        "scores": "cli.audit.scores",
        "trail": "cli.audit.trail",
        "trace": "cli.audit.trace",
        "explain": "cli.audit.explain",
        "compare": "cli.audit.compare",
        "what-if": "cli.audit.what_if",
        "flips": "cli.audit.flips",
        "agreement": "cli.audit.agreement",
        "ratings": "cli.audit.ratings",
    },
    "Monitor improvement": {
        "recommend": "cli.monitoring.recommendation",
        "recommendation": "cli.monitoring.recommendation",
        "recommendations": "cli.monitoring.tracker",
        "history": "cli.monitoring.history",
        "progress": "cli.monitoring.progress",
        "reminders": "cli.monitoring.reminders",
        "schedule": "cli.monitoring.schedule",
        "review": "cli.monitoring.review",
    },
    "Replay": {
        "replay": "cli.replay.replay",
    },
    "Keep the store": {
        "init": "cli.store.start",
        "demo": "cli.store.start",
        "verify": "cli.store.verify",
        "checkpoint": "cli.store.checkpoint",
        "key": "cli.store.checkpoint",
        "witness": "cli.store.witness",
        "prove": "cli.store.prove",
        "export": "cli.store.copies",
        "backup": "cli.store.copies",
        "restore": "cli.store.copies",
        "copy": "cli.store.copies",
        "rebuild": "cli.store.rebuild",
    },
}
COMMANDS = {name: module for room in ROOMS.values() for name, module in room.items()}


class Commands(click.Group):
    """A group that imports each command when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of an inspection."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands into the help, a section for each room."""
        longest = max(map(len, COMMANDS))
        for room, names in ROOMS.items():
            rows = []
            for name in names:
                command = self.get_command(ctx, name)
                if command is None:
                    raise KeyError(name)
                rows.append((name.ljust(longest), command.get_short_help_str(formatter.width - longest - 4)))
            with formatter.section(room):
                formatter.write_dl(rows)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(_imported(module), name or cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was typed, or suggest a similar one."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS)
            meant = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]}.{meant}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command, and end quietly if the pipe is closed, as by head."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # click would exit with status 1.
            _discard_output()
            return DONE


def _imported(module: str) -> ModuleType:
    """Import a module without collecting garbage.

    What it defines stays to the end, so it is also left out of later collections.
    """
    if module in sys.modules:
        return sys.modules[module]
    with paused():
        imported = importlib.import_module(module)
    gc.freeze()
    return imported


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: inspectrail demo newcastle",
)
@click.version_option(VERSION, message="%(version)s")
def main() -> None:
    """Record an inspection, and show who changed what, when and why. Show its effect on the score."""


def run(arguments: Sequence[str] | None = None, session: "Session | None" = None) -> None:
    """Run one command and exit with its status. A session that was passed in stays open."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        colour = False if os.environ.get("NO_COLOR") else None
        code = main.main(list(arguments), prog_name="inspectrail", standalone_mode=False, color=colour, obj=session)
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except Exception as error:
        known = describe_error(error)
        if known is None:
            raise
        if isinstance(error, OSError) and error.filename is None:
            _discard_output()
        code = report_error(*known, as_json="--json" in arguments)
    sys.exit(code if isinstance(code, int) else DONE)


def _discard_output() -> None:
    """Discard the rest of standard output.

    Python would try to write it again when it exits, and fail.
    """
    # Only a real file has a descriptor.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def describe_error(error: Exception) -> tuple[int, str, str] | None:
    """Return the exit status, code and sentence of an expected error, or None."""
    from pydantic import ValidationError

    from cli.hints import with_hint
    from domain.refusals import base as refusals
    from events_store import errors

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return USAGE, "usage", error.format_message()
    if isinstance(error, click.ClickException):
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "inspectrail"
        # For an argument click shows all choices twice. For an option it names the option.
        choosing = isinstance(error, click.BadParameter) and isinstance(error.param, click.Argument)
        sentence = (choosing and error.message) or error.format_message()
        return USAGE, "usage", f"{sentence} See: {where} --help"
    if isinstance(error, ValidationError):
        return USAGE, "not-accepted", " ".join(faults(error))
    if isinstance(error, refusals.Refused):
        statuses = {refusals.NotFound: NOT_FOUND, refusals.Invalid: USAGE, refusals.Conflict: CONFLICT}
        status = next((status for kind, status in statuses.items() if isinstance(error, kind)), REFUSED)
        # A refusal is one line: a line break in it was typed.
        return status, error.code, with_hint(error).replace("\n", "\\n")
    if isinstance(error, errors.StoreFault):
        return _status_of(error), error.code, str(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        character = f"U+{ord(error.object[error.start]):04X}"
        return USAGE, "not-text", f"What you typed has a character that is not text ({character}). Take it out."
    if isinstance(error, OSError):
        problem = f"{error.filename} cannot be used" if error.filename else "The output cannot be written"
        return USAGE, "file-not-usable", f"{problem}: {error.strerror}."
    return None


def _status_of(fault: Exception) -> int:
    """Return the exit status of a fault of the store."""
    from events_store import errors
    from events_store.transparency import keys, signed_note

    statuses: dict[type[Exception], int] = {
        errors.StoreNotFound: NOT_FOUND,
        errors.InvalidStore: USAGE,
        errors.NotAnAddress: USAGE,
        errors.NotReadable: BROKEN,
        errors.OutcomeUnknown: NOT_KNOWN,
        keys.NotAKey: USAGE,
        signed_note.NotANote: USAGE,
        signed_note.NotVerified: BROKEN,
    }
    return statuses.get(type(fault), CONFLICT)


def faults(error: Exception) -> list[str]:
    """Return the faults of a pydantic ValidationError, a sentence for each field."""
    from pydantic import ValidationError

    assert isinstance(error, ValidationError)  # noqa: S101 - narrows the type
    sentences = []
    for fault in error.errors(include_url=False):
        names = [part for part in fault["loc"] if isinstance(part, str)]
        field = names[-1].replace("_", " ") if names else ""
        problem = fault["msg"].removeprefix("Value error, ")
        if fault["type"] == "value_error" and field:
            sentences.append(f"The {field} {problem}.")
        else:
            problem = problem if fault["type"] == "value_error" else problem[0].lower() + problem[1:]
            sentences.append(f"{field}: {problem}." if field else f"{problem}.")
    return [sentence[0].upper() + sentence[1:] for sentence in sentences]


def report_error(exit_code: int, code: str, sentence: str, *, as_json: bool) -> int:
    """Print on standard error why a command failed, and return its exit status."""
    from cli.output import visible

    if len(sentence) > LONGEST_SENTENCE:
        sentence = f"{sentence[:LONGEST_SENTENCE]} …"
    if as_json:
        click.echo(json.dumps({"error": code, "message": sentence, "exit_code": exit_code}), err=True)
    else:
        click.echo(visible(sentence), err=True)
    return exit_code
