"""Who must be asked for what, and why: as a table, a calendar, and letters ready to send."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.files.output_files import write
from cli.options import DAY
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table, visible
from domain.refusals.base import Invalid
from domain.refusals.inspection import TooSoon
from domain.wording import format_day, join_list
from projections.monitoring.reminders import VERIFY_WITHIN_DAYS, Reminder
from projections.monitoring.reminders import reminders as to_ask
from projections.saved.recommendation_tracker import TRACKER

# How letters are called.
LETTERS = "[0-9][0-9]-*.eml"
HEADINGS = ("ask", "organisation", "no", "for", "due", "days", "wanted", "why")


class EmailsExist(Invalid, code="letters-there"):
    """A folder holds letters that are not among those to be written."""

    def __init__(self, folder: Path, left: list[Path]) -> None:
        super().__init__(
            f"{folder} holds letters of an earlier run ({join_list(path.name for path in left)}). Nothing was written. "
            "Name another folder, or move them away."
        )


@read_command(
    "reminders",
    "reminders",
    "reminders --on 2017-01-16",
    "reminders --at published+6m --csv",
    "reminders --ics follow-up.ics",
    "reminders --letters letters/2017-01-16 --on 2017-01-16",
    table=True,
)
@click.option("--on", type=DAY, help="Count days from this date, if not from today or --at.")
@click.option(
    "--verify-within",
    type=click.IntRange(0, 9_999),
    metavar="DAYS",
    default=VERIFY_WITHIN_DAYS,
    show_default=True,
    help="Days within which reported completion must be verified.",
)
@click.option(
    "--ics",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write due dates and milestones to this iCalendar file.",
)
@click.option(
    "--letters",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write an e-mail for each to this folder. Nothing is sent.",
)
@click.option("--overwrite", is_flag=True, help="Let --ics and --letters replace existing files.")
def reminders(
    ctx: ReadContext, on: date | None, verify_within: int, ics: Path | None, letters: Path | None, overwrite: bool
) -> None:
    """Show who must be reminded of what: overdue responses, actions, updates and verifications.

    With --ics and --letters, files are written: all of them or none. Nothing is sent.
    """
    day = on or ctx.instant.day
    found = to_ask(ctx.events(), day, verify_within)
    calendar = {} if ics is None else {ics: _calendar(ctx)}
    addressed = {} if letters is None else {letters / name: text for name, text in _letters(ctx, found, day).items()}
    if letters is not None:
        _refuse_among_letters(letters, ics, addressed)
    written = {**calendar, **addressed}
    if written:
        write(written, overwrite=overwrite)
    if ctx.form == "json":
        show_json(
            {
                "inspection": ctx.inspection,
                "on": day,
                "position": ctx.instant.position,
                "published_on": ctx.view(TRACKER).published_on,
                "reminders": [{**reminder.as_fields(), "late": reminder.late} for reminder in found],
                "calendar": None if ics is None else str(ics),
                "letters": [str(path) for path in addressed],
            }
        )
        return
    _show(ctx, found, day)
    for letter in _wrote(ics, letters, len(addressed)):
        click.echo(visible(letter), err=True)


def _refuse_among_letters(folder: Path, ics: Path | None, letters: Iterable[Path]) -> None:
    """Refuse a calendar in the letters' way, and letters of an earlier run, which would be sent with the new ones."""
    if ics is not None and ics.resolve() in {folder.resolve(), *(path.resolve() for path in letters)}:
        raise click.UsageError(f"--ics {ics} is where the letters go. Nothing was written. Name another file.")
    left = sorted(path for path in folder.glob(LETTERS) if path not in letters) if folder.is_dir() else []
    if left:
        raise EmailsExist(folder, left)


def _show(ctx: ReadContext, found: tuple[Reminder, ...], day: date) -> None:
    if not is_boxed(ctx.form):
        show_table(Table(HEADINGS, [_row(item) for item in found]), ctx.form)
        return
    published_on = ctx.view(TRACKER).published_on
    if not found:
        why = ": the report was not published yet" if published_on is None or day < published_on else ""
        print_text(f"Nobody has to be asked for anything about {ctx.inspection} on {format_day(day)}{why}.")
        return
    late = sum(reminder.late for reminder in found)
    print_text(f"To be asked for about {ctx.inspection} on {format_day(day)}: {len(found)}, of which {late} late")
    if day < ctx.instant.day:
        print_text(
            f"This counts days from {day} on what was recorded since. To see what was known then, add --at {day}."
        )
    for ask in dict.fromkeys(reminder.ask for reminder in found):
        rows: list[list[Cell]] = [
            [
                reminder.number,
                reminder.kind.value,
                str(reminder.due_on),
                _left(reminder),
                f"{reminder.wanted[0].upper()}{reminder.wanted[1:]}. {reminder.why}",
            ]
            for reminder in found
            if reminder.ask == ask
        ]
        show_table(Table(["no", "for", "due", "days", "ask for, and why"], rows, str(ask), ["ask for, and why"]))


def _row(reminder: Reminder) -> list[Cell]:
    return [
        reminder.ask.role,
        reminder.ask.organisation,
        reminder.number,
        reminder.kind.value,
        str(reminder.due_on),
        reminder.days,
        reminder.wanted,
        reminder.why,
    ]


def _left(reminder: Reminder) -> str:
    return f"{-reminder.days} late" if reminder.late else "today" if reminder.days == 0 else f"in {reminder.days}"


def _calendar(ctx: ReadContext) -> bytes:
    from projections.monitoring.calendar import due_dates
    from reports.calendar import calendar_file

    dates = due_dates(ctx.events())
    if not dates.published:
        raise TooSoon("write a calendar", "the report is not published yet, so nothing is due")
    return calendar_file(ctx.inspection, dates)


def _letters(ctx: ReadContext, found: tuple[Reminder, ...], day: date) -> dict[str, bytes]:
    from projections.saved.status import STATUS
    from reports.reminder_emails import LetterContext, letters

    tracker, status = ctx.view(TRACKER), ctx.view(STATUS)
    if not found or tracker.published_on is None:
        return {}
    sender = ctx.events()[0].fact.origin.actor
    statements = {number: recommendation.statement for number, recommendation in tracker.recommendations.items()}
    signed = f"{sender.name}, {sender.organisation}"
    return letters(found, LetterContext(status.title, status.body, tracker.published_on, statements, signed, day))


def _wrote(ics: Path | None, letters: Path | None, number: int) -> list[str]:
    calendar = [] if ics is None else [f"Wrote the calendar {ics}."]
    if letters is None:
        return calendar
    if not number:
        return [*calendar, "There is nothing to ask for, so no letter was written."]
    return [*calendar, f"Wrote {number} letter{'' if number == 1 else 's'} to {letters}. Nothing is sent."]
