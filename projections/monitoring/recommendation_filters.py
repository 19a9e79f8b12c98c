"""Which recommendations match a filter, in which order, and which need action?"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import assert_never

from domain.value import Data
from projections.saved.recommendation_tracker import RecommendationStanding

SILENT_DAYS = 90


class Order(StrEnum):
    """Sort recommendations by number, nearest due date, owner or longest time without an update."""

    NUMBER = "number"
    DUE = "due"
    OWNER = "owner"
    NEWS = "news"


class RecommendationFilter(Data):
    """Select recommendations that meet every criterion set.

    `unverified` selects those not verified since the owner's last report, or ever; `claimed` those of them that the
    owner claims are complete; `silent` open recommendations without an update for this many days.
    """

    owner: str | None = None
    overdue: bool = False
    unverified: bool = False
    claimed: bool = False
    silent: int | None = None

    def matches(self, standing: RecommendationStanding) -> bool:
        """Return whether a recommendation meets every criterion."""
        return (
            owned_by(standing, self.owner)
            and (standing.overdue or not self.overdue)
            and (is_unverified(standing) or not self.unverified)
            and (is_claimed_only(standing) or not self.claimed)
            and (self.silent is None or is_silent(standing, self.silent))
        )


class Concern(Data):
    """Hold an open recommendation that is overdue or silent; None where it is not."""

    number: int
    owner: str
    days_overdue: int | None
    due_on: date | None
    days_silent: int | None


def owned_by(standing: RecommendationStanding, owner: str | None) -> bool:
    """Return whether the owner's role or organisation contains this text, ignoring case; None matches all."""
    return owner is None or owner.casefold() in str(standing.tracked.owner).casefold()


def is_unverified(standing: RecommendationStanding) -> bool:
    """Return whether progress was not verified since the owner's last report, or ever."""
    return standing.tracked.seen is None


def is_claimed_only(standing: RecommendationStanding) -> bool:
    """Return whether the owner claims completion and nobody has verified it since."""
    return standing.tracked.claim_stands and is_unverified(standing)


def is_silent(standing: RecommendationStanding, days: int) -> bool:
    """Return whether it is open and had no update for this many days or longer."""
    since = standing.days_since_news
    return standing.tracked.closure is None and since is not None and since >= days


def sort_key(standing: RecommendationStanding, order: Order) -> tuple[object, ...]:
    """Return the sort key of a recommendation in an order. Equal keys keep their order by number."""
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
    """Return the open recommendations that are overdue, or had no update for this many days."""
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
