"""How do recommendations progress by month after publication, and how long does each step take?"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import london_day, months_after
from domain.events.recommendation_terms import Acceptance, Closure, Progress, Verification
from projections.engine.effective_date import effective_by
from projections.monitoring.follow_up import FollowUp
from projections.monitoring.progress import MEASURES, Count, Measure, count, progress_over_time
from projections.saved.recommendation_tracker import TRACKER, Stage, stage
from tests.fixtures import inspections
from tests.fixtures.follow_ups import (
    CHIEF,
    HEAD,
    NAME,
    PUBLICATION,
    answered,
    closed,
    follow_ups,
    log,
    made,
    planned,
    published,
    reported,
    revised,
    verified,
)

MONTH_TWELVE = date(2017, 7, 15)


def after(days: int) -> date:
    return PUBLICATION + timedelta(days=days)


def follow_up(*facts, day: date = MONTH_TWELVE, inspection: str = NAME, owner: str | None = None) -> FollowUp:
    return FollowUp(inspection, log(*facts, inspection=inspection), day, owner)


def progress(*facts, day: date = MONTH_TWELVE):
    return progress_over_time([follow_up(*facts, day=day)])


def measured(over_time, name: str) -> Measure:
    return next(measure for measure in over_time.measures if measure.name == name)


def stages(counted: Count) -> tuple[int, int, int, int]:
    return counted.open, counted.claimed, counted.verified, counted.closed


# Months

FOUR = (
    *(made(number) for number in (1, 2, 3, 4)),
    published(),
    reported(1, date(2016, 10, 15)),
    verified(1, date(2016, 11, 16)),
    closed(1, date(2017, 1, 2)),
    reported(2, date(2016, 12, 16)),
    verified(2, date(2017, 1, 20), Verification.INSUFFICIENT),
    closed(3, date(2017, 3, 1), Closure.NOT_IMPLEMENTED),
)


def test_each_month_counts_every_recommendation_at_one_stage():
    months = progress(*FOUR).months
    assert [month.month for month in months] == list(range(13))
    assert [stages(month.count) for month in months] == [
        *[(4, 0, 0, 0)] * 3,
        (3, 1, 0, 0),  # 15 October: the first is claimed on that day
        (3, 1, 0, 0),
        (3, 0, 1, 0),
        (2, 1, 0, 1),  # 15 January: the first is closed, the second claimed
        (3, 0, 0, 1),  # 15 February: the claim of the second was not borne out
        *[(2, 0, 0, 2)] * 5,
    ]
    assert {month.count.implemented for month in months[8:]} == {1}
    assert (months[3].on, months[12].on) == (date(2016, 10, 15), MONTH_TWELVE)


def test_a_claim_counts_from_its_effective_date():
    over_time = progress(made(1), published(), reported(1, date(2016, 12, 1), on=date(2016, 8, 10)))
    assert [stages(month.count) for month in over_time.months[:2]] == [(1, 0, 0, 0), (0, 1, 0, 0)]


def test_only_months_that_were_reached_are_included():
    assert [month.month for month in progress(*FOUR, day=date(2017, 1, 14)).months] == [0, 1, 2, 3, 4, 5]
    assert progress(made(1)).months == ()


def test_the_months_continue_until_every_event_is_in_effect():
    late = progress(*FOUR, reported(4, date(2017, 9, 16), Progress.IN_PROGRESS), day=date(2020, 1, 1))
    assert [month.month for month in late.months] == list(range(16))
    assert len(progress(*FOUR, day=date(2020, 1, 1)).months) == 13


def test_a_recommendation_of_a_later_edition_counts_from_the_day_of_that_edition():
    late = made(5, day=date(2016, 8, 1))
    assert {month.count.recommendations for month in progress(*FOUR, late).months} == {4}
    edition = published(date(2016, 9, 1), date(2017, 9, 1), edition=2)
    assert [month.count.recommendations for month in progress(*FOUR, late, edition).months[:3]] == [4, 4, 5]


def test_overdue_recommendations_are_counted_and_their_share_is_exact():
    now = progress(*FOUR, day=MONTH_TWELVE + timedelta(days=1)).now
    assert (now.overdue, now.share_overdue) == (2, Fraction(1, 2))
    assert progress(*FOUR).now.share_overdue == 0
    assert count([]).share_overdue is None


# Several inspections, and owners


def test_several_inspections_are_counted_by_month_after_their_own_publication():
    published_later = date(2016, 12, 1)
    later = follow_up(
        made(1),
        published(published_later, date(2017, 12, 1)),
        reported(1, date(2017, 1, 1)),
        inspection="cardiff-2016",
        day=date(2017, 2, 28),
    )
    over_time = progress_over_time([follow_up(*FOUR), later, follow_up(made(1), inspection="bath-2017")])
    assert (over_time.inspections, over_time.unpublished) == ((NAME, "cardiff-2016"), ("bath-2017",))
    both, alone = over_time.months[1], over_time.months[3]
    assert (both.on, both.count.inspections, stages(both.count)) == (None, 2, (4, 1, 0, 0))
    assert (alone.on, alone.count.inspections, stages(alone.count)) == (date(2016, 10, 15), 1, (3, 1, 0, 0))
    assert (over_time.now.inspections, over_time.now.recommendations) == (2, 5)


def test_progress_can_be_filtered_by_owner():
    facts = (made(1, CHIEF), made(2, HEAD), published(), answered(1, after(3)), answered(2, after(9)))
    over_time = progress_over_time([follow_up(*facts, owner="chief")])
    assert over_time.now.recommendations == 1
    assert measured(over_time, "agree") == Measure("agree", MEASURES["agree"], 3, 3, 3, 1, 1)


def test_without_inspections_everything_is_zero():
    over_time = progress_over_time([])
    assert (over_time.months, over_time.now.recommendations, over_time.claims.made) == ((), 0, 0)
    assert {(measure.median, measure.least, measure.of) for measure in over_time.measures} == {(None, None, 0)}


# How long steps take

STEPS = (
    *(made(number) for number in (1, 2, 3, 4)),
    published(),
    answered(1, after(20)),
    answered(2, after(30), Acceptance.PARTLY_AGREED, explanation="Half of it"),
    answered(3, after(10), Acceptance.NOT_AGREED, explanation="No"),
    answered(3, after(50)),
    planned(1, after(40)),
    planned(1, after(25), action=2),
    revised(1, after(80), done=False),
    revised(1, after(100)),
    reported(1, after(120), Progress.IN_PROGRESS),
    reported(1, after(200)),
    reported(2, after(230), on=after(210)),
    verified(1, after(230), Verification.NO_MEANINGFUL),
    verified(1, after(150)),
    verified(4, after(160)),
)


@pytest.mark.parametrize(
    ("name", "median", "least", "most", "number"),
    [
        ("agree", 30, 20, 50, 3),  # 20, 30 and 50: refusing is not agreeing
        ("plan", 25, 25, 25, 1),
        ("act", 100, 100, 100, 1),  # a changed action is not a done one
        ("claim", 205, 200, 210, 2),  # half-way between 200 and 210, which is the effective date
        ("verify", 155, 150, 160, 2),
    ],
)
def test_days_from_publication_are_a_median_with_counts(name, median, least, most, number):
    over_time = progress(*STEPS)
    assert measured(over_time, name) == Measure(name, MEASURES[name], median, least, most, number, 4)


def test_days_from_a_claim_to_the_next_check_count_claims():
    # Claimed on day 200 and checked on 230; claimed on 210 and not checked.
    assert measured(progress(*STEPS), "answer a claim") == Measure(
        "answer a claim", MEASURES["answer a claim"], 30, 30, 30, 1, 2
    )


def test_a_median_of_an_even_count_can_be_half_a_day():
    over_time = progress(made(1), made(2), published(), answered(1, after(20)), answered(2, after(25)))
    assert measured(over_time, "agree").median == 22.5


def test_a_recommendation_of_a_later_edition_takes_its_days_from_that_edition():
    late = made(1, day=after(90))
    edition = published(after(100), after(465), edition=2)
    assert measured(progress(published(), late, edition, answered(1, after(110))), "agree").median == 10


def test_a_step_before_publication_took_no_days():
    over_time = progress(made(1), published(), reported(1, after(5), on=after(-9)))
    assert measured(over_time, "claim").median == 0


# Laws


@given(follow_ups, st.integers(0, 600).map(after))
def test_the_stages_of_each_month_add_up_to_all_recommendations(events, day):
    over_time = progress_over_time([FollowUp(NAME, events, day)])
    for counted in (over_time.now, *(month.count for month in over_time.months)):
        assert sum(stages(counted)) == counted.recommendations == 3
        assert counted.implemented <= counted.closed
        assert counted.overdue <= counted.recommendations - counted.closed
    assert all(month.on is not None and month.on <= day for month in over_time.months)


def test_a_month_counts_what_the_tracker_shows_of_that_day():
    story = inspections.followed_up()
    events = tuple(story.store.follow(inspection=inspections.NAME))
    last = london_day(events[-1].recorded_at)
    over_time = progress_over_time([FollowUp(inspections.NAME, events, last)])
    began = date(2025, 3, 14)
    assert len(over_time.months) == 13
    for month in over_time.months:
        on = months_after(began, month.month)
        shown = TRACKER.replay(effective_by(on, events)).recommendations.values()
        assert month.on == on
        assert stages(month.count) == tuple(
            sum(stage(tracked) is expected for tracked in shown)
            for expected in (Stage.OPEN, Stage.CLAIMED, Stage.VERIFIED, Stage.CLOSED)
        )
