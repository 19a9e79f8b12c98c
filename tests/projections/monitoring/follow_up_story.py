"""Steps of the follow-up of the small inspection, for tests."""

from datetime import date, timedelta

from domain.commands import following_up
from domain.events.recommendation_terms import Acceptance, Closure, Progress
from tests.fixtures.inspections import ANN, EVE, NAME

PUBLISHED = date(2025, 3, 14)
ANSWERS = date(2025, 4, 4)
MONTH_3, MONTH_6 = date(2025, 6, 14), date(2025, 9, 14)
DUE = date(2026, 3, 14)
DAY = timedelta(days=1)


def log_of(story):
    return tuple(story.store.follow(inspection=NAME))


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
    story.does(EVE, following_up.ReportProgress, number=1, progress=progress, narrative="so far")


def verify(story, on, verification):
    story.wait_until(on)
    story.does(ANN, following_up.VerifyProgress, number=1, verification=verification, narrative="seen")


def close(story, on):
    story.wait_until(on)
    story.does(
        ANN, following_up.CloseRecommendation, number=1, closure=Closure.IMPLEMENTED, reason="seen", evidence=("E-1",)
    )


def move(story, actor, due_on):
    fields = {"number": 1, "due_on": due_on, "told_on": PUBLISHED, "reason": "the team moves"}
    story.does(actor, following_up.ReviseDueDate, **fields)
