"""What stands after an event, at a glance?"""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings

from domain.dates import london_day
from domain.framework import Response
from projections.replay.snapshot import Glance, after
from projections.replay.steps import steps
from projections.saved.recommendation_tracker import standings
from projections.saved.status import stale
from projections.saved.theme_scores import theme_score
from tests.fixtures.inspections import NAME, Deed, announced, assessed, deeds, followed_up, moderate, played


def glances(story):
    glance, every = Glance(), []
    for step in steps(story.store.follow(inspection=NAME)):
        glance = after(glance, step)
        every.append((step, glance))
    return every


def last(story) -> Glance:
    return glances(story)[-1][1]


def test_a_theme_stands_with_its_score_what_it_rests_on_and_what_was_judged():
    line = last(assessed()).themes["1"]
    assert (line.title, line.share, line.sufficient, line.insufficient) == ("Assessing", Fraction(3, 5), 3, 2)
    assert (line.judgement, line.stale, line.not_applicable) == (None, False, 0)
    judged = last(played([("judge", "A-1", "1.1", Response.SUFFICIENT)])).themes["1"]
    assert (judged.judgement, judged.stale) == ("fair", False)


def test_a_judgement_is_stale_once_the_score_has_moved():
    story = played([("judge", "A-1", "1.1", Response.SUFFICIENT)])
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert last(story).themes["1"].stale


def test_before_a_framework_is_adopted_no_theme_stands():
    first, second, *_ = glances(announced())
    assert first[1].themes == {}
    assert [line.scored for line in second[1].themes.values()] == [True, True, False]
    assert second[1].phase == "announced"


def test_a_recommendation_stands_on_its_axes_and_is_overdue_by_the_day_of_the_event():
    line = last(followed_up()).recommendations[1]
    assert (line.answer, line.claimed, line.verified, line.closed) == (
        "agreed",
        "claimed complete",
        "good",
        "reopened",
    )
    assert (line.due_on, line.overdue, line.owner) == (date(2026, 3, 14), True, "Head of service, Newport Service")
    made = next(glance for _, glance in glances(followed_up()) if 1 in glance.recommendations).recommendations[1]
    assert (made.answer, made.claimed, made.verified, made.closed) == ("none yet", "nothing", "not verified", "open")
    assert (made.due_on, made.overdue) == (None, False)


@given(deeds)
@settings(max_examples=25, deadline=None)
def test_every_line_is_what_the_views_say_there(done: list[Deed]):
    for step, glance in glances(played(done)):
        for theme, line in glance.themes.items():
            score = theme_score(step.views.scores, theme)
            status = step.views.status.themes[theme]
            assert (line.share, line.sufficient, line.insufficient, line.not_applicable) == (
                score.share,
                score.counts.sufficient,
                score.counts.insufficient,
                score.counts.not_applicable,
            )
            assert (line.judgement, line.stale) == (status.judgement, stale(status, step.views.scores))
        assert glance.phase == step.views.status.phase


def test_what_an_event_did_not_touch_stays_the_same_line():
    (_, one), (_, two) = glances(assessed())[-2:]
    assert one.themes is two.themes


def test_overdue_is_what_the_tracker_says_on_the_day():
    for step, glance in glances(followed_up()):
        day = london_day(step.recorded.recorded_at)
        assert {number: line.overdue for number, line in glance.recommendations.items()} == {
            one.tracked.number: one.overdue for one in standings(step.views.tracker, day)
        }
