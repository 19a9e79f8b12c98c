"""How do recommendations move from open to closed in the months after publication, and how long does each step take?"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import london_day, months_after
from domain.events.recommendation_terms import Acceptance, Closure, Progress, Verification
from projections.engine.effective_date import effective_by
from projections.monitoring.claims import Claims
from projections.monitoring.follow_up import Course
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
    reopened,
    reported,
    reviewed,
    revised,
    verified,
)

MONTH_TWELVE = date(2017, 7, 15)


def after(days: int) -> date:
    return PUBLICATION + timedelta(days=days)


def course(*facts, day: date = MONTH_TWELVE, inspection: str = NAME, owner: str | None = None) -> Course:
    return Course(inspection, log(*facts, inspection=inspection), day, owner)


def progress(*facts, day: date = MONTH_TWELVE):
    return progress_over_time([course(*facts, day=day)])


def measured(told, name: str) -> Measure:
    return next(measure for measure in told.measures if measure.name == name)


def stages(one: Count) -> tuple[int, int, int, int]:
    return one.open, one.claimed, one.verified, one.closed


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


def test_a_claim_counts_from_the_day_it_is_true_of_though_it_was_written_down_later():
    told = progress(made(1), published(), reported(1, date(2016, 12, 1), on=date(2016, 8, 10)))
    assert [stages(month.count) for month in told.months[:2]] == [(1, 0, 0, 0), (0, 1, 0, 0)]


def test_only_months_that_have_come_are_told():
    assert [month.month for month in progress(*FOUR, day=date(2017, 1, 14)).months] == [0, 1, 2, 3, 4, 5]
    assert progress(made(1)).months == ()


def test_the_months_go_on_until_all_that_was_said_is_true():
    late = progress(*FOUR, reported(4, date(2017, 9, 16), Progress.IN_PROGRESS), day=date(2020, 1, 1))
    assert [month.month for month in late.months] == list(range(16))
    assert len(progress(*FOUR, day=date(2020, 1, 1)).months) == 13


def test_a_recommendation_of_a_later_edition_counts_from_the_day_of_that_edition():
    late = made(5, day=date(2016, 8, 1))
    assert {month.count.recommendations for month in progress(*FOUR, late).months} == {4}
    edition = published(date(2016, 9, 1), date(2017, 9, 1), edition=2)
    assert [month.count.recommendations for month in progress(*FOUR, late, edition).months[:3]] == [4, 4, 5]


def test_overdue_ones_are_counted_and_their_share_is_exact():
    now = progress(*FOUR, day=MONTH_TWELVE + timedelta(days=1)).now
    assert (now.overdue, now.share_overdue) == (2, Fraction(1, 2))
    assert progress(*FOUR).now.share_overdue == 0
    assert count([]).share_overdue is None


# Several inspections, and owners


def test_several_inspections_are_counted_by_month_after_their_own_publication():
    published_later = date(2016, 12, 1)
    later = course(
        made(1),
        published(published_later, date(2017, 12, 1)),
        reported(1, date(2017, 1, 1)),
        inspection="cardiff-2016",
        day=date(2017, 2, 28),
    )
    told = progress_over_time([course(*FOUR), later, course(made(1), inspection="bath-2017")])
    assert (told.inspections, told.unpublished) == ((NAME, "cardiff-2016"), ("bath-2017",))
    both, alone = told.months[1], told.months[3]
    assert (both.on, both.count.inspections, stages(both.count)) == (None, 2, (4, 1, 0, 0))
    assert (alone.on, alone.count.inspections, stages(alone.count)) == (date(2016, 10, 15), 1, (3, 1, 0, 0))
    assert (told.now.inspections, told.now.recommendations) == (2, 5)


def test_one_owner_can_be_looked_at():
    facts = (made(1, CHIEF), made(2, HEAD), published(), answered(1, after(3)), answered(2, after(9)))
    told = progress_over_time([course(*facts, owner="chief")])
    assert told.now.recommendations == 1
    assert measured(told, "agree") == Measure("agree", MEASURES["agree"], 3, 3, 3, 1, 1)


def test_without_anything_to_count_there_is_nothing_to_say():
    told = progress_over_time([])
    assert (told.months, told.now.recommendations, told.claims.made) == ((), 0, 0)
    assert {(measure.median, measure.least, measure.of) for measure in told.measures} == {(None, None, 0)}


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
        ("claim", 205, 200, 210, 2),  # half-way between 200 and 210; the second by the effective date
        ("verify", 155, 150, 160, 2),
    ],
)
def test_days_from_publication_are_told_as_a_median_with_its_counts(name, median, least, most, number):
    told = progress(*STEPS)
    assert measured(told, name) == Measure(name, MEASURES[name], median, least, most, number, 4)


def test_the_days_from_a_claim_to_the_next_look_are_those_of_claims():
    # Claimed on day 200 and looked at on 230; claimed on 210 and not looked at.
    assert measured(progress(*STEPS), "answer a claim") == Measure(
        "answer a claim", MEASURES["answer a claim"], 30, 30, 30, 1, 2
    )


def test_half_a_day_comes_out_where_the_count_is_even():
    told = progress(made(1), made(2), published(), answered(1, after(20)), answered(2, after(25)))
    assert measured(told, "agree").median == 22.5


def test_a_recommendation_of_a_later_edition_takes_its_days_from_that_edition():
    late = made(1, day=after(90))
    edition = published(after(100), after(465), edition=2)
    assert measured(progress(published(), late, edition, answered(1, after(110))), "agree").median == 10


def test_what_is_true_of_a_day_before_publication_took_no_days():
    told = progress(made(1), published(), reported(1, after(5), on=after(-9)))
    assert measured(told, "claim").median == 0


# Claims


@pytest.mark.parametrize(
    ("facts", "then"),
    [
        ([], Claims(0, 0, 0, 0, 0)),
        ([reported(1, after(1), Progress.IN_PROGRESS), verified(1, after(2))], Claims(0, 0, 0, 0, 0)),
        ([reported(1, after(1))], Claims(1, 0, 0, 0, 1)),
        ([reported(1, after(1)), verified(1, after(2), Verification.REASONABLE)], Claims(1, 1, 0, 0, 0)),
        ([reported(1, after(1)), verified(1, after(2), Verification.INSUFFICIENT)], Claims(1, 0, 1, 0, 0)),
        ([reported(1, after(1)), reviewed(1, after(2), Verification.NO_MEANINGFUL)], Claims(1, 0, 1, 0, 0)),
        # Only the next look decides; a second one is about no claim.
        (
            [reported(1, after(1)), verified(1, after(2)), verified(1, after(3), Verification.INSUFFICIENT)],
            Claims(1, 1, 0, 0, 0),
        ),
        # Said again before anybody looked, it is the same claim; after a look it is another.
        ([reported(1, after(1)), reported(1, after(2)), verified(1, after(3))], Claims(1, 1, 0, 0, 0)),
        (
            [
                reported(1, after(1)),
                verified(1, after(2), Verification.INSUFFICIENT),
                reported(1, after(3)),
                verified(1, after(4)),
            ],
            Claims(2, 1, 1, 0, 0),
        ),
        # Taken back, or overtaken by a reopening, before anybody looked.
        (
            [reported(1, after(1)), reported(1, after(2), Progress.IN_PROGRESS), verified(1, after(3))],
            Claims(1, 0, 0, 1, 0),
        ),
        ([reported(1, after(1)), closed(1, after(2)), reopened(1, after(3))], Claims(1, 0, 0, 1, 0)),
        # Closed without a look.
        ([reported(1, after(1)), closed(1, after(2))], Claims(1, 0, 0, 0, 1)),
    ],
)
def test_the_next_look_decides_what_becomes_of_a_claim(facts, then: Claims):
    assert progress(made(1), published(), *facts).claims == then


def test_a_look_true_of_a_day_before_the_claim_decides_nothing_and_takes_no_days():
    early = verified(1, after(9), on=after(2))
    moved = progress(made(1), published(), reported(1, after(5)), early)
    assert moved.claims == Claims(1, 0, 0, 0, 1)
    assert (measured(moved, "answer a claim").count, measured(moved, "verify").median) == (0, 2)


def test_a_look_of_a_later_day_decides_a_claim_that_was_reported_after_it():
    moved = progress(made(1), published(), verified(1, after(60)), reported(1, after(70), on=after(20)))
    assert moved.claims == Claims(1, 1, 0, 0, 0)
    assert (measured(moved, "answer a claim").median, moved.now.verified) == (40, 1)


def test_an_assessment_for_the_review_verifies_like_every_look():
    moved = progress(made(1), published(), reported(1, after(5)), reviewed(1, after(366)))
    assert (moved.now.verified, measured(moved, "verify").median) == (1, 366)


def test_the_share_that_was_not_borne_out_is_of_the_claims_that_were_looked_at():
    assert Claims(9, 2, 1, 3, 3).share_not_borne_out == Fraction(1, 3)
    assert Claims(2, 0, 0, 1, 1).share_not_borne_out is None


# Laws


@given(follow_ups, st.integers(0, 600).map(after))
def test_the_stages_of_each_month_add_up_to_all_recommendations(events, day):
    told = progress_over_time([Course(NAME, events, day)])
    for one in (told.now, *(month.count for month in told.months)):
        assert one.open + one.claimed + one.verified + one.closed == one.recommendations == 3
        assert one.implemented <= one.closed
        assert one.overdue <= one.recommendations - one.closed
    claims = told.claims
    assert claims.made == claims.borne_out + claims.not_borne_out + claims.lapsed + claims.waiting
    assert all(month.on is not None and month.on <= day for month in told.months)


@given(follow_ups)
def test_claims_that_wait_are_those_of_the_recommendations_that_are_claimed_or_closed(events):
    told = progress_over_time([Course(NAME, events, after(600))])
    standing = TRACKER.replay(events).recommendations.values()
    claimed = sum(stage(one) is Stage.CLAIMED for one in standing)
    unlooked = sum(stage(one) is Stage.CLOSED and one.claim_stands and one.seen is None for one in standing)
    assert told.claims.waiting == claimed + unlooked


def test_a_month_counts_what_the_tracker_shows_of_that_day():
    story = inspections.followed_up()
    events = tuple(story.store.follow(inspection=inspections.NAME))
    last = london_day(events[-1].recorded_at)
    told = progress_over_time([Course(inspections.NAME, events, last)])
    began = date(2025, 3, 14)
    assert len(told.months) == 13
    for month in told.months:
        on = months_after(began, month.month)
        shown = TRACKER.replay(effective_by(on, events)).recommendations.values()
        assert month.on == on
        assert stages(month.count) == tuple(
            sum(stage(one) is wanted for one in shown)
            for wanted in (Stage.OPEN, Stage.CLAIMED, Stage.VERIFIED, Stage.CLOSED)
        )
