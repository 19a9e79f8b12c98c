"""On which events does a published figure rest, on which figures does an event bear, and does it still stand?"""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from msgspec import structs

from domain.commands import fieldwork, following_up, judging
from domain.effect import EventRole as Role
from domain.events.fieldwork import Citations, CitedAnswer, Direction, FindingList
from domain.events.recommendation_terms import CitedFinding, Owner
from domain.framework import Response
from domain.refusals.base import NotFound
from domain.refusals.case import UnknownCase
from domain.refusals.follow_up import UnknownRecommendation
from domain.refusals.inspection import TooSoon, UnknownFinding, UnknownTheme
from projections.audit.trace_event import EventNotCounted, trace_event
from projections.audit.trace_figure import NoAnswer, NoJudgementToTrace, NoScoreToTrace, trace
from projections.engine.effective_date import effective_by
from projections.engine.effects import superseded as replaced
from projections.monitoring.recommendation_timeline import Chapter, history
from projections.saved.all_views import Views
from projections.saved.figures import Figure, FigureKind, all_figures
from projections.saved.theme_scores import THEME_SCORES, theme_score
from tests.fixtures.follow_ups import PUBLICATION, made, reported
from tests.fixtures.follow_ups import log as follow_up_log
from tests.fixtures.inspections import (
    ANN,
    NAME,
    QUESTIONS,
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
from tests.projections.oracle import share

SCORES = [Figure(FigureKind.SCORE, "1"), Figure(FigureKind.SCORE, "2")]
SHARES = [Figure(FigureKind.QUESTION, question) for question in QUESTIONS]
ANSWERING = {"answer-recorded", "answer-revised", "answer-moderated"}


def log_of(story):
    return list(story.store.follow(inspection=NAME))


def roles(told):
    """The positions of the events of a trace, by their role."""
    found = {}
    for one in told.events:
        found.setdefault(one.role, []).append(one.event.position)
    return found


def figures_of(log):
    """Every figure that can be traced."""
    return dict.fromkeys(Figure(figure.kind, figure.of) for figure in all_figures(Views.replay(log)))


def bearing(log, position):
    """The figures that an event bears on and those that it bore on."""
    told = trace_event(log, position)
    return tuple({one.figure for one in told.bearings if one.standing is standing} for standing in (True, False))


def find(story, *, answers=(), cases=(), ordinal=1):
    cited = Citations(answers=tuple(CitedAnswer(case=case, question=question) for case, question in answers))
    story.does(
        ANN,
        fieldwork.RecordFinding,
        theme="1",
        list=FindingList.KEY_FINDING,
        ordinal=ordinal,
        statement="Late.",
        direction=Direction.DEFICIT,
        citations=structs.replace(cited, cases=tuple(cases)),
    )
    return Figure(FigureKind.FINDING, f"1/key_finding/{ordinal}")


def recommend(story, number):
    owner = Owner(role="Head of service", organisation="Newport Service")
    resting_on = (CitedFinding(theme="1", list=FindingList.KEY_FINDING, ordinal=1),)
    fields = {"number": number, "statement": "plans are made", "owner": owner, "findings": resting_on}
    story.does(ANN, following_up.MakeRecommendation, **fields)
    return Figure(FigureKind.RECOMMENDATION, str(number))


# Laws


@given(deeds)
def test_a_score_is_what_an_obvious_calculation_makes_of_the_events_of_its_trace_alone(done):
    log = log_of(played(done))
    for figure in SCORES:
        told = trace(log, figure)
        join_list = {one.event.position for one in told.events}
        alone = [recorded for recorded in log if recorded.position in join_list]
        assert told.scoring.share == share(alone, figure.of) == share(log, figure.of)


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


def assert_both_ways_agree(log):
    figures = figures_of(log)
    traces = {figure: trace(log, figure) for figure in figures}
    for recorded in log:
        standing, once = bearing(log, recorded.position)
        resting = {
            figure
            for figure, told in traces.items()
            if recorded.position in [one.event.position for one in told.events]
        }
        assert standing == resting
        assert not standing & once
        counted = {
            figure
            for figure, told in traces.items()
            if figure.kind in (FigureKind.SCORE, FigureKind.QUESTION)
            and recorded.position in roles(told).get(Role.COUNTED, [])
        }
        if recorded.fact.kind() in ANSWERING:
            assert {one for one in standing if one.kind in (FigureKind.SCORE, FigureKind.QUESTION)} >= counted


@settings(max_examples=10, deadline=None)
@given(deeds)
def test_an_event_bears_on_a_figure_where_the_figure_rests_on_it(done):
    assert_both_ways_agree(log_of(played(done)))


def test_from_the_announcement_to_the_review_an_event_bears_on_a_figure_where_the_figure_rests_on_it():
    assert_both_ways_agree(log_of(followed_up()))


@pytest.mark.parametrize("days", [0, 1, 2, 30, 70, 100, 300, 450])
def test_what_was_true_on_a_day_can_be_traced_too(days):
    log = effective_by(START.date() + timedelta(days=days), log_of(followed_up()))
    assert {str(trace(log, figure).figure) for figure in figures_of(log)} == set(map(str, figures_of(log)))


@given(deeds)
def test_an_answer_stands_until_the_next_one_to_the_same_question_in_the_same_case(done):
    log = log_of(played(done))
    gone = replaced(log)
    last = {}
    for recorded in log:
        if recorded.fact.kind() in ANSWERING:
            last.setdefault((recorded.case, recorded.fact.question), []).append(recorded.position)
    for positions in last.values():
        assert [gone.get(one) for one in positions] == [*positions[1:], None]


# A score


def test_a_case_that_was_taken_out_is_named_and_its_answers_are_not_listed():
    log = log_of(played([("exclude", "A-3", "1.1", Response.SUFFICIENT)]))
    told = trace(log, SCORES[0])
    found = roles(told)
    assert found[Role.EXCLUDED] == [log[-1].position]
    assert len(found[Role.COUNTED]) == 3
    assert {one.event.case for one in told.events if one.role is Role.COUNTED} == {"A-1", "A-2"}
    assert (told.scoring.cases, told.scoring.excluded) == (2, 1)
    given_in_it = next(one for one in log if one.case == "A-3" and one.fact.kind() == "answer-recorded")
    event = trace_event(log, given_in_it.position)
    assert event.excluded_by.position == log[-1].position
    assert event.replaced_by is None
    assert bearing(log, given_in_it.position)[1] == {SCORES[0], SHARES[0]}
    assert trace_event(log, log[-1].position).excluded_by is None


def test_a_case_that_was_put_back_counts_and_what_put_it_back_is_named():
    back = [(deed, "A-3", "1.1", Response.SUFFICIENT) for deed in ("exclude", "reinstate")]
    log = log_of(played(back))
    found = roles(trace(log, SCORES[0]))
    assert found[Role.REINSTATED] == [log[-1].position]
    assert Role.EXCLUDED not in found
    assert trace_event(log, log[-2].position).replaced_by.position == log[-1].position


def test_a_trace_says_by_which_framework_and_rule_at_which_position():
    log = log_of(assessed())
    ruled = trace(log, SCORES[0]).ruled
    assert (ruled.framework, ruled.version, ruled.rule, ruled.position) == ("small", "1", "pooled", log[-1].position)
    assert ruled.digest == log[1].fact.framework.digest
    assert trace_event(log[:1], 1).ruled.framework is None


def test_a_score_without_answers_rests_on_its_framework_and_cases():
    told = trace(log_of(announced()), SCORES[0])
    assert told.value.startswith("no score")
    assert set(roles(told)) == {Role.FRAMEWORK, Role.SAMPLED}


# A judgement


def test_a_judgement_rests_on_the_answers_that_counted_when_it_was_made_and_says_that_the_score_moved():
    story = signed_off()
    judged = Figure(FigureKind.JUDGEMENT, "1")
    assert not trace(log_of(story), judged).basis.moved
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    log = log_of(story)
    told = trace(log, judged)
    assert told.basis.moved
    assert (told.basis.rested_on.sufficient, told.basis.rested_on.answered, told.basis.now) == (3, 5, "40.0% (2 of 5)")
    first = next(one for one in log if one.fact.kind() == "answer-recorded")
    assert first.position in roles(told)[Role.COUNTED]
    assert log[-1].position not in roles(told)[Role.COUNTED]
    standing, once = bearing(log, first.position)
    assert judged in standing
    assert once == {SCORES[0], SHARES[0]}


def test_an_exclusion_after_the_judgement_is_not_what_it_rested_on():
    excluded = played([("judge", "A-1", "1.1", Response.SUFFICIENT), ("exclude", "A-1", "1.1", Response.SUFFICIENT)])
    log = log_of(excluded)
    assert Role.EXCLUDED not in roles(trace(log, Figure(FigureKind.JUDGEMENT, "1")))
    assert Role.EXCLUDED in roles(trace(log, SCORES[0]))


def test_a_judgement_without_a_score_rests_on_what_was_said_of_it_and_on_findings():
    story = signed_off()
    fields = {"theme": "3", "rating": "fair", "rationale": "they met", "rested_on": None}
    story.does(ANN, judging.ProposeJudgement, **fields)
    told = trace(log_of(story), Figure(FigureKind.JUDGEMENT, "3"))
    assert told.basis is None
    assert list(roles(told)) == [Role.JUDGEMENT, Role.PROPOSAL, Role.FRAMEWORK]


# Findings, recommendations, answers and cases


def test_what_is_found_rests_on_all_that_was_said_of_the_answers_and_cases_it_cites():
    story = signed_off()
    finding = find(story, answers=[("A-1", "1.1")], cases=["A-2"])
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    log = log_of(story)
    found = roles(trace(log, finding))
    assert found[Role.CITED_ANSWER][-1] == log[-1].position
    assert found[Role.CITED_CASE] == [one.position for one in log if one.case == "A-2"]
    assert {finding, Figure(FigureKind.JUDGEMENT, "1")} <= bearing(log, log[-1].position)[0]
    through = next(
        one for one in trace_event(log, log[-1].position).bearings if one.figure.kind is FigureKind.JUDGEMENT
    )
    assert through.through == (finding,)


def test_a_withdrawn_finding_no_longer_bears_on_the_judgement():
    story = signed_off()
    finding = find(story, answers=[("A-1", "1.1")])
    name = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}
    story.does(ANN, fieldwork.WithdrawFinding, **name, reason="it was not")
    log = log_of(story)
    assert Role.FINDING not in roles(trace(log, Figure(FigureKind.JUDGEMENT, "1")))
    assert roles(trace(log, finding))[Role.FINDING] == [log[-2].position, log[-1].position]
    assert trace_event(log, log[-2].position).replaced_by.position == log[-1].position


def test_a_recommendation_rests_on_its_follow_up_the_publication_its_evidence_and_its_findings():
    log = log_of(followed_up())
    told = trace(log, Figure(FigureKind.RECOMMENDATION, "1"))
    assert list(roles(told)) == [
        Role.RECOMMENDED, Role.ACCEPTANCE, Role.ACTION, Role.CLAIM, Role.VERIFICATION, Role.CLOSURE,
        Role.REVIEW, Role.PUBLISHED, Role.EVIDENCE, Role.FINDING]  # fmt: skip
    assert told.value == (
        "answer: agreed; claim: claimed complete; verification: good progress; review: good progress; "
        "due date: 2026-03-14; actions: 1 of 1 done"
    )
    assert Role.DUE_DATE in roles(trace(log, Figure(FigureKind.RECOMMENDATION, "2")))


def test_a_recommendation_made_after_publication_owes_its_due_date_to_the_edition_that_first_holds_it():
    story = unlocked(published())
    find(story)
    late = recommend(story, 3)
    told = trace(log_of(story), late)
    assert (Role.PUBLISHED in roles(told), told.value) == (False, "nothing said of it yet")
    republished(story)
    told = trace(log_of(story), late)
    assert [one.event.position for one in told.events if one.role is Role.PUBLISHED] == [log_of(story)[-1].position]
    assert told.value.startswith("due date: ")
    first = history(log_of(story), 1).lines
    assert [line.chapter for line in history(log_of(story), 3).lines].count(Chapter.PUBLICATION) == 1
    assert [line.chapter for line in first].count(Chapter.PUBLICATION) == 1


def test_a_recommendation_of_which_nothing_was_said_yet_has_a_value_in_words():
    story = signed_off()
    find(story)
    made = recommend(story, 1)
    assert trace(log_of(story), made).value == "nothing said of it yet"


def test_an_answer_has_every_event_of_its_own_and_a_case_has_all_of_its_events():
    done = [(deed, "A-1", "1.1", Response.INSUFFICIENT) for deed in ("second", "query", "reply", "moderate", "confirm")]
    log = log_of(played([*done, ("complete", "A-1", "1.1", Response.SUFFICIENT), ("reopen", "A-1", "1.1", "")]))
    told = trace(log, Figure(FigureKind.ANSWER, "A-1:1.1"))
    assert list(roles(told)) == [Role.ANSWERED, Role.QUERY, Role.REPLY, Role.MODERATED, Role.CONFIRMED]
    assert told.events[0].replaced_by == told.events[3].event.position
    whole = trace(log, Figure(FigureKind.CASE, "A-1"))
    assert [one.event.position for one in whole.events] == [one.position for one in log if one.case == "A-1"]
    assert {Role.SECOND, Role.REOPENED, Role.SIGNED_OFF, Role.SUBMITTED, Role.ASSIGNED} <= set(roles(whole))


def test_a_revised_answer_is_told_as_such():
    done = [("answer", "A-1", "1.1", Response.SUFFICIENT), ("revise", "A-1", "1.1", Response.INSUFFICIENT)]
    told = trace(log_of(played(done, answered=False)), Figure(FigureKind.ANSWER, "A-1:1.1"))
    assert list(roles(told)) == [Role.ANSWERED, Role.REVISED]


def test_every_later_word_on_the_same_matter_is_known_from_the_announcement_to_the_review():
    log = log_of(followed_up())
    kinds = {recorded.position: recorded.fact.kind() for recorded in log}
    gone = {kinds[earlier]: kinds[later] for earlier, later in replaced(log).items()}
    assert gone == {"action-planned": "action-revised", "recommendation-closed": "recommendation-reopened"}


def test_a_claim_of_an_earlier_day_that_is_recorded_later_takes_no_later_ones_place():
    first, last = PUBLICATION + timedelta(days=10), PUBLICATION + timedelta(days=20)
    later, earlier = reported(1, last), reported(1, last + timedelta(days=1), on=first)
    assert replaced(follow_up_log(made(1), later, earlier)) == {3: 2}


def test_an_event_that_makes_no_figure_bears_on_none():
    assert bearing(log_of(assessed()), 1) == (set(), set())


# Refusals


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


def test_an_event_that_does_not_count_is_refused_and_so_is_a_figure_before_there_is_a_framework():
    log = log_of(assessed())
    with pytest.raises(EventNotCounted):
        trace_event(log, log[-1].position + 1)
    with pytest.raises(TooSoon):
        trace(log[:1], SCORES[0])
