"""Which recommendations match a filter, in which order, and which need action?"""

from datetime import date, timedelta

import pytest

from domain.events.recommendation_terms import Progress, Verification
from projections.monitoring.recommendation_filters import Concern, Order, RecommendationFilter, concerns, sort_key
from projections.saved.recommendation_tracker import TRACKER, standings
from tests.fixtures.follow_ups import (
    CHIEF,
    DUE,
    PUBLICATION,
    closed,
    extended,
    log,
    made,
    published,
    reported,
    reviewed,
    verified,
)


def after(days: int) -> date:
    return PUBLICATION + timedelta(days=days)


# 1: claimed, not verified. 2: claimed, not confirmed. 3: in progress since verified. 4: closed. 5: no event.
LOG = log(
    made(1, CHIEF),
    *(made(number) for number in (2, 3, 4, 5)),
    published(),
    reported(2, after(50)),
    verified(2, after(60), Verification.INSUFFICIENT),
    verified(3, after(70)),
    reported(3, after(80), Progress.IN_PROGRESS),
    closed(4, after(90)),
    reported(1, after(100)),
    extended(3, after(110), after(500)),
)


def numbers(criteria: RecommendationFilter, day: date | None = None) -> list[int]:
    return [
        standing.tracked.number
        for standing in standings(TRACKER.replay(LOG), day or after(120))
        if criteria.matches(standing)
    ]


@pytest.mark.parametrize(
    ("criteria", "then"),
    [
        (RecommendationFilter(), [1, 2, 3, 4, 5]),
        (RecommendationFilter(owner="chief exec"), [1]),
        (RecommendationFilter(owner="NEWPORT YOUTH"), [2, 3, 4, 5]),
        (RecommendationFilter(unverified=True), [1, 3, 4, 5]),
        (RecommendationFilter(claimed=True), [1]),
        (RecommendationFilter(silent=20), [1, 2, 5]),
        (RecommendationFilter(silent=21), [2, 5]),
        (RecommendationFilter(owner="chief", silent=20), [1]),
        (RecommendationFilter(overdue=True), []),
    ],
)
def test_a_filter_selects_what_meets_every_criterion(criteria: RecommendationFilter, then: list[int]):
    assert numbers(criteria) == then


def test_a_recommendation_is_overdue_from_the_day_after():
    assert numbers(RecommendationFilter(overdue=True), DUE) == []
    assert numbers(RecommendationFilter(overdue=True), DUE + timedelta(days=1)) == [1, 2, 5]


def test_an_assessment_for_the_month_12_review_verifies_too():
    seen = log(made(1), published(), reported(1, after(10)), reviewed(1, after(400)))
    [standing] = standings(TRACKER.replay(seen), after(401))
    assert not RecommendationFilter(unverified=True).matches(standing)
    assert not RecommendationFilter(claimed=True).matches(standing)


@pytest.mark.parametrize(
    ("order", "then"),
    [
        (Order.NUMBER, [1, 2, 3, 4, 5]),
        (Order.DUE, [1, 2, 5, 3, 4]),
        (Order.OWNER, [1, 2, 3, 4, 5]),
        (Order.NEWS, [5, 2, 1, 3, 4]),
    ],
)
def test_closed_recommendations_are_sorted_last_by_due_date_and_update(order: Order, then: list[int]):
    found = sorted(standings(TRACKER.replay(LOG), after(120)), key=lambda standing: sort_key(standing, order))
    assert [standing.tracked.number for standing in found] == then


def test_before_publication_nothing_is_silent():
    found = standings(TRACKER.replay(log(made(1), made(2))), PUBLICATION)
    assert [
        standing.tracked.number for standing in sorted(found, key=lambda standing: sort_key(standing, Order.NEWS))
    ] == [1, 2]
    assert concerns(found, 1) == []
    assert not any(RecommendationFilter(silent=1).matches(standing) for standing in found)


def test_overdue_or_silent_recommendations_need_action_unless_closed():
    found = standings(TRACKER.replay(LOG), DUE + timedelta(days=1))
    chief, head = (str(standing.tracked.owner) for standing in found[:2])
    assert concerns(found, 300) == [
        Concern(1, chief, 1, DUE, None),
        Concern(2, head, 1, DUE, 306),
        Concern(5, head, 1, DUE, 366),
    ]
    assert [(standing.number, standing.days_overdue, standing.days_silent) for standing in concerns(found, 200)] == [
        (1, 1, 266),
        (2, 1, 306),
        (3, None, 256),
        (5, 1, 366),
    ]
