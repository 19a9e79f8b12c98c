"""Show the history of one recommendation: its sources, response, actions, progress and closure."""

import shutil
import textwrap

import click
from msgspec import structs

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.inspection_filter import linked_trackers
from cli.output import Cell, Table, is_boxed, london, print_text, show_json, show_table
from domain.wording import format_day, humanise
from projections.monitoring.recommendation_links import LinkedRecommendation, RecommendationLinks, links_of
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
    """Show a recommendation's history, from findings to closure.

    Events are in the order of their effective dates.
    """
    timeline = history_of(ctx.events(), number)
    links = _links(ctx, number)
    if ctx.form == "json":
        show_json(
            {
                "inspection": ctx.inspection,
                "on": ctx.instant.day,
                "position": ctx.instant.position,
                "recommendation": {**structs.asdict(timeline.tracked), "stage": stage(timeline.tracked)},
                "links": links,
                "history": [_document(line) for line in timeline.lines],
            }
        )
    elif is_boxed(ctx.form):
        _show_page(ctx, timeline, links)
    else:
        show_table(Table(COLUMNS, [_row(line) for line in timeline.lines]), ctx.form)


def _links(ctx: ReadContext, number: int) -> RecommendationLinks:
    """Return the links of a recommendation, with linked inspections at the same log position."""
    return links_of(linked_trackers(ctx, [ctx]), ctx.inspection, number)


def _show_page(ctx: ReadContext, timeline: RecommendationHistory, links: RecommendationLinks) -> None:
    tracked = timeline.tracked
    on = format_day(ctx.instant.day)
    _print(f"Recommendation {tracked.number} of {ctx.inspection}, on {on}: {tracked.statement}")
    _print(f"Owner: {tracked.owner}.{_contributors(tracked)} {_status(tracked)}")
    if links.carried_from:
        _print(f"It continues {_linked(links.carried_from)}")
    rows: list[list[Cell]] = [
        [str(line.on), _recorded_on(line), f"#{line.entry.position}", line.entry.name, _what(line)]
        for line in timeline.lines
    ]
    show_table(
        Table(["Effective", "Recorded", "#", "Person", "Event and reason"], rows, wide=["Person", "Event and reason"])
    )
    if links.superseded_by:
        _print(f"It is superseded by {_linked(links.superseded_by)}")
    for link in links.carried_into:
        if link != links.superseded_by:
            _print(f"It is continued by {_linked(link)}")


def _print(text: str) -> None:
    """Print text, wrapped between words at the width of the terminal."""
    print_text(textwrap.fill(text, shutil.get_terminal_size().columns, break_on_hyphens=False))


def _contributors(tracked: Tracked) -> str:
    return f" Contributors: {'; '.join(tracked.contributors)}." if tracked.contributors else ""


def _status(tracked: Tracked) -> str:
    due = f", due {format_day(tracked.due_on)}" if tracked.due_on and tracked.closure is None else ""
    closed = f" as {humanise(tracked.closure)}" if tracked.closure else ""
    return f"Status: {stage(tracked)}{closed}{due}."


def _linked(link: LinkedRecommendation) -> str:
    if link.statement is None or link.stage is None:
        return f"{link.name}, which this store does not show."
    return f"{link.name} ({link.stage}): {link.statement}"


def _recorded_on(line: HistoryLine) -> str:
    """Return the date it was recorded if that differs from the effective date."""
    return "" if line.recorded_on == line.on else str(line.recorded_on)


def _what(line: HistoryLine) -> str:
    why = f" Why: {line.entry.why}" if line.entry.why else ""
    rests_on = f" Based on: {', '.join(line.rests_on)}." if line.rests_on else ""
    what = line.what if line.what.endswith((".", "!", "?", "…")) else f"{line.what}."
    return f"{what}{why}{rests_on}"


def _document(line: HistoryLine) -> dict[str, object]:
    fields = {name: value for name, value in line.as_fields().items() if name != "entry"}
    return {**fields, "event": line.entry}


def _row(line: HistoryLine) -> list[Cell]:
    """Return an event as a CSV or TSV row under COLUMNS."""
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
