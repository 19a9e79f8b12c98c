"""Command that imports answers from a file.

Every line is checked first, then decided by the rules of inspection like a typed command.
"""

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
from cli.files.answers_file import AnswerRow, read
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
from events_store.errors import OutcomeUnknown
from events_store.gc_paused import paused
from events_store.store import RecordedEvent

T = TypeVar("T")

FORMS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv"}
LONGEST_ID = 54
BATCH = 1_000

# The field of a line that causes each refusal.
FIELD_OF_REFUSAL: dict[type[Refused], str] = {
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
    """The file cannot be read as answers."""

    def __init__(self, file: str, fault: FileFault) -> None:
        where = f"{file}, line {fault.line}" + (f", {fault.field}" if fault.field else "")
        super().__init__(f"{where}: {fault.why}. Nothing was recorded.")


class NotAccepted(Invalid, code="not-accepted"):
    """A line has a value that is not accepted."""


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
    """Import answers from a file of JSON lines or CSV. Imports all, or none if one is refused.

    Fields: case, question, response, and either evidence (to record the answer) or reason (to revise it). Optional: on,
    by and references. Each line is a command of its own, so a file imported twice is recorded once.
    """
    context = WriteContext(session_of(ctx), store, inspection, acting, on, command_id)
    rows, import_id = _read_answers(file, form or _form_of(file), context)
    outcome = Imported(refused=[_broken(row) for _, row in rows if isinstance(row, FileFault)])
    by_line = _commands(context, import_id, rows, outcome)
    lines, commands = list(by_line), list(by_line.values())
    if dry_run or (outcome.refused and not keep_going):
        decided, _ = decide(context.handler, commands, _refuse_if_different, _with_progress)
        _add(outcome, lines, decided, [])
    else:
        size = BATCH if keep_going else max(len(commands), 1)
        for start in range(0, len(commands), size):
            part = slice(start, start + size)
            _add(outcome, lines[part], *_record(context, import_id, commands[part], keep_going=keep_going))
    outcome.refused.sort(key=lambda refusal: refusal.line)
    show(_name(file), import_id, outcome, as_json=as_json, dry_run=dry_run)
    if not outcome.refused:
        return 0
    return FOUND if dry_run or keep_going else REFUSED


# Read the file


class _Hashed:
    """A file that is hashed while it is read."""

    def __init__(self, opened: Opened) -> None:
        self._opened, self.digest = opened, hashlib.sha256()

    def readline(self, limit: int, /) -> bytes:
        """Return the next line, or the part of it within the limit."""
        line = self._opened.readline(limit)
        self.digest.update(line)
        return line


def _form_of(file: Path) -> str:
    if file.suffix.lower() not in FORMS:
        raise click.UsageError(f"The name of {file} does not show its format. Give it with --format jsonl or csv.")
    return FORMS[file.suffix.lower()]


def _name(file: Path) -> str:
    return "standard input" if str(file) == "-" else str(file)


def _read_answers(file: Path, form: str, ctx: WriteContext) -> tuple[list[tuple[int, AnswerRow | FileFault]], str]:
    """Return the rows of a file by line, and the id of this import.

    The id is the given command id, or a digest of the file, the inspection, the person and the day.
    """
    if ctx.given_id is not None:
        if len(ctx.given_id) > LONGEST_ID:
            raise click.UsageError(
                f"Give a --command-id of at most {LONGEST_ID} characters, because each line adds its number."
            )
        ctx.request_of("", ctx.given_id, None)
    with closing(click.open_file(str(file), "rb")) as opened:
        hashed = _Hashed(opened)
        try:
            rows = [(line, _with_person(line, row, ctx)) for line, row in _progress(read(hashed, form), "Reading")]
        except FileFault as fault:
            raise NotAnswers(_name(file), fault) from None
    if not rows:
        raise NotAnswers(_name(file), FileFault(1, "it has no answers"))
    hashed.digest.update(f"\n{ctx.inspection}\n{ctx.acting}\n{ctx.on}".encode("utf-8", "replace"))
    return rows, f"import-{hashed.digest.hexdigest()[:32]}" if ctx.given_id is None else ctx.given_id


def _with_person(line: int, row: AnswerRow | FileFault, ctx: WriteContext) -> AnswerRow | FileFault:
    if isinstance(row, AnswerRow) and row.by is None and ctx.acting is None:
        return FileFault(line, "it does not name who answered; give the id here or with --as PERSON", "by")
    return row


# Decide and record the commands


def _commands(
    ctx: WriteContext, import_id: str, rows: Sequence[tuple[int, AnswerRow | FileFault]], outcome: Imported
) -> dict[int, RecordAnswer | ReviseAnswer]:
    """Return the command of each line. A line with a day in the future is refused."""
    commands = {}
    for line, row in rows:
        if isinstance(row, AnswerRow):
            try:
                commands[line] = _command(ctx, f"{import_id}.{line}", row)
            except ValidationError as error:
                outcome.refused.append(_refusal(line, NotAccepted(" ".join(faults(error)))))
    return commands


def _command(ctx: WriteContext, command_id: str, row: AnswerRow) -> RecordAnswer | ReviseAnswer:
    fields: dict[str, Any] = {
        "inspection": ctx.inspection,
        "case": row.case,
        "request": ctx.request_of(row.by or ctx.person_id, command_id, row.on or ctx.on),
        "question": row.question,
        "response": row.response,
    }
    # The row was validated with the same rules as a command.
    if row.reason is not None:
        return ReviseAnswer.model_construct(None, **fields, reason=row.reason)
    return RecordAnswer.model_construct(None, **fields, evidence=row.evidence or "", references=row.references)


def _refuse_if_different(command: Command, before: Sequence[RecordedEvent]) -> Refused | None:
    same = [(event.inspection, event.case, _content(event.fact)) for event in before] == [_content_of(command)]
    return None if same else CommandIdTaken(command.request.command_id)


def _content(fact: object) -> object:
    match fact:
        case AnswerRecorded():
            return fact.origin.actor.id, fact.question, fact.response, fact.evidence, fact.references
        case AnswerRevised():
            return fact.origin.actor.id, fact.question, fact.new, fact.reason
        case _:
            return None


def _content_of(command: Any) -> object:
    why = (command.reason,) if isinstance(command, ReviseAnswer) else (command.evidence, command.references)
    return command.inspection, command.case, (command.request.person, command.question, command.response, *why)


def _record(
    ctx: WriteContext, import_id: str, commands: Sequence[Command], *, keep_going: bool
) -> tuple[list[Decided], Sequence[RecordedEvent]]:
    try:
        return record(ctx.handler, commands, _refuse_if_different, keep_going=keep_going, watched=_with_progress)
    except OutcomeUnknown:
        again = f"Import the same file again with --command-id {import_id}. Each line is then recorded once."
        raise OutcomeUnknown(ctx.store.name, again) from None


def _add(
    outcome: Imported, lines: Sequence[int], decided: Sequence[Decided], recorded: Sequence[RecordedEvent]
) -> None:
    """Add the outcome of these lines."""
    new = iter(recorded)
    for line, decision in zip(lines, decided, strict=True):
        if decision.refused is not None:
            outcome.refused.append(_refusal(line, decision.refused))
        elif decision.before:
            outcome.before += [(line, before) for before in decision.before]
        elif recorded:
            outcome.recorded.append((line, next(new)))
        else:
            outcome.would.append(line)


def _refusal(line: int, refused: Refused) -> Refusal:
    field = next((name for kind, name in FIELD_OF_REFUSAL.items() if isinstance(refused, kind)), "")
    return Refusal(line, field, refused.code, with_hint(refused))


def _broken(fault: FileFault) -> Refusal:
    return Refusal(fault.line, fault.field, "not-accepted", f"{fault.why}.")


def _progress(iterable: Iterable[T], label: str) -> Iterator[T]:
    hidden = not sys.stderr.isatty()
    with click.progressbar(iterable, label=label, file=sys.stderr, hidden=hidden) as progress:
        yield from progress


def _with_progress(commands: Sequence[Command]) -> Iterable[Command]:
    return _progress(commands, "Deciding")
