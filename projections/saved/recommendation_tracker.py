"""The recommendation tracker: the state of each recommendation."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date
from enum import StrEnum
from typing import Self, assert_never, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from domain.dates import MILESTONE_MONTHS, months_after
from domain.events.following_up import (
    ActionPlanned,
    ActionRevised,
    DueDateRequested,
    DueDateRevised,
    FollowUpEvent,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
)
from domain.events.recommendation_terms import Acceptance, CitedFinding, Closure, Owner, Progress, Verification
from domain.events.reporting import ReportPublished
from domain.events.reviewing import FollowUpReviewed, RecommendationReviewed
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.fold import CopyOnWrite, Projection, only
from projections.saved.activity import DatePosition, LastActivity, update_activity

RecommendationEvent = (
    RecommendationAnswered
    | ActionPlanned
    | ActionRevised
    | ProgressReported
    | ProgressVerified
    | DueDateRequested
    | DueDateRevised
    | RecommendationClosed
    | RecommendationReopened
    | RecommendationReviewed
)


class PlannedAction(Data):
    """The current state of an action."""

    step: str
    responsible: str
    due_on: date
    done: bool = False


class Stage(StrEnum):
    """The stages of a recommendation; each is at exactly one."""

    OPEN = "open"
    CLAIMED = "claimed"
    VERIFIED = "verified"
    CLOSED = "closed"


class Tracked(Struct):
    """A recommendation on its four axes: acceptance, claim, verification and closure.

    Only the fold changes it, before it returns the view.

    The inspectorate assesses progress by verifications and in the month-12 review. `verification` is the last
    assessment. `seen` is the last assessment since the owner's last report, None if there is none since. `claim_stands`
    is true while the owner's claim of completion was not withdrawn, not found insufficient, and not followed by a
    reopening. Events are ordered by effective date, and within a day by the log. `asked_due_on` is a due date that the
    owner requests and the inspectorate has not agreed to: `due_on`, and if it is overdue, does not depend on it.
    """

    number: int
    statement: str
    owner: Owner
    contributors: tuple[str, ...]
    findings: tuple[CitedFinding, ...]
    made_on: date
    published_on: date | None = None
    original_due_on: date | None = None
    due_on: date | None = None
    asked_due_on: date | None = None
    acceptance: Acceptance | None = None
    explanation: str | None = None
    progress: Progress | None = None
    progress_on: date | None = None
    claim_stands: bool = False
    seen: Verification | None = None
    verification: Verification | None = None
    verified_on: date | None = None
    closure: Closure | None = None
    closed_on: date | None = None
    superseded_by: str | None = None
    carried_from: str | None = None
    reviewed: Verification | None = None
    reviewed_on: date | None = None
    times_reopened: int = 0
    actions: tuple[PlannedAction, ...] = ()
    evidence: tuple[str, ...] = ()
    last_news_on: date | None = None

    def mutable_copy(self) -> Self:
        """Return a copy that the fold may change."""
        return copy(self)


class Tracker(Data):
    """All recommendations by number, their last activity, and the month-12 review."""

    recommendations: Mapping[int, Tracked] = field(default_factory=dict)
    last: Mapping[int, LastActivity] = field(default_factory=dict)
    published_on: date | None = None
    review_due_on: date | None = None
    reviewed_on: date | None = None


class FollowUpMilestone(Data):
    """The next follow-up date, in months after the first edition with the recommendation."""

    months: int
    on: date


class RecommendationStanding(Data):
    """The state of a recommendation on a day: overdue, days left, actions late. Never stored.

    Days are calendar days. `days_left` is negative if it is overdue. `days_since_news` counts from the effective date
    of the last event about it, or from the first edition with it if there is no such event. `actions_due` counts the
    actions that are not done and not late.
    """

    tracked: Tracked
    overdue: bool
    days_left: int | None
    actions_done: int
    actions_due: int
    actions_late: int
    days_since_news: int | None
    next_milestone: FollowUpMilestone | None


def fold(tracker: Tracker, log: Iterable[RecordedEvent]) -> Tracker:
    """Apply the events about recommendations and the report."""
    recommendations, last = CopyOnWrite(tracker.recommendations), dict(tracker.last)
    for recorded in log:
        fact = recorded.fact
        if isinstance(fact, ReportPublished):
            _publish(recommendations, fact)
            if tracker.published_on is None:
                tracker = replace(tracker, published_on=fact.published_on, review_due_on=fact.due_on)
        elif isinstance(fact, FollowUpReviewed):
            tracker = replace(tracker, reviewed_on=fact.origin.day)
        elif isinstance(fact, RecommendationMade):
            recommendations[fact.number] = _new(fact)
        elif isinstance(fact, FollowUpEvent):
            when = (fact.origin.day, recorded.position)
            last[fact.number] = update_activity(last.get(fact.number, LastActivity()), fact, when)
            _apply(recommendations[fact.number], fact, last[fact.number], when)
    return replace(tracker, recommendations=recommendations.merged, last=last)


TRACKER = Projection("recommendation tracker", Tracker(), only(fold, ReportPublished, *get_args(FollowUpEvent)))


def stage(tracked: Tracked) -> Stage:
    """Return the stage of a recommendation.

    It is verified if the owner claims completion and the inspectorate has since assessed the progress as reasonable or
    good. If the assessment does not confirm the claim, the recommendation is open.
    """
    if tracked.closure is not None:
        return Stage.CLOSED
    if tracked.claim_stands:
        return Stage.VERIFIED if tracked.seen else Stage.CLAIMED
    return Stage.OPEN


def standing(tracked: Tracked, day: date) -> RecommendationStanding:
    """Return the state of a recommendation on a day."""
    is_open = tracked.closure is None
    due_on = tracked.due_on
    done = sum(action.done for action in tracked.actions)
    late = sum(not action.done and action.due_on < day for action in tracked.actions)
    return RecommendationStanding(
        tracked=tracked,
        overdue=is_open and due_on is not None and due_on < day,
        days_left=(due_on - day).days if is_open and due_on is not None else None,
        actions_done=done,
        actions_due=len(tracked.actions) - done - late,
        actions_late=late,
        days_since_news=_days_since_news(tracked, day),
        next_milestone=_next_milestone(tracked, day) if is_open else None,
    )


def standings(tracker: Tracker, day: date) -> list[RecommendationStanding]:
    """Return the state of every recommendation on a day, by number."""
    return [standing(tracker.recommendations[number], day) for number in sorted(tracker.recommendations)]


def _days_since_news(tracked: Tracked, day: date) -> int | None:
    last_news = tracked.last_news_on or tracked.published_on
    return None if last_news is None else max((day - last_news).days, 0)


def _next_milestone(tracked: Tracked, day: date) -> FollowUpMilestone | None:
    published_on = tracked.published_on
    if published_on is None:
        return None
    milestones = (FollowUpMilestone(months, months_after(published_on, months)) for months in MILESTONE_MONTHS)
    return next((milestone for milestone in milestones if milestone.on >= day), None)


def _new(fact: RecommendationMade) -> Tracked:
    return Tracked(
        number=fact.number,
        statement=fact.statement,
        owner=fact.owner,
        contributors=fact.contributors,
        findings=fact.findings,
        made_on=fact.origin.day,
        carried_from=fact.carried_from,
    )


def _publish(recommendations: CopyOnWrite[int, Tracked], fact: ReportPublished) -> None:
    """Apply a publication: set the due date of recommendations that are in an edition for the first time."""
    for number, recommendation in recommendations.merged.items():
        if not recommendation.published_on:
            tracked = recommendations[number]
            tracked.published_on, tracked.original_due_on, tracked.due_on = fact.published_on, fact.due_on, fact.due_on


def _apply(tracked: Tracked, fact: RecommendationEvent, last: LastActivity, when: DatePosition) -> None:
    """Apply an event about a recommendation; `last` already includes it."""
    day, _ = when
    tracked.last_news_on = max(day, tracked.last_news_on or day)
    match fact:
        case RecommendationAnswered() | ActionPlanned() | ActionRevised():
            _apply_response(tracked, fact)
        case ProgressReported():
            if last.report == when:
                tracked.progress, tracked.progress_on = fact.progress, day
            _add_evidence(tracked, fact.evidence)
        case ProgressVerified():
            _apply_assessment(tracked, fact.verification, last, when)
            _add_evidence(tracked, fact.evidence)
        case RecommendationReviewed():
            tracked.reviewed, tracked.reviewed_on = fact.progress, day
            _apply_assessment(tracked, fact.progress, last, when)
            _add_evidence(tracked, fact.evidence)
        case DueDateRequested():
            tracked.asked_due_on = None if fact.new == tracked.due_on else fact.new
        case DueDateRevised():
            tracked.due_on, tracked.asked_due_on = fact.new, None
        case RecommendationClosed():
            tracked.closure, tracked.closed_on, tracked.superseded_by = fact.closure, day, fact.superseded_by
            _add_evidence(tracked, fact.evidence)
        case RecommendationReopened():
            tracked.closure = tracked.closed_on = tracked.superseded_by = None
            tracked.times_reopened += 1
        case _:
            assert_never(fact)
    claimed = tracked.progress is Progress.CLAIMED_COMPLETE
    tracked.claim_stands = claimed and last.report > max(last.found_wanting, last.reopening)
    tracked.seen = tracked.verification if last.look > last.report else None


def _apply_response(tracked: Tracked, fact: RecommendationAnswered | ActionPlanned | ActionRevised) -> None:
    match fact:
        case RecommendationAnswered():
            tracked.acceptance, tracked.explanation = fact.acceptance, fact.explanation
        case ActionPlanned():
            tracked.actions = (*tracked.actions, PlannedAction(fact.step, fact.responsible, fact.due_on))
        case ActionRevised():
            actions = list(tracked.actions)
            actions[fact.action - 1] = PlannedAction(fact.new, fact.responsible, fact.due_on, fact.done)
            tracked.actions = tuple(actions)
        case _:
            assert_never(fact)


def _apply_assessment(tracked: Tracked, progress: Verification, last: LastActivity, when: DatePosition) -> None:
    if last.look == when:
        tracked.verification, tracked.verified_on = progress, when[0]


def _add_evidence(tracked: Tracked, evidence: tuple[str, ...]) -> None:
    tracked.evidence = tuple(dict.fromkeys((*tracked.evidence, *evidence)))
