"""What is each theme's score, and from which answers?"""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from msgspec import structs

from domain.commands import sampling
from domain.event_types import CaseEvent
from domain.framework import Response, Rule
from domain.refusals.inspection import TooSoon, UnknownTheme
from domain.states.case import Case, evolve
from projections.engine.fold import live
from projections.saved.theme_scores import (
    THEME_SCORES,
    Counts,
    ThemeScores,
    adopted,
    all_scores,
    basis,
    question_shares,
    share_of,
    theme_score,
)
from tests.fixtures.inspections import (
    ANN,
    FRAMEWORK,
    NAME,
    Deed,
    announced,
    answer,
    assessed,
    at,
    deeds,
    moderate,
    played,
)


def scores_of(story):
    return live(THEME_SCORES, story.store, NAME)


def test_a_pooled_score_is_sufficient_over_sufficient_and_insufficient():
    assert theme_score(scores_of(assessed()), "1").share == Fraction(3, 5)
    assert theme_score(scores_of(assessed()), "1").percent == 60


def test_not_applicable_not_asked_and_unanswered_leave_the_denominator_and_are_each_counted():
    assert theme_score(scores_of(assessed()), "2").counts == Counts(1, 1, 1, 0, 0)
    assert theme_score(scores_of(assessed()), "1").counts == Counts(3, 2, 0, 1, 0)
    assert theme_score(scores_of(announced()), "1").counts == Counts(0, 0, 0, 1, 5)


def test_no_answers_means_no_score():
    score = theme_score(scores_of(announced()), "1")
    assert (score.share, score.percent, score.band, score.interval) == (None, None, None, None)


def test_a_theme_judged_without_a_score_has_none_and_gives_a_judgement_no_basis():
    scores = scores_of(assessed())
    assert (theme_score(scores, "3").share, basis(scores, "3", 7)) == (None, None)


def test_a_moderated_answer_counts_as_it_was_moderated():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert theme_score(scores_of(story), "1").share == Fraction(2, 5)


def test_a_second_answer_never_counts():
    story = played([("second", "A-1", "1.1", Response.INSUFFICIENT)])
    assert theme_score(scores_of(story), "1").share == Fraction(3, 5)


def test_an_excluded_case_leaves_the_score_and_a_reinstated_one_comes_back():
    story = assessed()
    story.does(ANN, sampling.ExcludeCase, case="A-3", reason="out of the window")
    without = theme_score(scores_of(story), "1")
    assert (without.share, without.cases, without.excluded) == (Fraction(2, 3), 2, 1)
    story.does(ANN, sampling.ReinstateCase, case="A-3", reason="in the window")
    assert theme_score(scores_of(story), "1").share == Fraction(3, 5)


def test_an_event_that_bears_on_no_score_leaves_the_very_scores_that_were_there():
    story = assessed()
    before = scores_of(story)
    rested = [recorded for recorded in story.store.follow() if recorded.fact.kind() == "assessment-submitted"]
    assert rested
    assert THEME_SCORES.after(before, rested) is before


def test_a_score_names_the_events_it_was_computed_from_and_its_rule_and_framework():
    story = assessed()
    moderated = moderate(story, "A-1", "1.1", Response.INSUFFICIENT).recorded[0].position
    score = theme_score(scores_of(story), "1")
    assert moderated in score.events
    assert len(score.events) == 5
    assert (score.rule, score.framework, score.digest) == (Rule.POOLED, "small", FRAMEWORK.digest)


def test_a_judgement_rests_on_the_counts_the_exact_score_and_the_position():
    found = basis(scores_of(assessed()), "1", 25)
    assert found is not None
    assert (found.sufficient, found.answered, found.numerator, found.denominator, found.position) == (3, 5, 3, 5, 25)
    nothing = basis(scores_of(announced()), "1", 3)
    assert nothing is not None
    assert (nothing.numerator, nothing.denominator) == (None, None)


def test_flips_and_band_stand_beside_the_score():
    score = theme_score(scores_of(assessed()), "1")
    assert score.band is not None
    assert (score.band.key, score.flips.up, score.flips.down) == ("fair", 1, 1)


def test_an_interval_stands_beside_the_score_and_narrows_where_the_caseload_is_known():
    scores = scores_of(assessed())
    known = theme_score(scores, "1").interval
    unknown = theme_score(ThemeScores(scores.framework, None, scores.cases), "1").interval
    assert known is not None
    assert unknown is not None
    assert known.high - known.low <= unknown.high - unknown.low


def test_the_score_at_an_earlier_position_is_what_it_was_then():
    story = assessed()
    then = story.position()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert share_of(at(THEME_SCORES, story.store, NAME, then), "1") == Fraction(3, 5)


def test_each_question_has_its_own_share():
    shares = {share.question.id: share for share in question_shares(scores_of(assessed()), "2")}
    assert (shares["2.1"].tally.share, shares["2.1"].not_applicable) == (Fraction(1, 2), 1)
    assert [share.tally.share for share in question_shares(scores_of(announced()), "1")] == [None, None]


@pytest.mark.parametrize("rule", Rule)
def test_every_rule_scores_the_same_answers_its_own_way(rule):
    questions = {"key_question": "analysis"}
    themes = tuple(
        structs.replace(theme, questions=tuple(structs.replace(q, **questions) for q in theme.questions))
        for theme in FRAMEWORK.themes
    )
    story = announced(structs.replace(FRAMEWORK, rule=rule, themes=themes))
    for case, response in (("A-1", Response.SUFFICIENT), ("A-2", Response.SUFFICIENT), ("A-3", Response.INSUFFICIENT)):
        answer(story, case, "1.1", response)
    answer(story, "A-2", "1.2", Response.SUFFICIENT)
    expected = {
        Rule.POOLED: Fraction(3, 4),
        Rule.MEAN_OF_QUESTIONS: Fraction(5, 6),
        Rule.LOWEST_KEY_QUESTION: Fraction(3, 4),
    }
    assert theme_score(scores_of(story), "1").share == share_of(scores_of(story), "1") == expected[rule]


def test_an_unknown_theme_and_a_missing_framework_are_refused():
    with pytest.raises(UnknownTheme):
        theme_score(scores_of(assessed()), "9")
    with pytest.raises(TooSoon):
        adopted(ThemeScores())


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_scores_agree_with_counting_the_answers_that_the_aggregates_hold(done: list[Deed]):
    story = played(done)
    cases: dict[str, Case] = {}
    for recorded in story.store.follow():
        if isinstance(recorded.fact, CaseEvent):
            reference = recorded.case or ""
            cases[reference] = evolve(cases.get(reference, Case()), recorded.fact)
    for score in all_scores(scores_of(story)):
        standing = [
            response
            for case in cases.values()
            if not case.excluded
            for question, response in case.answers.items()
            if FRAMEWORK.theme_of[question] == score.theme
        ]
        counted = [standing.count(response) for response in Response]
        assert [score.counts.sufficient, score.counts.insufficient, score.counts.not_applicable] == counted
        asked = sum(len(FRAMEWORK.theme(score.theme).questions) for case in cases.values() if not case.excluded)
        assert sum(score.counts.as_fields().values()) == asked
        assert len(score.events) == len(standing)
