"""Which dates of an inspection were due, and were they met?"""

from datetime import date

import pytest
from msgspec import structs

from domain.commands import following_up
from domain.events.recommendation_terms import Acceptance, Closure, Progress
from projections.monitoring.reminders import ReminderKind, reminders
from projections.monitoring.schedule import ScheduleState, schedule
from tests.fixtures.inspections import (
    ANN,
    EVE,
    NAME,
    announced,
    assessed,
    followed_up,
    published,
    recommended,
    republished,
    unlocked,
)

pytestmark = pytest.mark.dated

NAMES = [
    "announced", "fieldwork begins", "fieldwork ends", "feedback", "draft report", "comments", "final report",
    "publication",
]  # fmt: skip
FOLLOW_UP = ["responses and action plans", "month 3", "month 6", "month 9", "review"]


def log_of(story):
    return tuple(story.store.follow(inspection=NAME))


def steps(story, day):
    return {step.name: step for step in schedule(log_of(story), day)}


def answer(story, number, acceptance=Acceptance.AGREED):
    command = following_up.AnswerRecommendation
    why = None if acceptance is Acceptance.AGREED else "no"
    story.does(EVE, command, number=number, acceptance=acceptance, explanation=why)


def plan(story, number):
    story.does(
        EVE, following_up.PlanAction, number=number, step="train", responsible="manager", due_on=date(2025, 9, 1)
    )


def close(story, number):
    fields = {"number": number, "closure": Closure.NOT_IMPLEMENTED, "reason": "no"}
    story.does(ANN, following_up.CloseRecommendation, **fields)


def claim(story, number):
    fields = {"number": number, "progress": Progress.CLAIMED_COMPLETE, "narrative": "done"}
    story.does(EVE, following_up.ReportProgress, **fields)


def test_the_days_come_in_the_order_of_an_inspection_and_those_after_publication_only_then():
    assert list(steps(announced(), date(2025, 1, 6))) == NAMES
    assert list(steps(published(), date(2025, 4, 1))) == NAMES + FOLLOW_UP
    assert schedule((), date(2025, 1, 6)) == ()


def test_notice_is_counted_back_from_fieldwork_over_bank_holidays():
    # Announced on the day on which fieldwork began, a Monday: 11 working days before it is 17 December.
    notice = steps(announced(), date(2025, 1, 6))["announced"]
    assert (notice.due_on, notice.actual_on, notice.state) == (
        date(2024, 12, 17),
        date(2025, 1, 6),
        ScheduleState.MISSED,
    )
    assert (notice.working_days, notice.late_by) == (0, 11)


def test_what_was_done_in_time_is_kept_and_the_working_days_are_those_it_took():
    by_name = steps(published(), date(2025, 4, 1))
    draft = by_name["draft report"]
    assert (draft.since, draft.due_on, draft.actual_on) == (date(2025, 1, 7), date(2025, 1, 28), date(2025, 2, 3))
    assert (draft.working_days, draft.late_by, draft.state) == (19, 4, ScheduleState.MISSED)
    publication = by_name["publication"]
    assert (publication.due_on, publication.actual_on) == (date(2025, 3, 17), date(2025, 3, 14))
    assert (publication.working_days, publication.late_by, publication.state) == (29, -1, ScheduleState.KEPT)
    assert by_name["final report"].state is ScheduleState.KEPT


def test_what_has_not_happened_is_to_come_until_its_day_has_passed_and_overdue_then():
    before, on, after = (
        steps(assessed(), day)["fieldwork ends"] for day in (date(2025, 1, 10), date(2025, 1, 17), date(2025, 1, 20))
    )
    assert [step.state for step in (before, on, after)] == [
        ScheduleState.TO_COME,
        ScheduleState.TO_COME,
        ScheduleState.OVERDUE,
    ]
    assert [step.late_by for step in (before, on, after)] == [None, None, 1]
    assert (after.actual_on, after.due_on) == (None, date(2025, 1, 17))


def test_a_day_that_nobody_has_set_has_no_state_to_keep():
    assert steps(announced(), date(2025, 1, 6))["comments"].state is ScheduleState.NO_DAY


def test_comments_are_those_of_the_last_challenge_and_none_need_come():
    assert steps(published(), date(2025, 4, 1))["comments"].actual_on == date(2025, 2, 3)
    log = tuple(recorded for recorded in log_of(published()) if "challenge" not in recorded.fact.kind())
    silent = [
        {step.name: step for step in schedule(log, day)}["comments"] for day in (date(2025, 2, 10), date(2025, 2, 18))
    ]
    assert [(step.state, step.late_by) for step in silent] == [
        (ScheduleState.TO_COME, None),
        (ScheduleState.REACHED, None),
    ]


def test_action_plans_are_complete_when_the_last_recommendation_is_answered_and_planned():
    story = published()
    story.wait_until(date(2025, 3, 20))
    answer(story, 1)
    plan(story, 1)
    assert steps(story, date(2025, 4, 4))["responses and action plans"].state is ScheduleState.TO_COME
    story.wait_until(date(2025, 4, 4))
    answer(story, 2)
    assert steps(story, date(2025, 4, 7))["responses and action plans"].state is ScheduleState.OVERDUE
    story.wait_until(date(2025, 4, 8))
    plan(story, 2)
    plan(story, 2)
    done = steps(story, date(2025, 4, 30))["responses and action plans"]
    assert (done.due_on, done.actual_on, done.state, done.late_by) == (
        date(2025, 4, 4), date(2025, 4, 8), ScheduleState.MISSED, 2,
    )  # fmt: skip


def test_what_is_not_agreed_needs_no_plan():
    story = published()
    story.wait_until(date(2025, 3, 20))
    answer(story, 1, Acceptance.NOT_AGREED)
    answer(story, 2, Acceptance.NOT_AGREED)
    done = steps(story, date(2025, 4, 30))["responses and action plans"]
    assert (done.actual_on, done.state) == (date(2025, 3, 20), ScheduleState.KEPT)


def test_without_recommendations_there_is_nothing_to_plan():
    log = tuple(recorded for recorded in log_of(published()) if recorded.fact.kind() != "recommendation-made")
    done = {step.name: step for step in schedule(log, date(2025, 4, 30))}["responses and action plans"]
    assert done.actual_on is None


def test_milestones_are_reached_on_their_day_and_never_missed():
    by_name = steps(published(), date(2025, 9, 14))
    assert [(by_name[name].due_on, by_name[name].state) for name in FOLLOW_UP[1:4]] == [
        (date(2025, 6, 14), ScheduleState.REACHED),
        (date(2025, 9, 14), ScheduleState.REACHED),
        (date(2025, 12, 14), ScheduleState.TO_COME),
    ]
    assert {by_name[name].late_by for name in FOLLOW_UP[1:4]} == {None}


def test_the_review_is_kept_within_three_weeks_of_month_twelve():
    review = steps(followed_up(), date(2026, 6, 1))["review"]
    assert (review.since, review.due_on, review.actual_on) == (date(2026, 3, 14), date(2026, 4, 7), date(2026, 3, 16))
    assert (review.state, review.working_days) == (ScheduleState.KEPT, 1)
    assert steps(published(), date(2026, 4, 8))["review"].state is ScheduleState.OVERDUE


def test_a_second_edition_moves_nothing():
    story = published()
    before = steps(story, date(2025, 4, 1))
    story.wait_until(date(2025, 3, 31))
    republished(unlocked(story))
    assert steps(story, date(2025, 4, 1)) == before


def test_what_a_later_edition_recommends_first_has_its_days_from_that_edition():
    story = published()
    story.wait_until(date(2025, 5, 1))
    recommended(unlocked(story), 3)
    assert list(steps(story, date(2025, 6, 1))) == NAMES + FOLLOW_UP
    story.wait_until(date(2025, 5, 9))
    republished(story)
    by_name = steps(story, date(2025, 8, 9))
    names = ["responses and action plans", "month 3", "month 6", "month 9", "month 12"]
    assert list(by_name) == NAMES + FOLLOW_UP + [f"{name}, edition 2" for name in names]
    assert [by_name[f"{name}, edition 2"].due_on for name in names] == [
        date(2025, 6, 2), date(2025, 8, 9), date(2025, 11, 9), date(2026, 2, 9), date(2026, 5, 9),
    ]  # fmt: skip
    assert by_name["month 3, edition 2"].state is ScheduleState.REACHED
    assert by_name["responses and action plans"].due_on == date(2025, 4, 4)


def test_neither_what_is_closed_nor_what_is_claimed_done_is_waited_for():
    story = published()
    story.wait_until(date(2025, 3, 20))
    close(story, 1)
    claim(story, 2)
    done = steps(story, date(2025, 4, 30))["responses and action plans"]
    assert (done.actual_on, done.state) == (date(2025, 3, 20), ScheduleState.KEPT)
    assert ReminderKind.RESPONSE not in [reminder.kind for reminder in reminders(log_of(story), date(2025, 4, 30))]
    story.wait_until(date(2025, 4, 2))
    reopening = {"number": 1, "reason": "it stopped"}
    story.does(ANN, following_up.ReopenRecommendation, **reopening)
    assert steps(story, date(2025, 4, 30))["responses and action plans"].state is ScheduleState.OVERDUE


@pytest.mark.parametrize("planned", [date(1, 1, 2), date(9999, 12, 30)])
def test_a_planned_day_that_was_mistyped_by_ages_breaks_nothing(planned):
    first, *rest = log_of(announced())
    fact = structs.replace(first.fact, fieldwork_from=planned, fieldwork_until=planned)
    log = (first._replace(fact=fact), *(recorded for recorded in rest if recorded.fact.kind() != "fieldwork-started"))
    by_name = {step.name: step for step in schedule(log, date(2025, 1, 6))}
    assert by_name["fieldwork begins"].due_on == planned
    assert by_name["publication" if planned.year > 2025 else "announced"].due_on is None
