"""Show the status of recommendations on any day, in one inspection or several."""

import click

from cli.commands import read_command
from cli.contexts import ReadContext
from cli.inspection_filter import across, refuse_unknown_owner
from projections.monitoring.recommendation_filters import SILENT_DAYS, Order, RecommendationFilter, sort_key
from projections.saved.recommendation_tracker import TRACKER, standings


@read_command(
    "recommendations",
    "recommendations",
    "recommendations --at published+6m",
    "recommendations --overdue",
    'recommendations --owner "head of service" --sort due',
    "recommendations --all --silent 60 --csv",
    "recommendations --body newcastle --claimed",
    "recommendations --check --silent 60",
    "recommendations --orphans",
    table=True,
)
@click.option("--all", "everywhere", is_flag=True, help="All inspections in the store.")
@click.option("--body", help="All inspections of a body whose name contains this.")
@click.option("--owner", help="Only those whose owner's role or organisation contains this.")
@click.option("--overdue", is_flag=True, help="Only overdue recommendations.")
@click.option("--unverified", is_flag=True, help="Only those not verified since the owner's last report.")
@click.option("--claimed", is_flag=True, help="Only those reported complete and not verified since.")
@click.option(
    "--silent",
    type=click.IntRange(1, 9_999),
    metavar="DAYS",
    help="Only those open and not updated for this many days.",
)
@click.option(
    "--sort",
    "order",
    type=click.Choice([order.value for order in Order]),
    default=Order.NUMBER.value,
    show_default=True,
    help="Sort by number, due date, owner, or days since the last update.",
)
@click.option(
    "--check",
    is_flag=True,
    help=f"List only open recommendations that are overdue, or silent for {SILENT_DAYS} days or --silent DAYS. "
    "Exits with status 1 if there are any.",
)
@click.option("--orphans", is_flag=True, help="Show the findings that no recommendation addresses.")
def recommendations(
    ctx: ReadContext,
    everywhere: bool,
    body: str | None,
    owner: str | None,
    overdue: bool,
    unverified: bool,
    claimed: bool,
    silent: int | None,
    order: str,
    check: bool,
    orphans: bool,
) -> int:
    """Show the status and due date of each recommendation. Also shows its response, progress and verification.

    A recommendation stays open until the inspectorate closes it. Days are calendar days.
    """
    from cli.monitoring.tracker_output import show, show_check, show_uncovered
    from cli.monitoring.tracker_rows import TrackerRow

    looked_at = across(ctx, everywhere=everywhere, body=body)
    many = everywhere or body is not None
    if orphans:
        _refuse_filters(owner, overdue, unverified, claimed, silent, check)
        show_uncovered(ctx, looked_at, many=many)
        return 0
    rows = [
        TrackerRow(reading, standing)
        for reading in looked_at.readings
        for standing in standings(reading.view(TRACKER), reading.instant.day)
    ]
    refuse_unknown_owner(owner, [row.standing for row in rows])
    only = RecommendationFilter(owner, overdue, unverified, claimed, None if check else silent)
    matching = sorted(
        (row for row in rows if only.matches(row.standing)), key=lambda row: sort_key(row.standing, Order(order))
    )
    if check:
        return show_check(ctx, looked_at, matching, silent or SILENT_DAYS, many=many)
    show(ctx, looked_at, matching, many=many)
    return 0


def _refuse_filters(*filters: object) -> None:
    """Refuse --orphans together with options that select recommendations."""
    if any(filters):
        raise click.UsageError("--orphans lists findings. Leave out the options that select recommendations.")
