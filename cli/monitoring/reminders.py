"""Show reminders, and write them as a calendar and as e-mails."""

from collections.abc import Collection, Iterable, Sequence
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
from projections.monitoring.reminders import reminders as reminders_on
from projections.saved.recommendation_tracker import TRACKER

# The names of e-mail files.
EMAIL_FILES = "[0-9][0-9]-*.eml"
HEADINGS = ("recipient", "organisation", "no", "for", "due", "days", "request", "why")
ON_TERMINAL = ("No", "Kind", "Due", "Days", "Request and reason")


class EmailsExist(Invalid, code="letters-there"):
    """A folder holds e-mail files that would not be replaced."""

    def __init__(self, folder: Path, files: list[Path]) -> None:
        super().__init__(
            f"{folder} holds e-mails of an earlier run ({join_list(path.name for path in files)}). "
            "Nothing was written. Name another folder, or move them away."
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
    """Show who must be reminded of what. Lists overdue responses, actions, updates and verifications.

    With --ics and --letters, files are written: all of them or none. Nothing is sent.
    """
    day = on or ctx.instant.day
    due = reminders_on(ctx.events(), day, verify_within)
    calendar = {} if ics is None else {ics: _calendar(ctx)}
    emails: dict[Path, bytes] = {}
    if letters is not None:
        emails = {letters / name: content for name, content in _emails(ctx, due, day).items()}
        _refuse_conflicts(letters, ics, emails)
    files = {**calendar, **emails}
    if files:
        write(files, overwrite=overwrite)
    if ctx.form == "json":
        show_json(
            {
                "inspection": ctx.inspection,
                "on": day,
                "position": ctx.instant.position,
                "published_on": ctx.view(TRACKER).published_on,
                "reminders": [{**reminder.as_fields(), "late": reminder.late} for reminder in due],
                "calendar": None if ics is None else str(ics),
                "letters": [str(path) for path in emails],
            }
        )
        return
    _show(ctx, due, day)
    for message in _written(ics, letters, len(emails)):
        click.echo(visible(message), err=True)


def _refuse_conflicts(folder: Path, ics: Path | None, emails: Collection[Path]) -> None:
    """Refuse a calendar path among the e-mails, and e-mails of an earlier run.

    Old e-mails in the folder could be sent with the new.
    """
    if ics is not None and ics.resolve() in {folder.resolve(), *(path.resolve() for path in emails)}:
        raise click.UsageError(
            f"--ics {ics} is among the e-mails of --letters. Nothing was written. Name another file."
        )
    old = sorted(path for path in folder.glob(EMAIL_FILES) if path not in emails) if folder.is_dir() else []
    if old:
        raise EmailsExist(folder, old)


def _show(ctx: ReadContext, due: Sequence[Reminder], day: date) -> None:
    if not is_boxed(ctx.form):
        show_table(Table(HEADINGS, [_row(reminder) for reminder in due]), ctx.form)
        return
    published_on = ctx.view(TRACKER).published_on
    if not due:
        why = ": the report was not published yet" if published_on is None or day < published_on else ""
        print_text(f"No reminders for {ctx.inspection} on {format_day(day)}{why}.")
        return
    print_text(f"{_count(due)} for {ctx.inspection} on {format_day(day)}, {_overdue(due)}")
    if day < ctx.instant.day:
        print_text(
            f"Days are counted from {day}, but everything recorded since is included. To see what was known then, "
            f"add --at {day}."
        )
    for recipient in dict.fromkeys(reminder.recipient for reminder in due):
        rows = [_short_row(reminder) for reminder in due if reminder.recipient == recipient]
        show_table(Table(ON_TERMINAL, rows, str(recipient), ON_TERMINAL[-1:]))


def _count(due: Sequence[Reminder]) -> str:
    return f"{len(due)} reminder{'' if len(due) == 1 else 's'}"


def _overdue(due: Iterable[Reminder]) -> str:
    late = [reminder.late for reminder in due]
    if all(late):
        return "overdue" if len(late) == 1 else "all overdue"
    return f"{sum(late) or 'none'} overdue"


def _short_row(reminder: Reminder) -> list[Cell]:
    request = f"{reminder.request[0].upper()}{reminder.request[1:]}."
    due_on, days = str(reminder.due_on), _days_left(reminder)
    return [reminder.number, reminder.kind.value, due_on, days, f"{request} {reminder.why}"]


def _row(reminder: Reminder) -> list[Cell]:
    return [
        reminder.recipient.role,
        reminder.recipient.organisation,
        reminder.number,
        reminder.kind.value,
        str(reminder.due_on),
        reminder.days,
        reminder.request,
        reminder.why,
    ]


def _days_left(reminder: Reminder) -> str:
    return f"{-reminder.days:,} overdue" if reminder.late else "today" if reminder.days == 0 else f"in {reminder.days}"


def _calendar(ctx: ReadContext) -> bytes:
    from projections.monitoring.calendar import due_dates
    from reports.calendar import calendar_file

    dates = due_dates(ctx.events())
    if not dates.published:
        raise TooSoon("write a calendar", "the report is not published yet, so nothing is due")
    return calendar_file(ctx.inspection, dates)


def _emails(ctx: ReadContext, due: Sequence[Reminder], day: date) -> dict[str, bytes]:
    from projections.saved.status import STATUS
    from reports.reminder_emails import EmailContext, emails

    tracker, status = ctx.view(TRACKER), ctx.view(STATUS)
    if not due or tracker.published_on is None:
        return {}
    sender = ctx.events()[0].fact.origin.actor
    statements = {number: recommendation.statement for number, recommendation in tracker.recommendations.items()}
    signature = f"{sender.name}, {sender.organisation}"
    return emails(due, EmailContext(status.title, status.body, tracker.published_on, statements, signature, day))


def _written(ics: Path | None, letters: Path | None, number: int) -> list[str]:
    calendar = [] if ics is None else [f"Wrote the calendar {ics}."]
    if letters is None:
        return calendar
    if not number:
        return [*calendar, "There are no reminders, so no e-mail was written."]
    return [*calendar, f"Wrote {number} e-mail{'' if number == 1 else 's'} to {letters}. Nothing was sent."]
