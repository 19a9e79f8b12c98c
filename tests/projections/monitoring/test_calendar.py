"""Which dates of the follow-up belong in a calendar, and how often did each change?"""

from datetime import date

import pytest

from domain.commands import following_up
from projections.engine.effective_date import effective_by
from projections.monitoring.calendar import due_dates
from projections.monitoring.reminders import responses_due_on
from tests.fixtures.inspections import ANN, EVE, announced, followed_up, published, recommended, republished, unlocked
from tests.projections.monitoring.follow_up_story import (
    ANSWERS,
    DAY,
    DUE,
    MONTH_3,
    MONTH_6,
    PUBLISHED,
    close,
    done,
    log_of,
    move,
)

pytestmark = pytest.mark.dated


def test_before_publication_nothing_is_due():
    assert due_dates(log_of(announced())).published is False
    assert due_dates(log_of(announced())).by_name == {}


def test_every_due_date_and_every_milestone_is_included(planned):
    dates = due_dates(log_of(planned))
    assert {name: due_date.on for name, due_date in dates.by_name.items()} == {
        "action-plan": ANSWERS,
        "month-3": MONTH_3,
        "month-6": MONTH_6,
        "month-9": date(2025, 12, 14),
        "review": DUE,
        "recommendation-1/due": DUE,
        "recommendation-2/due": DUE,
        "recommendation-1/action-1": date(2025, 8, 1),
    }
    assert (dates.body, dates.published) == ("Newport Service", True)
    assert {due_date.changes for due_date in dates.by_name.values()} == {0}


def test_each_change_is_counted_and_dated_unless_it_changes_nothing(planned):
    done(planned)
    done(planned, value=False)
    close(planned, MONTH_3)
    planned.does(ANN, following_up.ReopenRecommendation, number=1, reason="it stopped")
    action = due_dates(log_of(planned)).by_name["recommendation-1/action-1"]
    assert (action.changes, action.ended, action.changed_at) == (4, False, planned.now)
    done(planned)
    close(planned, MONTH_6)
    closed = due_dates(log_of(planned)).by_name
    assert (closed["recommendation-1/action-1"].changes, closed["recommendation-1/action-1"].ended) == (5, True)
    assert (closed["recommendation-1/due"].changes, closed["recommendation-1/due"].ended) == (3, True)
    assert closed["recommendation-2/due"].ended is False


def test_reopening_brings_back_no_action_that_is_done(planned):
    done(planned)
    close(planned, MONTH_3)
    planned.does(ANN, following_up.ReopenRecommendation, number=1, reason="it stopped")
    assert due_dates(log_of(planned)).by_name["recommendation-1/action-1"].ended is True


def test_a_moved_due_date_and_a_review_that_was_held_are_changes():
    dates = due_dates(log_of(followed_up())).by_name
    assert (dates["recommendation-2/due"].on, dates["recommendation-2/due"].changes) == (date(2026, 6, 1), 1)
    assert (dates["review"].ended, dates["review"].changes, dates["month-9"].ended) == (True, 1, True)
    assert "Original due date: 14 March 2026" in dates["recommendation-2/due"].description


def test_before_publication_there_are_no_due_dates_even_if_events_follow():
    log = effective_by(PUBLISHED - DAY, log_of(followed_up()))
    assert due_dates(log).by_name == {}
    without_publication = [recorded for recorded in log_of(followed_up()) if recorded.fact.kind() != "report-published"]
    assert "review" not in due_dates(without_publication).by_name


def test_a_second_edition_moves_nothing(planned):
    before = due_dates(log_of(planned)).by_name
    republished(unlocked(planned))
    assert due_dates(log_of(planned)).by_name == before


def test_a_later_edition_adds_due_dates_for_the_recommendations_it_publishes_first():
    story = recommended(unlocked(published()), 3)
    assert "recommendation-3/due" not in due_dates(log_of(story)).by_name
    story.wait_until(date(2025, 5, 9))
    dates = due_dates(log_of(republished(story))).by_name
    assert {name: due_date.on for name, due_date in dates.items() if name.startswith("edition-2/")} == {
        "edition-2/action-plan": responses_due_on(date(2025, 5, 9)),
        "edition-2/month-3": date(2025, 8, 9),
        "edition-2/month-6": date(2025, 11, 9),
        "edition-2/month-9": date(2026, 2, 9),
    }
    assert (dates["recommendation-3/due"].on, dates["recommendation-1/due"].on) == (date(2026, 5, 9), DUE)
    assert (dates["month-3"].on, dates["review"].on) == (MONTH_3, DUE)
    assert dates["edition-2/month-3"].description.startswith("Edition 2 of the report was published on 9 May 2025.")


def test_a_requested_due_date_moves_nothing_before_the_inspectorate_agrees(planned):
    move(planned, EVE, date(9999, 12, 31))
    assert due_dates(log_of(planned)).by_name["recommendation-1/due"].on == DUE
