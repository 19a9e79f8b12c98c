"""Where does each recommendation stand?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import assert_never

from domain.inspection.events.following_up import (
    Acceptance,
    ActionPlanned,
    ActionRevised,
    CitedFinding,
    Closure,
    DueDateRevised,
    FollowUpEvent,
    FollowUpReviewed,
    Owner,
    Progress,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
    Verification,
)
from domain.inspection.events.reporting import ReportPublished
from events_store.store import Recorded
from projections.engine import Projection


@dataclass(frozen=True)
class PlannedAction:
    """A step, as it stands."""

    step: str
    responsible: str
    due_on: date
    done: bool = False


@dataclass(frozen=True)
class Tracked:
    """A recommendation on its four axes: acceptance, claimed implementation, verification and closure."""

    number: int
    statement: str
    owner: Owner
    contributors: tuple[str, ...]
    findings: tuple[CitedFinding, ...]
    made_on: date
    original_due_on: date | None = None
    due_on: date | None = None
    acceptance: Acceptance | None = None
    explanation: str | None = None
    progress: Progress | None = None
    progress_on: date | None = None
    verification: Verification | None = None
    verified_on: date | None = None
    closure: Closure | None = None
    closed_on: date | None = None
    superseded_by: str | None = None
    times_reopened: int = 0
    actions: tuple[PlannedAction, ...] = ()
    evidence: tuple[str, ...] = ()
    last_news_on: date | None = None


@dataclass(frozen=True)
class Tracker:
    """Every recommendation by number, and whether the month-12 review took place."""

    recommendations: Mapping[int, Tracked] = field(default_factory=dict)
    review_due_on: date | None = None
    reviewed_on: date | None = None


@dataclass(frozen=True)
class Standing:
    """What can only be said on a day: overdue, days left, actions late. Never stored."""

    tracked: Tracked
    overdue: bool
    days_left: int | None
    actions_done: int
    actions_late: int


def fold(tracker: Tracker, recorded: Recorded) -> Tracker:
    """Note what bears on recommendations."""
    fact = recorded.fact
    if isinstance(fact, ReportPublished):
        return _published(tracker, fact)
    if not isinstance(fact, FollowUpEvent):
        return tracker
    if isinstance(fact, FollowUpReviewed):
        return replace(tracker, reviewed_on=fact.origin.day)
    if isinstance(fact, RecommendationMade):
        return _with(tracker, _made(fact))
    return _with(tracker, _told(tracker.recommendations[fact.number], fact))


TRACKER = Projection("recommendation tracker", Tracker(), fold)


def standing(tracked: Tracked, day: date) -> Standing:
    """Return where a recommendation stands on a day."""
    is_open = tracked.closure is None
    due_on = tracked.due_on
    return Standing(
        tracked=tracked,
        overdue=is_open and due_on is not None and due_on < day,
        days_left=(due_on - day).days if is_open and due_on is not None else None,
        actions_done=sum(action.done for action in tracked.actions),
        actions_late=sum(not action.done and action.due_on < day for action in tracked.actions),
    )


def standings(tracker: Tracker, day: date) -> list[Standing]:
    """Return where every recommendation stands on a day, by number."""
    return [standing(tracker.recommendations[number], day) for number in sorted(tracker.recommendations)]


def _made(fact: RecommendationMade) -> Tracked:
    return Tracked(
        number=fact.number,
        statement=fact.statement,
        owner=fact.owner,
        contributors=fact.contributors,
        findings=fact.findings,
        made_on=fact.origin.day,
        original_due_on=fact.due_on,
        due_on=fact.due_on,
    )


def _published(tracker: Tracker, fact: ReportPublished) -> Tracker:
    started = {
        number: replace(tracked, original_due_on=fact.due_on, due_on=fact.due_on)
        if tracked.original_due_on is None
        else tracked
        for number, tracked in tracker.recommendations.items()
    }
    return replace(tracker, recommendations=started, review_due_on=tracker.review_due_on or fact.due_on)


def _with(tracker: Tracker, tracked: Tracked) -> Tracker:
    return replace(tracker, recommendations={**tracker.recommendations, tracked.number: tracked})


def _told(
    tracked: Tracked,
    fact: RecommendationAnswered
    | ActionPlanned
    | ActionRevised
    | ProgressReported
    | ProgressVerified
    | DueDateRevised
    | RecommendationClosed
    | RecommendationReopened,
) -> Tracked:
    day = fact.origin.day
    tracked = replace(tracked, last_news_on=day)
    match fact:
        case RecommendationAnswered():
            return replace(tracked, acceptance=fact.acceptance, explanation=fact.explanation)
        case ActionPlanned():
            planned = PlannedAction(fact.step, fact.responsible, fact.due_on)
            return replace(tracked, actions=(*tracked.actions, planned))
        case ActionRevised():
            actions = list(tracked.actions)
            actions[fact.action - 1] = PlannedAction(fact.new, fact.responsible, fact.due_on, fact.done)
            return replace(tracked, actions=tuple(actions))
        case ProgressReported():
            return _shown(replace(tracked, progress=fact.progress, progress_on=day), fact.evidence)
        case ProgressVerified():
            return _shown(replace(tracked, verification=fact.verification, verified_on=day), fact.evidence)
        case DueDateRevised():
            return replace(tracked, due_on=fact.new)
        case RecommendationClosed():
            closed = replace(tracked, closure=fact.closure, closed_on=day, superseded_by=fact.superseded_by)
            return _shown(closed, fact.evidence)
        case RecommendationReopened():
            return replace(
                tracked,
                closure=None,
                closed_on=None,
                superseded_by=None,
                times_reopened=tracked.times_reopened + 1,
            )
        case _:
            assert_never(fact)


def _shown(tracked: Tracked, evidence: tuple[str, ...]) -> Tracked:
    return replace(tracked, evidence=tuple(dict.fromkeys((*tracked.evidence, *evidence))))
