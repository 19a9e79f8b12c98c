"""Where does each recommendation stand?"""

from datetime import date, timedelta

from domain.inspection import following_up
from domain.inspection.events.following_up import Acceptance, Closure, Progress, Verification
from projections.engine import live
from projections.recommendation_tracker import TRACKER, standing, standings
from tests.projections.inspections import ANN, NAME, at, followed_up, published

DUE = date(2026, 3, 14)


def tracker_of(story):
    return live(TRACKER, story.store, NAME)


def test_due_dates_come_with_publication():
    story = published()
    before = at(TRACKER, story.store, NAME, story.position() - 1)
    assert [one.due_on for one in before.recommendations.values()] == [None, None]
    after = tracker_of(story)
    assert [(one.original_due_on, one.due_on) for one in after.recommendations.values()] == [(DUE, DUE)] * 2
    assert after.review_due_on == DUE


def test_before_publication_nothing_is_overdue_and_no_days_are_counted():
    story = published()
    before = at(TRACKER, story.store, NAME, story.position() - 1)
    assert [(one.overdue, one.days_left) for one in standings(before, date(2030, 1, 1))] == [(False, None)] * 2


def test_overdue_begins_the_day_after_the_due_date():
    tracked = tracker_of(published()).recommendations[1]
    assert (standing(tracked, DUE).overdue, standing(tracked, DUE).days_left) == (False, 0)
    assert (
        standing(tracked, DUE + timedelta(days=1)).overdue,
        standing(tracked, DUE + timedelta(days=1)).days_left,
    ) == (True, -1)


def test_the_four_axes_move_on_their_own():
    tracked = tracker_of(followed_up()).recommendations[1]
    assert (tracked.acceptance, tracked.progress, tracked.verification, tracked.closure) == (
        Acceptance.AGREED, Progress.CLAIMED_COMPLETE, Verification.INSUFFICIENT, None)  # fmt: skip
    assert tracked.times_reopened == 1
    assert tracked.evidence == ("E-1",)


def test_a_closed_recommendation_is_neither_overdue_nor_counted_down():
    story = followed_up()
    closed_at = next(r.position for r in story.store.follow() if r.fact.kind() == "recommendation-closed")
    tracked = at(TRACKER, story.store, NAME, closed_at).recommendations[1]
    assert tracked.closure is Closure.IMPLEMENTED
    shown = standing(tracked, date(2030, 1, 1))
    assert (shown.overdue, shown.days_left) == (False, None)


def test_a_moved_due_date_keeps_the_first_one():
    tracked = tracker_of(followed_up()).recommendations[2]
    assert (tracked.original_due_on, tracked.due_on) == (DUE, date(2026, 6, 1))
    assert not standing(tracked, date(2026, 5, 1)).overdue


def test_an_action_is_late_from_the_day_after_its_date_until_it_is_done():
    story = followed_up()
    planned_at = next(r.position for r in story.store.follow() if r.fact.kind() == "action-planned")
    planned = at(TRACKER, story.store, NAME, planned_at).recommendations[1]
    assert standing(planned, date(2025, 9, 1)).actions_late == 0
    assert standing(planned, date(2025, 9, 2)).actions_late == 1
    done = standing(tracker_of(story).recommendations[1], date(2025, 12, 1))
    assert (done.actions_done, done.actions_late) == (1, 0)


def test_last_news_is_the_day_it_is_true_of():
    tracked = tracker_of(followed_up()).recommendations[2]
    assert tracked.last_news_on == date(2025, 10, 1)


def test_the_review_is_noted_and_closes_nothing():
    tracker = tracker_of(followed_up())
    assert tracker.reviewed_on == date(2026, 3, 16)
    assert tracker.recommendations[2].closure is None


def test_a_recommendation_made_after_publication_is_due_twelve_months_after_it_and_a_second_edition_moves_nothing():
    from domain.inspection import reporting
    from domain.inspection.events.following_up import Owner
    from tests.projections.inspections import FAY

    story = published()
    story.wait_until(date(2025, 5, 1))
    story.inspection(ANN, reporting.request_unlock, reporting.RequestUnlock, reason="a figure")
    story.inspection(FAY, reporting.approve_unlock, reporting.ApproveUnlock, reason="agreed")
    story.inspection(
        ANN,
        following_up.recommend,
        following_up.MakeRecommendation,
        number=3,
        statement="more",
        owner=Owner(role="Head", organisation="Newport Service"),
    )
    story.over_cases(ANN, reporting.finalise, reporting.FinaliseReport)
    story.over_cases(FAY, reporting.publish, reporting.PublishReport, log_size=story.position(), log_root="00")
    tracker = tracker_of(story)
    assert [one.due_on for one in tracker.recommendations.values()] == [DUE] * 3
    assert tracker.review_due_on == DUE
