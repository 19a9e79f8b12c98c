"""Which days of the twelve months belong in a calendar, and how often was each changed?"""

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
from projections.monitoring.reminders import answers_due_on


class DueDate(Data):
    """A day by which something is due. `name` never changes; `over` once it has been done, closed or held.

    `changes` counts how often it was moved, reworded, ended or begun again; `changed_at` is when it was last.
    """

    name: str
    on: date
    title: str
    text: str
    made_at: datetime
    changed_at: datetime
    changes: int = 0
    over: bool = False


class DueDates(Data):
    """Every due date by its name, those made before publication waiting for it; and whose inspection it is."""

    body: str = ""
    by_name: Mapping[str, DueDate] = field(default_factory=dict)
    waiting: tuple[RecommendationMade, ...] = ()
    published: bool = False
    done: frozenset[str] = frozenset()
    owners: Mapping[int, Owner] = field(default_factory=dict)


def due_dates(log: Iterable[RecordedEvent]) -> DueDates:
    """Return every day that something is due; none before publication."""
    dates = DueDates()
    for recorded in log:
        dates = _after(dates, recorded)
    return dates


def _after(dates: DueDates, recorded: RecordedEvent) -> DueDates:
    fact, at = recorded.fact, recorded.recorded_at
    match fact:
        case InspectionAnnounced():
            return replace(dates, body=fact.body)
        case ReportPublished():
            return _published(dates, fact, at)
        case RecommendationMade():
            owners = {**dates.owners, fact.number: fact.owner}
            return replace(dates, owners=owners, waiting=(*dates.waiting, fact))
        case ActionPlanned():
            title = f"Action {fact.action} of recommendation {fact.number} due"
            text = _step(dates, fact.number, fact.step, fact.responsible)
            return _with(dates, DueDate(_action(fact), fact.due_on, title, text, at, at))
        case ActionRevised():
            text = _step(dates, fact.number, fact.new, fact.responsible)
            done = dates.done | {_action(fact)} if fact.done else dates.done - {_action(fact)}
            dates = replace(dates, done=done)
            return _changed(dates, _action(fact), at, on=fact.due_on, text=text, over=fact.done)
        case DueDateRevised():
            return _changed(dates, _name(fact.number), at, on=fact.new)
        case RecommendationClosed() | RecommendationReopened():
            return _closed(dates, fact, at)
        case FollowUpReviewed():
            for name in ("action-plan", *(f"month-{months}" for months in MILESTONE_MONTHS[:-1]), "review"):
                dates = _changed(dates, name, at, over=True)
            return dates
        case _:
            return dates


def _published(dates: DueDates, fact: ReportPublished, at: datetime) -> DueDates:
    """Start the periods of what an edition is the first to hold, at its publication; the review is due once."""
    result = [_recommended(recommendation, fact.due_on, at) for recommendation in dates.waiting]
    if dates.published:
        milestones = list(_milestones(fact, at, f"edition-{fact.edition}/", f" of edition {fact.edition}"))
        return _with(replace(dates, waiting=()), *(milestones if result else []), *result)
    published = replace(dates, published=True, waiting=())
    return _with(published, *_milestones(fact, at), _review(fact, at), *result)


def _milestones(fact: ReportPublished, at: datetime, name: str = "", of: str = "") -> Iterator[DueDate]:
    published = _was_published(fact)
    ask = f"{published} Ask the owners of open recommendations for news."
    answers = f"{published} By now each recommendation is answered, and has its actions where it is agreed."
    answered = f"Answers and action plans{of} due"
    yield DueDate(f"{name}action-plan", answers_due_on(fact.published_on), answered, answers, at, at)
    for months in MILESTONE_MONTHS[:-1]:
        on = months_after(fact.published_on, months)
        yield DueDate(f"{name}month-{months}", on, f"Month {months}{of}: ask for news", ask, at, at)


def _review(fact: ReportPublished, at: datetime) -> DueDate:
    review = f"{_was_published(fact)} Hold the month-{MILESTONE_MONTHS[-1]} review on this day or soon after."
    return DueDate("review", fact.due_on, f"Month-{MILESTONE_MONTHS[-1]} review due", review, at, at)


def _was_published(fact: ReportPublished) -> str:
    edition = "The report" if fact.edition == 1 else f"Edition {fact.edition} of the report"
    return f"{edition} was published on {format_day(fact.published_on)}."


def _recommended(fact: RecommendationMade, due_on: date, at: datetime) -> DueDate:
    text = f"{fact.statement}\n\nOwner: {fact.owner}\nFirst due on {format_day(due_on)}."
    return DueDate(_name(fact.number), due_on, f"Recommendation {fact.number} due: {fact.owner.role}", text, at, at)


def _step(dates: DueDates, number: int, step: str, responsible: str) -> str:
    return f"{step}\n\nResponsible: {responsible}\nOwner of recommendation {number}: {dates.owners[number]}"


def _closed(dates: DueDates, fact: RecommendationClosed | RecommendationReopened, at: datetime) -> DueDates:
    """Nothing of a closed recommendation is due, its actions included; reopening brings back what is not done."""
    closed = isinstance(fact, RecommendationClosed)
    for name in dates.by_name:
        if name.startswith(f"recommendation-{fact.number}/"):
            dates = _changed(dates, name, at, over=closed or name in dates.done)
    return dates


def _name(number: int) -> str:
    return f"recommendation-{number}/due"


def _action(fact: ActionPlanned | ActionRevised) -> str:
    return f"recommendation-{fact.number}/action-{fact.action}"


def _with(dates: DueDates, *new: DueDate) -> DueDates:
    return replace(dates, by_name={**dates.by_name, **{due_date.name: due_date for due_date in new}})


def _changed(dates: DueDates, name: str, at: datetime, **fields: object) -> DueDates:
    before = dates.by_name.get(name)
    if before is None:
        return dates
    after = replace(before, **fields)
    return dates if after == before else _with(dates, replace(after, changed_at=at, changes=before.changes + 1))
