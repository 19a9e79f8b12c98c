"""Where each recommendation stands, on any day."""

import click

from cli.options import shows
from cli.output import Cell, Table, is_boxed, say, show_json, show_table
from cli.wiring import Reading
from domain.refusals import spoken
from projections.recommendation_tracker import TRACKER, Standing, standings


@shows(
    "recommendations", "recommendations", "recommendations --at published+6m", "recommendations --overdue", table=True
)
@click.option("--overdue", is_flag=True, help="Only those that are overdue.")
def recommendations(asked: Reading, overdue: bool) -> None:
    """Show where each recommendation stands: agreed, claimed, verified, closed; due and overdue."""
    tracker = asked.view(TRACKER)
    day = asked.instant.day
    shown = [standing for standing in standings(tracker, day) if standing.overdue or not overdue]
    if asked.form == "json":
        document = {
            "inspection": asked.inspection,
            "on": day,
            "position": asked.instant.position,
            "review_due_on": tracker.review_due_on,
            "reviewed_on": tracker.reviewed_on,
            "recommendations": [_document(standing) for standing in shown],
        }
        show_json(document)
        return
    if is_boxed(asked.form):
        say(f"Recommendations of {asked.inspection} on {day.day} {day:%B %Y} (#{asked.instant.position})")
    headings = ["no", "owner", "answer", "claimed", "verified", "closed", "due", "days left", "actions", "evidence"]
    show_table(Table(headings, [_row(standing) for standing in shown], wide=["owner"]), asked.form)


def _document(standing: Standing) -> dict[str, object]:
    return {
        **vars(standing.tracked),
        "overdue": standing.overdue,
        "days_left": standing.days_left,
        "actions_done": standing.actions_done,
        "actions_late": standing.actions_late,
    }


def _row(standing: Standing) -> list[Cell]:
    tracked = standing.tracked
    late = f", {standing.actions_late} late" if standing.actions_late else ""
    moved = " (moved)" if tracked.due_on != tracked.original_due_on else ""
    left = "overdue" if standing.overdue else "" if standing.days_left is None else str(standing.days_left)
    return [
        tracked.number,
        tracked.owner.role,
        spoken(tracked.acceptance or "none yet"),
        spoken(tracked.progress or "nothing"),
        spoken(tracked.verification or "not verified"),
        spoken(tracked.closure or ("reopened" if tracked.times_reopened else "open")),
        f"{tracked.due_on}{moved}" if tracked.due_on else "at publication",
        left,
        f"{standing.actions_done} of {len(tracked.actions)}{late}",
        len(tracked.evidence),
    ]
