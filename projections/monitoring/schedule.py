"""Which days of an inspection were planned or due, which were kept, and how many working days lay between?"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum

from msgspec import field
from msgspec.structs import replace

from domain.dates import (
    ACTION_PLAN_WORKING_DAYS,
    DRAFT_WORKING_DAYS,
    MILESTONE_MONTHS,
    NOTICE_WORKING_DAYS,
    PUBLICATION_WORKING_DAYS,
    months_after,
    working_days_after,
    working_days_between,
)
from domain.events.fieldwork import FieldworkEnded, FieldworkStarted
from domain.events.following_up import ActionPlanned, RecommendationAnswered
from domain.events.recommendation_terms import Acceptance
from domain.events.reporting import (
    AccuracyChallengeRaised,
    DraftReportIssued,
    FeedbackGiven,
    ReportFinalised,
    ReportPublished,
)
from domain.events.reviewing import FollowUpReviewed
from domain.events.setting_up import InspectionAnnounced
from domain.value import Data
from events_store.store import RecordedEvent
from projections.monitoring.bank_holidays import bank_holidays
from projections.saved.recommendation_tracker import TRACKER, Tracked, Tracker

# How soon after month 12 the review is held. Ours: as long as an action plan takes.
REVIEW_WORKING_DAYS = 15
# Days beyond these years were mistyped: no working days are counted from or to them.
FIRST_YEAR, LAST_YEAR = 1990, 2100


class State(StrEnum):
    """Whether a day was kept."""

    KEPT = "kept"
    MISSED = "missed"
    OVERDUE = "overdue"
    TO_COME = "to come"
    REACHED = "reached"
    NO_DAY = "no day set"


class ScheduleStep(Data):
    """One day of an inspection: by when it was planned or due and by which period, and when it was.

    `working_days` lie between `since` and the actual day, or the day due where there is none yet. `late_by` are working
    days from the day due to the actual day, or to the day asked of where it is overdue; negative where it was early.
    """

    name: str
    period: str
    due_on: date | None
    actual_on: date | None
    state: State
    since: date | None = None
    working_days: int | None = None
    late_by: int | None = None


class Days(Data):
    """The days that events are true of, each the first (of challenges: the last) of its kind; editions by their day."""

    announced: InspectionAnnounced | None = None
    fieldwork_started: date | None = None
    fieldwork_ended: date | None = None
    feedback: date | None = None
    draft: date | None = None
    comments_by: date | None = None
    last_challenge: date | None = None
    finalised: date | None = None
    published: date | None = None
    review_due: date | None = None
    reviewed: date | None = None
    editions: dict[date, int] = field(default_factory=dict)
    answered: dict[int, tuple[date, Acceptance]] = field(default_factory=dict)
    planned: dict[int, date] = field(default_factory=dict)


class DayCounting(Data):
    """Counts working days, by the bank holidays of the years in question, and says what was kept by a day."""

    day: date
    holidays: frozenset[date]

    def after(self, day: date | None, number: int) -> date | None:
        """Return the day so many working days after another; None where that is not known, or not likely."""
        return working_days_after(day, number, self.holidays) if day is not None and _likely(day) else None

    def step(
        self, name: str, period: str, due_on: date | None, actual_on: date | None, since: date | None
    ) -> ScheduleStep:
        """Return a step, with whether it was kept."""
        until = actual_on or due_on
        reached = actual_on or (self.day if due_on is not None and due_on < self.day else None)
        return ScheduleStep(
            name=name,
            period=period,
            due_on=due_on,
            actual_on=actual_on,
            state=self._state(due_on, actual_on),
            since=since,
            working_days=None if since is None or until is None else self.between(since, until),
            late_by=None if due_on is None or reached is None else self.between(due_on, reached),
        )

    def between(self, first: date, last: date) -> int | None:
        """Return how many working days there are after the first day, up to the last; negative the other way."""
        return working_days_between(first, last, self.holidays) if _likely(first) and _likely(last) else None

    def _state(self, due_on: date | None, actual_on: date | None) -> State:
        if due_on is None:
            return State.NO_DAY
        if actual_on is not None:
            return State.KEPT if actual_on <= due_on else State.MISSED
        return State.OVERDUE if due_on < self.day else State.TO_COME


def schedule(log: Sequence[RecordedEvent], day: date) -> tuple[ScheduleStep, ...]:
    """Return the days of an inspection in their order, with what was kept by a day."""
    days = Days()
    for recorded in log:
        days = _after(days, recorded)
    if days.announced is None:
        return ()
    known = (days.announced.origin.day, days.announced.fieldwork_from, days.announced.fieldwork_until, day)
    years = [min(max(item.year, FIRST_YEAR), LAST_YEAR) for item in known]
    counting = DayCounting(day, bank_holidays(min(years) - 1, max(years) + 2))
    return (
        *_before_the_report(days, days.announced, counting),
        *_report(days, days.announced, counting),
        *_follow_up(days, TRACKER.replay(log), counting),
    )


def _likely(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _before_the_report(days: Days, announced: InspectionAnnounced, counting: DayCounting) -> Iterator[ScheduleStep]:
    begins = days.fieldwork_started or announced.fieldwork_from
    ended = days.fieldwork_ended
    notice = counting.step(
        "announced",
        f"{NOTICE_WORKING_DAYS} working days before fieldwork",
        counting.after(begins, -NOTICE_WORKING_DAYS),
        announced.origin.day,
        None,
    )
    yield replace(notice, since=begins, working_days=counting.between(announced.origin.day, begins))
    day = announced.origin.day
    yield counting.step("fieldwork begins", "as announced", announced.fieldwork_from, days.fieldwork_started, day)
    yield counting.step("fieldwork ends", "as announced", announced.fieldwork_until, ended, begins)
    yield counting.step(
        "feedback", "by the end of fieldwork", ended or announced.fieldwork_until, days.feedback, begins
    )


def _report(days: Days, announced: InspectionAnnounced, counting: DayCounting) -> Iterator[ScheduleStep]:
    ended = days.fieldwork_ended or announced.fieldwork_until
    drafted_by = counting.after(ended, DRAFT_WORKING_DAYS)
    draft = f"{DRAFT_WORKING_DAYS} working days after fieldwork"
    yield counting.step("draft report", draft, drafted_by, days.draft, ended)
    comments = counting.step(
        "comments", "by the day named with the draft", days.comments_by, days.last_challenge, days.draft
    )
    # Nobody has to comment: a day that passes without a challenge is not missed.
    silent = comments.state is State.OVERDUE
    yield replace(comments, state=State.REACHED, late_by=None) if silent else comments
    published_by = counting.after(days.draft or drafted_by, PUBLICATION_WORKING_DAYS)
    yield counting.step("final report", "before publication is due", published_by, days.finalised, days.comments_by)
    publication = f"{PUBLICATION_WORKING_DAYS} working days after the draft"
    yield counting.step("publication", publication, published_by, days.published, days.draft or drafted_by)


def _follow_up(days: Days, tracker: Tracker, counting: DayCounting) -> Iterator[ScheduleStep]:
    if days.published is None:
        return
    yield from _periods(days, tracker, counting, days.published, MILESTONE_MONTHS[:-1])
    review = f"{REVIEW_WORKING_DAYS} working days after month {MILESTONE_MONTHS[-1]}"
    review_by = counting.after(days.review_due, REVIEW_WORKING_DAYS)
    yield counting.step("review", review, review_by, days.reviewed, days.review_due)
    held = {tracked.published_on for tracked in tracker.recommendations.values()}
    for published, edition in days.editions.items():
        if edition > 1 and published in held:
            of = f", edition {edition}"
            yield from _periods(days, tracker, counting, published, MILESTONE_MONTHS, of)


def _periods(
    days: Days, tracker: Tracker, counting: DayCounting, published: date, milestones: Sequence[int], of: str = ""
) -> Iterator[ScheduleStep]:
    """Yield what runs from the publication of an edition, for the recommendations that it is the first to hold."""
    plan_by = counting.after(published, ACTION_PLAN_WORKING_DAYS)
    plan = f"{ACTION_PLAN_WORKING_DAYS} working days after publication"
    settled = [
        _settled(days, recommendation)
        for recommendation in tracker.recommendations.values()
        if recommendation.published_on == published
    ]
    last = None if None in settled else max((day for day in settled if day is not None), default=None)
    yield counting.step(f"answers and action plans{of}", plan, plan_by, last, published)
    for months in milestones:
        due_on = months_after(published, months)
        reached = counting.step(f"month {months}{of}", f"{months} months after publication", due_on, None, published)
        state = State.REACHED if due_on <= counting.day else State.TO_COME
        yield replace(reached, state=state, late_by=None)


def _settled(days: Days, tracked: Tracked) -> date | None:
    """Return from when neither an answer nor actions are waited for; None where they are.

    It was answered, and planned where it is agreed; or its owner claims that all is done; or it was closed.
    """
    ends = [tracked.closed_on, tracked.progress_on if tracked.claim_stands else None]
    answered = days.answered.get(tracked.number)
    if answered is not None:
        day, acceptance = answered
        planned = day if acceptance is Acceptance.NOT_AGREED else days.planned.get(tracked.number)
        ends.append(max(day, planned) if planned else None)
    return min((end for end in ends if end is not None), default=None)


def _after(days: Days, recorded: RecordedEvent) -> Days:
    fact = recorded.fact
    day = fact.origin.day
    match fact:
        case InspectionAnnounced():
            return replace(days, announced=fact)
        case FieldworkStarted():
            return replace(days, fieldwork_started=day)
        case FieldworkEnded():
            return replace(days, fieldwork_ended=day)
        case FeedbackGiven():
            return replace(days, feedback=day)
        case DraftReportIssued():
            return replace(days, draft=day, comments_by=fact.comments_by)
        case AccuracyChallengeRaised():
            return replace(days, last_challenge=max(day, days.last_challenge or day))
        case ReportFinalised():
            return replace(days, finalised=days.finalised or day)
        case ReportPublished():
            days = replace(days, editions={fact.published_on: fact.edition} | days.editions)
            if days.published is not None:
                return days
            return replace(days, published=fact.published_on, review_due=fact.due_on)
        case RecommendationAnswered():
            first = days.answered.get(fact.number, (day, fact.acceptance))[0]
            return replace(days, answered={**days.answered, fact.number: (first, fact.acceptance)})
        case ActionPlanned():
            return replace(days, planned={fact.number: day} | days.planned)
        case FollowUpReviewed():
            return replace(days, reviewed=day)
        case _:
            return days
