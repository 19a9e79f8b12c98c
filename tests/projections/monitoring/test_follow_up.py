"""What was the status of an inspection's recommendations on any day?"""

from datetime import date

import pytest

from domain.events.following_up import ProgressReported
from domain.events.recommendation_terms import Closure
from domain.events.reviewing import FollowUpReviewed
from projections.monitoring.follow_up import FollowUp, follow_up_events, publication_date
from projections.saved.recommendation_tracker import Stage, stage
from tests.fixtures import inspections
from tests.fixtures.follow_ups import CHIEF, DUE, NAME, PUBLICATION, closed, log, made, published, reported, told

CLAIM_DAY, RECORDED_DAY = date(2016, 10, 14), date(2016, 10, 21)


def follow_up(*facts, day: date = DUE, owner: str | None = None) -> FollowUp:
    return FollowUp(NAME, log(*facts), day, owner)


def stages(standings) -> list[Stage]:
    return [stage(standing.tracked) for standing in standings]


def test_a_claim_counts_from_its_effective_date_even_if_it_was_recorded_later():
    claimed = follow_up(made(1), published(), reported(1, RECORDED_DAY, on=CLAIM_DAY))
    assert stages(claimed.standings(date(2016, 10, 13))) == [Stage.OPEN]
    assert stages(claimed.standings(CLAIM_DAY)) == [Stage.CLAIMED]


def test_without_a_day_the_status_is_that_of_the_instant():
    overdue = follow_up(made(1), published(), day=date(2017, 7, 16))
    assert [standing.overdue for standing in overdue.standings()] == [True]
    assert [standing.overdue for standing in overdue.standings(DUE)] == [False]


def test_only_the_recommendations_of_an_owner_are_included_if_one_is_given():
    facts = (made(1, CHIEF), made(2), published())
    assert [standing.tracked.number for standing in follow_up(*facts, owner="CHIEF").standings()] == [1]
    assert [standing.tracked.number for standing in follow_up(*facts).standings()] == [1, 2]


def test_once_published_recommendations_that_no_edition_holds_are_left_out():
    before = follow_up(made(1), made(2))
    assert (before.published_on, len(before.standings())) == (None, 2)
    after = follow_up(made(1), published(), made(2, day=date(2016, 8, 1)))
    assert [standing.tracked.number for standing in after.standings()] == [1]


def test_the_twelve_months_begin_with_the_first_publication():
    edition = published(date(2016, 9, 1), date(2017, 9, 1), edition=2)
    assert publication_date(follow_up(made(1), published(), edition)) == PUBLICATION
    with pytest.raises(AssertionError):
        publication_date(follow_up(made(1)))


def test_events_are_those_of_one_recommendation_or_of_all_in_the_order_of_the_log():
    claim, closure = reported(1, RECORDED_DAY, on=CLAIM_DAY), closed(2, date(2016, 10, 20), Closure.NOT_IMPLEMENTED)
    events = follow_up(made(1), made(2), published(), closure, claim)
    assert list(follow_up_events(events)) == [made(1), made(2), closure, claim]
    assert [type(fact) for fact in follow_up_events(events, 1)][1:] == [ProgressReported]


def test_the_completed_review_and_events_of_cases_belong_to_no_recommendation():
    completed = told(FollowUpReviewed, DUE, summary="Held")
    assert list(follow_up_events(follow_up(made(1), published(), completed))) == [made(1)]
    story_log = tuple(inspections.published().store.follow(inspection=inspections.NAME))
    without_cases = FollowUp(inspections.NAME, story_log, DUE).without_cases
    assert [recorded.case for recorded in without_cases] == [None] * len(without_cases)
    assert 0 < len(without_cases) < len(story_log)
