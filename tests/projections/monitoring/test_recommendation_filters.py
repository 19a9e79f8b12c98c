"""Which recommendations are asked for, in which order, and which need somebody to act?"""

from datetime import date, timedelta

import pytest

from domain.events.recommendation_terms import Progress, Verification
from projections.monitoring.recommendation_filters import Concern, Order, RecommendationFilter, concerns, place
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


# 1: claimed, not looked at. 2: claimed, found wanting. 3: in progress since the last look. 4: closed. 5: nothing said.
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


def numbers(wanted: RecommendationFilter, day: date | None = None) -> list[int]:
    return [one.tracked.number for one in standings(TRACKER.replay(LOG), day or after(120)) if wanted.matches(one)]


@pytest.mark.parametrize(
    ("wanted", "then"),
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
def test_only_what_is_asked_for_is_chosen(wanted: RecommendationFilter, then: list[int]):
    assert numbers(wanted) == then


def test_overdue_ones_are_chosen_from_the_day_after():
    assert numbers(RecommendationFilter(overdue=True), DUE) == []
    assert numbers(RecommendationFilter(overdue=True), DUE + timedelta(days=1)) == [1, 2, 5]


def test_a_look_for_the_month_12_review_is_a_look_too():
    seen = log(made(1), published(), reported(1, after(10)), reviewed(1, after(400)))
    [one] = standings(TRACKER.replay(seen), after(401))
    assert not RecommendationFilter(unverified=True).matches(one)
    assert not RecommendationFilter(claimed=True).matches(one)


@pytest.mark.parametrize(
    ("order", "then"),
    [
        (Order.NUMBER, [1, 2, 3, 4, 5]),
        (Order.DUE, [1, 2, 5, 3, 4]),
        (Order.OWNER, [1, 2, 3, 4, 5]),
        (Order.NEWS, [5, 2, 1, 3, 4]),
    ],
)
def test_recommendations_are_sorted_with_the_closed_ones_last_where_it_is_about_time(order: Order, then: list[int]):
    ones = sorted(standings(TRACKER.replay(LOG), after(120)), key=lambda one: place(one, order))
    assert [one.tracked.number for one in ones] == then


def test_before_publication_nobody_is_waited_for():
    ones = standings(TRACKER.replay(log(made(1), made(2))), PUBLICATION)
    assert [one.tracked.number for one in sorted(ones, key=lambda one: place(one, Order.NEWS))] == [1, 2]
    assert concerns(ones, 1) == []
    assert not any(RecommendationFilter(silent=1).matches(one) for one in ones)


def test_what_is_overdue_or_silent_needs_somebody_to_act_and_what_is_closed_does_not():
    ones = standings(TRACKER.replay(LOG), DUE + timedelta(days=1))
    chief, head = (str(one.tracked.owner) for one in ones[:2])
    assert concerns(ones, 300) == [
        Concern(1, chief, 1, DUE, None),
        Concern(2, head, 1, DUE, 306),
        Concern(5, head, 1, DUE, 366),
    ]
    assert [(one.number, one.days_overdue, one.days_silent) for one in concerns(ones, 200)] == [
        (1, 1, 266),
        (2, 1, 306),
        (3, None, 256),
        (5, 1, 366),
    ]
