"""Trace: from a published figure to the events that it rests on, and from an event to the figures it bears on."""

import re

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.output import Cell, Table, is_boxed, london, show_json, show_table
from domain.refusals.base import NotFound
from projections.audit.trace_event import Bearing, EventTrace, trace_event
from projections.audit.trace_figure import Trace, Traced
from projections.audit.trace_figure import trace as traced
from projections.saved.audit_trail import TrailEntry
from projections.saved.figures import Figure, FigureKind

FORMS = (
    "score:1 (or theme 1), question:1.03, judgement:1, recommendation:3, finding:1/key_finding/2, answer:NC-07:1.03, "
    "case:NC-07, or an event as '#1234' (with the quotes)"
)
REFERENCE = r"[A-Za-z0-9][A-Za-z0-9._-]*"
# How what a figure is of is written.
WRITTEN = {
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
FIGURE_COLUMNS = ("standing", "kind", "figure", "title", "value", "roles", "through")


class EventElsewhere(NotFound, code="event-elsewhere"):
    """The event belongs to another inspection of the store."""

    def __init__(self, position: int, inspection: str) -> None:
        super().__init__(f"#{position} is an event of {inspection}. Trace it there, with: --inspection {inspection}")


class NotInLog(NotFound, code="not-in-log"):
    """The log has no event of that number."""

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
    """Show the events behind a figure, or the figures that an event affects.

    FIGURE is score:1, question:1.03, judgement:1, recommendation:3, finding:1/key_finding/2, answer:NC-07:1.03 or
    case:NC-07. For an event, give its position: '#1234'.
    """
    named = wanted(" ".join(figure))
    if isinstance(named, int):
        _refuse_elsewhere(ctx, named)
        _show_event(ctx, trace_event(ctx.events(), named), show_all=show_all)
    else:
        _show_figure(ctx, traced(ctx.events(), named), show_all=show_all)


def wanted(text: str) -> Figure | int:
    """Return the figure, or the position of the event, that was typed; refuses what is neither."""
    if event := re.fullmatch(r"#(\d{1,15})", text.strip(), re.ASCII):
        return int(event[1])
    typed, of = [*re.split(r"[:\s]\s*", text.strip(), maxsplit=1), ""][:2]
    kind = "score" if typed.lower() == "theme" else typed.lower()
    if kind == FigureKind.ANSWER:
        of = re.sub(r"\s+", ":", of)
    if kind not in list(FigureKind) or not re.fullmatch(WRITTEN[FigureKind(kind)], of, re.ASCII):
        found = f"“{text}” is not a figure" if text else "Say which figure to trace"
        raise click.UsageError(f"{found}. Write one as {FORMS}.")
    return Figure(FigureKind(kind), str(int(of)) if kind == FigureKind.RECOMMENDATION else of)


def _refuse_elsewhere(ctx: ReadContext, position: int) -> None:
    """Refuse an event that the log does not have, or that another inspection has, saying where it is."""
    found = list(ctx.store.follow(after=position - 1, until=position)) if position else []
    if not found:
        raise NotInLog(position, ctx.store.head())
    if found[0].inspection != ctx.inspection:
        raise EventElsewhere(position, found[0].inspection)


def _show_figure(ctx: ReadContext, traced_figure: Trace, *, show_all: bool) -> None:
    if ctx.form == "json":
        show_json(
            {
                **traced_figure.as_fields(),
                "figure": _named(traced_figure.figure),
                "events": [_event(event) for event in traced_figure.events],
            }
        )
    elif is_boxed(ctx.form):
        from cli.audit.trace_output import render

        render(traced_figure, show_all=show_all)
    else:
        show_table(Table(EVENT_COLUMNS, [_event_row(item) for item in traced_figure.events]), ctx.form)


def _show_event(ctx: ReadContext, traced_event: EventTrace, *, show_all: bool) -> None:
    if ctx.form == "json":
        bearings = [
            {**bearing.as_fields(), "figure": _named(bearing.figure), "through": list(map(str, bearing.through))}
            for bearing in traced_event.bearings
        ]
        show_json({**traced_event.as_fields(), "stands": traced_event.replaced_by is None, "bearings": bearings})
    elif is_boxed(ctx.form):
        from cli.audit.trace_output import render_event

        render_event(traced_event, show_all=show_all)
    else:
        show_table(Table(FIGURE_COLUMNS, [_bearing_row(item) for item in traced_event.bearings]), ctx.form)


# For machines


def _named(figure: Figure) -> dict[str, str]:
    return {"kind": figure.kind, "name": str(figure), "title": figure.title}


def _event(event: Traced) -> dict[str, object]:
    return {**event.as_fields(), "through": str(event.through) if event.through else None}


def _event_row(item: Traced) -> list[Cell]:
    """Return an event as a row for a spreadsheet, under EVENT_COLUMNS."""
    event: TrailEntry = item.event
    return [
        item.role,
        str(item.through) if item.through else None,
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
        item.replaced_by,
    ]


def _bearing_row(bearing: Bearing) -> list[Cell]:
    """Return a figure as a row for a spreadsheet, under FIGURE_COLUMNS."""
    return [
        "yes" if bearing.standing else "no",
        bearing.figure.kind,
        str(bearing.figure),
        bearing.figure.title,
        bearing.value,
        "; ".join(bearing.roles),
        " ".join(map(str, bearing.through)),
    ]
