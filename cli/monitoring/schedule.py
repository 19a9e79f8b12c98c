"""The days of an inspection: planned or due, actual, and whether they were kept."""

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from domain.wording import format_day
from projections.monitoring.schedule import ScheduleStep, State
from projections.monitoring.schedule import schedule as days_of

HEADINGS = ("step", "period", "due", "actual", "since", "working days", "late by", "state")


@read_command("schedule", "schedule", "schedule --at published+6m", "schedule --json", table=True)
def schedule(ctx: ReadContext) -> None:
    """Show planned and actual dates, in working days, and which were missed."""
    day = ctx.instant.day
    steps = days_of(ctx.events(), day)
    if ctx.form == "json":
        show_json({"inspection": ctx.inspection, "on": day, "position": ctx.instant.position, "steps": steps})
        return
    if is_boxed(ctx.form):
        print_text(
            f"Days of {ctx.inspection} on {format_day(day)}, without weekends and bank holidays of England and Wales"
        )
        headings = ["step", "period", "due", "actual", "working days", "state"]
        show_table(Table(headings, [_cells(step) for step in steps], wide=["step", "period"]))
        return
    show_table(Table(HEADINGS, [_row(item) for item in steps]), ctx.form)


def _row(step: ScheduleStep) -> list[Cell]:
    return [
        step.name,
        step.period,
        _day(step.due_on),
        _day(step.actual_on),
        _day(step.since),
        step.working_days,
        step.late_by,
        step.state.value,
    ]


def _cells(step: ScheduleStep) -> list[Cell]:
    return [step.name, step.period, _day(step.due_on), _day(step.actual_on), step.working_days, _state(step)]


def _state(step: ScheduleStep) -> str:
    if step.state in (State.MISSED, State.OVERDUE) and step.late_by:
        return f"{step.state} by {step.late_by}"
    return step.state.value


def _day(day: object) -> str | None:
    return None if day is None else str(day)
