"""Show progress on recommendations by month after publication, in one inspection or several."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import click
from msgspec import structs

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.inspection_filter import Across, across, refuse_unknown_owner
from cli.options import PAGE
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from domain.dates import london_day
from domain.wording import format_day
from projections.monitoring.claims import Claims
from projections.monitoring.follow_up import FollowUp
from projections.monitoring.progress import Count, Measure, Month, ProgressOverTime, progress_over_time

COLUMNS = (
    *("month", "on", "inspections", "recommendations"),
    *("open", "claimed", "verified", "closed", "implemented", "overdue"),
)
STEPS = ("calendar days", "median", "shortest", "longest", "how many")
STEPS_ON_TERMINAL = ("Step (calendar days)", "Median", "Shortest", "Longest", "Count")


@read_command(
    "progress",
    "progress",
    "progress --at published+6m",
    "progress --all --owner 'head of service'",
    "progress --svg burn-up.svg",
    "progress --all --steps --csv",
    table=True,
)
@click.option("--all", "everywhere", is_flag=True, help="All inspections in the store.")
@click.option("--body", help="All inspections of a body whose name contains this.")
@click.option("--owner", help="Only those whose owner's role or organisation contains this.")
@click.option("--svg", type=click.Path(path_type=Path), help="Also write the chart to this SVG file.")
@click.option("--overwrite", is_flag=True, help="Replace an existing file.")
@PAGE
@click.option("--steps", is_flag=True, help="In CSV or TSV, print the durations of steps instead of the months.")
def progress(
    ctx: ReadContext,
    everywhere: bool,
    body: str | None,
    owner: str | None,
    svg: Path | None,
    overwrite: bool,
    steps: bool,
) -> None:
    """Show progress on recommendations by month. Also shows how long each step took.

    Each recommendation counts once: closed; verified, if it was reported complete and the inspectorate then found
    reasonable or good progress; reported complete, if it was not verified since; or open. Months are those of the
    effective dates.
    """
    looked_at = across(ctx, everywhere=everywhere, body=body)
    today = london_day(ctx.session.clock())
    follow_ups = [
        FollowUp(reading.inspection, reading.events(), min(reading.instant.day, today), owner)
        for reading in looked_at.readings
    ]
    refuse_unknown_owner(
        owner, [standing for follow_up in follow_ups for standing in structs.replace(follow_up, owner=None).standings()]
    )
    over_time = progress_over_time(follow_ups)
    if svg is not None:
        _draw(svg, over_time, owner, overwrite=overwrite)
    if ctx.form == "json":
        show_json(_document(looked_at, over_time))
    elif is_boxed(ctx.form):
        _show_page(looked_at, follow_ups, over_time)
    elif steps:
        show_table(Table(STEPS, [_step(measure) for measure in over_time.measures]), ctx.form)
    else:
        show_table(Table(COLUMNS, [_row(month) for month in over_time.months]), ctx.form)
    if svg is not None and is_boxed(ctx.form):
        print_text(f"The chart is in {svg}.")


def _draw(path: Path, over_time: ProgressOverTime, owner: str | None, *, overwrite: bool) -> None:
    from cli.files.output_files import write
    from reports.burn_up_chart import svg

    names = over_time.inspections
    subject = names[0] if len(names) == 1 else f"{len(names)} inspections"
    filtered = f", owner “{owner}”" if owner else ""
    write({path: svg(over_time.months, f"{subject}{filtered}").encode()}, overwrite=overwrite)


def _show_page(looked_at: Across, follow_ups: Sequence[FollowUp], over_time: ProgressOverTime) -> None:
    from reports.burn_up_chart import lines

    if len(follow_ups) == 1:
        [follow_up] = follow_ups
        print_text(f"Progress of {follow_up.inspection} on {format_day(follow_up.day)}")
        unpublished = "The report is not published, so nothing is counted yet."
        print_text(_counted(over_time.now) if over_time.inspections else unpublished)
    else:
        print_text(f"Progress of {len(over_time.inspections)} published inspections")
        print_text(_counted(over_time.now))
    if over_time.unpublished and len(follow_ups) > 1:
        print_text(f"Not published yet, so not counted: {', '.join(over_time.unpublished)}.")
    if looked_at.left_out:
        print_text(looked_at.left_out)
    if not over_time.now.recommendations:
        return
    for line in ("", *lines(over_time.months), ""):
        print_text(line)
    rows: list[list[Cell]] = [_step(measure) for measure in over_time.measures]
    show_table(Table(STEPS_ON_TERMINAL, rows, wide=STEPS_ON_TERMINAL[:1]))
    print_text(_claims(over_time.claims))


def _counted(count: Count) -> str:
    """Return a sentence that counts the recommendations at each stage."""
    if not count.recommendations:
        return "No recommendations."
    stages = f"{count.open} open, {count.claimed} claimed, {count.verified} verified, {count.closed} closed"
    implemented = f" ({count.implemented} as implemented)" if count.closed else ""
    overdue = f"{_share(count.share_overdue)} overdue ({count.overdue} of {count.recommendations})"
    return f"{stages}{implemented}. {overdue}."


def _step(measure: Measure) -> list[Cell]:
    middle = measure.median
    shown = int(middle) if middle is not None and middle == int(middle) else middle
    return [measure.description, shown, measure.least, measure.most, f"{measure.count} of {measure.of}"]


def _claims(claims: Claims) -> str:
    """Return sentences that count the claims of completion by what became of them."""
    if not claims.made:
        return "No owner has claimed completion yet."
    checked = claims.borne_out + claims.not_borne_out
    claimed = f"{claims.made} {'claim' if claims.made == 1 else 'claims'} of completion"
    counts = f"{claimed}: {checked} checked, {claims.waiting} not checked, {claims.lapsed} lapsed before a check."
    if not checked:
        return counts
    share = f"{_share(claims.share_not_borne_out)} of the checked claims ({claims.not_borne_out} of {checked})"
    return f"{counts}\nThe inspectorate did not confirm {share}."


def _share(share: Fraction | None) -> str:
    return "none" if share is None else f"{int(share * 100 + Fraction(1, 2))}%"


def _document(looked_at: Across, over_time: ProgressOverTime) -> dict[str, object]:
    return {
        "inspections": over_time.inspections,
        "unpublished": over_time.unpublished,
        "not_reached": looked_at.not_reached,
        "now": _count(over_time.now),
        "months": [{"month": month.month, "on": month.on, **_count(month.count)} for month in over_time.months],
        "measures": over_time.measures,
        "claims": {**over_time.claims.as_fields(), "share_not_borne_out": over_time.claims.share_not_borne_out},
    }


def _count(count: Count) -> dict[str, object]:
    return {**count.as_fields(), "share_overdue": count.share_overdue}


def _row(month: Month) -> list[Cell]:
    """Return a month as a CSV or TSV row under COLUMNS."""
    count = month.count
    return [
        month.month,
        str(month.on) if month.on else None,
        count.inspections,
        count.recommendations,
        count.open,
        count.claimed,
        count.verified,
        count.closed,
        count.implemented,
        count.overdue,
    ]
