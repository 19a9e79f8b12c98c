"""The history of one recommendation: what it rests on, what was said and done, and what became of it."""

import shutil
import textwrap

import click
from msgspec import structs

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.inspection_filter import linked_trackers
from cli.output import Cell, Table, is_boxed, london, print_text, show_json, show_table
from domain.wording import format_day, humanise
from projections.monitoring.recommendation_links import Linked, Sides, sides
from projections.monitoring.recommendation_timeline import HistoryLine, RecommendationHistory
from projections.monitoring.recommendation_timeline import history as history_of
from projections.saved.recommendation_tracker import Tracked, stage

COLUMNS = (
    *("effective", "recorded (London)", "position", "chapter", "about", "person", "name", "role", "organisation"),
    *("kind", "what", "why", "rests on"),
)


@read_command("history", "history 3", "history 3 --at published+6m", "history 3 --csv", table=True)
@click.argument("number", type=click.IntRange(1, 9_999))
def history(ctx: ReadContext, number: int) -> None:
    """Show the history of a recommendation, from its findings to its closure.

    Events are in the order of their effective dates.
    """
    text = history_of(ctx.events(), number)
    links = _links(ctx, number)
    if ctx.form == "json":
        show_json(
            {
                "inspection": ctx.inspection,
                "on": ctx.instant.day,
                "position": ctx.instant.position,
                "recommendation": {**structs.asdict(text.tracked), "stage": stage(text.tracked)},
                "links": links,
                "history": [_document(line) for line in text.lines],
            }
        )
    elif is_boxed(ctx.form):
        _for_people(ctx, text, links)
    else:
        show_table(Table(COLUMNS, [_row(line) for line in text.lines]), ctx.form)


def _links(ctx: ReadContext, number: int) -> Sides:
    """Return both sides of its links, the other inspections as they were at the same position of the log."""
    return sides(linked_trackers(ctx, [ctx]), ctx.inspection, number)


def _for_people(ctx: ReadContext, timeline: RecommendationHistory, links: Sides) -> None:
    tracked = timeline.tracked
    on = format_day(ctx.instant.day)
    _print(f"Recommendation {tracked.number} of {ctx.inspection}, on {on}: {tracked.statement}")
    _print(f"Owner: {tracked.owner}.{_with(tracked)} {_stands(tracked)}")
    if links.carried_from:
        _print(f"It carries on {_linked(links.carried_from)}")
    rows: list[list[Cell]] = [
        [str(line.on), _late(line), f"#{line.entry.position}", line.entry.name, _what(line)] for line in timeline.lines
    ]
    show_table(Table(["effective", "recorded", "#", "who", "what and why"], rows, wide=["who", "what and why"]))
    if links.superseded_by:
        _print(f"It is superseded by {_linked(links.superseded_by)}")
    for link in links.carried_into:
        if link != links.superseded_by:
            _print(f"It is carried on by {_linked(link)}")


def _print(text: str) -> None:
    """Say it, broken between words where the terminal ends."""
    print_text(textwrap.fill(text, shutil.get_terminal_size().columns, break_on_hyphens=False))


def _with(tracked: Tracked) -> str:
    return f" With: {'; '.join(tracked.contributors)}." if tracked.contributors else ""


def _stands(tracked: Tracked) -> str:
    due = f", due {format_day(tracked.due_on)}" if tracked.due_on and tracked.closure is None else ""
    closed = f" as {humanise(tracked.closure)}" if tracked.closure else ""
    return f"It is {stage(tracked)}{closed}{due}."


def _linked(link: Linked) -> str:
    if link.statement is None or link.stage is None:
        return f"{link.name}, which this store does not show."
    return f"{link.name} ({link.stage}): {link.statement}"


def _late(line: HistoryLine) -> str:
    """Return the day it was recorded, where that is another than the effective date."""
    return "" if line.recorded_on == line.on else str(line.recorded_on)


def _what(line: HistoryLine) -> str:
    why = f" Why: {line.entry.why}" if line.entry.why else ""
    rests_on = f" Rests on: {', '.join(line.rests_on)}." if line.rests_on else ""
    what = line.what if line.what.endswith((".", "!", "?", "…")) else f"{line.what}."
    return f"{what}{why}{rests_on}"


def _document(line: HistoryLine) -> dict[str, object]:
    text = {name: value for name, value in line.as_fields().items() if name != "entry"}
    return {**text, "event": line.entry}


def _row(line: HistoryLine) -> list[Cell]:
    """Return an event as a row for a spreadsheet, under COLUMNS."""
    entry = line.entry
    return [
        str(line.on),
        london(entry.at),
        entry.position,
        line.chapter,
        line.about,
        entry.person,
        entry.name,
        entry.role,
        entry.organisation,
        entry.kind,
        line.what,
        entry.why,
        "; ".join(line.rests_on),
    ]
