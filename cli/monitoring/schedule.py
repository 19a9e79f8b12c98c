"""The days of an inspection: planned or due, actual, and whether they were kept."""

from cli.commands import shows
from cli.contexts import Reading
from cli.output import Cell, Table, is_boxed, say, show_json, show_table
from domain.wording import in_words
from projections.monitoring.schedule import ScheduleStep, State
from projections.monitoring.schedule import schedule as days_of

HEADINGS = ("step", "period", "due", "actual", "since", "working days", "late by", "state")


@shows("schedule", "schedule", "schedule --at published+6m", "schedule --json", table=True)
def schedule(asked: Reading) -> None:
    """Show the inspection's days against its periods in working days: due, actual, kept or missed."""
    day = asked.instant.day
    steps = days_of(asked.events(), day)
    if asked.form == "json":
        show_json({"inspection": asked.inspection, "on": day, "position": asked.instant.position, "steps": steps})
        return
    if is_boxed(asked.form):
        say(f"Days of {asked.inspection} on {in_words(day)}, without weekends and bank holidays of England and Wales")
        headings = ["step", "period", "due", "actual", "working days", "state"]
        show_table(Table(headings, [_told(one) for one in steps], wide=["step", "period"]))
        return
    show_table(Table(HEADINGS, [_row(one) for one in steps]), asked.form)


def _row(one: ScheduleStep) -> list[Cell]:
    return [
        one.name,
        one.period,
        _day(one.due_on),
        _day(one.actual_on),
        _day(one.since),
        one.working_days,
        one.late_by,
        one.state.value,
    ]


def _told(one: ScheduleStep) -> list[Cell]:
    return [one.name, one.period, _day(one.due_on), _day(one.actual_on), one.working_days, _state(one)]


def _state(one: ScheduleStep) -> str:
    if one.state in (State.MISSED, State.OVERDUE) and one.late_by:
        return f"{one.state} by {one.late_by}"
    return one.state.value


def _day(day: object) -> str | None:
    return None if day is None else str(day)
