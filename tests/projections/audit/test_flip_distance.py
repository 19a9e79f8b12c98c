"""How many answers is each score from the next band, and which are nearest?"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from domain.commands import sampling
from domain.event_types import Event
from domain.events.assessing import AnswerRecorded
from domain.events.sampling import CaseSampled
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework, Question, Rating, Response, Rule, Theme
from domain.refusals.inspection import TooSoon
from events_store.store import RecordedEvent, case_stream, inspection_stream
from projections.audit.disputed_answers import Contested
from projections.audit.flip_distance import FlipDistance, NearAnswer, WayToBand, flip_distances
from projections.saved.theme_scores import THEME_SCORES, all_scores
from tests.fixtures.inspections import (
    ANN,
    NAME,
    Deed,
    announced,
    assessed,
    deeds,
    moderate,
    played,
)

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response
POOLED, MEAN, LOWEST = Rule
KEYS = {"1.1": "a", "1.2": "a", "1.3": "b", "1.4": "b"}
SCALE = (
    Rating(key="poor", title="Poor", value=1, from_score=0),
    Rating(key="fair", title="Fair", value=2, from_score=50),
    Rating(key="good", title="Good", value=3, from_score=80),
)
UNBANDED = tuple(structs.replace(rating, from_score=None) for rating in SCALE)
ORIGIN = announced().origin(ANN)

Answers = dict[tuple[str, str], Response]


def framework(rule: Rule = POOLED, ratings: tuple[Rating, ...] = SCALE) -> Framework:
    questions = tuple(Question(id=one, text="Was it?", stage="planning", key_question=key) for one, key in KEYS.items())
    theme = Theme(id="1", title="Planning", scored=True, questions=questions)
    board = Theme(id="2", title="Governance", scored=False)
    return Framework(
        reference="two-keys", version="1", title="Two", description="Two", rule=rule, ratings=ratings,
        themes=(theme, board),
    )  # fmt: skip


def log_of(answers: Answers, rule: Rule = POOLED, ratings: tuple[Rating, ...] = SCALE) -> tuple[RecordedEvent, ...]:
    """Return the log of an inspection in which these answers were given, by case and question."""
    adopted = framework(rule, ratings)
    facts: list[tuple[str, Event]] = [
        (inspection_stream(NAME), FrameworkAdopted(origin=ORIGIN, framework=adopted, digest=adopted.digest))
    ]
    for case in sorted({case for case, _ in answers}):
        sampled = CaseSampled(origin=ORIGIN, inspection=NAME, case=case, pseudonym="Robin", conditions=("community",))
        facts.append((case_stream(NAME, case), sampled))
    for (case, question), response in answers.items():
        said = AnswerRecorded(origin=ORIGIN, question=question, response=response, evidence="seen")
        facts.append((case_stream(NAME, case), said))
    return tuple(RecordedEvent(place, stream, 1, NAME, fact) for place, (stream, fact) in enumerate(facts, start=1))


def answers(**by_question: str) -> Answers:
    """Return answers, as q11="++-" for three cases: sufficient, sufficient, insufficient (0: not applicable)."""
    meant = {"+": SUFFICIENT, "-": INSUFFICIENT, "0": NOT_APPLICABLE}
    return {
        (f"A-{place}", f"{name[1]}.{name[2]}"): meant[sign]
        for name, signs in by_question.items()
        for place, sign in enumerate(signs, start=1)
    }


def first(log: Sequence[RecordedEvent]) -> FlipDistance:
    return flip_distances(log)[0]


def places(way: WayToBand | None) -> list[str]:
    assert way is not None
    return [f"{one.case} {one.question}" for one in way.answers]


# Every figure


def test_every_theme_is_followed_by_its_key_questions():
    found = flip_distances(log_of(answers(q11="+-")))
    assert [(one.theme, one.key_question) for one in found] == [("1", None), ("1", "a"), ("1", "b"), ("2", None)]


def test_a_theme_says_how_far_the_bands_above_and_below_are_and_where_the_way_leads():
    one = first(log_of(answers(q11="+++--", q12="+++--")))
    assert (one.share, one.band.key, one.tally.sufficient, one.tally.answered) == (Fraction(3, 5), "fair", 6, 10)
    assert (one.up.flips, one.up.next.key, one.up.share, one.up.leads_to.key) == (2, "good", Fraction(4, 5), "good")
    assert (one.down.flips, one.down.next.key, one.down.share) == (2, "poor", Fraction(2, 5))


def test_few_answers_may_lead_past_the_next_band():
    one = first(log_of(answers(q11="-")))
    assert (one.up.flips, one.up.next.key, one.up.leads_to.key, one.down) == (1, "fair", "good", None)


def test_the_highest_band_has_none_above():
    one = first(log_of(answers(q11="+++")))
    assert (one.band.key, one.up, one.down.next.key) == ("good", None, "fair")


def test_without_answers_a_score_or_bands_there_is_no_way():
    bare = first(log_of({}))
    assert (bare.scored, bare.banded, bare.share, bare.band, bare.up, bare.down) == (True, True, None, None, None, None)
    unbanded = first(log_of(answers(q11="+-"), ratings=UNBANDED))
    assert (unbanded.banded, unbanded.share, unbanded.band, unbanded.up, unbanded.down) == (
        False, Fraction(1, 2), None, None, None,
    )  # fmt: skip
    governance = flip_distances(log_of(answers(q11="+-")))[-1]
    assert (governance.scored, governance.share, governance.up) == (False, None, None)


def test_a_key_question_is_pooled_over_its_questions_whatever_the_rule_of_the_themes_is():
    given_ = answers(q11="+", q12="--++", q13="+")
    for rule in Rule:
        one = flip_distances(log_of(given_, rule))[1]
        assert (one.key_question, one.share, one.band.key, one.up.flips) == ("a", Fraction(3, 5), "fair", 1)


def test_without_a_framework_there_is_no_distance():
    with pytest.raises(TooSoon):
        flip_distances(())


# Which answers are nearest


def test_only_answers_that_can_change_that_way_and_count_are_named():
    story = assessed()
    story.does(ANN, sampling.ExcludeCase, case="A-2", reason="out of the window")
    one = flip_distances(tuple(story.store.follow()))[0]
    assert places(one.up) == ["A-3 1.1"]
    assert places(one.down) == ["A-1 1.1", "A-3 1.2"]


def test_by_the_mean_of_questions_the_answer_of_the_least_answered_question_moves_the_score_most():
    one = first(log_of(answers(q11="-+", q12="----"), MEAN))
    assert places(one.up) == ["A-1 1.1", "A-1 1.2", "A-2 1.2", "A-3 1.2", "A-4 1.2"]
    assert [near.moves for near in one.up.answers[:2]] == [Fraction(1, 4), Fraction(1, 8)]


def test_by_the_lowest_key_question_only_answers_of_key_questions_below_the_cut_count_upwards():
    # a is 1 of 4, b is 3 of 4: only a keeps the theme from fair.
    one = first(log_of(answers(q11="+---", q13="+++-"), LOWEST))
    assert (one.up.flips, {near.question for near in one.up.answers}) == (1, {"1.1"})
    assert {near.moves for near in one.up.answers} == {Fraction(1, 4)}


def test_by_the_lowest_key_question_every_one_that_is_too_low_must_rise():
    # Both are 1 of 4: one answer of each is enough, and neither alone moves the score.
    one = first(log_of(answers(q11="+---", q13="+---"), LOWEST))
    assert (one.up.flips, places(one.up)[:2]) == (2, ["A-2 1.1", "A-2 1.3"])
    assert {near.moves for near in one.up.answers} == {Fraction(0)}


def test_by_the_lowest_key_question_the_one_that_needs_the_fewest_changes_falls_first():
    # a is 4 of 4, b is 2 of 3.
    one = first(log_of(answers(q11="++++", q13="++-"), LOWEST))
    assert (one.down.flips, places(one.down)) == (1, ["A-1 1.3", "A-2 1.3"])


def test_of_key_questions_that_need_as_few_the_one_that_moves_the_score_further_comes_first():
    # Both fall below half by one change: a to 1 of 4, b to 1 of 3.
    one = first(log_of(answers(q11="++--", q13="++-"), LOWEST))
    assert (one.down.flips, places(one.down)[0]) == (1, "A-1 1.1")
    assert {near.question for near in one.down.answers} == {"1.1", "1.3"}


def test_of_answers_that_move_the_score_the_same_the_most_contested_come_first_then_the_oldest():
    story = assessed()
    moderate(story, "A-3", "1.2", INSUFFICIENT)
    one = flip_distances(tuple(story.store.follow()))[0]
    assert places(one.up) == ["A-3 1.2", "A-2 1.2", "A-3 1.1"]
    assert one.up.answers[0].contested == Contested(moderated=1)


# Laws


def flipped(given_: Answers, chosen: Sequence[tuple[str, str]]) -> Answers:
    other = {SUFFICIENT: INSUFFICIENT, INSUFFICIENT: SUFFICIENT}
    return {place: other[response] if place in chosen else response for place, response in given_.items()}


def slow_share(given_: Answers, rule: Rule) -> Fraction:
    """Score answers the slow way, by the words of the rule."""
    counting = [(question, response) for (_, question), response in given_.items() if response is not NOT_APPLICABLE]

    def part(members: Sequence[str]) -> Fraction | None:
        of = [response for question, response in counting if question in members]
        return Fraction(of.count(SUFFICIENT), len(of)) if of else None

    groups = {POOLED: [list(KEYS)], MEAN: [[one] for one in KEYS], LOWEST: [["1.1", "1.2"], ["1.3", "1.4"]]}[rule]
    parts = [share for group in groups if (share := part(group)) is not None]
    return min(parts) if rule is LOWEST else sum(parts, Fraction(0)) / len(parts)


def ways(one: FlipDistance) -> Iterator[tuple[WayToBand, Response]]:
    if one.up is not None:
        yield one.up, INSUFFICIENT
    if one.down is not None:
        yield one.down, SUFFICIENT


def crosses(share: Fraction, way: WayToBand, turning: Response) -> bool:
    cut = Fraction(way.next.from_score if turning is INSUFFICIENT else SCALE[way.next.value].from_score, 100)
    return share >= cut if turning is INSUFFICIENT else share < cut


small = st.dictionaries(
    st.tuples(st.sampled_from(["A-1", "A-2", "A-3"]), st.sampled_from(sorted(KEYS))),
    st.sampled_from(Response),
    min_size=1,
).filter(lambda given_: {*given_.values()} - {NOT_APPLICABLE})


@pytest.mark.parametrize("rule", Rule)
@given(small)
@settings(max_examples=60, deadline=None)
def test_the_nearest_answers_cross_the_band_and_no_choice_of_fewer_does(rule: Rule, given_: Answers):
    one = first(log_of(given_, rule))
    assert one.share == slow_share(given_, rule)
    for way, turning in ways(one):
        nearest = [(near.case, near.question) for near in way.answers[: way.flips]]
        assert len(nearest) == way.flips
        assert {given_[place] for place in nearest} == {turning}
        share = slow_share(flipped(given_, nearest), rule)
        assert (share, crosses(share, way, turning)) == (way.share, True)
        # Turning more answers the same way never takes a score back, so of fewer only the most need be tried.
        candidates = [place for place, response in given_.items() if response is turning]
        for fewer in combinations(candidates, way.flips - 1):
            assert not crosses(slow_share(flipped(given_, fewer), rule), way, turning)


@pytest.mark.parametrize("rule", Rule)
@given(small)
@settings(max_examples=40, deadline=None)
def test_an_answer_alone_moves_the_score_as_far_as_is_said(rule: Rule, given_: Answers):
    one = first(log_of(given_, rule))
    for way, _ in ways(one):
        for near in way.answers:
            alone = slow_share(flipped(given_, [(near.case, near.question)]), rule)
            assert abs(alone - slow_share(given_, rule)) == near.moves


@pytest.mark.parametrize("rule", [POOLED, MEAN])
@given(small)
@settings(max_examples=40, deadline=None)
def test_answers_are_in_the_order_of_how_far_they_move_the_score_then_of_their_position(rule: Rule, given_: Answers):
    def order(near: NearAnswer) -> tuple[Fraction, int]:
        return -near.moves, near.position

    for one in flip_distances(log_of(given_, rule)):
        for way, _ in ways(one):
            assert list(way.answers) == sorted(way.answers, key=order)


@given(deeds)
@settings(max_examples=30, deadline=None)
def test_the_distances_of_themes_are_those_that_stand_beside_their_scores(done: list[Deed]):
    log = tuple(played(done).store.follow())
    themes = [one for one in flip_distances(log) if one.key_question is None]
    for one, score in zip(themes, all_scores(THEME_SCORES.replay(log)), strict=True):
        assert (one.share, one.band) == (score.share, score.band)
        flips = [way and way.flips for way in (one.up, one.down)]
        assert flips == [score.flips.up, score.flips.down]
