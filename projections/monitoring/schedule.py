"""Which dates of an inspection were due, and were they met?"""

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

# How soon after month 12 the review is held. Our own choice: the same period as for action plans.
REVIEW_WORKING_DAYS = 15
# Dates beyond these years are typing errors: no working days are counted from or to them.
FIRST_YEAR, LAST_YEAR = 1990, 2100


class ScheduleState(StrEnum):
    """ScheduleState whether a date was met."""

    KEPT = "kept"
    MISSED = "missed"
    OVERDUE = "overdue"
    TO_COME = "to come"
    REACHED = "reached"
    NO_DAY = "no day set"


class ScheduleStep(Data):
    """Hold one step of an inspection: the period that sets its due date, and the actual date.

    `working_days` lie between `since` and the actual date, or the due date if there is none yet. `late_by` is the
    number of working days from the due date to the actual date, or to the day given if overdue; negative if early.
    """

    name: str
    period: str
    due_on: date | None
    actual_on: date | None
    state: ScheduleState
    since: date | None = None
    working_days: int | None = None
    late_by: int | None = None


class InspectionDates(Data):
    """Hold the effective dates of an inspection's events.

    Repeated events keep the first date, factual accuracy challenges the last. `editions` are by publication date.
    """

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


class WorkingDayCounter(Data):
    """Count working days and derive the state of each step on a day."""

    day: date
    holidays: frozenset[date]

    def after(self, day: date | None, number: int) -> date | None:
        """Return the date this many working days later; None if the date is missing or implausible."""
        return working_days_after(day, number, self.holidays) if day is not None and _plausible(day) else None

    def step(
        self, name: str, period: str, due_on: date | None, actual_on: date | None, since: date | None
    ) -> ScheduleStep:
        """Return a schedule step with its state."""
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
        """Return the working days after the first date up to the last; negative if the last is earlier."""
        return working_days_between(first, last, self.holidays) if _plausible(first) and _plausible(last) else None

    def _state(self, due_on: date | None, actual_on: date | None) -> ScheduleState:
        if due_on is None:
            return ScheduleState.NO_DAY
        if actual_on is not None:
            return ScheduleState.KEPT if actual_on <= due_on else ScheduleState.MISSED
        return ScheduleState.OVERDUE if due_on < self.day else ScheduleState.TO_COME


def schedule(log: Sequence[RecordedEvent], day: date) -> tuple[ScheduleStep, ...]:
    """Return the steps of an inspection in order, with their state on a day."""
    dates = InspectionDates()
    for recorded in log:
        dates = _apply(dates, recorded)
    if dates.announced is None:
        return ()
    known_dates = (dates.announced.origin.day, dates.announced.fieldwork_from, dates.announced.fieldwork_until, day)
    years = [min(max(known.year, FIRST_YEAR), LAST_YEAR) for known in known_dates]
    counter = WorkingDayCounter(day, bank_holidays(min(years) - 1, max(years) + 2))
    return (
        *_before_the_report(dates, dates.announced, counter),
        *_report(dates, dates.announced, counter),
        *_follow_up(dates, TRACKER.replay(log), counter),
    )


def _plausible(day: date) -> bool:
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _before_the_report(
    dates: InspectionDates, announced: InspectionAnnounced, counter: WorkingDayCounter
) -> Iterator[ScheduleStep]:
    begins = dates.fieldwork_started or announced.fieldwork_from
    ended = dates.fieldwork_ended
    notice = counter.step(
        "announced",
        f"{NOTICE_WORKING_DAYS} working days before fieldwork",
        counter.after(begins, -NOTICE_WORKING_DAYS),
        announced.origin.day,
        None,
    )
    yield replace(notice, since=begins, working_days=counter.between(announced.origin.day, begins))
    day = announced.origin.day
    yield counter.step("fieldwork begins", "as announced", announced.fieldwork_from, dates.fieldwork_started, day)
    yield counter.step("fieldwork ends", "as announced", announced.fieldwork_until, ended, begins)
    yield counter.step(
        "feedback", "by the end of fieldwork", ended or announced.fieldwork_until, dates.feedback, begins
    )


def _report(
    dates: InspectionDates, announced: InspectionAnnounced, counter: WorkingDayCounter
) -> Iterator[ScheduleStep]:
    ended = dates.fieldwork_ended or announced.fieldwork_until
    drafted_by = counter.after(ended, DRAFT_WORKING_DAYS)
    draft = f"{DRAFT_WORKING_DAYS} working days after fieldwork"
    yield counter.step("draft report", draft, drafted_by, dates.draft, ended)
    comments = counter.step(
        "comments", "by the date set with the draft", dates.comments_by, dates.last_challenge, dates.draft
    )
    # Comments are optional: if nobody comments by the date, it is not missed.
    no_comments = comments.state is ScheduleState.OVERDUE
    yield replace(comments, state=ScheduleState.REACHED, late_by=None) if no_comments else comments
    published_by = counter.after(dates.draft or drafted_by, PUBLICATION_WORKING_DAYS)
    yield counter.step("final report", "before publication is due", published_by, dates.finalised, dates.comments_by)
    publication = f"{PUBLICATION_WORKING_DAYS} working days after the draft"
    yield counter.step("publication", publication, published_by, dates.published, dates.draft or drafted_by)


def _follow_up(dates: InspectionDates, tracker: Tracker, counter: WorkingDayCounter) -> Iterator[ScheduleStep]:
    if dates.published is None:
        return
    yield from _periods(dates, tracker, counter, dates.published, MILESTONE_MONTHS[:-1])
    review = f"{REVIEW_WORKING_DAYS} working days after month {MILESTONE_MONTHS[-1]}"
    review_by = counter.after(dates.review_due, REVIEW_WORKING_DAYS)
    yield counter.step("review", review, review_by, dates.reviewed, dates.review_due)
    held = {tracked.published_on for tracked in tracker.recommendations.values()}
    for published, edition in dates.editions.items():
        if edition > 1 and published in held:
            yield from _periods(dates, tracker, counter, published, MILESTONE_MONTHS, f", edition {edition}")


def _periods(
    dates: InspectionDates,
    tracker: Tracker,
    counter: WorkingDayCounter,
    published: date,
    milestones: Sequence[int],
    edition: str = "",
) -> Iterator[ScheduleStep]:
    """Yield the steps of the recommendations that an edition publishes first."""
    plan_by = counter.after(published, ACTION_PLAN_WORKING_DAYS)
    plan = f"{ACTION_PLAN_WORKING_DAYS} working days after publication"
    settled = [
        _settled(dates, recommendation)
        for recommendation in tracker.recommendations.values()
        if recommendation.published_on == published
    ]
    last = None if None in settled else max((day for day in settled if day is not None), default=None)
    yield counter.step(f"responses and action plans{edition}", plan, plan_by, last, published)
    for months in milestones:
        due_on = months_after(published, months)
        reached = counter.step(
            f"month {months}{edition}", f"{months} months after publication", due_on, None, published
        )
        state = ScheduleState.REACHED if due_on <= counter.day else ScheduleState.TO_COME
        yield replace(reached, state=state, late_by=None)


def _settled(dates: InspectionDates, tracked: Tracked) -> date | None:
    """Return the date from which neither a response nor actions are outstanding; None if they are.

    Either the owner responded, and planned actions if agreed; or claimed completion; or it was closed.
    """
    ends = [tracked.closed_on, tracked.progress_on if tracked.claim_stands else None]
    answered = dates.answered.get(tracked.number)
    if answered is not None:
        day, acceptance = answered
        planned = day if acceptance is Acceptance.NOT_AGREED else dates.planned.get(tracked.number)
        ends.append(max(day, planned) if planned else None)
    return min((end for end in ends if end is not None), default=None)


def _apply(dates: InspectionDates, recorded: RecordedEvent) -> InspectionDates:
    fact = recorded.fact
    day = fact.origin.day
    match fact:
        case InspectionAnnounced():
            return replace(dates, announced=fact)
        case FieldworkStarted():
            return replace(dates, fieldwork_started=day)
        case FieldworkEnded():
            return replace(dates, fieldwork_ended=day)
        case FeedbackGiven():
            return replace(dates, feedback=day)
        case DraftReportIssued():
            return replace(dates, draft=day, comments_by=fact.comments_by)
        case AccuracyChallengeRaised():
            return replace(dates, last_challenge=max(day, dates.last_challenge or day))
        case ReportFinalised():
            return replace(dates, finalised=dates.finalised or day)
        case ReportPublished():
            dates = replace(dates, editions={fact.published_on: fact.edition} | dates.editions)
            if dates.published is not None:
                return dates
            return replace(dates, published=fact.published_on, review_due=fact.due_on)
        case RecommendationAnswered():
            first = dates.answered.get(fact.number, (day, fact.acceptance))[0]
            return replace(dates, answered={**dates.answered, fact.number: (first, fact.acceptance)})
        case ActionPlanned():
            return replace(dates, planned={fact.number: day} | dates.planned)
        case FollowUpReviewed():
            return replace(dates, reviewed=day)
        case _:
            return dates
