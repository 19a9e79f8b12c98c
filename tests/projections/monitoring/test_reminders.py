"""Who must be reminded of what on a day, and why?"""

from datetime import date

import pytest

from domain.commands import following_up, reviewing
from domain.events.recommendation_terms import Acceptance, Owner, Progress, Verification
from projections.monitoring.reminders import ReminderKind, reminders, responses_due_on
from projections.saved.activity import Heard, last_heard
from tests.fixtures.inspections import ANN, EVE, announced, followed_up, published, recommended, republished, unlocked
from tests.projections.monitoring.follow_up_story import (
    ANSWERS,
    DAY,
    DUE,
    MONTH_3,
    MONTH_6,
    PUBLISHED,
    answer,
    close,
    done,
    log_of,
    move,
    plan,
    report,
    verify,
)

pytestmark = pytest.mark.dated

HEAD = Owner(role="Head of service", organisation="Newport Service")
INSPECTORATE = Owner(role="Lead inspector", organisation="Youth Inspectorate")


def reminders_about(story, day, *, number=1, **more):
    """Return the reminders about a recommendation, or (for None) the month-12 review."""
    return [reminder for reminder in reminders(log_of(story), day, **more) if reminder.number == number]


def kinds(story, day, **more):
    return [reminder.kind for reminder in reminders_about(story, day, **more)]


# No reminders


def test_before_publication_nobody_is_reminded():
    assert reminders(log_of(announced()), date(2030, 1, 1)) == ()
    assert reminders(log_of(published()), PUBLISHED - DAY) == ()
    assert reminders(()[:0], PUBLISHED) == ()


def test_a_closed_recommendation_has_no_reminders(planned):
    close(planned, MONTH_3)
    assert reminders_about(planned, date(2026, 6, 1)) == []


# Responses and plans


def test_a_response_is_requested_from_publication_on_within_fifteen_working_days():
    story = published()
    (reminder,) = reminders_about(story, PUBLISHED)
    assert (reminder.kind, reminder.recipient, reminder.due_on, reminder.days, reminder.late) == (
        ReminderKind.RESPONSE,
        HEAD,
        ANSWERS,
        21,
        False,
    )
    assert reminder.request == "send your response to recommendation 1: agreed, partly agreed or not agreed"
    assert reminder.why == (
        "No response yet. Due by 4 April 2025 (in 21 days), 15 working days after publication."
    )  # fmt: skip
    assert reminders_about(story, ANSWERS + DAY)[0].why.startswith("No response yet. Due by 4 April 2025 (1 day ago)")
    assert reminders_about(story, ANSWERS)[0].why.startswith("No response yet. Due by 4 April 2025 (today)")


def test_bank_holidays_postpone_the_due_date():
    # 15 working days after 4 April 2025 are not 25 April: Good Friday and Easter Monday lie between.
    assert responses_due_on(date(2025, 4, 4)) == date(2025, 4, 29)


def test_actions_are_requested_if_it_is_agreed_in_full_or_in_part_only():
    for acceptance, then in (
        (Acceptance.AGREED, [ReminderKind.ACTION_PLAN]),
        (Acceptance.PARTLY_AGREED, [ReminderKind.ACTION_PLAN]),
        (Acceptance.NOT_AGREED, []),
    ):
        story = published()
        answer(story, acceptance=acceptance)
        assert kinds(story, ANSWERS) == then


def test_an_owner_who_claims_completion_is_not_asked_for_a_plan():
    story = published()
    answer(story)
    report(story, date(2025, 3, 25), Progress.CLAIMED_COMPLETE)
    assert kinds(story, ANSWERS) == []


def test_with_a_response_and_an_action_nothing_is_requested(planned):
    assert kinds(planned, ANSWERS + 30 * DAY) == []


def test_reminders_of_a_recommendation_begin_with_its_edition_and_count_from_it():
    story = published()
    story.wait_until(date(2025, 5, 1))
    recommended(unlocked(story), 3)
    assert reminders_about(story, date(2025, 7, 1), number=3) == []
    story.wait_until(date(2025, 5, 9))
    republished(story)
    assert reminders_about(story, date(2025, 5, 8), number=3) == []
    (reminder,) = reminders_about(story, date(2025, 7, 1), number=3)
    assert (reminder.kind, reminder.due_on) == (ReminderKind.RESPONSE, responses_due_on(date(2025, 5, 9)))
    update = next(
        reminder
        for reminder in reminders_about(story, date(2025, 8, 9), number=3)
        if reminder.kind is ReminderKind.UPDATE
    )
    assert update.request == "send an update on recommendation 3: what has been done since 9 May 2025"
    assert update.why.startswith("Month 3 was reached on 9 August 2025 (today).")
    assert "0 of 3 recommendations" in reminders_about(story, DUE, number=None)[0].why


# Actions


def test_an_action_is_followed_up_two_weeks_before_it_is_due_and_until_it_is_done(planned):
    report(planned, date(2025, 7, 1))
    assert kinds(planned, date(2025, 7, 17)) == []
    (soon,) = reminders_about(planned, date(2025, 7, 18))
    assert (soon.kind, soon.action, soon.days, soon.recipient) == (ReminderKind.ACTION, 1, 14, HEAD)
    assert soon.why == "“Train everybody” (Team manager) is due on 1 August 2025 (in 14 days)."
    (late,) = reminders_about(planned, date(2025, 8, 3))
    assert (late.late, late.days) == (True, -2)
    assert late.why == "“Train everybody” (Team manager) was due on 1 August 2025 (2 days ago)."
    done(planned)
    assert kinds(planned, date(2025, 8, 3)) == []


# Updates


def test_an_update_is_requested_at_a_milestone_with_the_date_of_the_last(planned):
    assert kinds(planned, MONTH_3 - DAY) == []
    (reminder,) = reminders_about(planned, MONTH_3)
    assert (reminder.kind, reminder.due_on, reminder.days) == (ReminderKind.UPDATE, MONTH_3, 0)
    assert reminder.request == "send an update on recommendation 1: what has been done since 21 March 2025"
    assert reminder.why == (
        "Month 3 was reached on 14 June 2025 (today). The last update was on 21 March 2025 (85 days ago)."
    )  # fmt: skip


def test_of_several_milestones_only_the_last_has_a_reminder(planned):
    done(planned)
    update = [reminder for reminder in reminders_about(planned, MONTH_6 + DAY) if reminder.kind is ReminderKind.UPDATE]
    assert [reminder.due_on for reminder in update] == [MONTH_6]
    assert update[0].days == -1


def test_without_any_update_the_reason_states_that():
    update = [reminder for reminder in reminders_about(published(), MONTH_3) if reminder.kind is ReminderKind.UPDATE]
    assert update[0].why.endswith("There has been no update.")
    assert update[0].request.endswith("since 14 March 2025")


@pytest.mark.parametrize(("before", "then"), [(14, [ReminderKind.UPDATE]), (13, []), (0, []), (-3, [])])
def test_an_update_in_the_two_weeks_before_a_milestone_counts_for_it(before, then):
    story = published()
    answer(story)
    plan(story, due_on=date(2026, 1, 1))
    report(story, MONTH_3 - before * DAY)
    assert kinds(story, MONTH_3 + 5 * DAY) == then


def test_notice_of_a_new_due_date_is_an_update_on_the_day_it_was_given(planned):
    planned.wait_until(MONTH_3 + DAY)
    planned.does(
        ANN,
        following_up.ReviseDueDate,
        number=1,
        due_on=date(2026, 6, 1),
        told_on=MONTH_3 - 2 * DAY,
        reason="the team moves",
    )
    assert kinds(planned, MONTH_3 + DAY) == []
    assert last_heard(log_of(planned))[1].last == MONTH_3 - 2 * DAY


def test_a_verification_is_not_an_update_by_the_owner(planned):
    verify(planned, MONTH_3, Verification.INSUFFICIENT)
    assert kinds(planned, MONTH_3 + DAY) == [ReminderKind.UPDATE]


# Completion, verification, closure


def test_completion_is_requested_two_weeks_before_the_due_date_and_until_it_is_closed(planned):
    done(planned)
    report(planned, DUE - 20 * DAY)
    assert kinds(planned, DUE - 15 * DAY) == []
    (soon,) = reminders_about(planned, DUE - 14 * DAY)
    assert (soon.kind, soon.recipient, soon.days) == (ReminderKind.COMPLETION, HEAD, 14)
    assert soon.why == "It is due on 14 March 2026 (in 14 days)."
    late = reminders_about(planned, DUE + 5 * DAY)[-1]
    assert (late.days, late.why) == (-5, "It was due on 14 March 2026 (5 days ago).")


def test_a_later_due_date_is_shown_with_the_original():
    story = followed_up()
    (reminder,) = [
        reminder
        for reminder in reminders_about(story, date(2026, 6, 2), number=2)
        if reminder.kind is ReminderKind.COMPLETION
    ]
    assert reminder.why == "It was due on 1 June 2026 (1 day ago), moved from 14 March 2026."


def test_an_earlier_due_date_is_shown_with_the_original(planned):
    move(planned, ANN, date(2025, 9, 1))
    (reminder,) = (
        reminder for reminder in reminders_about(planned, date(2025, 9, 2)) if reminder.kind is ReminderKind.COMPLETION
    )
    assert reminder.why == "It was due on 1 September 2025 (1 day ago), moved from 14 March 2026."


def test_a_requested_due_date_is_shown_as_not_agreed(planned):
    move(planned, EVE, date(9999, 12, 31))
    (reminder,) = (
        reminder for reminder in reminders_about(planned, DUE + DAY) if reminder.kind is ReminderKind.COMPLETION
    )
    not_agreed = "the owner requested 31 December 9999, which the inspectorate has not agreed"
    assert (reminder.due_on, reminder.why) == (DUE, f"It was due on 14 March 2026 (1 day ago); {not_agreed}.")


def test_the_inspectorate_is_reminded_to_verify_a_claim_after_four_weeks(planned):
    claimed = date(2025, 7, 20)
    report(planned, claimed, Progress.CLAIMED_COMPLETE)
    assert kinds(planned, claimed + 27 * DAY) == []
    (reminder,) = reminders_about(planned, claimed + 28 * DAY)
    assert (reminder.kind, reminder.recipient, reminder.due_on, reminder.days) == (
        ReminderKind.VERIFICATION,
        INSPECTORATE,
        claimed + 28 * DAY,
        0,
    )
    assert reminder.why == (
        "Head of service, Newport Service claimed completion on 20 July 2025 (28 days ago), and nobody has verified it "
        "since."
    )
    assert kinds(planned, claimed + 10 * DAY, verify_within=10) == [ReminderKind.VERIFICATION]


def test_repeating_a_claim_does_not_restart_its_wait_and_withdrawing_it_ends_it(planned):
    claimed = date(2025, 7, 20)
    report(planned, claimed, Progress.CLAIMED_COMPLETE)
    report(planned, claimed + 20 * DAY, Progress.CLAIMED_COMPLETE)
    assert last_heard(log_of(planned))[1] == Heard(claimed + 20 * DAY, claimed)
    report(planned, claimed + 21 * DAY)
    assert last_heard(log_of(planned))[1] == Heard(claimed + 21 * DAY, None)
    assert ReminderKind.VERIFICATION not in kinds(planned, claimed + 60 * DAY)


def test_a_claim_recorded_late_does_not_wait_if_it_was_verified_since(planned):
    verify(planned, date(2025, 9, 10), Verification.GOOD)
    claim = {"number": 1, "progress": Progress.CLAIMED_COMPLETE, "narrative": "so far"}
    late = {**claim, "on": date(2025, 8, 1)}
    planned.does(EVE, following_up.ReportProgress, **late)
    assert last_heard(log_of(planned))[1] == Heard(date(2025, 8, 1), None)
    assert ReminderKind.VERIFICATION not in kinds(planned, DUE)


def test_a_claim_waiting_on_the_due_date_reminds_the_inspectorate_and_not_the_owner(planned):
    report(planned, DUE - 3 * DAY, Progress.CLAIMED_COMPLETE)
    (reminder,) = reminders_about(planned, DUE + DAY)
    assert (reminder.kind, reminder.recipient) == (ReminderKind.VERIFICATION, INSPECTORATE)
    assert reminder.why.endswith("nobody has verified it since. It was due on 14 March 2026 (1 day ago).")


def test_a_confirmed_claim_requests_a_decision_on_the_due_date(planned):
    report(planned, date(2025, 12, 1), Progress.CLAIMED_COMPLETE)
    verify(planned, date(2025, 12, 10), Verification.GOOD)
    assert kinds(planned, date(2026, 2, 1)) == []
    (reminder,) = reminders_about(planned, DUE)
    assert (reminder.kind, reminder.recipient) == (ReminderKind.CLOSURE, INSPECTORATE)
    assert reminder.why == "Completion was claimed, and good progress was verified. It is due on 14 March 2026 (today)."


def test_a_claim_that_was_not_confirmed_reminds_the_owner_again(planned):
    done(planned)
    report(planned, date(2025, 12, 1), Progress.CLAIMED_COMPLETE)
    verify(planned, date(2025, 12, 10), Verification.INSUFFICIENT)
    assert [reminder.recipient for reminder in reminders_about(planned, DUE)] == [HEAD, HEAD]


def test_a_reopened_recommendation_has_reminders_again(planned):
    done(planned)
    close(planned, date(2025, 12, 1))
    planned.does(ANN, following_up.ReopenRecommendation, number=1, reason="it stopped")
    assert kinds(planned, DUE) == [ReminderKind.UPDATE, ReminderKind.COMPLETION]


# The review


def test_the_review_has_a_reminder_two_weeks_before_month_twelve_and_until_it_is_complete():
    story = published()
    assert reminders_about(story, DUE - 15 * DAY, number=None) == []
    (soon,) = reminders_about(story, DUE - 14 * DAY, number=None)
    assert (soon.kind, soon.recipient, soon.due_on) == (ReminderKind.REVIEW, INSPECTORATE, DUE)
    assert soon.why == "Month 12 will be reached on 14 March 2026 (in 14 days). 0 of 2 recommendations are assessed."
    story.wait_until(DUE + 2 * DAY)
    story.does(ANN, reviewing.AssessRecommendation, number=1, progress=Verification.GOOD, narrative="seen")
    (late,) = reminders_about(story, DUE + 2 * DAY, number=None)
    assert late.why == "Month 12 was reached on 14 March 2026 (2 days ago). 1 of 2 recommendations are assessed."
    assert reminders_about(followed_up(), DUE + 9 * DAY, number=None) == []


# Order and days


def test_reminders_are_grouped_by_recipient_with_the_inspectorate_last(planned):
    report(planned, DUE - 40 * DAY, Progress.CLAIMED_COMPLETE)
    due = reminders(log_of(planned), DUE)
    assert [reminder.recipient for reminder in due] == [*([HEAD] * 3), *([INSPECTORATE] * 2)]
    assert [(reminder.number, reminder.kind) for reminder in due] == [
        (2, ReminderKind.RESPONSE), (2, ReminderKind.UPDATE), (2, ReminderKind.COMPLETION),
        (1, ReminderKind.VERIFICATION), (None, ReminderKind.REVIEW),
    ]  # fmt: skip


def test_days_are_counted_from_any_day():
    story = published()
    assert [reminders_about(story, day)[0].days for day in (PUBLISHED, ANSWERS, date(2099, 1, 1))][:2] == [21, 0]
    assert reminders_about(story, date(2099, 1, 1))[0].days < -26_000
