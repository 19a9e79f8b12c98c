"""What was said of the recommendations of one inspection, and where did they stand on any day?

Days are those that events are true of: a claim of 14 October counts from 14 October, though it was written down a week
later. What counts at all is decided before, by the instant that one looks from.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from domain.events.following_up import FollowUpEvent
from domain.events.reviewing import FollowUpReviewed
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effective_date import effective_by
from projections.monitoring.recommendation_filters import owned_by
from projections.saved.recommendation_tracker import TRACKER, RecommendationStanding, Tracker, standings


class Course(Data, dict=True):
    """The follow-up of one inspection: the events that count at an instant, its day, and whose recommendations."""

    inspection: str
    log: Sequence[RecordedEvent]
    day: date
    owner: str | None = None

    @cached_property
    def tracker(self) -> Tracker:
        """Where its recommendations stand at the instant."""
        return TRACKER.replay(self.log)

    @property
    def published_on(self) -> date | None:
        """When its twelve months began; None where they have not."""
        return self.tracker.published_on

    @cached_property
    def without_cases(self) -> tuple[RecordedEvent, ...]:
        """The log without what was said of cases, which is most of it and moves no recommendation."""
        return tuple(recorded for recorded in self.log if recorded.case is None)

    def standings(self, day: date | None = None) -> list[RecommendationStanding]:
        """Return where the recommendations stood on a day by what was true by then; without a day, now.

        Once a report is published, what no edition of it holds yet does not count.
        """
        tracker = self.tracker if day is None else TRACKER.replay(effective_by(day, self.without_cases))
        return [
            standing
            for standing in standings(tracker, day or self.day)
            if owned_by(standing, self.owner) and (standing.tracked.published_on or tracker.published_on is None)
        ]


def began(course: Course) -> date:
    """Return the day that the twelve months of a published inspection began."""
    published_on = course.published_on
    assert published_on is not None  # noqa: S101 - only published inspections are counted
    return published_on


def events_of(course: Course, number: int | None = None) -> Iterator[FollowUpEvent]:
    """Yield what was said of all recommendations, or of one, in the order of the log."""
    for recorded in course.without_cases:
        fact = recorded.fact
        if isinstance(fact, FollowUpReviewed) or not isinstance(fact, FollowUpEvent):
            continue
        if number in (None, fact.number):
            yield fact
