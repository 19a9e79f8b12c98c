"""Where does each recommendation stand?"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from domain.dates import months_after
from domain.events.following_up import DueDateRequested
from domain.events.recommendation_terms import Acceptance, Closure, Progress, Verification
from domain.events.reviewing import RecommendationReviewed
from projections.engine.fold import live
from projections.saved.recommendation_tracker import TRACKER, Stage, stage, standing, standings
from tests.fixtures import follow_ups
from tests.fixtures.inspections import NAME, at, followed_up, published, recommended, republished, unlocked

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
        Acceptance.AGREED, Progress.CLAIMED_COMPLETE, Verification.GOOD, None)  # fmt: skip
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


def test_last_news_is_the_last_day_that_anything_said_is_true_of():
    story = followed_up()
    extended_at = next(r.position for r in story.store.follow() if r.fact.kind() == "due-date-revised")
    assert at(TRACKER, story.store, NAME, extended_at).recommendations[2].last_news_on == date(2025, 10, 1)
    assert tracker_of(story).recommendations[2].last_news_on == date(2026, 3, 16)


def test_the_review_is_noted_and_closes_nothing():
    tracker = tracker_of(followed_up())
    assert tracker.reviewed_on == date(2026, 3, 16)
    assert tracker.recommendations[2].closure is None


def test_a_recommendation_made_after_publication_is_due_twelve_months_after_its_edition_and_the_others_stay():
    story = published()
    story.wait_until(date(2025, 5, 1))
    unlocked(story)
    recommended(story, 3)
    before = tracker_of(story).recommendations[3]
    assert (before.published_on, before.due_on) == (None, None)
    story.wait_until(date(2025, 5, 9))
    republished(story)
    tracker = tracker_of(story)
    assert [one.due_on for one in tracker.recommendations.values()] == [DUE, DUE, date(2026, 5, 9)]
    assert tracker.recommendations[3].published_on == date(2025, 5, 9)
    assert (tracker.published_on, tracker.review_due_on) == (date(2025, 3, 14), DUE)


# What is computed on a day, over follow-ups made by hand

PUBLICATION = follow_ups.PUBLICATION


def test_what_is_written_down_late_does_not_replace_what_is_true_of_a_later_day():
    early, later, latest = (PUBLICATION + timedelta(days=days) for days in (10, 20, 30))
    review = {"number": 1, "progress": Verification.INSUFFICIENT, "narrative": "Seen"}
    tracked = TRACKER.replay(
        follow_ups.log(
            follow_ups.made(1),
            follow_ups.published(),
            follow_ups.reported(1, later),
            follow_ups.reported(1, latest, Progress.IN_PROGRESS, on=early),
            follow_ups.verified(1, later),
            follow_ups.verified(1, latest, Verification.INSUFFICIENT, on=early),
            follow_ups.told(RecommendationReviewed, latest, early, **review),
        )
    ).recommendations[1]
    assert (tracked.progress, tracked.progress_on) == (Progress.CLAIMED_COMPLETE, later)
    assert (tracked.verification, tracked.verified_on) == (Verification.GOOD, later)
    assert (tracked.reviewed, tracked.reviewed_on) == (Verification.INSUFFICIENT, early)


def days_on(number):
    return PUBLICATION + timedelta(days=number)


def tracked(*facts):
    story = follow_ups.log(follow_ups.made(1), follow_ups.published(), *facts)
    return TRACKER.replay(story).recommendations[1]


def test_actions_are_done_or_late_or_still_due():
    due = [days_on(30), days_on(60), days_on(60)]
    one = tracked(
        *(follow_ups.planned(1, days_on(5), day, action) for action, day in enumerate(due, start=1)),
        follow_ups.revised(1, days_on(50), due=days_on(60), action=2),
    )
    shown = [standing(one, days_on(day)) for day in (30, 31, 61)]
    assert [(one.actions_done, one.actions_due, one.actions_late) for one in shown] == [(1, 2, 0), (1, 1, 1), (1, 0, 2)]


def test_days_without_news_count_from_publication_until_there_is_news():
    assert standing(tracked(), days_on(40)).days_since_news == 40
    heard = tracked(follow_ups.reported(1, days_on(30), on=days_on(20)))
    assert standing(heard, days_on(40)).days_since_news == 20


def test_news_of_an_earlier_day_that_is_written_down_later_does_not_make_the_last_news_older():
    one = tracked(follow_ups.verified(1, days_on(30)), follow_ups.reported(1, days_on(40), on=days_on(10)))
    assert one.last_news_on == days_on(30)


def test_before_publication_there_is_no_news_to_wait_for_and_no_milestone():
    draft = TRACKER.replay(follow_ups.log(follow_ups.made(1))).recommendations[1]
    shown = standing(draft, PUBLICATION)
    assert (shown.days_since_news, shown.next_milestone) == (None, None)


def test_a_recommendation_of_a_later_edition_is_waited_for_from_the_day_of_that_edition():
    late = follow_ups.made(2, day=days_on(100))
    log = (follow_ups.made(1), follow_ups.published(), late)
    before = [one.days_since_news for one in standings(TRACKER.replay(follow_ups.log(*log)), days_on(110))]
    assert before == [110, None]
    edition = follow_ups.published(days_on(105), months_after(days_on(105), 12), edition=2)
    shown = standings(TRACKER.replay(follow_ups.log(*log, edition)), days_on(110))
    assert [one.days_since_news for one in shown] == [110, 5]
    assert [one.next_milestone.on for one in shown] == [months_after(PUBLICATION, 6), months_after(days_on(105), 3)]


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2016, 7, 15), 3), (date(2016, 10, 15), 3), (date(2016, 10, 16), 6), (date(2017, 1, 16), 9),
        (date(2017, 7, 15), 12), (date(2017, 7, 16), None),
    ],
)  # fmt: skip
def test_the_next_milestone_is_month_3_6_9_or_12_and_that_day_still_counts(day, months):
    milestone = standing(tracked(), day).next_milestone
    assert (milestone.months if milestone else None) == months


def test_a_closed_recommendation_has_no_milestone_to_come():
    assert standing(tracked(follow_ups.closed(1, days_on(9))), days_on(10)).next_milestone is None


@pytest.mark.parametrize(
    ("facts", "then"),
    [
        ([], Stage.OPEN),
        ([follow_ups.reported(1, days_on(1), Progress.IN_PROGRESS)], Stage.OPEN),
        ([follow_ups.verified(1, days_on(1))], Stage.OPEN),
        ([follow_ups.reported(1, days_on(1))], Stage.CLAIMED),
        ([follow_ups.verified(1, days_on(1)), follow_ups.reported(1, days_on(2))], Stage.CLAIMED),
        ([follow_ups.reported(1, days_on(1)), follow_ups.verified(1, days_on(2))], Stage.VERIFIED),
        ([follow_ups.reported(1, days_on(1)), follow_ups.reviewed(1, days_on(2))], Stage.VERIFIED),
        (
            [follow_ups.reported(1, days_on(1)), follow_ups.verified(1, days_on(2), Verification.INSUFFICIENT)],
            Stage.OPEN,
        ),
        (
            [follow_ups.reported(1, days_on(1)), follow_ups.reported(1, days_on(2), Progress.IN_PROGRESS)],
            Stage.OPEN,
        ),
        ([follow_ups.closed(1, days_on(1))], Stage.CLOSED),
        (
            [
                follow_ups.reported(1, days_on(1)),
                follow_ups.verified(1, days_on(2)),
                follow_ups.closed(1, days_on(3)),
                follow_ups.reopened(1, days_on(4)),
            ],
            Stage.OPEN,
        ),
    ],
)
def test_each_recommendation_is_at_one_stage(facts, then):
    assert stage(tracked(*facts)) is then


def test_the_review_is_kept_by_itself_and_is_a_look_like_a_verification_and_carrying_over_is_kept():
    log = follow_ups.log(
        follow_ups.made(1, carried_from="newport-2014/2"),
        follow_ups.published(),
        follow_ups.reviewed(1, days_on(366), Verification.REASONABLE),
    )
    one = TRACKER.replay(log).recommendations[1]
    assert (one.reviewed, one.reviewed_on) == (Verification.REASONABLE, days_on(366))
    assert (one.verification, one.verified_on) == (Verification.REASONABLE, days_on(366))
    assert one.carried_from == "newport-2014/2"


def asked_for(day, due):
    fields = follow_ups.extended(1, day, due).as_fields()
    origin = structs.replace(fields["origin"], actor=follow_ups.EVE)
    return DueDateRequested(**{**fields, "origin": origin})


def test_overdue_goes_by_no_day_that_only_the_owner_asks_for():
    asks = asked_for(days_on(100), date(9999, 12, 31))
    one = tracked(asks)
    assert (one.due_on, one.asked_due_on) == (follow_ups.DUE, date(9999, 12, 31))
    assert standing(one, follow_ups.DUE + timedelta(days=1)).overdue
    agreed = tracked(asks, follow_ups.extended(1, days_on(120), days_on(400)))
    assert (agreed.due_on, agreed.asked_due_on) == (days_on(400), None)
    assert tracked(asks, asked_for(days_on(120), follow_ups.DUE)).asked_due_on is None


# By the day that things are true of, in whatever order they were written down


def test_a_claim_reported_late_does_not_undo_a_look_of_a_later_day():
    one = tracked(follow_ups.verified(1, days_on(60)), follow_ups.reported(1, days_on(70), on=days_on(20)))
    assert (stage(one), one.seen, one.progress_on) == (Stage.VERIFIED, Verification.GOOD, days_on(20))


def test_a_claim_reported_late_that_was_found_wanting_later_does_not_stand():
    seen = follow_ups.verified(1, days_on(60), Verification.INSUFFICIENT)
    one = tracked(seen, follow_ups.reported(1, days_on(70), on=days_on(20)))
    assert (stage(one), one.claim_stands, one.seen) == (Stage.OPEN, False, Verification.INSUFFICIENT)


def test_a_claim_reported_late_is_not_brought_back_after_a_reopening_of_a_later_day():
    ended = (follow_ups.closed(1, days_on(30)), follow_ups.reopened(1, days_on(40)))
    assert stage(tracked(*ended, follow_ups.reported(1, days_on(50), on=days_on(20)))) is Stage.OPEN


def test_a_verification_true_of_a_day_before_the_claim_does_not_bear_it_out():
    early = follow_ups.verified(1, days_on(70), on=days_on(5))
    one = tracked(follow_ups.reported(1, days_on(60)), early)
    assert (stage(one), one.seen, one.verified_on) == (Stage.CLAIMED, None, days_on(5))


def test_a_look_of_an_earlier_day_does_not_take_the_place_of_a_later_one():
    early = follow_ups.verified(1, days_on(70), Verification.INSUFFICIENT, on=days_on(5))
    one = tracked(follow_ups.reported(1, days_on(50)), follow_ups.verified(1, days_on(60)), early)
    assert (stage(one), one.verification, one.verified_on) == (Stage.VERIFIED, Verification.GOOD, days_on(60))


def test_within_one_day_what_is_recorded_later_comes_later():
    claim, look = follow_ups.reported(1, days_on(9)), follow_ups.verified(1, days_on(9))
    assert [stage(tracked(claim, look)), stage(tracked(look, claim))] == [Stage.VERIFIED, Stage.CLAIMED]


# Laws, over generated follow-ups


@given(st.permutations(range(6)))
def test_claims_and_looks_of_different_days_lead_to_the_same_in_whatever_order_they_are_recorded(order):
    said = (
        lambda day: follow_ups.reported(1, days_on(99), on=day),
        lambda day: follow_ups.verified(1, days_on(99), Verification.INSUFFICIENT, on=day),
        lambda day: follow_ups.reported(1, days_on(99), Progress.IN_PROGRESS, on=day),
        lambda day: follow_ups.verified(1, days_on(99), Verification.GOOD, on=day),
        lambda day: follow_ups.reported(1, days_on(99), on=day),
        lambda day: follow_ups.verified(1, days_on(99), Verification.REASONABLE, on=day),
    )
    one = tracked(*(said[at](days_on(10 * at)) for at in order))
    assert (stage(one), one.progress_on, one.verified_on) == (Stage.VERIFIED, days_on(40), days_on(50))
    assert one.seen is Verification.REASONABLE


@given(follow_ups.follow_ups, st.integers(-10, 600).map(days_on))
def test_overdue_is_open_and_due_before_the_day_and_nothing_else(log, day):
    for one in standings(TRACKER.replay(log), day):
        assert one.overdue == (one.tracked.closure is None and one.tracked.due_on < day)
        assert one.overdue == (one.days_left is not None and one.days_left < 0)
        assert one.actions_done + one.actions_due + one.actions_late == len(one.tracked.actions)


@given(follow_ups.follow_ups, st.data())
def test_the_view_as_saved_at_any_position_and_carried_on_is_the_view_of_the_whole_log(log, data):
    position = data.draw(st.integers(0, len(log)))
    view = TRACKER.replay(log[:position])
    saved = TRACKER.load(TRACKER.dump(view))
    assert saved == view
    assert TRACKER.dump(saved) == TRACKER.dump(view)
    for recorded in log[position:]:
        saved = TRACKER.fold(saved, recorded)
    assert saved == TRACKER.replay(log)


@given(follow_ups.follow_ups)
def test_no_claim_by_itself_leads_further_than_claimed(log):
    claims = [recorded for recorded in log if recorded.fact.origin.actor == follow_ups.EVE]
    others = [recorded for recorded in log[:4] if recorded not in claims]
    assert {stage(one) for one in TRACKER.replay([*others, *claims]).recommendations.values()} <= {
        Stage.OPEN,
        Stage.CLAIMED,
    }
