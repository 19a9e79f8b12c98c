"""The front door: the group of all commands, and the one place where refusals become exit codes."""

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

# What was typed is repeated in refusals, and somebody may have pasted a whole file.
LONGEST_SENTENCE = 4_000

# The commands by room, in the order of an inspection's life. Each is imported from its module only when it is used;
# under its own name, unless another is given.
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
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, in the order of an inspection's life."""
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
        """Return a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(_imported(module), name or cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that was typed; of one that is none, say what it may have been meant to be."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS)
            meant = f" Did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"There is no command {args[0]}.{meant}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; end quietly where the reader of a pipe, such as head, has seen enough."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # click would leave with 1.
            _discard_output()
            return DONE


def _imported(module: str) -> ModuleType:
    """Return a module. No garbage is looked for meanwhile, nor ever among what it defines: that stays to the end."""
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
    """Record an inspection, and show who changed what, when, why, and what it did to the score."""


def run(arguments: Sequence[str] | None = None, session: "Session | None" = None) -> None:
    """Run one command and leave with its exit code. A session that is given stays open."""
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
    """Send the rest of standard output nowhere: Python would try to write it again at its end, and complain."""
    # Only a file has a number.
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def describe_error(error: Exception) -> tuple[int, str, str] | None:
    """Return the exit code, the stable code and the sentence of an error; None for one that nobody foresaw."""
    from pydantic import ValidationError

    from cli.hints import with_hint
    from domain.refusals import base as refusals
    from events_store import store
    from events_store.transparency import keys, signed_note

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return USAGE, "usage", error.format_message()
    if isinstance(error, click.ClickException):
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "inspectrail"
        # Of an argument click shows all choices twice; of an option it shows which option.
        choosing = isinstance(error, click.BadParameter) and isinstance(error.param, click.Argument)
        text = (choosing and error.message) or error.format_message()
        return USAGE, "usage", f"{text} See: {where} --help"
    if isinstance(error, ValidationError):
        return USAGE, "not-accepted", " ".join(faults(error))
    if isinstance(error, refusals.Refused):
        codes = {refusals.NotFound: NOT_FOUND, refusals.Invalid: USAGE, refusals.Conflict: CONFLICT}
        found = [code for kind, code in codes.items() if isinstance(error, kind)]
        return (found or [REFUSED])[0], error.code, with_hint(error)
    if isinstance(error, store.StoreFault):
        exits: dict[type[Exception], int] = {
            store.StoreNotFound: NOT_FOUND,
            store.InvalidStore: USAGE,
            store.NotAnAddress: USAGE,
            store.NotReadable: BROKEN,
            store.OutcomeUnknown: NOT_KNOWN,
            keys.NotAKey: USAGE,
            signed_note.NotANote: USAGE,
            signed_note.NotVerified: BROKEN,
        }
        return exits.get(type(error), CONFLICT), error.code, str(error)
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        odd = error.object[error.start]
        return USAGE, "not-text", f"What was typed has a character that is not text (U+{ord(odd):04X}); take it out."
    if isinstance(error, OSError):
        named = f"{error.filename} cannot be used" if error.filename else "What was done cannot be shown"
        return USAGE, "file-not-usable", f"{named}: {error.strerror}."
    return None


def faults(error: Exception) -> list[str]:
    """Return what pydantic found, a sentence for each field."""
    from pydantic import ValidationError

    assert isinstance(error, ValidationError)  # noqa: S101 - narrows the type
    sentences = []
    for fault in error.errors(include_url=False):
        names = [part for part in fault["loc"] if isinstance(part, str)]
        field = names[-1].replace("_", " ") if names else ""
        text = fault["msg"].removeprefix("Value error, ")
        text = text[0].lower() + text[1:] if fault["type"] != "value_error" else text
        sentences.append(f"The {field} {text}." if fault["type"] == "value_error" and field else f"{field}: {text}.")
    plain = [sentence.lstrip(": ") for sentence in sentences]
    return [sentence[0].upper() + sentence[1:] for sentence in plain]


def report_error(exit_code: int, code: str, sentence: str, *, as_json: bool) -> int:
    """Say on standard error why a command did not do what was asked; return the exit code."""
    from cli.output import visible

    if len(sentence) > LONGEST_SENTENCE:
        sentence = f"{sentence[:LONGEST_SENTENCE]} …"
    if as_json:
        click.echo(json.dumps({"error": code, "message": sentence, "exit_code": exit_code}), err=True)
    else:
        click.echo(visible(sentence), err=True)
    return exit_code
