"""The last activity of each recommendation and of its owner, by effective date."""

from datetime import date, timedelta

import pytest

from domain.events.recommendation_terms import Closure, Progress, Verification
from projections.saved.activity import NEVER, Heard, LastActivity, last_heard, update_activity
from tests.fixtures.follow_ups import (
    PUBLICATION,
    answered,
    closed,
    extended,
    log,
    made,
    planned,
    published,
    reopened,
    reported,
    reviewed,
    verified,
)


def day(number: int) -> date:
    return PUBLICATION + timedelta(days=number)


def last_after(*facts) -> LastActivity:
    last = LastActivity()
    for position, fact in enumerate(facts, start=1):
        last = update_activity(last, fact, (fact.origin.day, position))
    return last


def heard(*facts) -> Heard:
    return last_heard(log(made(1), published(), *facts)).get(1, Heard())


# The last activity of a recommendation


def test_a_recommendation_without_events_has_no_activity():
    assert last_after() == LastActivity(NEVER, NEVER, NEVER, NEVER)


def test_a_report_an_assessment_and_a_reopening_each_have_their_date_and_position():
    last = last_after(reported(1, day(1)), verified(1, day(2)), closed(1, day(3)), reopened(1, day(4)))
    assert (last.report, last.look, last.reopening) == ((day(1), 1), (day(2), 2), (day(4), 4))
    assert last.found_wanting == NEVER


@pytest.mark.parametrize("event", [verified, reviewed])
def test_an_insufficient_assessment_finds_a_claim_wanting(event):
    last = last_after(event(1, day(2), Verification.INSUFFICIENT), event(1, day(3), Verification.REASONABLE))
    assert (last.look, last.found_wanting) == ((day(3), 2), (day(2), 1))


def test_a_report_recorded_late_does_not_replace_one_of_a_later_date():
    last = last_after(reported(1, day(10)), reported(1, day(20), on=day(5)))
    assert last.report == (day(10), 1)


def test_of_two_reports_of_one_date_the_later_recorded_is_the_last():
    assert last_after(reported(1, day(10)), reported(1, day(10))).report == (day(10), 2)


# The last activity of the owner


def test_an_answer_an_action_and_a_report_are_activity_of_the_owner():
    for fact in (answered(1, day(4)), planned(1, day(4)), reported(1, day(4), Progress.IN_PROGRESS)):
        assert heard(fact) == Heard(day(4), None)


def test_a_notice_of_delay_counts_on_the_day_the_inspectorate_was_told():
    assert heard(extended(1, day(9), day(400))).last == day(9)


def test_an_assessment_or_a_closure_is_not_activity_of_the_owner():
    assert heard(verified(1, day(5)), closed(1, day(6), Closure.IMPLEMENTED)) == Heard()


def test_a_claim_waits_since_its_first_report_until_an_assessment_or_a_reopening():
    claims = (reported(1, day(10)), reported(1, day(20)))
    assert heard(*claims) == Heard(day(20), day(10))
    assert heard(*claims, verified(1, day(30))).claim_waits_since is None
    assert heard(*claims, reviewed(1, day(30))).claim_waits_since is None
    assert heard(*claims, closed(1, day(30)), reopened(1, day(31))).claim_waits_since is None


def test_a_report_of_progress_withdraws_a_claim():
    assert heard(reported(1, day(10)), reported(1, day(20), Progress.IN_PROGRESS)).claim_waits_since is None


def test_events_count_by_effective_date_and_not_by_recorded_time():
    assert heard(verified(1, day(30)), reported(1, day(40), on=day(20))) == Heard(day(20), None)
