"""The `trace` command: from a figure to its events, and back."""

import re

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, london, show_json, show_table
from domain.refusals.base import NotFound
from projections.audit.trace_event import AffectedFigure, EventTrace, trace_event
from projections.audit.trace_figure import Trace, Traced
from projections.audit.trace_figure import trace as trace_figure
from projections.saved.audit_trail import TrailEntry
from projections.saved.figures import Figure, FigureKind

FORMS = (
    "score:1 (or theme 1), question:1.03, judgement:1, recommendation:3, finding:1/key_finding/2, answer:NC-07:1.03, "
    "case:NC-07, or an event as '#1234' (with the quotes)"
)
REFERENCE = r"[A-Za-z0-9][A-Za-z0-9._-]*"
# The form of the reference for each kind of figure.
REFERENCE_FORMS = {
    FigureKind.SCORE: REFERENCE,
    FigureKind.QUESTION: REFERENCE,
    FigureKind.JUDGEMENT: REFERENCE,
    FigureKind.RECOMMENDATION: r"\d{1,9}",
    FigureKind.FINDING: rf"{REFERENCE}/[a-z_]+/\d{{1,9}}",
    FigureKind.ANSWER: rf"{REFERENCE}:{REFERENCE}",
    FigureKind.CASE: REFERENCE,
}
EVENT_COLUMNS = (
    "role",
    "through",
    "position",
    "recorded (UTC)",
    "recorded (London)",
    "effective",
    "person",
    "name",
    "acting as",
    "organisation",
    "kind",
    "what",
    "case",
    "question",
    "old",
    "new",
    "why",
    "replaced by",
)
FIGURE_COLUMNS = ("current", "kind", "figure", "title", "value", "roles", "through")


class EventElsewhere(NotFound, code="event-elsewhere"):
    """The event belongs to another inspection in the store."""

    def __init__(self, position: int, inspection: str) -> None:
        super().__init__(f"#{position} is an event of {inspection}. To trace it, use: --inspection {inspection}")


class NotInLog(NotFound, code="not-in-log"):
    """The log has no event with that position."""

    def __init__(self, position: int, head: int) -> None:
        super().__init__(f"There is no event #{position}: the log has events #1 to #{head}.")


@read_command(
    "trace",
    "trace score:1",
    "trace answer:NC-07:1.03",
    "trace judgement:1 --at published",
    "trace recommendation:3 --csv",
    "trace '#2712'",
    table=True,
)
@click.argument("figure", nargs=-1)
@click.option("--all", "show_all", is_flag=True, help="Show all events, however many.")
def trace(ctx: ReadContext, figure: tuple[str, ...], show_all: bool) -> None:
    """Trace a figure to its events, or an event to its figures.

    FIGURE is score:1, question:1.03, judgement:1, recommendation:3, finding:1/key_finding/2, answer:NC-07:1.03 or
    case:NC-07. For an event, give its position: '#1234'.
    """
    target = parse_target(" ".join(figure))
    if isinstance(target, int):
        _check_inspection(ctx, target)
        _show_event(ctx, trace_event(ctx.events(), target), show_all=show_all)
    else:
        _show_figure(ctx, trace_figure(ctx.events(), target), show_all=show_all)


def parse_target(text: str) -> Figure | int:
    """Parse a figure or the position of an event. Raise a usage error if the text is neither."""
    if event := re.fullmatch(r"#(\d{1,15})", text.strip(), re.ASCII):
        return int(event[1])
    typed, of = [*re.split(r"[:\s]\s*", text.strip(), maxsplit=1), ""][:2]
    kind = "score" if typed.lower() == "theme" else typed.lower()
    if kind == FigureKind.ANSWER:
        of = re.sub(r"\s+", ":", of)
    if kind not in list(FigureKind) or not re.fullmatch(REFERENCE_FORMS[FigureKind(kind)], of, re.ASCII):
        problem = f"“{text}” is not a figure" if text else "Name a figure to trace"
        raise click.UsageError(f"{problem}. Write a figure as {FORMS}.")
    return Figure(FigureKind(kind), str(int(of)) if kind == FigureKind.RECOMMENDATION else of)


def _check_inspection(ctx: ReadContext, position: int) -> None:
    """Raise a refusal if the event does not exist or belongs to another inspection."""
    events = list(ctx.store.follow(after=position - 1, until=position)) if position else []
    if not events:
        raise NotInLog(position, ctx.store.head())
    if events[0].inspection != ctx.inspection:
        raise EventElsewhere(position, events[0].inspection)


def _show_figure(ctx: ReadContext, figure_trace: Trace, *, show_all: bool) -> None:
    if ctx.form == "json":
        show_json(
            {
                **figure_trace.as_fields(),
                "figure": _figure(figure_trace.figure),
                "events": [_event(event) for event in figure_trace.events],
            }
        )
    elif is_boxed(ctx.form):
        from cli.audit.trace_output import render

        render(figure_trace, show_all=show_all)
    else:
        show_table(Table(EVENT_COLUMNS, [_event_row(traced) for traced in figure_trace.events]), ctx.form)


def _show_event(ctx: ReadContext, event_trace: EventTrace, *, show_all: bool) -> None:
    if ctx.form == "json":
        affected_figures = [
            {**affected.as_fields(), "figure": _figure(affected.figure), "through": list(map(str, affected.through))}
            for affected in event_trace.affected_figures
        ]
        show_json(
            {
                **event_trace.as_fields(),
                "current": event_trace.replaced_by is None,
                "affected_figures": affected_figures,
            }
        )
    elif is_boxed(ctx.form):
        from cli.audit.trace_output import render_event

        render_event(event_trace, show_all=show_all)
    else:
        show_table(
            Table(FIGURE_COLUMNS, [_figure_row(affected) for affected in event_trace.affected_figures]), ctx.form
        )


# For machines


def _figure(figure: Figure) -> dict[str, str]:
    return {"kind": figure.kind, "name": str(figure), "title": figure.title}


def _event(traced: Traced) -> dict[str, object]:
    return {**traced.as_fields(), "through": str(traced.through) if traced.through else None}


def _event_row(traced: Traced) -> list[Cell]:
    """Return an event as a row for a spreadsheet, under EVENT_COLUMNS."""
    event: TrailEntry = traced.event
    return [
        traced.role,
        str(traced.through) if traced.through else None,
        event.position,
        event.at.isoformat(),
        london(event.at),
        event.on.isoformat() if event.on else None,
        event.person,
        event.name,
        event.role,
        event.organisation,
        event.kind,
        event.what,
        event.case,
        event.question,
        event.old,
        event.new,
        event.why,
        traced.replaced_by,
    ]


def _figure_row(affected: AffectedFigure) -> list[Cell]:
    """Return a figure as a row for a spreadsheet, under FIGURE_COLUMNS."""
    return [
        "yes" if affected.current else "no",
        affected.figure.kind,
        str(affected.figure),
        affected.figure.title,
        affected.value,
        "; ".join(affected.roles),
        " ".join(map(str, affected.through)),
    ]
