"""The value of each kind of figure, after given events."""

from fractions import Fraction

from domain.commands import fieldwork
from domain.events.fieldwork import Direction, FindingList
from domain.framework import Response
from projections.saved.all_views import Views
from projections.saved.figure_values import (
    FigureValue,
    answer_value,
    case_value,
    finding_value,
    judgement_value,
    question_value,
    recommendation_value,
    score_value,
)
from tests.fixtures.inspections import ANN, NAME, announced, assessed, followed_up, played, signed_off


def views_of(story) -> Views:
    return Views.replay(story.store.follow(inspection=NAME))


def test_a_score_has_one_decimal_its_answers_and_the_exact_share():
    assert score_value(views_of(assessed()), "1") == FigureValue("60.0% (3 of 5)", Fraction(3, 5))


def test_without_answers_or_a_framework_there_is_no_score():
    assert score_value(views_of(announced()), "1") is None
    assert score_value(Views(), "1") is None


def test_the_share_of_a_question_leaves_out_excluded_cases():
    assert question_value(views_of(assessed()), "1.1") == FigureValue("66.7% (2 of 3)", Fraction(2, 3))
    excluded = played([("exclude", "A-3", "1.1", Response.SUFFICIENT)])
    assert question_value(views_of(excluded), "1.1") == FigureValue("100.0% (2 of 2)", Fraction(1))
    assert question_value(views_of(announced()), "1.1") is None


def test_an_answer_that_is_not_applicable_does_not_count_in_the_share_of_its_question():
    assert question_value(views_of(assessed()), "2.1") == FigureValue("50.0% (1 of 2)", Fraction(1, 2))


def test_a_judgement_is_shown_once_it_is_made():
    assert judgement_value(views_of(signed_off()), "3") == FigureValue("poor")
    assert judgement_value(views_of(assessed()), "3") is None
    assert judgement_value(views_of(assessed()), "9") is None


def test_a_case_shows_its_stage():
    assert case_value(views_of(assessed()), "A-1") == FigureValue("submitted")
    assert case_value(views_of(assessed()), "A-9") is None


def test_an_answer_shows_its_response():
    views = views_of(assessed())
    assert answer_value(views, "A-3", "2.1") == FigureValue("not applicable")
    assert answer_value(views, "A-1", "1.2") is None
    assert answer_value(views, "A-9", "1.1") is None


def test_a_finding_shows_its_text_direction_and_citations_and_that_it_was_withdrawn():
    story = announced()
    name = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}
    finding = {"statement": "Late.", "direction": Direction.DEFICIT}
    story.does(ANN, fieldwork.RecordFinding, **name, **finding)
    recorded = views_of(story).findings.by_name["1/key_finding/1"]
    assert finding_value(recorded) == FigureValue("Late. (deficit; cites nothing)")
    story.does(ANN, fieldwork.WithdrawFinding, **name, reason="it was not")
    withdrawn = views_of(story).findings.by_name["1/key_finding/1"]
    assert finding_value(withdrawn) == FigureValue("withdrawn: Late. (deficit; cites nothing)")
    assert finding_value(None) is None


def test_a_recommendation_has_a_value_on_each_axis_that_has_events():
    tracked = views_of(followed_up()).tracker.recommendations[1]
    values = {
        "claim": FigureValue("claimed complete"),
        "verification": FigureValue("good progress"),
        "review": FigureValue("good progress"),
        "due date": FigureValue("2026-03-14"),
        "actions": FigureValue("1 of 1 done"),
        "closure": None,
        "requested due date": None,
    }
    assert {axis: recommendation_value(tracked, axis) for axis in values} == values
    assert recommendation_value(None, "claim") is None
