"""Trace: from a published figure to the events that it rests on, and from an event to the figures it bears on."""

import re

import click

from cli.commands import shows
from cli.contexts import Reading
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
    "true of",
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


@shows(
    "trace",
    "trace score:1",
    "trace answer:NC-07:1.03",
    "trace judgement:1 --at published",
    "trace recommendation:3 --csv",
    "trace '#2712'",
    table=True,
)
@click.argument("figure", nargs=-1)
@click.option("--all", "whole", is_flag=True, help="Show every event on a terminal too, however many.")
def trace(asked: Reading, figure: tuple[str, ...], whole: bool) -> None:
    """Show the events that a published figure rests on, or the figures that an event bears on.

    FIGURE is score:1, question:1.03, judgement:1, recommendation:3, finding:1/key_finding/2, answer:NC-07:1.03 or
    case:NC-07; or an event, as '#1234'. Beside the events are the rule, the framework and the position.
    """
    named = wanted(" ".join(figure))
    if isinstance(named, int):
        _refuse_elsewhere(asked, named)
        _show_event(asked, trace_event(asked.events(), named), whole=whole)
    else:
        _show_figure(asked, traced(asked.events(), named), whole=whole)


def wanted(text: str) -> Figure | int:
    """Return the figure, or the position of the event, that was typed; refuses what is neither."""
    if event := re.fullmatch(r"#(\d{1,15})", text.strip(), re.ASCII):
        return int(event[1])
    typed, of = [*re.split(r"[:\s]\s*", text.strip(), maxsplit=1), ""][:2]
    kind = "score" if typed.lower() == "theme" else typed.lower()
    if kind == FigureKind.ANSWER:
        of = re.sub(r"\s+", ":", of)
    if kind not in list(FigureKind) or not re.fullmatch(WRITTEN[FigureKind(kind)], of, re.ASCII):
        said = f"“{text}” is not a figure" if text else "Say which figure to trace"
        raise click.UsageError(f"{said}. Write one as {FORMS}.")
    return Figure(FigureKind(kind), str(int(of)) if kind == FigureKind.RECOMMENDATION else of)


def _refuse_elsewhere(asked: Reading, position: int) -> None:
    """Refuse an event that the log does not have, or that another inspection has, saying where it is."""
    found = list(asked.store.follow(after=position - 1, until=position)) if position else []
    if not found:
        raise NotInLog(position, asked.store.head())
    if found[0].inspection != asked.inspection:
        raise EventElsewhere(position, found[0].inspection)


def _show_figure(asked: Reading, told: Trace, *, whole: bool) -> None:
    if asked.form == "json":
        show_json({**told.as_fields(), "figure": _named(told.figure), "events": [_event(one) for one in told.events]})
    elif is_boxed(asked.form):
        from cli.audit.trace_output import tell

        tell(told, whole=whole)
    else:
        show_table(Table(EVENT_COLUMNS, [_event_row(one) for one in told.events]), asked.form)


def _show_event(asked: Reading, told: EventTrace, *, whole: bool) -> None:
    if asked.form == "json":
        bearings = [
            {**one.as_fields(), "figure": _named(one.figure), "through": list(map(str, one.through))}
            for one in told.bearings
        ]
        show_json({**told.as_fields(), "stands": told.replaced_by is None, "bearings": bearings})
    elif is_boxed(asked.form):
        from cli.audit.trace_output import tell_event

        tell_event(told, whole=whole)
    else:
        show_table(Table(FIGURE_COLUMNS, [_bearing_row(one) for one in told.bearings]), asked.form)


# For machines


def _named(figure: Figure) -> dict[str, str]:
    return {"kind": figure.kind, "name": str(figure), "title": figure.title}


def _event(one: Traced) -> dict[str, object]:
    return {**one.as_fields(), "through": str(one.through) if one.through else None}


def _event_row(one: Traced) -> list[Cell]:
    """Return an event as a row for a spreadsheet, under EVENT_COLUMNS."""
    event: TrailEntry = one.event
    return [
        one.role,
        str(one.through) if one.through else None,
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
        one.replaced_by,
    ]


def _bearing_row(one: Bearing) -> list[Cell]:
    """Return a figure as a row for a spreadsheet, under FIGURE_COLUMNS."""
    return [
        "yes" if one.standing else "no",
        one.figure.kind,
        str(one.figure),
        one.figure.title,
        one.value,
        "; ".join(one.roles),
        " ".join(map(str, one.through)),
    ]
