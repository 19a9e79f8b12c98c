"""Which recommendations are asked for, in which order, and which need somebody to act?"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import assert_never

from domain.value import Data
from projections.saved.recommendation_tracker import RecommendationStanding

SILENT_DAYS = 90


class Order(StrEnum):
    """How recommendations are sorted: by number, nearest due date first, owner, or longest without news first."""

    NUMBER = "number"
    DUE = "due"
    OWNER = "owner"
    NEWS = "news"


class RecommendationFilter(Data):
    """Which recommendations to show; what is not set is not asked.

    `unverified` asks for those that the inspectorate has not looked at since the owner's last report, or ever;
    `claimed` for those of them whose owner claims that all is done; `silent` for open ones without news for so many
    days.
    """

    owner: str | None = None
    overdue: bool = False
    unverified: bool = False
    claimed: bool = False
    silent: int | None = None

    def matches(self, standing: RecommendationStanding) -> bool:
        """Whether a recommendation is asked for."""
        return (
            owned_by(standing, self.owner)
            and (standing.overdue or not self.overdue)
            and (is_unverified(standing) or not self.unverified)
            and (is_claimed_only(standing) or not self.claimed)
            and (self.silent is None or is_silent(standing, self.silent))
        )


class Concern(Data):
    """An open recommendation that is overdue, or of which nothing was heard for long; days where it is so."""

    number: int
    owner: str
    days_overdue: int | None
    due_on: date | None
    days_silent: int | None


def owned_by(standing: RecommendationStanding, text: str | None) -> bool:
    """Whether the owner's role or organisation has this in it, in small or capital letters; no text asks nothing."""
    return text is None or text.casefold() in str(standing.tracked.owner).casefold()


def is_unverified(standing: RecommendationStanding) -> bool:
    """Whether the inspectorate has not looked since the owner's last report, or ever."""
    return standing.tracked.seen is None


def is_claimed_only(standing: RecommendationStanding) -> bool:
    """Whether the owner claims that all is done, and the inspectorate has not looked since."""
    return standing.tracked.claim_stands and is_unverified(standing)


def is_silent(standing: RecommendationStanding, days: int) -> bool:
    """Whether it is open and there was no news for so many days or longer."""
    since = standing.days_since_news
    return standing.tracked.closure is None and since is not None and since >= days


def place(standing: RecommendationStanding, order: Order) -> tuple[object, ...]:
    """Return the key that sorts recommendations in an order. Those at the same place stay as they were, by number."""
    tracked = standing.tracked
    match order:
        case Order.NUMBER:
            return ()
        case Order.DUE:
            return tracked.closure is not None, tracked.due_on or date.max
        case Order.OWNER:
            return (str(tracked.owner).casefold(),)
        case Order.NEWS:
            since = standing.days_since_news
            return tracked.closure is not None, 1 if since is None else -since
        case _:
            assert_never(order)


def concerns(standings: Iterable[RecommendationStanding], days: int = SILENT_DAYS) -> list[Concern]:
    """Return the open recommendations that are overdue, or of which nothing was heard for so many days."""
    return [
        Concern(
            number=standing.tracked.number,
            owner=str(standing.tracked.owner),
            days_overdue=-(standing.days_left or 0) if standing.overdue else None,
            due_on=standing.tracked.due_on if standing.overdue else None,
            days_silent=standing.days_since_news if is_silent(standing, days) else None,
        )
        for standing in standings
        if standing.overdue or is_silent(standing, days)
    ]
