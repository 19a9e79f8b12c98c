"""A replay shows what each event changed, and ends with the saved views."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from domain.framework import Response
from domain.scoring import one_decimal
from events_store.memory import MemoryStore
from events_store.store import Batch, SavedView
from projections.engine.fold import live
from projections.replay.steps import differences, headlines, steps
from projections.saved.all_views import Views
from projections.saved.theme_scores import THEME_SCORES
from tests.fixtures.inspections import NAME, Deed, announced, assessed, at, deeds, followed_up, moderate, played


def effects_of(story):
    return [as_values(change) for step in steps(story.store.follow(inspection=NAME)) for change in step.changes]


def as_values(change):
    return change.figure.title, change.before, change.after


def headlines_of(step):
    return [as_values(change) for change in headlines(step.changes)]


def last(story):
    return list(steps(story.store.follow(inspection=NAME)))[-1]


def test_a_moderation_shows_the_change_of_the_score():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert headlines_of(last(story)) == [("theme 1 score", "60.0% (3 of 5)", "40.0% (2 of 5)")]


def test_excluding_a_case_shows_the_change_of_every_theme():
    story = played([("exclude", "A-2", "1.1", Response.SUFFICIENT)])
    assert headlines_of(last(story)) == [
        ("theme 1 score", "60.0% (3 of 5)", "66.7% (2 of 3)"),
        ("theme 2 score", "50.0% (1 of 2)", "100.0% (1 of 1)"),
        ("case A-2", "submitted", "excluded"),
    ]


def test_an_event_that_changes_no_figure_shows_no_effect():
    assert last(played([("confirm", "A-1", "1.1", Response.SUFFICIENT)])).changes == ()


def test_an_answer_that_changes_nothing_else_is_shown_itself():
    answered = [("answer", "A-1", "1.1", Response.SUFFICIENT), ("answer", "A-1", "2.1", Response.NOT_APPLICABLE)]
    step = last(played(answered, answered=False))
    assert headlines_of(step) == [("answer to 2.1 in A-1", None, "not applicable")]


def test_judgements_and_recommendations_show_before_and_after():
    effects = effects_of(followed_up())
    assert ("theme 3 judgement", None, "poor") in effects
    assert ("recommendation 1 due date", None, "2026-03-14") in effects
    assert ("recommendation 1 claim", None, "claimed complete") in effects
    assert ("recommendation 1 closure", "implemented", None) in effects


def test_the_result_of_a_replay_equals_the_saved_views():
    story = followed_up()
    assert differences(story.store, NAME, last(story).views) == []


def test_a_saved_view_that_was_changed_is_named():
    story = followed_up()
    live(THEME_SCORES, story.store, NAME)
    changed = SavedView(story.position() + 1, THEME_SCORES.dump(THEME_SCORES.start))
    story.store.save_views(NAME, {THEME_SCORES.saved_as: changed})
    assert differences(story.store, NAME, last(story).views) == ["theme scores"]


@given(deeds)
@settings(max_examples=25, deadline=None)
def test_each_step_has_the_views_at_its_position_and_its_changes_start_from_the_last_values(done: list[Deed]):
    story = played(done)
    shown: dict[str, str | None] = {}
    for step in steps(story.store.follow(inspection=NAME)):
        for figure, before, after in map(as_values, step.changes):
            assert shown.get(figure) == before
            shown[figure] = after
        if step.recorded.position % 10 == 0:
            assert at(THEME_SCORES, story.store, NAME, step.recorded.position) == step.views.scores
    assert differences(story.store, NAME, step.views) == []


def test_a_history_without_a_framework_is_replayed_too():
    story = announced()
    bare = MemoryStore()
    sampled = next(r for r in story.store.follow() if r.fact.kind() == "case-sampled")
    bare.append(NAME, Batch(sampled.stream, 0, [sampled.fact]), command="c-1")
    assert [headlines_of(step) for step in steps(bare.follow(inspection=NAME))] == [[("case A-1", None, "not started")]]


def test_views_start_from_nothing():
    assert Views().trail.theme_of == {}


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "none"),
        (Fraction(1, 3), "33.3%"),
        (Fraction(1, 16), "6.3%"),
        (Fraction(1), "100.0%"),
        (Fraction(0), "0.0%"),
    ],
)
def test_shares_are_shown_with_one_decimal_rounded_half_up(share, text):
    assert one_decimal(share) == text
