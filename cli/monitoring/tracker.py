"""Where each recommendation stands, on any day: of one inspection or of all, and what needs somebody to act."""

import click

from cli.commands import shows
from cli.contexts import Reading
from cli.inspection_filter import across, refuse_unknown_owner
from projections.monitoring.recommendation_filters import SILENT_DAYS, Order, RecommendationFilter, place
from projections.saved.recommendation_tracker import TRACKER, standings


@shows(
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
@click.option("--all", "everywhere", is_flag=True, help="Of every inspection in the store.")
@click.option("--body", help="Of every inspection of a body with this in its name.")
@click.option("--owner", help="Only those with this in the owner's role or organisation.")
@click.option("--overdue", is_flag=True, help="Only those that are overdue.")
@click.option("--unverified", is_flag=True, help="Only those not looked at since the owner's last report, or ever.")
@click.option("--claimed", is_flag=True, help="Only those claimed complete and not looked at since.")
@click.option(
    "--silent", type=click.IntRange(1, 9_999), metavar="DAYS", help="Only open ones without news for so many days."
)
@click.option(
    "--sort",
    "order",
    type=click.Choice([order.value for order in Order]),
    default=Order.NUMBER.value,
    show_default=True,
    help="By number, soonest due first, by owner, or longest without news first.",
)
@click.option(
    "--check",
    is_flag=True,
    help=f"Say only which open ones are overdue or silent (for --silent DAYS, else {SILENT_DAYS}), and exit with 1.",
)
@click.option("--orphans", is_flag=True, help="Show instead the findings that no recommendation rests on.")
def recommendations(
    ctx: Reading,
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
    """Show where each recommendation stands: agreed, claimed, verified, closed; due and overdue.

    It stays open until the inspectorate closes it: a claim closes nothing. Days are calendar days.
    """
    from cli.monitoring.tracker_output import One, show, show_check, show_orphans

    looked_at = across(ctx, everywhere=everywhere, body=body)
    many = everywhere or body is not None
    if orphans:
        _refuse_together(owner, overdue, unverified, claimed, silent, check)
        show_orphans(ctx, looked_at, many=many)
        return 0
    rows = [
        One(reading, standing)
        for reading in looked_at.readings
        for standing in standings(reading.view(TRACKER), reading.instant.day)
    ]
    refuse_unknown_owner(owner, [row.standing for row in rows])
    only = RecommendationFilter(owner, overdue, unverified, claimed, None if check else silent)
    wanted = sorted(
        (item for item in rows if only.matches(item.standing)), key=lambda item: place(item.standing, Order(order))
    )
    if check:
        return show_check(ctx, looked_at, wanted, silent or SILENT_DAYS, many=many)
    show(ctx, looked_at, wanted, many=many)
    return 0


def _refuse_together(*rest: object) -> None:
    """Refuse to ask for findings and for recommendations at once."""
    if any(rest):
        raise click.UsageError("--orphans lists findings; leave out what chooses recommendations.")
