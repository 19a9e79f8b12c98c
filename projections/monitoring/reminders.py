"""Who must be asked for what on a day, and why?

The state is that of the events given; days are counted from the day given. Nobody is asked about a recommendation that
is closed, and an owner who claims that all is done is not asked again: then it is for the inspectorate to look.
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

# How near a day must be for somebody to be reminded of it, and how early news for a milestone may come. Ours.
SOON_DAYS = 14
# How long a claim may wait for the inspectorate to look. Ours: four weeks.
VERIFY_WITHIN_DAYS = 28


class ReminderKind(StrEnum):
    """What is asked for, in the order in which it comes up."""

    ANSWER = "answer"
    ACTION_PLAN = "action plan"
    ACTION = "action"
    NEWS = "news"
    COMPLETION = "completion"
    VERIFICATION = "verification"
    CLOSURE = "closure"
    REVIEW = "review"


class Reminder(Data):
    """One thing that somebody must be asked for: what, why, and the day it is or was due.

    `days` are calendar days from the day asked of: negative where it is late. `number` is None for the whole.
    """

    kind: ReminderKind
    ask: Owner
    wanted: str
    why: str
    due_on: date
    days: int
    number: int | None = None
    action: int | None = None

    @property
    def late(self) -> bool:
        """Whether the day has passed."""
        return self.days < 0


class Chase(Data):
    """What is the same for every reminder: the day, who speaks for the inspectorate, and how long claims may wait."""

    day: date
    inspectorate: Owner
    verify_within: int

    def of(self, kind: ReminderKind, ask: Owner, wanted: str, why: str, due_on: date, **about: int) -> Reminder:
        """Return a reminder, its days counted from the day."""
        return Reminder(kind, ask, wanted, why, due_on, (due_on - self.day).days, **about)

    def near(self, due_on: date) -> bool:
        """Whether a day has passed, or comes within two weeks."""
        return due_on - self.day <= timedelta(days=SOON_DAYS)

    def when(self, due_on: date) -> str:
        """Return a day with how far off it is."""
        days = (due_on - self.day).days
        far = "today" if days == 0 else f"in {_days(days)}" if days > 0 else f"{_days(-days)} ago"
        return f"{format_day(due_on)} ({far})"


def reminders(log: Sequence[RecordedEvent], day: date, verify_within: int = VERIFY_WITHIN_DAYS) -> tuple[Reminder, ...]:
    """Return who must be asked for what on a day, those of one owner together, the inspectorate last.

    There is nothing to ask for before publication, nor about what no edition held by then. `verify_within` is after how
    many days of waiting the inspectorate is reminded of a claim.
    """
    tracker = TRACKER.replay(log)
    if tracker.published_on is None or day < tracker.published_on:
        return ()
    chase = Chase(day, inspectorate(log), verify_within)
    heard = last_heard(log)
    wanted = [
        reminder
        for standing in standings(tracker, day)
        if standing.tracked.closure is None
        and standing.tracked.published_on is not None
        and standing.tracked.published_on <= day
        for reminder in _about(
            standing, standing.tracked.published_on, heard.get(standing.tracked.number, Heard()), chase
        )
    ]
    wanted += _review(tracker, chase)
    owners = list(dict.fromkeys(str(item.ask) for item in wanted if item.ask != chase.inspectorate))
    places = {owner: place for place, owner in enumerate(owners)}
    # Sorting keeps the order of what is equal: by recommendation, then as it comes up.
    return tuple(sorted(wanted, key=lambda item: places.get(str(item.ask), len(places))))


def inspectorate(log: Sequence[RecordedEvent]) -> Owner:
    """Return who is asked for the inspectorate: its lead inspector, by role, as for owners."""
    announced = next(recorded.fact for recorded in log if isinstance(recorded.fact, InspectionAnnounced))
    return Owner(
        role=humanise(Role.LEAD_INSPECTOR).capitalize(),
        organisation=announced.origin.actor.organisation,
    )


def answers_due_on(published_on: date) -> date:
    """Return by when owners are asked to answer and to plan, counted from publication."""
    holidays = bank_holidays(published_on.year, published_on.year + 1)
    return working_days_after(published_on, ACTION_PLAN_WORKING_DAYS, holidays)


def _about(standing: RecommendationStanding, published_on: date, heard: Heard, chase: Chase) -> Iterator[Reminder]:
    tracked = standing.tracked
    if not tracked.claim_stands:
        yield from _answer_or_plan(tracked, published_on, chase)
    match stage(tracked):
        case Stage.CLAIMED:
            yield from _verification(tracked, heard, chase)
        case Stage.VERIFIED:
            yield from _closure(tracked, chase)
        case _:
            yield from _actions(tracked, chase)
            yield from _news(tracked, published_on, heard, chase)
            yield from _completion(tracked, chase)


def _answer_or_plan(tracked: Tracked, published_on: date, chase: Chase) -> Iterator[Reminder]:
    number = tracked.number
    due_on = answers_due_on(published_on)
    asked_for = f"Asked for by {chase.when(due_on)}, {ACTION_PLAN_WORKING_DAYS} working days after publication."
    if tracked.acceptance is None:
        wanted = f"the answer to recommendation {number}: agreed, agreed in part or not agreed"
        yield chase.of(ReminderKind.ANSWER, tracked.owner, wanted, f"No answer yet. {asked_for}", due_on, number=number)
    elif tracked.acceptance is not Acceptance.NOT_AGREED and not tracked.actions:
        wanted = f"the actions planned for recommendation {number}, each with a role and a day"
        why = f"{humanise(tracked.acceptance).capitalize()}, and no action is planned. {asked_for}"
        yield chase.of(ReminderKind.ACTION_PLAN, tracked.owner, wanted, why, due_on, number=number)


def _actions(tracked: Tracked, chase: Chase) -> Iterator[Reminder]:
    for place, action in enumerate(tracked.actions, 1):
        if not action.done and chase.near(action.due_on):
            which = f"action {place} of recommendation {tracked.number}"
            wanted = f"whether {which} is done; if not, by when it will be, and why"
            was = "was" if action.due_on < chase.day else "is"
            why = f"“{action.step}” ({action.responsible}) {was} due on {chase.when(action.due_on)}."
            about = {"number": tracked.number, "action": place}
            yield chase.of(ReminderKind.ACTION, tracked.owner, wanted, why, action.due_on, **about)


def _news(tracked: Tracked, published_on: date, heard: Heard, chase: Chase) -> Iterator[Reminder]:
    reached = [months for months in MILESTONE_MONTHS if months_after(published_on, months) <= chase.day]
    if not reached:
        return
    milestone = months_after(published_on, reached[-1])
    if heard.last is not None and heard.last > milestone - timedelta(days=SOON_DAYS):
        return
    last = f"The last news is of {chase.when(heard.last)}." if heard.last else "There has been no news."
    since = format_day(heard.last or published_on)
    wanted = f"news of recommendation {tracked.number}: what has been done since {since}"
    why = f"Month {reached[-1]} was reached on {chase.when(milestone)}. {last}"
    yield chase.of(ReminderKind.NEWS, tracked.owner, wanted, why, milestone, number=tracked.number)


def _completion(tracked: Tracked, chase: Chase) -> Iterator[Reminder]:
    if tracked.due_on is not None and chase.near(tracked.due_on):
        wanted = f"the completion of recommendation {tracked.number} with its evidence, or a later day and the reason"
        why = f"{_due(tracked, chase)}."
        yield chase.of(ReminderKind.COMPLETION, tracked.owner, wanted, why, tracked.due_on, number=tracked.number)


def _verification(tracked: Tracked, heard: Heard, chase: Chase) -> Iterator[Reminder]:
    since = heard.claim_waits_since or chase.day
    due_on = since + timedelta(days=chase.verify_within)
    pressing = tracked.due_on is not None and chase.near(tracked.due_on)
    if due_on <= chase.day or pressing:
        why = f"{tracked.owner} claimed on {chase.when(since)} that all is done, and nobody has looked since."
        why += f" {_due(tracked, chase)}." if pressing else ""
        wanted = f"a look at recommendation {tracked.number}: how much progress there is, and on what evidence"
        yield chase.of(ReminderKind.VERIFICATION, chase.inspectorate, wanted, why, due_on, number=tracked.number)


def _closure(tracked: Tracked, chase: Chase) -> Iterator[Reminder]:
    if tracked.due_on is not None and tracked.seen is not None and chase.near(tracked.due_on):
        wanted = f"a decision on recommendation {tracked.number}: close it, or say what is still missing"
        why = f"All is claimed done, and {humanise(tracked.seen)} progress was seen. {_due(tracked, chase)}."
        yield chase.of(ReminderKind.CLOSURE, chase.inspectorate, wanted, why, tracked.due_on, number=tracked.number)


def _review(tracker: Tracker, chase: Chase) -> Iterator[Reminder]:
    due_on = tracker.review_due_on
    if due_on is not None and tracker.reviewed_on is None and chase.near(due_on):
        published = [
            recommendation
            for recommendation in tracker.recommendations.values()
            if recommendation.published_on is not None
        ]
        assessed = sum(recommendation.reviewed is not None for recommendation in published)
        why = f"Month 12 {'was' if due_on <= chase.day else 'will be'} reached on {chase.when(due_on)}. "
        why += f"{assessed} of {len(published)} recommendations are assessed."
        wanted = "the month-12 review: an assessment of each recommendation, and the review as a whole"
        yield chase.of(ReminderKind.REVIEW, chase.inspectorate, wanted, why, due_on)


def _due(tracked: Tracked, chase: Chase) -> str:
    assert tracked.due_on is not None  # noqa: S101 - narrows the type: only what is near its day is told
    first = tracked.original_due_on or tracked.due_on
    than = "a later" if tracked.due_on > first else "an earlier"
    moved = "" if tracked.due_on == first else f", {than} day than the first"
    day = tracked.asked_due_on
    not_agreed = f"; the owner asks for {format_day(day)}, which the inspectorate has not agreed to" if day else ""
    return f"It {'was' if tracked.due_on < chase.day else 'is'} due on {chase.when(tracked.due_on)}{moved}{not_agreed}"


def _days(number: int) -> str:
    return f"{number:,} day{'' if number == 1 else 's'}"
