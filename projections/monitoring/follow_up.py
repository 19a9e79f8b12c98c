"""What was the status of an inspection's recommendations on any day?

Days are effective dates: a claim of 14 October counts from 14 October, even if it was recorded a week later. The log
given holds only the events that were recorded by the instant of interest.
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


class FollowUp(Data, dict=True):
    """Hold the events of one inspection at an instant, and a filter by owner."""

    inspection: str
    log: Sequence[RecordedEvent]
    day: date
    owner: str | None = None

    @cached_property
    def tracker(self) -> Tracker:
        """Return the recommendation tracker at the instant."""
        return TRACKER.replay(self.log)

    @property
    def published_on(self) -> date | None:
        """Return the date of first publication; None before it."""
        return self.tracker.published_on

    @cached_property
    def without_cases(self) -> tuple[RecordedEvent, ...]:
        """Return the log without the events of cases: most of it, and none changes a recommendation."""
        return tuple(recorded for recorded in self.log if recorded.case is None)

    def standings(self, day: date | None = None) -> list[RecommendationStanding]:
        """Return the recommendations' status on a day by effective date; without a day, at the instant.

        Once a report is published, recommendations that no edition holds yet are left out.
        """
        tracker = self.tracker if day is None else TRACKER.replay(effective_by(day, self.without_cases))
        return [
            standing
            for standing in standings(tracker, day or self.day)
            if owned_by(standing, self.owner) and (standing.tracked.published_on or tracker.published_on is None)
        ]


def publication_date(follow_up: FollowUp) -> date:
    """Return the date of first publication of a published inspection."""
    published_on = follow_up.published_on
    assert published_on is not None  # noqa: S101 - only published inspections are counted
    return published_on


def follow_up_events(follow_up: FollowUp, number: int | None = None) -> Iterator[FollowUpEvent]:
    """Yield the events of one recommendation, or of all, in the order of the log."""
    for recorded in follow_up.without_cases:
        fact = recorded.fact
        if isinstance(fact, FollowUpReviewed) or not isinstance(fact, FollowUpEvent):
            continue
        if number in (None, fact.number):
            yield fact
