"""The snapshot after an event has the state of every theme and recommendation."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings

from domain.dates import london_day
from domain.framework import Response
from projections.replay.snapshot import Snapshot, after
from projections.replay.steps import steps
from projections.saved.recommendation_tracker import standings
from projections.saved.status import stale
from projections.saved.theme_scores import theme_score
from tests.fixtures.inspections import NAME, Deed, announced, assessed, deeds, followed_up, moderate, played


def snapshots(story):
    snapshot, every = Snapshot(), []
    for step in steps(story.store.follow(inspection=NAME)):
        snapshot = after(snapshot, step)
        every.append((step, snapshot))
    return every


def last(story) -> Snapshot:
    return snapshots(story)[-1][1]


def test_a_theme_has_its_score_its_answers_and_its_judgement():
    line = last(assessed()).themes["1"]
    assert (line.title, line.share, line.sufficient, line.insufficient) == ("Assessing", Fraction(3, 5), 3, 2)
    assert (line.judgement, line.stale, line.not_applicable) == (None, False, 0)
    judged = last(played([("judge", "A-1", "1.1", Response.SUFFICIENT)])).themes["1"]
    assert (judged.judgement, judged.stale) == ("fair", False)


def test_a_judgement_is_stale_once_the_score_has_moved():
    story = played([("judge", "A-1", "1.1", Response.SUFFICIENT)])
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert last(story).themes["1"].stale


def test_before_a_framework_is_adopted_there_are_no_themes():
    first, second, *_ = snapshots(announced())
    assert first[1].themes == {}
    assert [line.scored for line in second[1].themes.values()] == [True, True, False]
    assert second[1].phase == "announced"


def test_a_recommendation_has_its_axes_and_is_overdue_by_the_day_of_the_event():
    line = last(followed_up()).recommendations[1]
    assert (line.answer, line.claimed, line.verified, line.closed) == (
        "agreed",
        "claimed complete",
        "good",
        "reopened",
    )
    assert (line.due_on, line.overdue, line.owner) == (date(2026, 3, 14), True, "Head of service, Newport Service")
    new = next(snapshot for _, snapshot in snapshots(followed_up()) if 1 in snapshot.recommendations).recommendations[1]
    assert (new.answer, new.claimed, new.verified, new.closed) == ("none yet", "nothing", "not verified", "open")
    assert (new.due_on, new.overdue) == (None, False)


@given(deeds)
@settings(max_examples=25, deadline=None)
def test_every_line_equals_the_views_after_the_event(done: list[Deed]):
    for step, snapshot in snapshots(played(done)):
        for theme, line in snapshot.themes.items():
            score = theme_score(step.views.scores, theme)
            status = step.views.status.themes[theme]
            assert (line.share, line.sufficient, line.insufficient, line.not_applicable) == (
                score.share,
                score.counts.sufficient,
                score.counts.insufficient,
                score.counts.not_applicable,
            )
            assert (line.judgement, line.stale) == (status.judgement, stale(status, step.views.scores))
        assert snapshot.phase == step.views.status.phase


def test_lines_that_an_event_does_not_change_stay_the_same_objects():
    (_, before), (_, after_it) = snapshots(assessed())[-2:]
    assert before.themes is after_it.themes


def test_overdue_equals_the_tracker_on_the_day():
    for step, snapshot in snapshots(followed_up()):
        day = london_day(step.recorded.recorded_at)
        assert {number: line.overdue for number, line in snapshot.recommendations.items()} == {
            standing.tracked.number: standing.overdue for standing in standings(step.views.tracker, day)
        }
