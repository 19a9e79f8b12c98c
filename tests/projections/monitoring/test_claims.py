"""How many of the owners' claims of completion did the inspectorate confirm?"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given

from domain.events.recommendation_terms import Progress, Verification
from projections.monitoring.claims import Claims
from projections.monitoring.follow_up import FollowUp
from projections.monitoring.progress import Measure, progress_over_time
from projections.saved.recommendation_tracker import TRACKER, Stage, stage
from tests.fixtures.follow_ups import (
    NAME,
    PUBLICATION,
    closed,
    follow_ups,
    log,
    made,
    published,
    reopened,
    reported,
    reviewed,
    verified,
)

MONTH_TWELVE = date(2017, 7, 15)


def after(days: int) -> date:
    return PUBLICATION + timedelta(days=days)


def progress(*facts):
    return progress_over_time([FollowUp(NAME, log(*facts), MONTH_TWELVE)])


def measured(over_time, name: str) -> Measure:
    return next(measure for measure in over_time.measures if measure.name == name)


@pytest.mark.parametrize(
    ("facts", "then"),
    [
        ([], Claims(0, 0, 0, 0, 0)),
        ([reported(1, after(1), Progress.IN_PROGRESS), verified(1, after(2))], Claims(0, 0, 0, 0, 0)),
        ([reported(1, after(1))], Claims(1, 0, 0, 0, 1)),
        ([reported(1, after(1)), verified(1, after(2), Verification.REASONABLE)], Claims(1, 1, 0, 0, 0)),
        ([reported(1, after(1)), verified(1, after(2), Verification.INSUFFICIENT)], Claims(1, 0, 1, 0, 0)),
        ([reported(1, after(1)), reviewed(1, after(2), Verification.NO_MEANINGFUL)], Claims(1, 0, 1, 0, 0)),
        # Only the first check decides the claim.
        (
            [reported(1, after(1)), verified(1, after(2)), verified(1, after(3), Verification.INSUFFICIENT)],
            Claims(1, 1, 0, 0, 0),
        ),
        # Repeated before a check, it is the same claim; after a check it is a new claim.
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
        # Withdrawn, or closed and reopened, before a check.
        (
            [reported(1, after(1)), reported(1, after(2), Progress.IN_PROGRESS), verified(1, after(3))],
            Claims(1, 0, 0, 1, 0),
        ),
        ([reported(1, after(1)), closed(1, after(2)), reopened(1, after(3))], Claims(1, 0, 0, 1, 0)),
        # Closed without a check.
        ([reported(1, after(1)), closed(1, after(2))], Claims(1, 0, 0, 0, 1)),
    ],
)
def test_the_first_check_decides_a_claim(facts, then: Claims):
    assert progress(made(1), published(), *facts).claims == then


def test_a_check_with_an_earlier_effective_date_decides_nothing():
    early = verified(1, after(9), on=after(2))
    over_time = progress(made(1), published(), reported(1, after(5)), early)
    assert over_time.claims == Claims(1, 0, 0, 0, 1)
    assert (measured(over_time, "answer a claim").count, measured(over_time, "verify").median) == (0, 2)


def test_a_check_decides_an_earlier_claim_that_was_recorded_later():
    over_time = progress(made(1), published(), verified(1, after(60)), reported(1, after(70), on=after(20)))
    assert over_time.claims == Claims(1, 1, 0, 0, 0)
    assert (measured(over_time, "answer a claim").median, over_time.now.verified) == (40, 1)


def test_an_assessment_for_the_review_is_a_check():
    over_time = progress(made(1), published(), reported(1, after(5)), reviewed(1, after(366)))
    assert (over_time.now.verified, measured(over_time, "verify").median) == (1, 366)


def test_the_share_not_confirmed_is_of_the_checked_claims():
    assert Claims(9, 2, 1, 3, 3).share_not_borne_out == Fraction(1, 3)
    assert Claims(2, 0, 0, 1, 1).share_not_borne_out is None


@given(follow_ups)
def test_waiting_claims_belong_to_claimed_or_closed_recommendations(events):
    over_time = progress_over_time([FollowUp(NAME, events, after(600))])
    recommendations = TRACKER.replay(events).recommendations.values()
    claimed = sum(stage(tracked) is Stage.CLAIMED for tracked in recommendations)
    closed_unchecked = sum(
        stage(tracked) is Stage.CLOSED and tracked.claim_stands and tracked.seen is None for tracked in recommendations
    )
    assert over_time.claims.waiting == claimed + closed_unchecked
    claims = over_time.claims
    assert claims.made == claims.borne_out + claims.not_borne_out + claims.lapsed + claims.waiting
