"""Who must be asked for what, and why: as a table, a calendar, and letters ready to send."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from cli.commands import shows
from cli.contexts import Reading
from cli.files.output_files import write
from cli.options import DAY
from cli.output import Cell, Table, is_boxed, say, show_json, show_table, visible
from domain.refusals.base import Invalid
from domain.refusals.inspection import TooSoon
from domain.wording import in_words, listed
from projections.monitoring.reminders import VERIFY_WITHIN_DAYS, Reminder
from projections.monitoring.reminders import reminders as to_ask
from projections.saved.recommendation_tracker import TRACKER

# How letters are called.
LETTERS = "[0-9][0-9]-*.eml"
HEADINGS = ("ask", "organisation", "no", "for", "due", "days", "wanted", "why")


class LettersThere(Invalid, code="letters-there"):
    """A folder holds letters that are not among those to be written."""

    def __init__(self, folder: Path, left: list[Path]) -> None:
        super().__init__(
            f"{folder} holds letters of an earlier run ({listed(path.name for path in left)}). Nothing was written. "
            "Name another folder, or move them away."
        )


@shows(
    "reminders",
    "reminders",
    "reminders --on 2017-01-16",
    "reminders --at published+6m --csv",
    "reminders --ics follow-up.ics",
    "reminders --letters letters/2017-01-16 --on 2017-01-16",
    table=True,
)
@click.option("--on", type=DAY, help="Count days from this day, if not from today or the day of --at.")
@click.option(
    "--verify-within",
    type=click.IntRange(0, 9_999),
    metavar="DAYS",
    default=VERIFY_WITHIN_DAYS,
    show_default=True,
    help="How many days a claim may wait for the inspectorate to look.",
)
@click.option(
    "--ics",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write due dates and milestones to this calendar file.",
)
@click.option(
    "--letters", type=click.Path(file_okay=False, path_type=Path), help="Write a letter for each to this folder."
)
@click.option("--overwrite", is_flag=True, help="Let --ics and --letters replace files that are there.")
def reminders(
    asked: Reading, on: date | None, verify_within: int, ics: Path | None, letters: Path | None, overwrite: bool
) -> None:
    """Show who must be asked for what and why: owners for answers, actions and news; the inspectorate for its look.

    With --ics and --letters, files are written too: all of them or none. Nothing is sent.
    """
    day = on or asked.instant.day
    found = to_ask(asked.events(), day, verify_within)
    calendar = {} if ics is None else {ics: _calendar(asked)}
    addressed = {} if letters is None else {letters / name: text for name, text in _letters(asked, found, day).items()}
    if letters is not None:
        _refuse_among_letters(letters, ics, addressed)
    written = {**calendar, **addressed}
    if written:
        write(written, overwrite=overwrite)
    if asked.form == "json":
        show_json(
            {
                "inspection": asked.inspection,
                "on": day,
                "position": asked.instant.position,
                "published_on": asked.view(TRACKER).published_on,
                "reminders": [{**one.as_fields(), "late": one.late} for one in found],
                "calendar": None if ics is None else str(ics),
                "letters": [str(path) for path in addressed],
            }
        )
        return
    _show(asked, found, day)
    for said in _wrote(ics, letters, len(addressed)):
        click.echo(visible(said), err=True)


def _refuse_among_letters(folder: Path, ics: Path | None, letters: Iterable[Path]) -> None:
    """Refuse a calendar in the letters' way, and letters of an earlier run, which would be sent with the new ones."""
    if ics is not None and ics.resolve() in {folder.resolve(), *(path.resolve() for path in letters)}:
        raise click.UsageError(f"--ics {ics} is where the letters go. Nothing was written. Name another file.")
    left = sorted(path for path in folder.glob(LETTERS) if path not in letters) if folder.is_dir() else []
    if left:
        raise LettersThere(folder, left)


def _show(asked: Reading, found: tuple[Reminder, ...], day: date) -> None:
    if not is_boxed(asked.form):
        show_table(Table(HEADINGS, [_row(one) for one in found]), asked.form)
        return
    published_on = asked.view(TRACKER).published_on
    if not found:
        why = ": the report was not published yet" if published_on is None or day < published_on else ""
        say(f"Nobody has to be asked for anything about {asked.inspection} on {in_words(day)}{why}.")
        return
    late = sum(one.late for one in found)
    say(f"To be asked for about {asked.inspection} on {in_words(day)}: {len(found)}, of which {late} late")
    if day < asked.instant.day:
        say(f"This counts days from {day} on what was recorded since. To see what was known then, add --at {day}.")
    for ask in dict.fromkeys(one.ask for one in found):
        rows: list[list[Cell]] = [
            [
                one.number,
                one.kind.value,
                str(one.due_on),
                _left(one),
                f"{one.wanted[0].upper()}{one.wanted[1:]}. {one.why}",
            ]
            for one in found
            if one.ask == ask
        ]
        show_table(Table(["no", "for", "due", "days", "ask for, and why"], rows, str(ask), ["ask for, and why"]))


def _row(one: Reminder) -> list[Cell]:
    return [
        one.ask.role,
        one.ask.organisation,
        one.number,
        one.kind.value,
        str(one.due_on),
        one.days,
        one.wanted,
        one.why,
    ]


def _left(one: Reminder) -> str:
    return f"{-one.days} late" if one.late else "today" if one.days == 0 else f"in {one.days}"


def _calendar(asked: Reading) -> bytes:
    from projections.monitoring.calendar import due_dates
    from reports.calendar import calendar_file

    dates = due_dates(asked.events())
    if not dates.published:
        raise TooSoon("write a calendar", "the report is not published yet, so nothing is due")
    return calendar_file(asked.inspection, dates)


def _letters(asked: Reading, found: tuple[Reminder, ...], day: date) -> dict[str, bytes]:
    from projections.saved.status import STATUS
    from reports.reminder_emails import LetterContext, letters

    tracker, status = asked.view(TRACKER), asked.view(STATUS)
    if not found or tracker.published_on is None:
        return {}
    sender = asked.events()[0].fact.origin.actor
    statements = {number: one.statement for number, one in tracker.recommendations.items()}
    signed = f"{sender.name}, {sender.organisation}"
    return letters(found, LetterContext(status.title, status.body, tracker.published_on, statements, signed, day))


def _wrote(ics: Path | None, letters: Path | None, number: int) -> list[str]:
    calendar = [] if ics is None else [f"Wrote the calendar {ics}."]
    if letters is None:
        return calendar
    if not number:
        return [*calendar, "There is nothing to ask for, so no letter was written."]
    return [*calendar, f"Wrote {number} letter{'' if number == 1 else 's'} to {letters}. Nothing is sent."]
