"""Who must be reminded of what on a day, and why?

The status is that of the events given; days are counted from the day given. A closed recommendation has no reminders.
Once an owner claims completion, the inspectorate is reminded to verify it and the owner is not reminded again.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum

from domain.actor import Role
from domain.dates import ACTION_PLAN_WORKING_DAYS, MILESTONE_MONTHS, months_after, working_days_after
from domain.events.recommendation_terms import Acceptance, Owner
from domain.events.setting_up import InspectionAnnounced
from domain.value import Data
from domain.wording import format_day, humanise
from events_store.store import RecordedEvent
from projections.monitoring.bank_holidays import bank_holidays
from projections.saved.activity import Heard, last_heard
from projections.saved.recommendation_tracker import (
    TRACKER,
    RecommendationStanding,
    Stage,
    Tracked,
    Tracker,
    stage,
    standings,
)

# How many days before a date its reminder begins, and how early an update may come for a milestone. Our own choice.
SOON_DAYS = 14
# How long a claim of completion may wait for verification. Our own choice: four weeks.
VERIFY_WITHIN_DAYS = 28


class ReminderKind(StrEnum):
    """Name what a reminder requests, in the order in which it comes up."""

    RESPONSE = "response"
    ACTION_PLAN = "action plan"
    ACTION = "action"
    UPDATE = "update"
    COMPLETION = "completion"
    VERIFICATION = "verification"
    CLOSURE = "closure"
    REVIEW = "review"


class Reminder(Data):
    """Hold one reminder: its recipient, the request as an imperative, the reason and the due date.

    `days` are calendar days until the due date, negative if it has passed. `number` is None for the month-12 review.
    """

    kind: ReminderKind
    recipient: Owner
    request: str
    why: str
    due_on: date
    days: int
    number: int | None = None
    action: int | None = None

    @property
    def late(self) -> bool:
        """Return whether the due date has passed."""
        return self.days < 0


class ReminderContext(Data):
    """Hold the day, the inspectorate's contact and how many days claims may wait for verification."""

    day: date
    inspectorate: Owner
    verify_within: int

    def reminder(
        self, kind: ReminderKind, recipient: Owner, request: str, why: str, due_on: date, **about: int
    ) -> Reminder:
        """Return a reminder with its days counted from the day."""
        return Reminder(kind, recipient, request, why, due_on, (due_on - self.day).days, **about)

    def near(self, due_on: date) -> bool:
        """Return whether a date has passed or is at most two weeks away."""
        return due_on - self.day <= timedelta(days=SOON_DAYS)

    def when(self, due_on: date) -> str:
        """Return a date with its distance, such as “3 June 2024 (in 2 days)”."""
        days = (due_on - self.day).days
        distance = "today" if days == 0 else f"in {_days(days)}" if days > 0 else f"{_days(-days)} ago"
        return f"{format_day(due_on)} ({distance})"


def reminders(log: Sequence[RecordedEvent], day: date, verify_within: int = VERIFY_WITHIN_DAYS) -> tuple[Reminder, ...]:
    """Return the reminders of a day, grouped by recipient, the inspectorate last.

    Recommendations that were not published by then have none. `verify_within` is the number of days after which the
    inspectorate is reminded to verify a claim of completion.
    """
    tracker = TRACKER.replay(log)
    if tracker.published_on is None or day < tracker.published_on:
        return ()
    context = ReminderContext(day, inspectorate(log), verify_within)
    activity = last_heard(log)
    result = [
        reminder
        for standing in standings(tracker, day)
        if standing.tracked.closure is None
        and standing.tracked.published_on is not None
        and standing.tracked.published_on <= day
        for reminder in _reminders_of(
            standing, standing.tracked.published_on, activity.get(standing.tracked.number, Heard()), context
        )
    ]
    result += _review(tracker, context)
    recipients = (reminder.recipient for reminder in result if reminder.recipient != context.inspectorate)
    places = {recipient: place for place, recipient in enumerate(dict.fromkeys(map(str, recipients)))}
    # Sorting is stable: the reminders of a recipient stay in order of recommendation and kind.
    return tuple(sorted(result, key=lambda reminder: places.get(str(reminder.recipient), len(places))))


def inspectorate(log: Sequence[RecordedEvent]) -> Owner:
    """Return the inspectorate's contact: its lead inspector, by role, as for owners."""
    announced = next(recorded.fact for recorded in log if isinstance(recorded.fact, InspectionAnnounced))
    return Owner(
        role=humanise(Role.LEAD_INSPECTOR).capitalize(),
        organisation=announced.origin.actor.organisation,
    )


def responses_due_on(published_on: date) -> date:
    """Return the due date of responses and action plans: 15 working days after publication."""
    holidays = bank_holidays(published_on.year, published_on.year + 1)
    return working_days_after(published_on, ACTION_PLAN_WORKING_DAYS, holidays)


def _reminders_of(
    standing: RecommendationStanding, published_on: date, heard: Heard, context: ReminderContext
) -> Iterator[Reminder]:
    tracked = standing.tracked
    if not tracked.claim_stands:
        yield from _response_or_plan(tracked, published_on, context)
    match stage(tracked):
        case Stage.CLAIMED:
            yield from _verification(tracked, heard, context)
        case Stage.VERIFIED:
            yield from _closure(tracked, context)
        case _:
            yield from _actions(tracked, context)
            yield from _update(tracked, published_on, heard, context)
            yield from _completion(tracked, context)


def _response_or_plan(tracked: Tracked, published_on: date, context: ReminderContext) -> Iterator[Reminder]:
    number = tracked.number
    due_on = responses_due_on(published_on)
    due = f"Due by {context.when(due_on)}, {ACTION_PLAN_WORKING_DAYS} working days after publication."
    if tracked.acceptance is None:
        request = f"send your response to recommendation {number}: agreed, partly agreed or not agreed"
        yield context.reminder(
            ReminderKind.RESPONSE, tracked.owner, request, f"No response yet. {due}", due_on, number=number
        )
    elif tracked.acceptance is not Acceptance.NOT_AGREED and not tracked.actions:
        request = f"send the actions planned for recommendation {number}, each with a responsible role and a due date"
        why = f"{humanise(tracked.acceptance).capitalize()}, but no action is planned. {due}"
        yield context.reminder(ReminderKind.ACTION_PLAN, tracked.owner, request, why, due_on, number=number)


def _actions(tracked: Tracked, context: ReminderContext) -> Iterator[Reminder]:
    for place, action in enumerate(tracked.actions, 1):
        if not action.done and context.near(action.due_on):
            name = f"action {place} of recommendation {tracked.number}"
            request = f"confirm whether {name} is done; if not, give a new date and the reason"
            was = "was" if action.due_on < context.day else "is"
            why = f"“{action.step}” ({action.responsible}) {was} due on {context.when(action.due_on)}."
            about = {"number": tracked.number, "action": place}
            yield context.reminder(ReminderKind.ACTION, tracked.owner, request, why, action.due_on, **about)


def _update(tracked: Tracked, published_on: date, heard: Heard, context: ReminderContext) -> Iterator[Reminder]:
    reached = [months for months in MILESTONE_MONTHS if months_after(published_on, months) <= context.day]
    if not reached:
        return
    milestone = months_after(published_on, reached[-1])
    if heard.last is not None and heard.last > milestone - timedelta(days=SOON_DAYS):
        return
    last = f"The last update was on {context.when(heard.last)}." if heard.last else "There has been no update."
    since = format_day(heard.last or published_on)
    request = f"send an update on recommendation {tracked.number}: what has been done since {since}"
    why = f"Month {reached[-1]} was reached on {context.when(milestone)}. {last}"
    yield context.reminder(ReminderKind.UPDATE, tracked.owner, request, why, milestone, number=tracked.number)


def _completion(tracked: Tracked, context: ReminderContext) -> Iterator[Reminder]:
    if tracked.due_on is not None and context.near(tracked.due_on):
        request = (
            f"report recommendation {tracked.number} complete, with evidence, or request a later date with a reason"
        )
        why = f"{_due(tracked, context)}."
        yield context.reminder(
            ReminderKind.COMPLETION, tracked.owner, request, why, tracked.due_on, number=tracked.number
        )


def _verification(tracked: Tracked, heard: Heard, context: ReminderContext) -> Iterator[Reminder]:
    since = heard.claim_waits_since or context.day
    due_on = since + timedelta(days=context.verify_within)
    is_due = tracked.due_on is not None and context.near(tracked.due_on)
    if due_on <= context.day or is_due:
        why = f"{tracked.owner} claimed completion on {context.when(since)}, and nobody has verified it since."
        why += f" {_due(tracked, context)}." if is_due else ""
        request = f"verify the progress on recommendation {tracked.number}, with evidence"
        yield context.reminder(
            ReminderKind.VERIFICATION, context.inspectorate, request, why, due_on, number=tracked.number
        )


def _closure(tracked: Tracked, context: ReminderContext) -> Iterator[Reminder]:
    if tracked.due_on is not None and tracked.seen is not None and context.near(tracked.due_on):
        request = f"decide on recommendation {tracked.number}: close it, or state what is still missing"
        why = f"Completion was claimed, and {humanise(tracked.seen)} progress was verified. {_due(tracked, context)}."
        yield context.reminder(
            ReminderKind.CLOSURE, context.inspectorate, request, why, tracked.due_on, number=tracked.number
        )


def _review(tracker: Tracker, context: ReminderContext) -> Iterator[Reminder]:
    due_on = tracker.review_due_on
    if due_on is not None and tracker.reviewed_on is None and context.near(due_on):
        published = [
            recommendation
            for recommendation in tracker.recommendations.values()
            if recommendation.published_on is not None
        ]
        assessed = sum(recommendation.reviewed is not None for recommendation in published)
        why = f"Month 12 {'was' if due_on <= context.day else 'will be'} reached on {context.when(due_on)}. "
        why += f"{assessed} of {len(published)} recommendations are assessed."
        request = "hold the month-12 review: assess each recommendation, then complete the review"
        yield context.reminder(ReminderKind.REVIEW, context.inspectorate, request, why, due_on)


def _due(tracked: Tracked, context: ReminderContext) -> str:
    assert tracked.due_on is not None  # noqa: S101 - narrows the type: callers check it
    first = tracked.original_due_on or tracked.due_on
    moved = "" if tracked.due_on == first else f", moved from {format_day(first)}"
    requested = tracked.asked_due_on
    not_agreed = (
        f"; the owner requested {format_day(requested)}, which the inspectorate has not agreed" if requested else ""
    )
    return (
        f"It {'was' if tracked.due_on < context.day else 'is'} due on {context.when(tracked.due_on)}{moved}{not_agreed}"
    )


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"
