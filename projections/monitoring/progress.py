"""How do recommendations progress by month after publication, and how long does each step take?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from statistics import median

from domain.dates import FOLLOW_UP_MONTHS, months_after
from domain.events.following_up import (
    ActionPlanned,
    ActionRevised,
    FollowUpEvent,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
)
from domain.events.recommendation_terms import Acceptance, Closure, Progress
from domain.events.reviewing import RecommendationReviewed
from domain.value import Data
from projections.monitoring.claims import Claim, Claims, claims_of, count_claims
from projections.monitoring.follow_up import FollowUp, follow_up_events, publication_date
from projections.saved.recommendation_tracker import RecommendationStanding, Stage, Tracked, stage

MEASURES = {
    "agree": "from publication to the owner's agreement, in full or in part",
    "plan": "from publication to the first planned action",
    "act": "from publication to the first action done",
    "claim": "from publication to the first claim of completion",
    "verify": "from publication to the inspectorate's first check",
    "answer a claim": "from a claim of completion to the inspectorate's next check",
}


class Count(Data):
    """Count the recommendations at each stage.

    The four stages add up to `recommendations`. `implemented` is part of `closed`; `overdue` is part of the rest.
    """

    inspections: int
    recommendations: int
    open: int
    claimed: int
    verified: int
    closed: int
    implemented: int
    overdue: int

    @property
    def share_overdue(self) -> Fraction | None:
        """Return the exact share of overdue recommendations; None if there are no recommendations."""
        return Fraction(self.overdue, self.recommendations) if self.recommendations else None


class Month(Data):
    """Hold the count at a month after publication; `on` is None if inspections reached it on different days."""

    month: int
    on: date | None
    count: Count


class Measure(Data):
    """Hold the calendar days a step takes: median, shortest and longest.

    `count` recommendations took the step, of `of` that could have. The median can be a half day. A step with an
    effective date before publication counts as taken on the day of publication.
    """

    name: str
    description: str
    median: float | None
    least: int | None
    most: int | None
    count: int
    of: int


class ProgressOverTime(Data):
    """Hold the progress of the published inspections; `unpublished` inspections are not counted."""

    inspections: tuple[str, ...]
    unpublished: tuple[str, ...]
    now: Count
    months: tuple[Month, ...]
    measures: tuple[Measure, ...]
    claims: Claims


def progress_over_time(follow_ups: Sequence[FollowUp]) -> ProgressOverTime:
    """Return the progress of these inspections' recommendations by month.

    The months are 0 to 12, and further until every event is in effect. Each month counts the inspections that have
    reached it.
    """
    published = [follow_up for follow_up in follow_ups if follow_up.published_on is not None]
    claims = [
        claim
        for follow_up in published
        for standing in follow_up.standings()
        for claim in claims_of(follow_up, standing.tracked)
    ]
    return ProgressOverTime(
        inspections=tuple(follow_up.inspection for follow_up in published),
        unpublished=tuple(follow_up.inspection for follow_up in follow_ups if follow_up.published_on is None),
        now=count([follow_up.standings() for follow_up in published]),
        months=tuple(_months(published)),
        measures=(*_measures(published), _days_to_check(claims)),
        claims=count_claims(claims),
    )


def count(inspections: Sequence[Sequence[RecommendationStanding]]) -> Count:
    """Return how many recommendations are at each stage."""
    recommendations = [standing for standings in inspections for standing in standings]
    stages = Counter(stage(standing.tracked) for standing in recommendations)
    return Count(
        inspections=len(inspections),
        recommendations=len(recommendations),
        open=stages[Stage.OPEN],
        claimed=stages[Stage.CLAIMED],
        verified=stages[Stage.VERIFIED],
        closed=stages[Stage.CLOSED],
        implemented=sum(standing.tracked.closure is Closure.IMPLEMENTED for standing in recommendations),
        overdue=sum(standing.overdue for standing in recommendations),
    )


def _months(follow_ups: Sequence[FollowUp]) -> Iterator[Month]:
    last = max([FOLLOW_UP_MONTHS, *(_last_month(follow_up) for follow_up in follow_ups)])
    for month in range(last + 1):
        days = [(follow_up, months_after(publication_date(follow_up), month)) for follow_up in follow_ups]
        reached = [(follow_up, day) for follow_up, day in days if day <= follow_up.day]
        if not reached:
            return
        same = {day for _, day in reached}
        on = same.pop() if len(same) == 1 else None
        yield Month(month, on, count([follow_up.standings(day) for follow_up, day in reached]))


def _last_month(follow_up: FollowUp) -> int:
    """Return the first month by which every follow-up event is in effect."""
    last = max((fact.origin.day for fact in follow_up_events(follow_up)), default=publication_date(follow_up))
    return next(month for month in range(9_999) if months_after(publication_date(follow_up), month) >= last)


def _measures(follow_ups: Sequence[FollowUp]) -> Iterator[Measure]:
    taken: dict[str, list[int | None]] = {name: [] for name in list(MEASURES)[:-1]}
    for follow_up in follow_ups:
        for standing in follow_up.standings():
            start = standing.tracked.published_on or publication_date(follow_up)
            firsts = _first_days(follow_up, standing.tracked)
            for name, days in taken.items():
                first = firsts.get(name)
                days.append(None if first is None else max((first - start).days, 0))
    yield from (_measure(name, days) for name, days in taken.items())


def _first_days(follow_up: FollowUp, tracked: Tracked) -> dict[str, date]:
    """Return the first effective date of each step taken."""
    days: dict[str, date] = {}
    for fact in follow_up_events(follow_up, tracked.number):
        name = _step(fact)
        if name is not None:
            days[name] = min(fact.origin.day, days.get(name, date.max))
    return days


def _step(fact: FollowUpEvent) -> str | None:
    match fact:
        case RecommendationAnswered() if fact.acceptance is not Acceptance.NOT_AGREED:
            return "agree"
        case ActionPlanned():
            return "plan"
        case ActionRevised() if fact.done:
            return "act"
        case ProgressReported() if fact.progress is Progress.CLAIMED_COMPLETE:
            return "claim"
        case ProgressVerified() | RecommendationReviewed():
            return "verify"
        case _:
            return None


def _measure(name: str, days: Sequence[int | None]) -> Measure:
    taken = [day for day in days if day is not None]
    return Measure(
        name=name,
        description=MEASURES[name],
        median=median(taken) if taken else None,
        least=min(taken, default=None),
        most=max(taken, default=None),
        count=len(taken),
        of=len(days),
    )


def _days_to_check(claims: Sequence[Claim]) -> Measure:
    days = [(claim.checked_on - claim.on).days if claim.checked_on else None for claim in claims]
    return _measure("answer a claim", days)
