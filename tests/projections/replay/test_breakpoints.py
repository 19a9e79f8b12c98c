"""Where does a replay stop, and why there?"""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.commands import judging
from domain.event_types import EVENT_TYPES
from domain.framework import Response
from events_store.memory import MemoryStore
from events_store.store import Batch
from projections.replay.breakpoints import (
    Breakpoint,
    BreakpointNotUnderstood,
    CaseAffected,
    JudgementChanges,
    KindIs,
    QuestionAffected,
    RecommendationChanges,
    ScoreBecomes,
    parse,
    reached,
)
from projections.replay.steps import ReplayStep, steps
from projections.saved.all_views import Views
from projections.saved.theme_scores import share_of
from tests.fixtures.inspections import (
    ANN,
    NAME,
    Deed,
    announced,
    answer,
    assessed,
    deeds,
    followed_up,
    judge,
    moderate,
    played,
    published,
)


def stops(story, breakpoint_: Breakpoint | str) -> dict[int, str]:
    """Where a replay stops, with why."""
    found = parse(breakpoint_) if isinstance(breakpoint_, str) else breakpoint_
    before, why = Views(), {}
    for step in steps(story.store.follow(inspection=NAME)):
        said = reached(found, before, step)
        if said is not None:
            why[step.recorded.position] = said
        before = step.views
    return why


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("theme 1 < 60", ScoreBecomes("1", "<", Fraction(60))),
        ("theme 1.1<=62.5%", ScoreBecomes("1.1", "<=", Fraction(125, 2))),
        ("  Theme A >= 0 % ", ScoreBecomes("A", ">=", Fraction(0))),
        ("theme 1 > 100", ScoreBecomes("1", ">", Fraction(100))),
        ("theme 1 = 61.15", ScoreBecomes("1", "=", Fraction(6115, 100))),
        ("theme 1 != 60", ScoreBecomes("1", "!=", Fraction(60))),
        ("judgement", JudgementChanges()),
        ("judgement 1", JudgementChanges("1")),
        ("recommendation", RecommendationChanges()),
        ("recommendation 3", RecommendationChanges(3)),
        ("case NC-07", CaseAffected("NC-07")),
        ("QUESTION 1.03", QuestionAffected("1.03")),
        ("answer-moderated", KindIs("answer-moderated")),
        *((event.kind(), KindIs(event.kind())) for event in EVENT_TYPES),
    ],
)
def test_a_breakpoint_is_parsed(text: str, meant: Breakpoint):
    assert parse(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "NC-07",
        "answer",
        "theme 1",
        "theme < 60",
        "theme 1 60",
        "theme 1 < sixty",
        "theme 1 < 100.01",
        "theme 1 < -1",
        "theme 1 <> 60",
        "theme 1 << 60",
        "theme 1 < 60 now",
        "theme 1 < ٦٠",
        "recommendation one",
        "recommendation 0",
        "recommendation ٣",
        "judgement 1 2",
        "case",
        "question",
    ],
)
def test_a_text_that_is_not_a_breakpoint_is_refused_with_the_valid_forms(text: str):
    with pytest.raises(BreakpointNotUnderstood, match=r"theme 1 < 60.*judgement 1.*recommendation 3.*answer-moderated"):
        parse(text)


def test_a_score_stops_a_replay_when_the_condition_becomes_true_and_not_while_it_stays_true():
    story = assessed()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    fell = story.position()
    moderate(story, "A-2", "1.1", Response.INSUFFICIENT)
    moderate(story, "A-1", "1.1", Response.SUFFICIENT)
    moderate(story, "A-2", "1.1", Response.SUFFICIENT)
    rose = story.position()
    assert list(stops(story, "theme 1 < 50"))[-1] == fell
    assert stops(story, "theme 1 < 50")[fell] == "theme 1 is below 50%: 60.0% → 40.0%"
    assert stops(story, "theme 1 >= 60")[rose] == "theme 1 is at or above 60%: 40.0% → 60.0%"
    assert stops(story, "theme 1 = 20") == {fell + 1: "theme 1 is 20%: 40.0% → 20.0%"}


def test_a_first_score_stops_a_replay_too():
    story = announced()
    answer(story, "A-1", "1.1", Response.SUFFICIENT)
    assert stops(story, "theme 1 > 99.5") == {story.position(): "theme 1 is above 99.5%: no score → 100.0%"}
    assert stops(story, "theme 1 <= 99.5") == {}
    assert stops(story, "theme 1 != 0") == {story.position(): "theme 1 is not 0%: no score → 100.0%"}


def test_without_a_score_no_condition_is_true():
    story = played([("exclude", case, "1.1", Response.SUFFICIENT) for case in ("A-1", "A-2", "A-3")])
    assert story.position() not in stops(story, "theme 1 < 60")
    assert story.position() not in stops(story, "theme 1 != 60")


def test_both_scores_have_enough_decimals_to_show_that_the_limit_was_crossed():
    story = assessed()  # theme 1 falls from 2 of 2 to 2 of 3 in the course of it
    assert list(stops(story, "theme 1 < 67").values()) == ["theme 1 is below 67%: 100.0% → 66.7%"]
    assert list(stops(story, "theme 1 < 66.7").values()) == ["theme 1 is below 66.7%: 100.00% → 66.67%"]
    assert list(stops(story, "theme 1 < 66.66667").values()) == ["theme 1 is below 66.66667%: 100.000000% → 66.666667%"]


def test_without_a_framework_no_score_is_reached():
    story = announced()
    bare = MemoryStore()
    sampled = next(event for event in story.store.follow() if event.fact.kind() == "case-sampled")
    bare.append(NAME, Batch(sampled.stream, 0, [sampled.fact]), command="c-1")
    [step] = steps(bare.follow(inspection=NAME))
    assert reached(parse("theme 1 >= 0"), Views(), step) is None


def test_a_judgement_stops_a_replay_when_it_is_made_and_when_it_is_revised():
    story = played([])
    judge(story, "1", "fair")
    made = story.position()
    judge(story, "2", "poor")
    story.does(ANN, judging.ReviseJudgement, theme="2", rating="good", reason="more", rested_on=story.basis("2"))
    assert stops(story, "judgement") == {
        made: "theme 1 is judged fair",
        made + 1: "theme 2 is judged poor",
        made + 2: "the judgement of theme 2 is revised: poor → good",
    }
    assert list(stops(story, "judgement 2")) == [made + 1, made + 2]
    assert stops(story, "judgement 3") == {}


def test_a_recommendation_stops_a_replay_at_its_events_and_at_changes_of_its_figures():
    story = followed_up()
    kinds = {event.position: event.fact.kind() for event in story.store.follow(inspection=NAME)}
    of_two = stops(story, "recommendation 2")
    assert [kinds[position] for position in of_two] == [
        "recommendation-made", "report-published", "due-date-revised", "recommendation-reviewed"]  # fmt: skip
    assert set(of_two.values()) == {"about recommendation 2"}
    every = stops(story, "recommendation")
    assert set(every) > set(of_two)
    assert "about recommendation 1 and 2" in every.values()
    assert "follow-up-reviewed" not in {kinds[position] for position in every}


def test_a_case_a_question_and_a_kind_stop_a_replay_at_each_of_their_events():
    story = published()
    log = list(story.store.follow(inspection=NAME))
    assert list(stops(story, "case A-2")) == [event.position for event in log if event.case == "A-2"]
    of_question = [event.position for event in log if getattr(event.fact, "question", None) == "1.2"]
    assert list(stops(story, "question 1.2")) == of_question
    assert set(stops(story, "question 1.2").values()) == {"about question 1.2"}
    [(where, why)] = stops(story, "feedback-given").items()
    assert (log[where - 1].fact.kind(), why) == ("feedback-given", "feedback-given")


@given(deeds, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), st.integers(0, 100), st.sampled_from(["1", "2"]))
@settings(max_examples=25, deadline=None)
def test_between_two_stops_a_condition_was_false_again(done: list[Deed], sign: str, percent: int, theme: str):
    story = played(done, answered=False)
    condition = ScoreBecomes(theme, sign, Fraction(percent))
    before, was = Views(), False
    every: list[ReplayStep] = list(steps(story.store.follow(inspection=NAME)))
    assume(every)
    for step in every:
        now = step.views.scores.framework is not None and condition.holds(share_of(step.views.scores, theme))
        assert (reached(condition, before, step) is not None) == (now and not was)
        before, was = step.views, now
