"""Print the status of recommendations, for people and for programs."""

from collections.abc import Sequence

from cli.contexts import ReadContext
from cli.inspection_filter import Across, linked_trackers
from cli.monitoring.tracker_rows import (
    COLUMNS,
    TrackerRow,
    actions_done,
    concern_row,
    csv_row,
    document,
    links_by_recommendation,
)
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from domain.events.fieldwork import Direction
from domain.wording import format_day, humanise
from projections.monitoring.recommendation_filters import Concern, concerns, is_unverified
from projections.monitoring.uncovered_findings import uncovered_findings
from projections.saved.findings import FINDINGS
from projections.saved.recommendation_tracker import TRACKER, RecommendationStanding, Tracked

# Longer outcomes are shortened in the terminal table only.
LONGEST_OUTCOME = 60
ON_TERMINAL = (
    *("No", "Recommendation and owner", "Owner response", "Verified progress", "Status", "Due"),
    *("Actions and evidence", "Days since update"),
)


def show(ctx: ReadContext, looked_at: Across, rows: Sequence[TrackerRow], *, many: bool) -> None:
    """Show the status of recommendations."""
    links = links_by_recommendation(linked_trackers(ctx, looked_at.readings, many=many))
    if ctx.form == "json":
        documents = [document(reading, rows, links) for reading in looked_at.readings]
        show_json({"inspections": documents, "not_reached": looked_at.not_reached} if many else documents[0])
    elif is_boxed(ctx.form):
        _show_page(ctx, looked_at, rows, many=many)
    else:
        cells: list[list[Cell]] = [[*([row.reading.inspection] if many else []), *csv_row(row, links)] for row in rows]
        show_table(Table([*(["inspection"] if many else []), *COLUMNS], cells), ctx.form)


def show_check(ctx: ReadContext, looked_at: Across, rows: Sequence[TrackerRow], days: int, *, many: bool) -> int:
    """Show the overdue and silent recommendations; return 1 if there are any, else 0.

    If there are none, only a terminal gets a message.
    """
    found = [(row.reading, concern) for row in rows for concern in concerns([row.standing], days)]
    if ctx.form == "json":
        show_json(
            {
                "silent_days": days,
                "checked": len(rows),
                "found": [
                    {"inspection": reading.inspection, **concern.as_fields(), "reason": _describe(concern)}
                    for reading, concern in found
                ],
                "not_reached": looked_at.not_reached,
            }
        )
    elif ctx.form:
        headings = ["inspection", "no", "owner", "days overdue", "due", "days silent"]
        cells = [[reading.inspection, *concern_row(concern)] for reading, concern in found]
        show_table(Table(headings, cells), ctx.form)
    else:
        for reading, concern in found:
            name = f"{reading.inspection}/{concern.number}" if many else f"Recommendation {concern.number}"
            print_text(f"{name} ({concern.owner}): {_describe(concern)}.")
        if not found and is_boxed(ctx.form):
            print_text(f"No open recommendation is overdue, and each was updated within {days} days.")
    return 1 if found else 0


def show_uncovered(ctx: ReadContext, looked_at: Across, *, many: bool) -> None:
    """Show the findings that no recommendation addresses."""
    uncovered = {
        reading.inspection: uncovered_findings(reading.view(FINDINGS), reading.view(TRACKER))
        for reading in looked_at.readings
    }
    if ctx.form == "json":
        documents = [{"inspection": name, "orphans": findings} for name, findings in uncovered.items()]
        show_json({"inspections": documents, "not_reached": looked_at.not_reached} if many else documents[0])
        return
    rows: list[list[Cell]] = [
        [*([name] if many else []), finding.finding, finding.direction, finding.statement]
        for name, findings in uncovered.items()
        for finding in findings
    ]
    if is_boxed(ctx.form):
        _print_count(looked_at, [finding.direction for findings in uncovered.values() for finding in findings])
    headings = [*(["inspection"] if many else []), "finding", "direction", "statement"]
    if not is_boxed(ctx.form):
        show_table(Table(headings, rows), ctx.form)
    elif rows:
        headings = [heading.capitalize() for heading in headings]
        show_table(Table(headings, rows, wide=["Statement"]), ctx.form)


def _print_count(looked_at: Across, directions: Sequence[Direction]) -> None:
    views = [reading.view(FINDINGS) for reading in looked_at.readings]
    current = sum(not finding.withdrawn for view in views for finding in view.by_name.values())
    counts = ", ".join(f"{directions.count(way)} {way}" for way in Direction if way in directions)
    shown = f"{len(directions)} of {current} findings"
    print_text(f"No recommendation addresses {shown}{f': {counts}' if counts else ''}.")


def _show_page(ctx: ReadContext, looked_at: Across, rows: Sequence[TrackerRow], *, many: bool) -> None:
    if many:
        count = len(looked_at.readings)
        print_text(
            f"Recommendations of {count} {'inspection' if count == 1 else 'inspections'}. {looked_at.left_out}".strip()
        )
    else:
        instant = ctx.instant
        print_text(f"Recommendations of {ctx.inspection} on {format_day(instant.day)} (#{instant.position})")
    if not rows:
        print_text("No recommendation matches.")
        return
    left_out = set()
    if many:
        left_out |= {"No", "Actions and evidence"}
    kept = [index for index, heading in enumerate(ON_TERMINAL) if heading not in left_out]
    table: list[list[Cell]] = []
    for row in rows:
        cells = _short_row(row, many=many)
        table.append([cells[index] for index in kept])
    wrapped = [heading for heading in ON_TERMINAL if heading != "Recommendation and owner"]
    show_table(Table([ON_TERMINAL[index] for index in kept], table, wide=wrapped), ctx.form)


def _short_row(row: TrackerRow, *, many: bool) -> list[Cell]:
    standing, tracked = row.standing, row.standing.tracked
    name = f"{row.reading.inspection}/{tracked.number}: " if many else ""
    earlier = " (before the owner's last report)" if tracked.verification and is_unverified(standing) else ""
    carried = f"; continues {tracked.carried_from}" if tracked.carried_from else ""
    return [
        tracked.number,
        f"{name}{_shortened(tracked.statement)} ({tracked.owner.role}{carried})",
        f"{humanise(tracked.acceptance or 'no response')}; {humanise(tracked.progress or 'no report')}",
        f"{humanise(tracked.verification or 'not verified')}{earlier}",
        _status(tracked),
        _due(standing),
        f"{actions_done(standing)}; evidence: {len(tracked.evidence)}",
        standing.days_since_news,
    ]


def _shortened(outcome: str) -> str:
    if len(outcome) <= LONGEST_OUTCOME:
        return outcome
    return f"{outcome[:LONGEST_OUTCOME].rsplit(maxsplit=1)[0]} …"


def _status(tracked: Tracked) -> str:
    if tracked.closure is None:
        return "reopened" if tracked.times_reopened else "open"
    by = f" by {tracked.superseded_by}" if tracked.superseded_by else ""
    return f"{humanise(tracked.closure)}{by}"


def _due(standing: RecommendationStanding) -> str:
    tracked, left = standing.tracked, standing.days_left
    if tracked.due_on is None:
        return "12 months after publication"
    was = f" (was {tracked.original_due_on})" if tracked.due_on != tracked.original_due_on else ""
    requested = f"; owner requests {tracked.asked_due_on}, not agreed" if tracked.asked_due_on else ""
    return f"{tracked.due_on}{was}{_left(left)}{requested}"


def _left(left: int | None) -> str:
    if left is None:
        return ""
    if left == 0:
        return ", due today"
    return f", {_days(-left)} overdue" if left < 0 else f", {_days(left)} left"


def _describe(concern: Concern) -> str:
    """Return why a recommendation needs action."""
    reasons = []
    if concern.days_overdue is not None and concern.due_on is not None:
        reasons.append(f"{_days(concern.days_overdue)} overdue (due {format_day(concern.due_on)})")
    if concern.days_silent is not None:
        reasons.append(f"no update for {_days(concern.days_silent)}")
    return " and ".join(reasons)


def _days(days: int) -> str:
    return f"{days:,} {'day' if days == 1 else 'days'}"
