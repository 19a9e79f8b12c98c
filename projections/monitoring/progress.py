"""How do recommendations move from open to closed in the months after publication, and how long does each step take?"""

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
from projections.monitoring.claims import Claim, Claims, claims_of, counted
from projections.monitoring.follow_up import Course, began, events_of
from projections.saved.recommendation_tracker import RecommendationStanding, Stage, Tracked, stage

MEASURES = {
    "agree": "from publication to the owner's agreement, in full or in part",
    "plan": "from publication to the first planned action",
    "act": "from publication to the first action done",
    "claim": "from publication to the first claim that all is done",
    "verify": "from publication to the inspectorate's first look",
    "answer a claim": "from a claim that all is done to the inspectorate's next look",
}


class Count(Data):
    """How many recommendations are at each stage, of how many inspections.

    The four stages add up to `recommendations`. `implemented` are some of the closed, `overdue` some of the others.
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
        """The overdue ones as a share of all, exact; None where there are none at all."""
        return Fraction(self.overdue, self.recommendations) if self.recommendations else None


class Month(Data):
    """The count so many months after publication. `on` is the day, where it is the same for all inspections."""

    month: int
    on: date | None
    count: Count


class Measure(Data):
    """How many calendar days a step takes: the median over the `count` that took it, of `of` that could have.

    Half a day can come out where the count is even. `least` and `most` are the quickest and the slowest. A step that is
    true of a day before publication counts as taken on the day of publication.
    """

    name: str
    description: str
    median: float | None
    least: int | None
    most: int | None
    count: int
    of: int


class ProgressOverTime(Data):
    """The follow-up of the published inspections; `unpublished` ones have nothing to count from yet."""

    inspections: tuple[str, ...]
    unpublished: tuple[str, ...]
    now: Count
    months: tuple[Month, ...]
    measures: tuple[Measure, ...]
    claims: Claims


def progress_over_time(courses: Sequence[Course]) -> ProgressOverTime:
    """Return how the recommendations of these inspections moved.

    The months are 0 to 12, and on to the first one by which all that was said is true; each counts the inspections that
    have come so far.
    """
    published = [course for course in courses if course.published_on is not None]
    claims = [
        claim
        for course in published
        for standing in course.standings()
        for claim in claims_of(course, standing.tracked)
    ]
    return ProgressOverTime(
        inspections=tuple(course.inspection for course in published),
        unpublished=tuple(course.inspection for course in courses if course.published_on is None),
        now=count([course.standings() for course in published]),
        months=tuple(_months(published)),
        measures=(*_measures(published), _days_to_look(claims)),
        claims=counted(claims),
    )


def count(inspections: Sequence[Sequence[RecommendationStanding]]) -> Count:
    """Return how many recommendations are at each stage."""
    every = [standing for standings in inspections for standing in standings]
    stages = Counter(stage(standing.tracked) for standing in every)
    return Count(
        inspections=len(inspections),
        recommendations=len(every),
        open=stages[Stage.OPEN],
        claimed=stages[Stage.CLAIMED],
        verified=stages[Stage.VERIFIED],
        closed=stages[Stage.CLOSED],
        implemented=sum(standing.tracked.closure is Closure.IMPLEMENTED for standing in every),
        overdue=sum(standing.overdue for standing in every),
    )


def _months(courses: Sequence[Course]) -> Iterator[Month]:
    last = max([FOLLOW_UP_MONTHS, *(_last_month(course) for course in courses)])
    for month in range(last + 1):
        days = [(course, months_after(began(course), month)) for course in courses]
        reached = [(course, day) for course, day in days if day <= course.day]
        if not reached:
            return
        same = {day for _, day in reached}
        on = same.pop() if len(same) == 1 else None
        yield Month(month, on, count([course.standings(day) for course, day in reached]))


def _last_month(course: Course) -> int:
    """Return the first month by which everything that was said of the recommendations is true."""
    last = max((fact.origin.day for fact in events_of(course)), default=began(course))
    return next(month for month in range(9_999) if months_after(began(course), month) >= last)


def _measures(courses: Sequence[Course]) -> Iterator[Measure]:
    taken: dict[str, list[int | None]] = {name: [] for name in list(MEASURES)[:-1]}
    for course in courses:
        for standing in course.standings():
            start = standing.tracked.published_on or began(course)
            firsts = _first_days(course, standing.tracked)
            for name, days in taken.items():
                first = firsts.get(name)
                days.append(None if first is None else max((first - start).days, 0))
    yield from (_measure(name, days) for name, days in taken.items())


def _first_days(course: Course, tracked: Tracked) -> dict[str, date]:
    """Return the first day of each step that was taken."""
    days: dict[str, date] = {}
    for fact in events_of(course, tracked.number):
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


def _days_to_look(claims: Sequence[Claim]) -> Measure:
    days = [(claim.looked_on - claim.on).days if claim.looked_on else None for claim in claims]
    return _measure("answer a claim", days)
