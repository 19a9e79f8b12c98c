"""Who must be asked for what on a day, and why?"""

from datetime import date, timedelta

import pytest

from domain.commands import following_up, reviewing
from domain.events.recommendation_terms import Acceptance, Closure, Owner, Progress, Verification
from projections.engine.effective_date import effective_by
from projections.monitoring.calendar import due_dates
from projections.monitoring.reminders import ReminderKind, answers_due_on, reminders
from projections.saved.activity import Heard, last_heard
from tests.fixtures.inspections import (
    ANN,
    EVE,
    NAME,
    announced,
    followed_up,
    published,
    recommended,
    republished,
    unlocked,
)

pytestmark = pytest.mark.dated

PUBLISHED = date(2025, 3, 14)
ANSWERS = date(2025, 4, 4)
MONTH_3, MONTH_6 = date(2025, 6, 14), date(2025, 9, 14)
DUE = date(2026, 3, 14)
HEAD = Owner(role="Head of service", organisation="Newport Service")
INSPECTORATE = Owner(role="Lead inspector", organisation="Youth Inspectorate")
DAY = timedelta(days=1)


def log_of(story):
    return tuple(story.store.follow(inspection=NAME))


def asked(story, day, *, number=1, **more):
    """What is asked for about one recommendation, or (for None) about the whole."""
    return [one for one in reminders(log_of(story), day, **more) if one.number == number]


def kinds(story, day, **more):
    return [one.kind for one in asked(story, day, **more)]


def answer(story, on=PUBLISHED + 7 * DAY, acceptance=Acceptance.AGREED, number=1):
    story.wait_until(max(on, story.now.date()))
    why = None if acceptance is Acceptance.AGREED else "it is for the courts"
    story.does(EVE, following_up.AnswerRecommendation, number=number, acceptance=acceptance, explanation=why)


def plan(story, due_on=date(2025, 8, 1)):
    story.does(
        EVE, following_up.PlanAction, number=1, step="Train everybody", responsible="Team manager", due_on=due_on
    )


def done(story, value=True):
    command = following_up.ReviseAction
    story.does(EVE, command, number=1, action=1, done=value, reason="so it is")


def report(story, on, progress=Progress.IN_PROGRESS):
    story.wait_until(on)
    story.does(EVE, following_up.ReportProgress, number=1, progress=progress, narrative="told")


def verify(story, on, verification):
    story.wait_until(on)
    story.does(ANN, following_up.VerifyProgress, number=1, verification=verification, narrative="seen")


def close(story, on):
    story.wait_until(on)
    story.does(
        ANN, following_up.CloseRecommendation, number=1, closure=Closure.IMPLEMENTED, reason="seen", evidence=("E-1",)
    )


@pytest.fixture
def planned():
    """Published on 14 March 2025; recommendation 1 agreed, with one action, a week later."""
    story = published()
    answer(story)
    plan(story)
    return story


# Nothing to ask for


def test_before_publication_nobody_is_asked_for_anything():
    assert reminders(log_of(announced()), date(2030, 1, 1)) == ()
    assert reminders(log_of(published()), PUBLISHED - DAY) == ()
    assert reminders(()[:0], PUBLISHED) == ()


def test_nobody_is_asked_about_what_is_closed(planned):
    close(planned, MONTH_3)
    assert asked(planned, date(2026, 6, 1)) == []


# Answers and plans


def test_an_answer_is_asked_for_from_publication_on_within_fifteen_working_days():
    story = published()
    (one,) = asked(story, PUBLISHED)
    assert (one.kind, one.ask, one.due_on, one.days, one.late) == (ReminderKind.ANSWER, HEAD, ANSWERS, 21, False)
    assert one.wanted == "the answer to recommendation 1: agreed, agreed in part or not agreed"
    assert one.why == (
        "No answer yet. Asked for by 4 April 2025 (in 21 days), 15 working days after publication."
    )  # fmt: skip
    assert asked(story, ANSWERS + DAY)[0].why.startswith("No answer yet. Asked for by 4 April 2025 (1 day ago)")
    assert asked(story, ANSWERS)[0].why.startswith("No answer yet. Asked for by 4 April 2025 (today)")


def test_bank_holidays_put_the_day_off():
    # 15 working days after 4 April 2025 are not 25 April: Good Friday and Easter Monday lie between.
    assert answers_due_on(date(2025, 4, 4)) == date(2025, 4, 29)


def test_actions_are_asked_for_once_it_is_agreed_in_full_or_in_part_and_not_otherwise():
    for acceptance, wanted in (
        (Acceptance.AGREED, [ReminderKind.ACTION_PLAN]),
        (Acceptance.PARTLY_AGREED, [ReminderKind.ACTION_PLAN]),
        (Acceptance.NOT_AGREED, []),
    ):
        story = published()
        answer(story, acceptance=acceptance)
        assert kinds(story, ANSWERS) == wanted


def test_whoever_claims_that_all_is_done_is_not_asked_for_a_plan():
    story = published()
    answer(story)
    report(story, date(2025, 3, 25), Progress.CLAIMED_COMPLETE)
    assert kinds(story, ANSWERS) == []


def test_with_an_answer_and_an_action_nothing_is_asked_for(planned):
    assert kinds(planned, ANSWERS + 30 * DAY) == []


def test_nobody_is_chased_about_a_recommendation_before_its_edition_and_its_periods_run_from_there():
    story = published()
    story.wait_until(date(2025, 5, 1))
    recommended(unlocked(story), 3)
    assert asked(story, date(2025, 7, 1), number=3) == []
    story.wait_until(date(2025, 5, 9))
    republished(story)
    assert asked(story, date(2025, 5, 8), number=3) == []
    (one,) = asked(story, date(2025, 7, 1), number=3)
    assert (one.kind, one.due_on) == (ReminderKind.ANSWER, answers_due_on(date(2025, 5, 9)))
    news = next(one for one in asked(story, date(2025, 8, 9), number=3) if one.kind is ReminderKind.NEWS)
    assert news.wanted == "news of recommendation 3: what has been done since 9 May 2025"
    assert news.why.startswith("Month 3 was reached on 9 August 2025 (today).")
    assert "0 of 3 recommendations" in asked(story, DUE, number=None)[0].why


def test_the_calendar_has_the_days_of_an_edition_for_what_it_is_the_first_to_hold():
    story = recommended(unlocked(published()), 3)
    assert "recommendation-3/due" not in due_dates(log_of(story)).by_name
    story.wait_until(date(2025, 5, 9))
    dates = due_dates(log_of(republished(story))).by_name
    assert {name: one.on for name, one in dates.items() if name.startswith("edition-2/")} == {
        "edition-2/action-plan": answers_due_on(date(2025, 5, 9)),
        "edition-2/month-3": date(2025, 8, 9),
        "edition-2/month-6": date(2025, 11, 9),
        "edition-2/month-9": date(2026, 2, 9),
    }
    assert (dates["recommendation-3/due"].on, dates["recommendation-1/due"].on) == (date(2026, 5, 9), DUE)
    assert (dates["month-3"].on, dates["review"].on) == (MONTH_3, DUE)
    assert dates["edition-2/month-3"].text.startswith("Edition 2 of the report was published on 9 May 2025.")


# Actions


def test_an_action_is_asked_about_two_weeks_before_it_is_due_and_until_it_is_done(planned):
    report(planned, date(2025, 7, 1))
    assert kinds(planned, date(2025, 7, 17)) == []
    (soon,) = asked(planned, date(2025, 7, 18))
    assert (soon.kind, soon.action, soon.days, soon.ask) == (ReminderKind.ACTION, 1, 14, HEAD)
    assert soon.why == "“Train everybody” (Team manager) is due on 1 August 2025 (in 14 days)."
    (late,) = asked(planned, date(2025, 8, 3))
    assert (late.late, late.days) == (True, -2)
    assert late.why == "“Train everybody” (Team manager) was due on 1 August 2025 (2 days ago)."
    done(planned)
    assert kinds(planned, date(2025, 8, 3)) == []


# News


def test_news_is_asked_for_at_a_milestone_with_the_last_there_was(planned):
    assert kinds(planned, MONTH_3 - DAY) == []
    (one,) = asked(planned, MONTH_3)
    assert (one.kind, one.due_on, one.days) == (ReminderKind.NEWS, MONTH_3, 0)
    assert one.wanted == "news of recommendation 1: what has been done since 21 March 2025"
    assert one.why == (
        "Month 3 was reached on 14 June 2025 (today). The last news is of 21 March 2025 (85 days ago)."
    )  # fmt: skip


def test_of_several_milestones_only_the_last_is_asked_about(planned):
    done(planned)
    news = [one for one in asked(planned, MONTH_6 + DAY) if one.kind is ReminderKind.NEWS]
    assert [one.due_on for one in news] == [MONTH_6]
    assert news[0].days == -1


def test_without_any_news_it_says_so():
    news = [one for one in asked(published(), MONTH_3) if one.kind is ReminderKind.NEWS]
    assert news[0].why.endswith("There has been no news.")
    assert news[0].wanted.endswith("since 14 March 2025")


@pytest.mark.parametrize(("before", "wanted"), [(14, [ReminderKind.NEWS]), (13, []), (0, []), (-3, [])])
def test_news_of_the_two_weeks_before_a_milestone_is_news_for_it(before, wanted):
    story = published()
    answer(story)
    plan(story, due_on=date(2026, 1, 1))
    report(story, MONTH_3 - before * DAY)
    assert kinds(story, MONTH_3 + 5 * DAY) == wanted


def test_notice_of_another_due_date_is_news_of_the_day_it_was_given(planned):
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


def test_what_the_inspectorate_says_is_not_news_of_the_owner(planned):
    verify(planned, MONTH_3, Verification.INSUFFICIENT)
    assert kinds(planned, MONTH_3 + DAY) == [ReminderKind.NEWS]


# Completion, verification, closure


def test_completion_is_asked_for_two_weeks_before_the_due_date_and_until_it_is_closed(planned):
    done(planned)
    report(planned, DUE - 20 * DAY)
    assert kinds(planned, DUE - 15 * DAY) == []
    (soon,) = asked(planned, DUE - 14 * DAY)
    assert (soon.kind, soon.ask, soon.days) == (ReminderKind.COMPLETION, HEAD, 14)
    assert soon.why == "It is due on 14 March 2026 (in 14 days)."
    late = asked(planned, DUE + 5 * DAY)[-1]
    assert (late.days, late.why) == (-5, "It was due on 14 March 2026 (5 days ago).")


def test_a_moved_due_date_is_told_as_one():
    story = followed_up()
    (one,) = [one for one in asked(story, date(2026, 6, 2), number=2) if one.kind is ReminderKind.COMPLETION]
    assert one.why == "It was due on 1 June 2026 (1 day ago), a later day than the first."


def move(story, actor, due_on):
    told = {"number": 1, "due_on": due_on, "told_on": PUBLISHED, "reason": "the team moves"}
    story.does(actor, following_up.ReviseDueDate, **told)


def test_an_earlier_due_date_is_told_as_an_earlier_day(planned):
    move(planned, ANN, date(2025, 9, 1))
    (one,) = (one for one in asked(planned, date(2025, 9, 2)) if one.kind is ReminderKind.COMPLETION)
    assert one.why == "It was due on 1 September 2025 (1 day ago), an earlier day than the first."


def test_a_due_date_that_only_the_owner_asks_for_is_said_not_to_be_agreed(planned):
    move(planned, EVE, date(9999, 12, 31))
    (one,) = (one for one in asked(planned, DUE + DAY) if one.kind is ReminderKind.COMPLETION)
    not_agreed = "the owner asks for 31 December 9999, which the inspectorate has not agreed to"
    assert (one.due_on, one.why) == (DUE, f"It was due on 14 March 2026 (1 day ago); {not_agreed}.")
    assert due_dates(log_of(planned)).by_name["recommendation-1/due"].on == DUE


def test_the_inspectorate_is_asked_to_look_at_a_claim_that_has_waited_for_four_weeks(planned):
    claimed = date(2025, 7, 20)
    report(planned, claimed, Progress.CLAIMED_COMPLETE)
    assert kinds(planned, claimed + 27 * DAY) == []
    (one,) = asked(planned, claimed + 28 * DAY)
    assert (one.kind, one.ask, one.due_on, one.days) == (ReminderKind.VERIFICATION, INSPECTORATE, claimed + 28 * DAY, 0)
    assert one.why == (
        "Head of service, Newport Service claimed on 20 July 2025 (28 days ago) that all is done, and nobody has "
        "looked since."
    )
    assert kinds(planned, claimed + 10 * DAY, verify_within=10) == [ReminderKind.VERIFICATION]


def test_repeating_a_claim_does_not_shorten_its_waiting_and_taking_it_back_ends_it(planned):
    claimed = date(2025, 7, 20)
    report(planned, claimed, Progress.CLAIMED_COMPLETE)
    report(planned, claimed + 20 * DAY, Progress.CLAIMED_COMPLETE)
    assert last_heard(log_of(planned))[1] == Heard(claimed + 20 * DAY, claimed)
    report(planned, claimed + 21 * DAY)
    assert last_heard(log_of(planned))[1] == Heard(claimed + 21 * DAY, None)
    assert ReminderKind.VERIFICATION not in kinds(planned, claimed + 60 * DAY)


def test_a_claim_that_was_reported_late_does_not_wait_where_the_inspectorate_has_looked_since(planned):
    verify(planned, date(2025, 9, 10), Verification.GOOD)
    claim = {"number": 1, "progress": Progress.CLAIMED_COMPLETE, "narrative": "told"}
    late = {**claim, "on": date(2025, 8, 1)}
    planned.does(EVE, following_up.ReportProgress, **late)
    assert last_heard(log_of(planned))[1] == Heard(date(2025, 8, 1), None)
    assert ReminderKind.VERIFICATION not in kinds(planned, DUE)


def test_a_claim_waiting_when_the_recommendation_is_due_is_the_inspectorates_to_look_at_and_not_the_owners(planned):
    report(planned, DUE - 3 * DAY, Progress.CLAIMED_COMPLETE)
    (one,) = asked(planned, DUE + DAY)
    assert (one.kind, one.ask) == (ReminderKind.VERIFICATION, INSPECTORATE)
    assert one.why.endswith("nobody has looked since. It was due on 14 March 2026 (1 day ago).")


def test_a_claim_that_was_borne_out_asks_for_a_decision_when_it_is_due(planned):
    report(planned, date(2025, 12, 1), Progress.CLAIMED_COMPLETE)
    verify(planned, date(2025, 12, 10), Verification.GOOD)
    assert kinds(planned, date(2026, 2, 1)) == []
    (one,) = asked(planned, DUE)
    assert (one.kind, one.ask) == (ReminderKind.CLOSURE, INSPECTORATE)
    assert one.why == "All is claimed done, and good progress was seen. It is due on 14 March 2026 (today)."


def test_a_claim_that_was_not_borne_out_is_the_owners_again(planned):
    done(planned)
    report(planned, date(2025, 12, 1), Progress.CLAIMED_COMPLETE)
    verify(planned, date(2025, 12, 10), Verification.INSUFFICIENT)
    assert [one.ask for one in asked(planned, DUE)] == [HEAD, HEAD]


def test_a_reopened_recommendation_is_asked_about_again(planned):
    done(planned)
    close(planned, date(2025, 12, 1))
    planned.does(ANN, following_up.ReopenRecommendation, number=1, reason="it stopped")
    assert kinds(planned, DUE) == [ReminderKind.NEWS, ReminderKind.COMPLETION]


# The review


def test_the_review_is_asked_for_two_weeks_before_month_twelve_and_until_it_is_held():
    story = published()
    assert asked(story, DUE - 15 * DAY, number=None) == []
    (soon,) = asked(story, DUE - 14 * DAY, number=None)
    assert (soon.kind, soon.ask, soon.due_on) == (ReminderKind.REVIEW, INSPECTORATE, DUE)
    assert soon.why == "Month 12 will be reached on 14 March 2026 (in 14 days). 0 of 2 recommendations are assessed."
    story.wait_until(DUE + 2 * DAY)
    events_of = {"number": 1, "progress": Verification.GOOD, "narrative": "seen"}
    story.does(ANN, reviewing.AssessRecommendation, **events_of)
    (late,) = asked(story, DUE + 2 * DAY, number=None)
    assert late.why == "Month 12 was reached on 14 March 2026 (2 days ago). 1 of 2 recommendations are assessed."
    assert asked(followed_up(), DUE + 9 * DAY, number=None) == []


# Order and days


def test_those_of_one_owner_come_together_and_the_inspectorate_last(planned):
    report(planned, DUE - 40 * DAY, Progress.CLAIMED_COMPLETE)
    found = reminders(log_of(planned), DUE)
    assert [one.ask for one in found] == [*([HEAD] * 3), *([INSPECTORATE] * 2)]
    assert [(one.number, one.kind) for one in found] == [
        (2, ReminderKind.ANSWER), (2, ReminderKind.NEWS), (2, ReminderKind.COMPLETION),
        (1, ReminderKind.VERIFICATION), (None, ReminderKind.REVIEW),
    ]  # fmt: skip


def test_days_are_counted_from_any_day_on_what_the_log_says():
    story = published()
    assert [asked(story, day)[0].days for day in (PUBLISHED, ANSWERS, date(2099, 1, 1))][:2] == [21, 0]
    assert asked(story, date(2099, 1, 1))[0].days < -26_000


# The calendar's days


def test_before_publication_no_day_is_due_yet():
    assert due_dates(log_of(announced())).published is False
    assert due_dates(log_of(announced())).by_name == {}


def test_every_due_date_and_every_milestone_has_its_day(planned):
    dates = due_dates(log_of(planned))
    assert {name: one.on for name, one in dates.by_name.items()} == {
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
    assert {one.changes for one in dates.by_name.values()} == {0}


def test_each_change_is_counted_and_dated_and_what_changes_nothing_is_not(planned):
    done(planned)
    done(planned, value=False)
    close(planned, MONTH_3)
    planned.does(ANN, following_up.ReopenRecommendation, number=1, reason="it stopped")
    action = due_dates(log_of(planned)).by_name["recommendation-1/action-1"]
    assert (action.changes, action.over, action.changed_at) == (4, False, planned.now)
    done(planned)
    close(planned, MONTH_6)
    closed = due_dates(log_of(planned)).by_name
    assert (closed["recommendation-1/action-1"].changes, closed["recommendation-1/action-1"].over) == (5, True)
    assert (closed["recommendation-1/due"].changes, closed["recommendation-1/due"].over) == (3, True)
    assert closed["recommendation-2/due"].over is False


def test_reopening_brings_back_no_action_that_is_done(planned):
    done(planned)
    close(planned, MONTH_3)
    planned.does(ANN, following_up.ReopenRecommendation, number=1, reason="it stopped")
    assert due_dates(log_of(planned)).by_name["recommendation-1/action-1"].over is True


def test_a_moved_due_date_and_a_review_that_was_held_are_changes():
    dates = due_dates(log_of(followed_up())).by_name
    assert (dates["recommendation-2/due"].on, dates["recommendation-2/due"].changes) == (date(2026, 6, 1), 1)
    assert (dates["review"].over, dates["review"].changes, dates["month-9"].over) == (True, 1, True)
    assert "First due on 14 March 2026." in dates["recommendation-2/due"].text


def test_what_was_true_on_a_day_before_publication_has_no_due_dates_whatever_was_said_later():
    log = effective_by(PUBLISHED - DAY, log_of(followed_up()))
    assert due_dates(log).by_name == {}
    without_publication = [one for one in log_of(followed_up()) if one.fact.kind() != "report-published"]
    assert "review" not in due_dates(without_publication).by_name


def test_a_second_edition_moves_nothing(planned):
    before = due_dates(log_of(planned)).by_name
    republished(unlocked(planned))
    assert due_dates(log_of(planned)).by_name == before
