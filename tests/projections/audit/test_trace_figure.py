"""Which events are behind a figure, and which rule applies?"""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given

from domain.effect import EventRole as Role
from domain.framework import Response
from domain.refusals.base import NotFound
from domain.refusals.case import UnknownCase
from domain.refusals.follow_up import UnknownRecommendation
from domain.refusals.inspection import UnknownFinding, UnknownTheme
from projections.audit.trace_event import trace_event
from projections.audit.trace_figure import NoAnswer, NoJudgementToTrace, NoScoreToTrace, trace
from projections.engine.effective_date import effective_by
from projections.monitoring.recommendation_timeline import Chapter, history
from projections.saved.figures import Figure, FigureKind
from projections.saved.theme_scores import THEME_SCORES, theme_score
from tests.fixtures.inspections import (
    START,
    announced,
    assessed,
    deeds,
    followed_up,
    moderate,
    played,
    published,
    republished,
    signed_off,
    unlocked,
)
from tests.projections.audit.traces import (
    SCORES,
    SHARES,
    affected,
    figures_of,
    find,
    log_of,
    recommend,
    roles,
)
from tests.projections.oracle import share


@given(deeds)
def test_a_score_is_what_an_obvious_calculation_makes_of_the_events_of_its_trace_alone(done):
    log = log_of(played(done))
    for figure in SCORES:
        traced = trace(log, figure)
        positions = {one.event.position for one in traced.events}
        alone = [recorded for recorded in log if recorded.position in positions]
        assert traced.scoring.share == share(alone, figure.of) == share(log, figure.of)


@given(deeds)
def test_the_answers_of_the_trace_of_a_score_are_the_events_that_the_score_names(done):
    log = log_of(played(done))
    for figure in SCORES:
        found = roles(trace(log, figure))
        answers = found.get(Role.COUNTED, []) + found.get(Role.NOT_APPLICABLE, [])
        score = theme_score(THEME_SCORES.replay(log), figure.of)
        assert tuple(sorted(answers)) == score.events
        assert len(found.get(Role.COUNTED, [])) == score.answered


@given(deeds)
def test_the_share_of_a_question_has_every_case_that_counts_in_exactly_one_of_its_counts(done):
    log = log_of(played(done))
    for figure in SHARES:
        scoring = trace(log, figure).scoring
        counts = scoring.counts.as_fields()
        assert sum(counts.values()) == scoring.cases
        assert min(counts.values()) >= 0
        answered = scoring.counts.sufficient + scoring.counts.insufficient
        assert scoring.share == (Fraction(scoring.counts.sufficient, answered) if answered else None)


@pytest.mark.parametrize("days", [0, 1, 2, 30, 70, 100, 300, 450])
def test_what_was_true_on_a_day_can_be_traced_too(days):
    log = effective_by(START.date() + timedelta(days=days), log_of(followed_up()))
    assert {str(trace(log, figure).figure) for figure in figures_of(log)} == set(map(str, figures_of(log)))


def test_a_trace_says_by_which_framework_and_rule_at_which_position():
    log = log_of(assessed())
    ruled = trace(log, SCORES[0]).ruled
    assert (ruled.framework, ruled.version, ruled.rule, ruled.position) == ("small", "1", "pooled", log[-1].position)
    assert ruled.digest == log[1].fact.framework.digest
    assert trace_event(log[:1], 1).ruled.framework is None


def test_a_judgement_rests_on_the_answers_that_counted_when_it_was_made_and_says_that_the_score_moved():
    story = signed_off()
    judged = Figure(FigureKind.JUDGEMENT, "1")
    assert not trace(log_of(story), judged).basis.moved
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    log = log_of(story)
    traced = trace(log, judged)
    assert traced.basis.moved
    assert (traced.basis.rested_on.sufficient, traced.basis.rested_on.answered, traced.basis.now) == (
        3,
        5,
        "40.0% (2 of 5)",
    )
    first = next(one for one in log if one.fact.kind() == "answer-recorded")
    assert first.position in roles(traced)[Role.COUNTED]
    assert log[-1].position not in roles(traced)[Role.COUNTED]
    standing, once = affected(log, first.position)
    assert judged in standing
    assert once == {SCORES[0], SHARES[0]}


def test_a_recommendation_made_after_publication_owes_its_due_date_to_the_edition_that_first_holds_it():
    story = unlocked(published())
    find(story)
    late = recommend(story, 3)
    traced = trace(log_of(story), late)
    assert (Role.PUBLISHED in roles(traced), traced.value) == (False, "nothing recorded yet")
    republished(story)
    traced = trace(log_of(story), late)
    assert [one.event.position for one in traced.events if one.role is Role.PUBLISHED] == [log_of(story)[-1].position]
    assert traced.value.startswith("due date: ")
    first = history(log_of(story), 1).lines
    assert [line.chapter for line in history(log_of(story), 3).lines].count(Chapter.PUBLICATION) == 1
    assert [line.chapter for line in first].count(Chapter.PUBLICATION) == 1


def test_a_recommendation_of_which_nothing_was_said_yet_has_a_value_in_words():
    story = signed_off()
    find(story)
    made = recommend(story, 1)
    assert trace(log_of(story), made).value == "nothing recorded yet"


@pytest.mark.parametrize(
    ("figure", "refusal"),
    [
        (Figure(FigureKind.SCORE, "9"), UnknownTheme),
        (Figure(FigureKind.SCORE, "3"), NoScoreToTrace),
        (Figure(FigureKind.JUDGEMENT, "1"), NoJudgementToTrace),
        (Figure(FigureKind.QUESTION, "9.9"), NotFound),
        (Figure(FigureKind.FINDING, "1/key_finding/9"), UnknownFinding),
        (Figure(FigureKind.RECOMMENDATION, "9"), UnknownRecommendation),
        (Figure(FigureKind.CASE, "A-9"), UnknownCase),
        (Figure(FigureKind.ANSWER, "A-9:1.1"), UnknownCase),
        (Figure(FigureKind.ANSWER, "A-1:1.1"), NoAnswer),
    ],
    ids=str,
)
def test_a_figure_that_is_not_there_is_refused(figure, refusal):
    with pytest.raises(refusal):
        trace(log_of(announced()), figure)
