"""Show the planned and actual dates of an inspection, and whether they were met."""

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from domain.wording import format_day
from projections.monitoring.schedule import ScheduleState, ScheduleStep
from projections.monitoring.schedule import schedule as schedule_of

ON_TERMINAL = ("Step", "Period", "Due", "Actual", "Working days", "Status")
HEADINGS = ("step", "period", "due", "actual", "since", "working days", "late by", "state")


@read_command("schedule", "schedule", "schedule --at published+6m", "schedule --json", table=True)
def schedule(ctx: ReadContext) -> None:
    """Show planned and actual dates, and which were missed. Periods are in working days."""
    day = ctx.instant.day
    steps = schedule_of(ctx.events(), day)
    if ctx.form == "json":
        show_json({"inspection": ctx.inspection, "on": day, "position": ctx.instant.position, "steps": steps})
        return
    if is_boxed(ctx.form):
        print_text(
            f"Schedule of {ctx.inspection} on {format_day(day)}\n"
            "Working days exclude weekends and bank holidays in England and Wales."
        )
        show_table(Table(ON_TERMINAL, [_cells(step) for step in steps], wide=ON_TERMINAL))
        return
    show_table(Table(HEADINGS, [_row(step) for step in steps]), ctx.form)


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
    if step.state in (ScheduleState.MISSED, ScheduleState.OVERDUE) and step.late_by:
        return f"{step.state} by {step.late_by} working day{'' if step.late_by == 1 else 's'}"
    return step.state.value


def _day(day: object) -> str | None:
    return None if day is None else str(day)
