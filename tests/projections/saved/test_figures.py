"""The figures of an inspection, and the figures that an event changes."""

from fractions import Fraction

import pytest
from hypothesis import given, settings

from domain.framework import Response
from projections.saved.all_views import Views
from projections.saved.figure_values import FigureValue
from projections.saved.figures import Change, Figure, FigureKind, all_figures, changes, differing, order, touched
from tests.fixtures.inspections import NAME, announced, assessed, deeds, followed_up, moderate, played


def log_of(story):
    return list(story.store.follow(inspection=NAME))


def walked(log):
    """Every event with the views before and after it."""
    before = Views()
    for recorded in log:
        after = before.after(recorded)
        yield before, after, recorded
        before = after


def assert_only_touched_figures_change_and_every_change_is_reported(log):
    shown: dict[Figure, FigureValue] = {}
    for before, after, recorded in walked(log):
        shown, last = all_figures(after), shown
        changed = differing(last, shown)
        assert {change.figure for change in changed} <= set(touched(after, recorded))
        assert changes(before, after, recorded) == changed


@settings(max_examples=25)
@given(deeds)
def test_an_event_changes_no_figure_but_those_it_can_touch(done):
    assert_only_touched_figures_change_and_every_change_is_reported(log_of(played(done)))


def test_from_the_announcement_to_the_review_an_event_changes_no_figure_but_those_it_can_touch():
    assert_only_touched_figures_change_and_every_change_is_reported(log_of(followed_up()))


def test_a_moderated_answer_changes_the_answer_its_question_and_its_theme():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    *_, (before, after, recorded) = walked(log_of(story))
    assert changes(before, after, recorded) == (
        Change(Figure(FigureKind.SCORE, "1"), "60.0% (3 of 5)", "40.0% (2 of 5)", Fraction(-20)),
        Change(Figure(FigureKind.QUESTION, "1.1"), "66.7% (2 of 3)", "33.3% (1 of 3)", Fraction(-100, 3)),
        Change(Figure(FigureKind.ANSWER, "A-1:1.1"), "sufficient", "insufficient"),
    )


def test_a_first_score_has_no_value_before_and_its_points_are_counted_from_nothing():
    story = played([("answer", "A-1", "1.1", Response.SUFFICIENT)], answered=False)
    *_, (before, after, recorded) = walked(log_of(story))
    assert Change(Figure(FigureKind.SCORE, "1"), None, "100.0% (1 of 1)", Fraction(100)) in changes(
        before, after, recorded
    )
    assert Change(Figure(FigureKind.CASE, "A-1"), "not started", "in progress") in changes(before, after, recorded)


@pytest.mark.parametrize(
    ("figure", "name", "title"),
    [
        (Figure(FigureKind.SCORE, "1"), "score:1", "theme 1 score"),
        (Figure(FigureKind.JUDGEMENT, "1"), "judgement:1", "theme 1 judgement"),
        (Figure(FigureKind.QUESTION, "1.03"), "question:1.03", "question 1.03 share"),
        (Figure(FigureKind.FINDING, "1/key_finding/2"), "finding:1/key_finding/2", "finding 1/key_finding/2"),
        (Figure(FigureKind.RECOMMENDATION, "3", "claim"), "recommendation:3", "recommendation 3 claim"),
        (Figure(FigureKind.CASE, "NC-07"), "case:NC-07", "case NC-07"),
        (Figure(FigureKind.ANSWER, "NC-07:1.03"), "answer:NC-07:1.03", "answer to 1.03 in NC-07"),
    ],
)
def test_a_figure_has_a_name_and_a_title_in_words(figure, name, title):
    assert (str(figure), figure.title) == (name, title)


def test_figures_are_sorted_by_kind_and_number():
    figures = [
        Figure(FigureKind.ANSWER, "A-1:1.10"),
        Figure(FigureKind.ANSWER, "A-1:1.9"),
        Figure(FigureKind.QUESTION, "1.2"),
    ]
    figures += [Figure(FigureKind.SCORE, "10"), Figure(FigureKind.SCORE, "2")]
    assert [str(figure) for figure in sorted(figures, key=order)] == [
        "score:2", "score:10", "question:1.2", "answer:A-1:1.9", "answer:A-1:1.10"]  # fmt: skip


def test_an_inspection_without_a_framework_shows_no_figures():
    log = log_of(announced())
    assert all_figures(Views.replay(log[:1])) == {}
    assert touched(Views.replay(log[:1]), next(event for event in log if event.case == "A-1")) == [
        Figure(FigureKind.CASE, "A-1")
    ]
