"""Answers that were kept elsewhere, brought in: every line is checked first, and decided by the rules of inspection."""

import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click
from pydantic import ValidationError

from cli.commands import group, session_of
from cli.files.answers_file import GivenAnswer, read
from cli.files.input_files import FileFault, Opened
from cli.hints import with_hint
from cli.main import FOUND, REFUSED, faults
from cli.options import COMMAND_ID, INSPECTION, JSON, ON, STORE, WHO
from cli.record.import_output import Imported, Refusal, show
from cli.write_commands import CommandIdTaken, WriteContext
from domain.command import Command
from domain.commands.assessing import RecordAnswer, ReviseAnswer
from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.refusals.base import Invalid, Refused
from domain.refusals.case import (
    AlreadyAnswered,
    NotAnswered,
    NotAssigned,
    QuestionNotAsked,
    UnknownCase,
    UnknownQuestion,
)
from domain.refusals.inspection import NothingToChange, RoleNotAllowed, UnknownPerson
from events_store.batch_commands import Decided, decide, record
from events_store.gc_paused import paused
from events_store.store import OutcomeUnknown, RecordedEvent

Item = TypeVar("Item")

FORMS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
LONGEST_ID = 54
TOGETHER = 1_000

# The field of a line that a rule refuses it for.
BLAMED: dict[type[Refused], str] = {
    UnknownCase: "case",
    UnknownQuestion: "question",
    QuestionNotAsked: "question",
    AlreadyAnswered: "question",
    NotAnswered: "question",
    NothingToChange: "response",
    NotAssigned: "by",
    UnknownPerson: "by",
    RoleNotAllowed: "by",
}

import_ = group("import", "Import data.")


class NotAnswers(Invalid, code="answers-not-readable"):
    """The file as a whole cannot be read as answers."""

    def __init__(self, file: str, fault: FileFault) -> None:
        where = f"{file}, line {fault.line}" + (f", {fault.field}" if fault.field else "")
        super().__init__(f"{where}: {fault.why}. Nothing was recorded.")


class NotAccepted(Invalid, code="not-accepted"):
    """A value in a line cannot be meant."""


@import_.command(
    "answers",
    epilog="\b\nExamples:\n  inspectrail import answers answers.jsonl --as ben --dry-run\n"
    "  inspectrail import answers answers.csv --as ben --command-id week-one",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), help="The format, if the file name does not show it."
)
@click.option("--dry-run", is_flag=True, help="Check every line and record nothing.")
@click.option("--keep-going", is_flag=True, help="Record the accepted lines even if some are refused.")
@STORE
@INSPECTION
@WHO
@ON
@COMMAND_ID
@JSON
@click.pass_context
@paused()
def answers(
    ctx: click.Context,
    /,
    file: Path,
    form: str | None,
    dry_run: bool,
    keep_going: bool,
    store: str,
    inspection: str | None,
    acting: str | None,
    on: date | None,
    command_id: str | None,
    as_json: bool,
) -> int:
    """Import answers from a file of JSON lines or CSV: all, or none if one is refused.

    Fields: case, question, response, and either evidence (to record the answer) or reason (to revise it). Optional: on,
    by and references. Each line is a command of its own, so a file imported twice is recorded once.
    """
    wanted = WriteContext(session_of(ctx), store, inspection, acting, on, command_id)
    given, import_id = _given(file, form or _form_of(file), wanted)
    found = Imported(refused=[_broken(item) for _, item in given if isinstance(item, FileFault)])
    commands = _commands(wanted, import_id, given, found)
    lines, asks = list(commands), list(commands.values())
    if dry_run or (found.refused and not keep_going):
        decided, _ = decide(wanted.handler, asks, _compared, _watched)
        _add(found, lines, decided, [])
    else:
        together = TOGETHER if keep_going else max(len(asks), 1)
        for start in range(0, len(asks), together):
            part = slice(start, start + together)
            _add(found, lines[part], *_record(wanted, import_id, asks[part], keep_going=keep_going))
    found.refused.sort(key=lambda refusal: refusal.line)
    show(_name(file), import_id, found, as_json=as_json, dry_run=dry_run)
    if not found.refused:
        return 0
    return FOUND if dry_run or keep_going else REFUSED


# Reading


class _Hashed:
    """A file whose digest is taken as it is read."""

    def __init__(self, opened: Opened) -> None:
        self._opened, self.digest = opened, hashlib.sha256()

    def readline(self, limit: int, /) -> bytes:
        """Return a line, or as much of it as the limit lets through."""
        line = self._opened.readline(limit)
        self.digest.update(line)
        return line


def _form_of(file: Path) -> str:
    if file.suffix.lower() not in FORMS:
        raise click.UsageError(f"The name of {file} does not say what it is. Say it with --format jsonl or csv.")
    return FORMS[file.suffix.lower()]


def _name(file: Path) -> str:
    return "standard input" if str(file) == "-" else str(file)


def _given(file: Path, form: str, ctx: WriteContext) -> tuple[list[tuple[int, GivenAnswer | FileFault]], str]:
    """Return the lines of a file, and the id of this import: the one given, else one of what is asked for."""
    if ctx.given_id is not None:
        if len(ctx.given_id) > LONGEST_ID:
            raise click.UsageError(
                f"Give a --command-id of at most {LONGEST_ID} characters: each line adds its number."
            )
        ctx.request_of("", ctx.given_id, None)
    with closing(click.open_file(str(file), "rb")) as opened:
        hashed = _Hashed(opened)
        try:
            lines = [(line, _with_person(line, item, ctx)) for line, item in _progress(read(hashed, form), "Reading")]
        except FileFault as fault:
            raise NotAnswers(_name(file), fault) from None
    if not lines:
        raise NotAnswers(_name(file), FileFault(1, "it has no answers"))
    hashed.digest.update(f"\n{ctx.inspection}\n{ctx.acting}\n{ctx.on}".encode("utf-8", "replace"))
    return lines, f"import-{hashed.digest.hexdigest()[:32]}" if ctx.given_id is None else ctx.given_id


def _with_person(line: int, given: GivenAnswer | FileFault, ctx: WriteContext) -> GivenAnswer | FileFault:
    if isinstance(given, GivenAnswer) and given.by is None and ctx.acting is None:
        return FileFault(line, "nobody is named; say who answered, here or with --as PERSON", "by")
    return given


# Deciding and recording


def _commands(
    wanted: WriteContext, import_id: str, given: Sequence[tuple[int, GivenAnswer | FileFault]], found: Imported
) -> dict[int, RecordAnswer | ReviseAnswer]:
    """Return the command of each line; a day to come is a refusal of its line."""
    commands = {}
    for line, item in given:
        if isinstance(item, GivenAnswer):
            try:
                commands[line] = _command(wanted, f"{import_id}.{line}", item)
            except ValidationError as error:
                found.refused.append(_refusal(line, NotAccepted(" ".join(faults(error)))))
    return commands


def _command(ctx: WriteContext, command_id: str, given: GivenAnswer) -> RecordAnswer | ReviseAnswer:
    what: dict[str, Any] = {
        "inspection": ctx.inspection,
        "case": given.case,
        "request": ctx.request_of(given.by or ctx.person_id, command_id, given.on or ctx.on),
        "question": given.question,
        "response": given.response,
    }
    # A row was validated as a command is.
    if given.reason is not None:
        return ReviseAnswer.model_construct(None, **what, reason=given.reason)
    return RecordAnswer.model_construct(None, **what, evidence=given.evidence or "", references=given.references)


def _compared(command: Command, before: Sequence[RecordedEvent]) -> Refused | None:
    same = [(event.inspection, event.case, _what(event.fact)) for event in before] == [_asked(command)]
    return None if same else CommandIdTaken(command.request.command_id)


def _what(fact: object) -> object:
    match fact:
        case AnswerRecorded():
            return fact.origin.actor.id, fact.question, fact.response, fact.evidence, fact.references
        case AnswerRevised():
            return fact.origin.actor.id, fact.question, fact.new, fact.reason
        case _:
            return None


def _asked(command: Any) -> object:
    why = (command.reason,) if isinstance(command, ReviseAnswer) else (command.evidence, command.references)
    return command.inspection, command.case, (command.request.person, command.question, command.response, *why)


def _record(
    ctx: WriteContext, import_id: str, asks: Sequence[Command], *, keep_going: bool
) -> tuple[list[Decided], Sequence[RecordedEvent]]:
    try:
        return record(ctx.handler, asks, _compared, keep_going=keep_going, watched=_watched)
    except OutcomeUnknown:
        again = f"Import the same file again with --command-id {import_id}: each line of it is recorded once."
        raise OutcomeUnknown(ctx.store.name, again) from None


def _add(found: Imported, lines: Sequence[int], decided: Sequence[Decided], recorded: Sequence[RecordedEvent]) -> None:
    """Add what became of these lines."""
    new = iter(recorded)
    for line, decision in zip(lines, decided, strict=True):
        if decision.refused is not None:
            found.refused.append(_refusal(line, decision.refused))
        elif decision.before:
            found.before += [(line, before) for before in decision.before]
        elif recorded:
            found.recorded.append((line, next(new)))
        else:
            found.would.append(line)


def _refusal(line: int, refused: Refused) -> Refusal:
    blamed = next((name for kind, name in BLAMED.items() if isinstance(refused, kind)), "")
    return Refusal(line, blamed, refused.code, with_hint(refused))


def _broken(fault: FileFault) -> Refusal:
    return Refusal(fault.line, fault.field, "not-accepted", f"{fault.why}.")


def _progress(items: Iterable[Item], label: str) -> Iterator[Item]:
    hidden = not sys.stderr.isatty()
    with click.progressbar(items, label=label, file=sys.stderr, hidden=hidden) as shown:
        yield from shown


def _watched(asks: Sequence[Command]) -> Iterable[Command]:
    return _progress(asks, "Deciding")
