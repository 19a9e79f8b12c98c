"""Represent recommendations as JSON documents, and as CSV or TSV rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from cli.contexts import ReadContext
from cli.output import Cell
from domain.wording import humanise
from projections.monitoring.recommendation_filters import Concern, is_claimed_only, is_unverified
from projections.monitoring.recommendation_links import RecommendationLinks, links_of
from projections.saved.recommendation_tracker import TRACKER, RecommendationStanding, Tracker, stage

COLUMNS = (
    *("no", "owner", "answer", "claimed", "verified", "status", "due", "days left", "actions", "evidence"),
    *("outcome", "organisation", "contributors", "stage", "unverified", "original due", "current due", "days overdue"),
    *("actions done", "actions due", "actions late", "claimed on", "verified on", "closed on", "times reopened"),
    *("last update", "days since update", "next milestone", "milestone on", "review", "reviewed on"),
    *("carried from", "carried into", "superseded by", "requested due date"),
)


@dataclass(frozen=True)
class TrackerRow:
    """Hold a recommendation's status and the inspection it belongs to."""

    reading: ReadContext
    standing: RecommendationStanding


def actions_done(standing: RecommendationStanding) -> str:
    """Return the progress of actions, such as “1 of 3, 1 late”."""
    late = f", {standing.actions_late} late" if standing.actions_late else ""
    return f"{standing.actions_done} of {len(standing.tracked.actions)}{late}"


def links_by_recommendation(trackers: Mapping[str, Tracker]) -> dict[tuple[str, int], RecommendationLinks]:
    """Return the links of every recommendation, by inspection and number."""
    return {
        (name, number): links_of(trackers, name, number)
        for name, tracker in trackers.items()
        for number in tracker.recommendations
    }


def document(
    reading: ReadContext, rows: Sequence[TrackerRow], links: Mapping[tuple[str, int], RecommendationLinks]
) -> dict[str, object]:
    """Return the recommendations of one inspection as a JSON document."""
    tracker = reading.view(TRACKER)
    return {
        "inspection": reading.inspection,
        "on": reading.instant.day,
        "position": reading.instant.position,
        "published_on": tracker.published_on,
        "review_due_on": tracker.review_due_on,
        "reviewed_on": tracker.reviewed_on,
        "recommendations": [
            _recommendation(row.standing, links[reading.inspection, row.standing.tracked.number])
            for row in rows
            if row.reading is reading
        ],
    }


def _recommendation(standing: RecommendationStanding, links: RecommendationLinks) -> dict[str, object]:
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


def csv_row(row: TrackerRow, links: Mapping[tuple[str, int], RecommendationLinks]) -> list[Cell]:
    """Return a recommendation as a CSV or TSV row under COLUMNS."""
    return [*_summary_cells(row.standing), *_detail_cells(row.standing), *_link_cells(row, links)]


def _summary_cells(standing: RecommendationStanding) -> list[Cell]:
    tracked = standing.tracked
    moved = " (moved)" if tracked.due_on != tracked.original_due_on else ""
    left = "overdue" if standing.overdue else "" if standing.days_left is None else str(standing.days_left)
    return [
        tracked.number,
        tracked.owner.role,
        humanise(tracked.acceptance or "none yet"),
        humanise(tracked.progress or "none yet"),
        humanise(tracked.verification or "not verified"),
        humanise(tracked.closure or ("reopened" if tracked.times_reopened else "open")),
        f"{tracked.due_on}{moved}" if tracked.due_on else "12 months after publication",
        left,
        actions_done(standing),
        len(tracked.evidence),
    ]


def _detail_cells(standing: RecommendationStanding) -> list[Cell]:
    tracked, milestone = standing.tracked, standing.next_milestone
    return [
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
    ]


def _link_cells(row: TrackerRow, links: Mapping[tuple[str, int], RecommendationLinks]) -> list[Cell]:
    tracked = row.standing.tracked
    continued_by = "; ".join(link.name for link in links[row.reading.inspection, tracked.number].carried_into)
    return [tracked.carried_from, continued_by, tracked.superseded_by, _iso(tracked.asked_due_on)]


def concern_row(concern: Concern) -> list[Cell]:
    """Return an overdue or silent recommendation as a CSV or TSV row."""
    return [concern.number, concern.owner, concern.days_overdue, _iso(concern.due_on), concern.days_silent]


def _iso(day: object) -> str | None:
    return None if day is None else str(day)
