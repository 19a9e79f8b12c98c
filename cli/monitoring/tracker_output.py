"""The tracker told: as a table on a terminal, as rows for a spreadsheet, as a document, and as what needs acting on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from cli.contexts import ReadContext
from cli.inspection_filter import Across, linked_trackers
from cli.output import Cell, Table, is_boxed, print_text, show_json, show_table
from domain.events.fieldwork import Direction
from domain.wording import format_day, humanise
from projections.monitoring.recommendation_filters import Concern, concerns, is_claimed_only, is_unverified
from projections.monitoring.recommendation_links import Sides, sides
from projections.monitoring.uncovered_findings import orphans
from projections.saved.findings import FINDINGS
from projections.saved.recommendation_tracker import TRACKER, RecommendationStanding, Tracked, Tracker, stage

# Longer outcomes are shortened in the table on a terminal; rows, documents and the history have them whole.
LONGEST_OUTCOME = 60
COLUMNS = (
    *("no", "owner", "answer", "claimed", "verified", "closed", "due", "days left", "actions", "evidence"),
    *("outcome", "organisation", "contributors", "stage", "unverified", "original due", "current due", "days overdue"),
    *("actions done", "actions due", "actions late", "claimed on", "verified on", "closed on", "times reopened"),
    *("last news", "days since news", "next milestone", "milestone on", "review", "reviewed on"),
    *("carried from", "carried into", "superseded by", "due date asked for, not agreed"),
)
ON_TERMINAL = ("no", "outcome and owner", "owner says", "seen", "closed", "due", "actions, evidence", "no news")


@dataclass(frozen=True)
class TrackerRow:
    """A recommendation of one of the inspections that are looked at."""

    reading: ReadContext
    standing: RecommendationStanding


def show(ctx: ReadContext, looked_at: Across, readings: Sequence[TrackerRow], *, many: bool) -> None:
    """Show where recommendations stand."""
    links = _links(linked_trackers(ctx, looked_at.readings, many=many))
    if ctx.form == "json":
        documents = [_document(reading, readings, links) for reading in looked_at.readings]
        show_json({"inspections": documents, "not_reached": looked_at.not_reached} if many else documents[0])
    elif is_boxed(ctx.form):
        _for_people(ctx, looked_at, readings, many=many)
    else:
        rows: list[list[Cell]] = [
            [*([item.reading.inspection] if many else []), *_row(item, links)] for item in readings
        ]
        show_table(Table([*(["inspection"] if many else []), *COLUMNS], rows), ctx.form)


def show_check(ctx: ReadContext, looked_at: Across, readings: Sequence[TrackerRow], days: int, *, many: bool) -> int:
    """Say what is overdue or silent; return 1 where anything is. Where nothing is, only a terminal is told so."""
    found = [(item.reading, concern) for item in readings for concern in concerns([item.standing], days)]
    if ctx.form == "json":
        show_json(
            {
                "silent_days": days,
                "checked": len(readings),
                "found": [
                    {"inspection": reading.inspection, **concern.as_fields(), "says": _describe(concern)}
                    for reading, concern in found
                ],
                "not_reached": looked_at.not_reached,
            }
        )
    elif ctx.form:
        headings = ["inspection", "no", "owner", "days overdue", "due", "days silent"]
        rows = [[reading.inspection, *_concern_row(concern)] for reading, concern in found]
        show_table(Table(headings, rows), ctx.form)
    else:
        for reading, concern in found:
            name = f"{reading.inspection}/{concern.number}" if many else f"Recommendation {concern.number}"
            print_text(f"{name} ({concern.owner}): {_describe(concern)}.")
        if not found and is_boxed(ctx.form):
            print_text(f"Nothing is overdue, and there was news of everything that is open within {days} days.")
    return 1 if found else 0


def show_orphans(ctx: ReadContext, looked_at: Across, *, many: bool) -> None:
    """Show the findings that no recommendation rests on."""
    found = {
        reading.inspection: orphans(reading.view(FINDINGS), reading.view(TRACKER)) for reading in looked_at.readings
    }
    if ctx.form == "json":
        documents = [{"inspection": name, "orphans": items} for name, items in found.items()]
        show_json({"inspections": documents, "not_reached": looked_at.not_reached} if many else documents[0])
        return
    rows: list[list[Cell]] = [
        [*([name] if many else []), orphan.finding, orphan.direction, orphan.statement]
        for name, items in found.items()
        for orphan in items
    ]
    if is_boxed(ctx.form):
        _print_count(looked_at, [item.direction for orphan in found.values() for item in orphan])
    headings = [*(["inspection"] if many else []), "finding", "direction", "statement"]
    if rows or not is_boxed(ctx.form):
        show_table(Table(headings, rows, wide=["statement"]), ctx.form)


# For people


def _print_count(looked_at: Across, left: Sequence[Direction]) -> None:
    views = [reading.view(FINDINGS) for reading in looked_at.readings]
    standing = sum(not finding.withdrawn for view in views for finding in view.by_name.values())
    ways = ", ".join(f"{left.count(way)} {way}" for way in Direction if way in left)
    print_text(f"No recommendation rests on {len(left)} of {standing} findings{f': {ways}' if ways else ''}.")


def _for_people(ctx: ReadContext, looked_at: Across, readings: Sequence[TrackerRow], *, many: bool) -> None:
    if many:
        count = len(looked_at.readings)
        print_text(
            f"Recommendations of {count} {'inspection' if count == 1 else 'inspections'}. {looked_at.left_out}".strip()
        )
    else:
        instant = ctx.instant
        print_text(f"Recommendations of {ctx.inspection} on {format_day(instant.day)} (#{instant.position})")
    if not readings:
        print_text("None matches.")
        return
    # Of many there is no room for actions and evidence beside the inspection's name.
    kept = [index for index, heading in enumerate(ON_TERMINAL) if not (many and heading == "actions, evidence")]
    headings = [*(["inspection"] if many else []), *(ON_TERMINAL[index] for index in kept)]
    rows = []
    for row in readings:
        cells = _short_row(row.standing)
        rows.append([*([row.reading.inspection] if many else []), *(cells[index] for index in kept)])
    wrapped = [heading for heading in headings if heading not in ("outcome and owner", "no news")]
    show_table(Table(headings, rows, wide=wrapped), ctx.form)


def _short_row(standing: RecommendationStanding) -> list[Cell]:
    tracked = standing.tracked
    earlier = " (before the last report)" if tracked.verification and is_unverified(standing) else ""
    carried = f"; carries on {tracked.carried_from}" if tracked.carried_from else ""
    since = standing.days_since_news
    return [
        tracked.number,
        f"{_shortened(tracked.statement)} ({tracked.owner.role}{carried})",
        f"{humanise(tracked.acceptance or 'no answer')}; {humanise(tracked.progress or 'no report')}",
        f"{humanise(tracked.verification or 'not verified')}{earlier}",
        _closed(tracked),
        _due(standing),
        f"{_actions(standing)}; {len(tracked.evidence)}",
        None if since is None else _days(since),
    ]


def _shortened(outcome: str) -> str:
    if len(outcome) <= LONGEST_OUTCOME:
        return outcome
    return f"{outcome[:LONGEST_OUTCOME].rsplit(maxsplit=1)[0]} …"


def _closed(tracked: Tracked) -> str:
    if tracked.closure is None:
        return "reopened" if tracked.times_reopened else "open"
    by = f" by {tracked.superseded_by}" if tracked.superseded_by else ""
    return f"{humanise(tracked.closure)}{by}"


def _due(standing: RecommendationStanding) -> str:
    tracked, left = standing.tracked, standing.days_left
    if tracked.due_on is None:
        return "12 months after publication"
    was = f", was {tracked.original_due_on}" if tracked.due_on != tracked.original_due_on else ""
    wanted = f"; owner asks for {tracked.asked_due_on}, not agreed" if tracked.asked_due_on else ""
    return f"{tracked.due_on}{was}{_left(left)}{wanted}"


def _left(left: int | None) -> str:
    if left is None:
        return ""
    if left == 0:
        return ", due today"
    return f", {-left} overdue" if left < 0 else f", {left} left"


def _actions(standing: RecommendationStanding) -> str:
    late = f", {standing.actions_late} late" if standing.actions_late else ""
    return f"{standing.actions_done} of {len(standing.tracked.actions)}{late}"


def _describe(concern: Concern) -> str:
    """Return why a recommendation needs somebody to act."""
    reasons = []
    if concern.days_overdue is not None and concern.due_on is not None:
        reasons.append(f"{_days(concern.days_overdue)} overdue (due {format_day(concern.due_on)})")
    if concern.days_silent is not None:
        reasons.append(f"no news for {_days(concern.days_silent)}")
    return " and ".join(reasons)


def _days(days: int) -> str:
    return f"{days:,} {'day' if days == 1 else 'days'}"


# For machines


def _links(trackers: Mapping[str, Tracker]) -> dict[tuple[str, int], Sides]:
    return {
        (name, number): sides(trackers, name, number)
        for name, tracker in trackers.items()
        for number in tracker.recommendations
    }


def _document(
    reading: ReadContext, readings: Sequence[TrackerRow], links: Mapping[tuple[str, int], Sides]
) -> dict[str, object]:
    tracker = reading.view(TRACKER)
    mine = [item for item in readings if item.reading is reading]
    return {
        "inspection": reading.inspection,
        "on": reading.instant.day,
        "position": reading.instant.position,
        "published_on": tracker.published_on,
        "review_due_on": tracker.review_due_on,
        "reviewed_on": tracker.reviewed_on,
        "recommendations": [
            _describe_inspection(row.standing, links[reading.inspection, row.standing.tracked.number]) for row in mine
        ],
    }


def _describe_inspection(standing: RecommendationStanding, links: Sides) -> dict[str, object]:
    tracked = standing.tracked
    computed = {name: value for name, value in standing.as_fields().items() if name != "tracked"}
    return {
        **structs.asdict(tracked),
        **computed,
        "stage": stage(tracked),
        "unverified": is_unverified(standing),
        "claimed_only": is_claimed_only(standing),
        "evidence_count": len(tracked.evidence),
        "links": links,
    }


def _row(row: TrackerRow, links: Mapping[tuple[str, int], Sides]) -> list[Cell]:
    """Return a recommendation as a row for a spreadsheet, under COLUMNS."""
    standing, tracked = row.standing, row.standing.tracked
    into = links[row.reading.inspection, tracked.number].carried_into
    moved = " (moved)" if tracked.due_on != tracked.original_due_on else ""
    left = "overdue" if standing.overdue else "" if standing.days_left is None else str(standing.days_left)
    milestone = standing.next_milestone
    return [
        tracked.number,
        tracked.owner.role,
        humanise(tracked.acceptance or "none yet"),
        humanise(tracked.progress or "nothing"),
        humanise(tracked.verification or "not verified"),
        humanise(tracked.closure or ("reopened" if tracked.times_reopened else "open")),
        f"{tracked.due_on}{moved}" if tracked.due_on else "12 months after publication",
        left,
        _actions(standing),
        len(tracked.evidence),
        tracked.statement,
        tracked.owner.organisation,
        "; ".join(tracked.contributors),
        stage(tracked),
        "yes" if is_unverified(standing) else "no",
        _iso(tracked.original_due_on),
        _iso(tracked.due_on),
        -(standing.days_left or 0) if standing.overdue else None,
        standing.actions_done,
        standing.actions_due,
        standing.actions_late,
        _iso(tracked.progress_on),
        _iso(tracked.verified_on),
        _iso(tracked.closed_on),
        tracked.times_reopened,
        _iso(tracked.last_news_on),
        standing.days_since_news,
        milestone.months if milestone else None,
        _iso(milestone.on) if milestone else None,
        humanise(tracked.reviewed) if tracked.reviewed else None,
        _iso(tracked.reviewed_on),
        tracked.carried_from,
        "; ".join(link.name for link in into),
        tracked.superseded_by,
        _iso(tracked.asked_due_on),
    ]


def _concern_row(concern: Concern) -> list[Cell]:
    return [concern.number, concern.owner, concern.days_overdue, _iso(concern.due_on), concern.days_silent]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)
