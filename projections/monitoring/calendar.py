"""Which dates of the follow-up belong in a calendar, and how often did each change?"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from msgspec import field
from msgspec.structs import replace

from domain.dates import MILESTONE_MONTHS, months_after
from domain.events.following_up import (
    ActionPlanned,
    ActionRevised,
    DueDateRevised,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
)
from domain.events.recommendation_terms import Owner
from domain.events.reporting import ReportPublished
from domain.events.reviewing import FollowUpReviewed
from domain.events.setting_up import InspectionAnnounced
from domain.value import Data
from domain.wording import format_day
from events_store.store import RecordedEvent
from projections.monitoring.reminders import responses_due_on


class DueDate(Data):
    """Hold one due date of the follow-up.

    `name` never changes. `ended` is true once the action is done, the recommendation closed or the review held.
    `changes` counts how often it was moved, reworded, ended or restarted; `changed_at` is the time of the last change.
    """

    name: str
    on: date
    title: str
    description: str
    created_at: datetime
    changed_at: datetime
    changes: int = 0
    ended: bool = False


class DueDates(Data):
    """Hold the inspected body and every due date by name.

    `unpublished` are recommendations that no edition holds yet, `done` the names of actions that are done.
    """

    body: str = ""
    by_name: Mapping[str, DueDate] = field(default_factory=dict)
    unpublished: tuple[RecommendationMade, ...] = ()
    published: bool = False
    done: frozenset[str] = frozenset()
    owners: Mapping[int, Owner] = field(default_factory=dict)


def due_dates(log: Iterable[RecordedEvent]) -> DueDates:
    """Return every due date of the follow-up; none before publication."""
    dates = DueDates()
    for recorded in log:
        dates = _apply(dates, recorded)
    return dates


def _apply(dates: DueDates, recorded: RecordedEvent) -> DueDates:
    fact, at = recorded.fact, recorded.recorded_at
    match fact:
        case InspectionAnnounced():
            return replace(dates, body=fact.body)
        case ReportPublished():
            return _publish(dates, fact, at)
        case RecommendationMade():
            owners = {**dates.owners, fact.number: fact.owner}
            return replace(dates, owners=owners, unpublished=(*dates.unpublished, fact))
        case ActionPlanned():
            title = f"Action {fact.action} of recommendation {fact.number} due"
            description = _describe_action(dates, fact.number, fact.step, fact.responsible)
            return _add(dates, DueDate(_action_name(fact), fact.due_on, title, description, at, at))
        case ActionRevised():
            name = _action_name(fact)
            description = _describe_action(dates, fact.number, fact.new, fact.responsible)
            dates = replace(dates, done=dates.done | {name} if fact.done else dates.done - {name})
            return _change(dates, name, at, on=fact.due_on, description=description, ended=fact.done)
        case DueDateRevised():
            return _change(dates, _recommendation_name(fact.number), at, on=fact.new)
        case RecommendationClosed() | RecommendationReopened():
            return _close_or_reopen(dates, fact, at)
        case FollowUpReviewed():
            for name in ("action-plan", *(f"month-{months}" for months in MILESTONE_MONTHS[:-1]), "review"):
                dates = _change(dates, name, at, ended=True)
            return dates
        case _:
            return dates


def _publish(dates: DueDates, fact: ReportPublished, at: datetime) -> DueDates:
    """Add due dates for the recommendations that an edition publishes first.

    Only the first edition adds the month-12 review.
    """
    recommendations = [_recommendation(recommendation, fact.due_on, at) for recommendation in dates.unpublished]
    if dates.published:
        milestones = list(_milestones(fact, at, f"edition-{fact.edition}/", f" of edition {fact.edition}"))
        return _add(replace(dates, unpublished=()), *(milestones if recommendations else []), *recommendations)
    published = replace(dates, published=True, unpublished=())
    return _add(published, *_milestones(fact, at), _review(fact, at), *recommendations)


def _milestones(fact: ReportPublished, at: datetime, prefix: str = "", edition: str = "") -> Iterator[DueDate]:
    published = _publication_sentence(fact)
    plans = f"{published} Owners respond to each recommendation by this date, and plan actions if they agree."
    due_on = responses_due_on(fact.published_on)
    yield DueDate(f"{prefix}action-plan", due_on, f"Responses and action plans{edition} due", plans, at, at)
    update = f"{published} Ask the owners of open recommendations for a progress update."
    for months in MILESTONE_MONTHS[:-1]:
        on = months_after(fact.published_on, months)
        yield DueDate(f"{prefix}month-{months}", on, f"Month {months}{edition}: progress updates due", update, at, at)


def _review(fact: ReportPublished, at: datetime) -> DueDate:
    review = f"{_publication_sentence(fact)} Hold the month-{MILESTONE_MONTHS[-1]} review on this date or soon after."
    return DueDate("review", fact.due_on, f"Month-{MILESTONE_MONTHS[-1]} review due", review, at, at)


def _publication_sentence(fact: ReportPublished) -> str:
    edition = "The report" if fact.edition == 1 else f"Edition {fact.edition} of the report"
    return f"{edition} was published on {format_day(fact.published_on)}."


def _recommendation(fact: RecommendationMade, due_on: date, at: datetime) -> DueDate:
    title = f"Recommendation {fact.number} due: {fact.owner.role}"
    description = f"{fact.statement}\n\nOwner: {fact.owner}\nOriginal due date: {format_day(due_on)}"
    return DueDate(_recommendation_name(fact.number), due_on, title, description, at, at)


def _describe_action(dates: DueDates, number: int, step: str, responsible: str) -> str:
    return f"{step}\n\nResponsible: {responsible}\nOwner of recommendation {number}: {dates.owners[number]}"


def _close_or_reopen(dates: DueDates, fact: RecommendationClosed | RecommendationReopened, at: datetime) -> DueDates:
    """End all due dates of a closed recommendation; restart those not done if it is reopened."""
    closed = isinstance(fact, RecommendationClosed)
    for name in dates.by_name:
        if name.startswith(f"recommendation-{fact.number}/"):
            dates = _change(dates, name, at, ended=closed or name in dates.done)
    return dates


def _recommendation_name(number: int) -> str:
    return f"recommendation-{number}/due"


def _action_name(fact: ActionPlanned | ActionRevised) -> str:
    return f"recommendation-{fact.number}/action-{fact.action}"


def _add(dates: DueDates, *due_dates: DueDate) -> DueDates:
    return replace(dates, by_name={**dates.by_name, **{due_date.name: due_date for due_date in due_dates}})


def _change(dates: DueDates, name: str, at: datetime, **fields: object) -> DueDates:
    before = dates.by_name.get(name)
    if before is None:
        return dates
    after = replace(before, **fields)
    return dates if after == before else _add(dates, replace(after, changed_at=at, changes=before.changes + 1))
