"""From counts to scores: exact fractions, bands, intervals, and how far they are from the next band."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from domain.framework import Framework, Rating, Response, Rule, Theme
from domain.scoring import (
    Flips,
    Interval,
    Tally,
    band,
    flips,
    group_of,
    groups,
    interval,
    next_bands,
    overall,
    score,
    shown,
    student_quantile,
    tally,
)
from tests.fixtures.given_when_then import FRAMEWORK, INSUFFICIENT, NOT_APPLICABLE, SUFFICIENT

POOLED, MEAN, LOWEST = Rule
EVERY_RULE = pytest.mark.parametrize("rule", Rule)
BANDS = FRAMEWORK.ratings
KEY_QUESTIONS = {"1.1": "a", "1.2": "a", "2.1": "b", "2.2": "b"}

responses = st.lists(st.sampled_from(Response), max_size=60)
tallies = st.builds(Tally, st.integers(0, 12), st.integers(0, 12))
by_question = st.dictionaries(st.sampled_from(sorted(KEY_QUESTIONS)), tallies, max_size=4)
cases = st.lists(st.dictionaries(st.sampled_from("abc"), tallies, max_size=3), max_size=12)
# Small enough for a search through every way of flipping answers.
small = st.dictionaries(
    st.sampled_from("abc"),
    st.builds(Tally, st.integers(0, 4), st.integers(0, 4)).filter(lambda counted: counted.answered),
    min_size=1,
    max_size=3,
)


def share_of(sufficient: int, answered: int) -> Fraction:
    return Fraction(sufficient, answered)


# Counting


@given(responses, st.randoms())
def test_the_order_of_answers_does_not_matter(answers, chance):
    shuffled = list(answers)
    chance.shuffle(shuffled)
    assert tally(shuffled) == tally(answers)


@given(responses)
def test_a_tally_counts_every_answer_that_is_not_not_applicable(answers):
    counted = tally(answers)
    assert counted.sufficient == sum(1 for answer in answers if answer is SUFFICIENT)
    assert counted.insufficient == sum(1 for answer in answers if answer is INSUFFICIENT)
    assert counted.answered == len(answers) - answers.count(NOT_APPLICABLE)


def test_nothing_answered_has_no_share():
    assert Tally().share is None
    assert tally([NOT_APPLICABLE]).share is None


# Scores


@given(by_question)
def test_the_pooled_score_is_the_share_of_all_answers_together(counted):
    sufficient = sum(counts.sufficient for counts in counted.values())
    answered = sum(counts.answered for counts in counted.values())
    expected = share_of(sufficient, answered) if answered else None
    assert score(POOLED, groups(POOLED, counted, KEY_QUESTIONS)) == expected


@given(by_question)
def test_the_mean_of_questions_weighs_every_answered_question_the_same(counted):
    shares = [share_of(counts.sufficient, counts.answered) for counts in counted.values() if counts.answered]
    expected = sum(shares, Fraction(0)) / len(shares) if shares else None
    assert score(MEAN, groups(MEAN, counted, KEY_QUESTIONS)) == expected


@given(by_question)
def test_the_lowest_key_question_decides(counted):
    shares = []
    for key_question in "ab":
        ours = [counts for question, counts in counted.items() if KEY_QUESTIONS[question] == key_question]
        answered = sum(counts.answered for counts in ours)
        if answered:
            shares.append(share_of(sum(counts.sufficient for counts in ours), answered))
    assert score(LOWEST, groups(LOWEST, counted, KEY_QUESTIONS)) == min(shares, default=None)


def test_the_three_rules_on_one_theme():
    counted = {"1.1": Tally(8, 2), "1.2": Tally(1, 1), "2.1": Tally(3, 1)}
    scores = [score(rule, groups(rule, counted, KEY_QUESTIONS)) for rule in (POOLED, MEAN, LOWEST)]
    assert scores == [Fraction(12, 16), Fraction(41, 60), Fraction(9, 12)]


@EVERY_RULE
def test_nothing_answered_has_no_score(rule):
    assert score(rule, {}) is None
    assert score(rule, groups(rule, {"1.1": Tally(), "1.2": Tally()}, KEY_QUESTIONS)) is None


@EVERY_RULE
def test_everything_insufficient_scores_nought_which_is_a_score(rule):
    assert score(rule, groups(rule, {"1.1": Tally(0, 3)}, KEY_QUESTIONS)) == 0


@pytest.mark.parametrize(
    ("share", "percentage"),
    [
        (None, None),
        (Fraction(0), 0),
        (Fraction(1), 100),
        (Fraction(1, 200), 1),
        (Fraction(645, 1000), 65),
        (Fraction(6449, 10000), 64),
        (Fraction(1, 3), 33),
        (Fraction(2, 3), 67),
        (Fraction(5, 200), 3),
        (Fraction(125, 1000), 13),
    ],
    ids=str,
)
def test_a_share_is_rounded_half_up_when_it_is_shown(share, percentage):
    assert shown(share) == percentage


# Bands


@pytest.mark.parametrize(
    ("share", "rating"),
    [
        (Fraction(0), "poor"),
        (Fraction(4999, 10000), "poor"),
        (Fraction(1, 2), "unsatisfactory"),
        (Fraction(646, 1000), "unsatisfactory"),
        (Fraction(65, 100), "satisfactory"),
        (Fraction(799, 1000), "satisfactory"),
        (Fraction(4, 5), "good"),
        (Fraction(1), "good"),
    ],
    ids=str,
)
def test_the_band_is_of_the_exact_share_and_not_of_the_shown_one(share, rating):
    assert band(share, BANDS).key == rating


def test_no_score_and_no_bands_have_no_band():
    unbanded = [Rating(key="poor", title="Poor", value=1), Rating(key="good", title="Good", value=2)]
    assert band(None, BANDS) is None
    assert band(Fraction(1, 2), unbanded) is None


@pytest.mark.parametrize(
    ("share", "above", "below"),
    [
        (Fraction(0), "unsatisfactory", None),
        (Fraction(1, 2), "satisfactory", "poor"),
        (Fraction(799, 1000), "good", "unsatisfactory"),
        (Fraction(1), None, "satisfactory"),
    ],
    ids=str,
)
def test_the_next_bands_are_those_above_and_below_the_band_of_a_share(share, above, below):
    assert tuple(rating and rating.key for rating in next_bands(share, BANDS)) == (above, below)


def test_no_score_and_no_bands_have_no_next_ones():
    unbanded = [Rating(key="poor", title="Poor", value=1), Rating(key="good", title="Good", value=2)]
    assert next_bands(None, BANDS) == (None, None)
    assert next_bands(Fraction(1, 2), unbanded) == (None, None)


# How many answers away


@EVERY_RULE
@given(by_question)
def test_questions_are_grouped_as_the_rule_scores_them(rule, counted):
    wanted = {
        group_of(rule, question, KEY_QUESTIONS[question]) for question, counts in counted.items() if counts.answered
    }
    assert groups(rule, counted, KEY_QUESTIONS).keys() == wanted


@given(
    tallies.filter(lambda tally_of_one: tally_of_one.answered),
    st.integers(1, 100).map(lambda percent: Fraction(percent, 100)),
)
def test_a_tally_is_short_of_a_cut_by_the_fewest_answers_that_reach_it(counted, cut):
    short = counted.short_of(cut)
    assert counted.turned(short).share >= cut
    assert short == 0 or counted.turned(short - 1).share < cut
    if short == 0:
        clear = counted.clear_of(cut)
        assert counted.turned(-clear).share < cut <= counted.turned(1 - clear).share


def fewest(grouped: Mapping[str, Tally], most: Callable[[Tally], int], sign: int, reached: Callable[..., bool]) -> int:
    """Search every way of flipping answers of each group one way, for the fewest that reach."""
    names = sorted(grouped)
    ways = product(*(range(most(grouped[name]) + 1) for name in names))
    return min(
        sum(way)
        for way in ways
        if reached(
            {
                name: Tally(grouped[name].sufficient + sign * count, grouped[name].insufficient - sign * count)
                for name, count in zip(names, way, strict=True)
            }
        )
    )


@EVERY_RULE
@settings(max_examples=60, deadline=None)
@given(small)
def test_no_fewer_flips_than_counted_reach_the_next_band(rule, grouped):
    if rule is POOLED:
        grouped = {"": sum(grouped.values(), Tally())}
    share = score(rule, grouped)
    cuts = [Fraction(rating.from_score, 100) for rating in BANDS]
    counted = flips(rule, grouped, BANDS)

    above = [cut for cut in cuts if cut > share]
    up = (
        fewest(grouped, lambda counts: counts.insufficient, 1, lambda to: score(rule, to) >= above[0])
        if above
        else None
    )
    assert counted.up == up

    below = [cut for cut in cuts if 0 < cut <= share]
    down = (
        fewest(grouped, lambda counts: counts.sufficient, -1, lambda to: score(rule, to) < below[-1]) if below else None
    )
    assert counted.down == down


@EVERY_RULE
def test_the_top_band_has_none_above_and_the_lowest_none_below(rule):
    assert flips(rule, {"a": Tally(10, 0)}, BANDS) == Flips(up=None, down=3)
    assert flips(rule, {"a": Tally(0, 10)}, BANDS) == Flips(up=5, down=None)


@EVERY_RULE
def test_without_a_score_or_bands_nothing_is_near(rule):
    unbanded = [Rating(key="poor", title="Poor", value=1), Rating(key="good", title="Good", value=2)]
    assert flips(rule, {}, BANDS) == Flips(None, None)
    assert flips(rule, {"a": Tally(1, 1)}, unbanded) == Flips(None, None)


def test_a_band_begins_at_its_cut_exactly():
    # Of 200 answers 160 are 80%, and 129 are below 65%.
    assert flips(POOLED, {"": Tally(159, 41)}, BANDS) == Flips(up=1, down=30)
    assert flips(POOLED, {"": Tally(160, 40)}, BANDS) == Flips(up=None, down=1)


def test_a_question_that_is_good_already_has_nothing_left_to_flip_up():
    assert flips(MEAN, {"a": Tally(2, 0), "b": Tally(0, 3)}, BANDS) == Flips(up=1, down=1)


def test_a_question_that_is_poor_already_has_nothing_left_to_flip_down():
    assert flips(MEAN, {"a": Tally(0, 1), "b": Tally(4, 0), "c": Tally(4, 0)}, BANDS) == Flips(up=1, down=1)


def test_a_group_gives_no_more_flips_than_it_has_answers_of_that_kind():
    # The smallest group would be flipped first, and has nothing to flip: the others must give more.
    half = tuple(structs.replace(rating, from_score=cut) for rating, cut in zip(BANDS, (0, 20, 50, 90), strict=True))
    good_already = {"a": Tally(2, 0), "b": Tally(0, 4), "c": Tally(0, 4)}
    poor_already = {"a": Tally(0, 2), "b": Tally(4, 0), "c": Tally(4, 0)}
    assert flips(MEAN, good_already, half).up == 2
    assert flips(MEAN, poor_already, half).down == 3


# Intervals


def per_case(*pairs: tuple[int, int], group: str = "") -> list[dict[str, Tally]]:
    """Return the tallies of cases, each from how many were sufficient of how many."""
    return [{group: Tally(sufficient, answered - sufficient)} for sufficient, answered in pairs]


def test_the_interval_of_a_worked_example():
    # R = 24/40; residuals -1, 0, 1, 0 over 40; 4/3 of their squares is 1/600; t with 3 degrees is 3.1824.
    worked = interval(POOLED, per_case((5, 10), (6, 10), (7, 10), (6, 10)))
    reach = 3.1824 * math.sqrt(1 / 600)
    assert worked.low == pytest.approx(0.6 - reach, abs=1e-5)
    assert worked.high == pytest.approx(0.6 + reach, abs=1e-5)


def test_the_interval_of_a_worked_example_with_a_known_caseload():
    # As above, from 8 cases: the variance is halved.
    worked = interval(POOLED, per_case((5, 10), (6, 10), (7, 10), (6, 10)), caseload=8)
    reach = 3.1824 * math.sqrt(1 / 1200)
    assert (worked.low, worked.high) == pytest.approx((0.6 - reach, 0.6 + reach), abs=1e-5)


def test_the_interval_of_a_mean_of_questions():
    # 8 times the cases (1/1, 1/1), (1/1, not asked), (0/1, 0/1): R = 2/3 and 1/2; residuals 13, 4 and -17 over 72,
    # and all over 8; t with 23 degrees is 2.0687.
    yes, no = Tally(1, 0), Tally(0, 1)
    worked = interval(MEAN, [{"a": yes, "b": yes}, {"a": yes}, {"a": no, "b": no}] * 8)
    squares = 8 * (13**2 + 4**2 + 17**2) / (72 * 8) ** 2
    reach = 2.0687 * math.sqrt(24 / 23 * squares)
    assert (worked.low, worked.high) == pytest.approx((7 / 12 - reach, 7 / 12 + reach), abs=1e-5)


def test_the_interval_of_the_lowest_key_question_is_its_own():
    lowest = per_case((1, 4), (2, 4), (3, 4), (1, 4), group="low")
    both = [{**case, "high": Tally(4, 0)} for case in lowest]
    assert interval(LOWEST, both) == interval(POOLED, lowest)


def test_cases_without_answers_in_the_lowest_key_question_do_not_narrow_its_interval():
    lowest = per_case((1, 4), (2, 4), (3, 4), (1, 4), group="low")
    full_cases = [{"high": Tally(4, 0)}] * 20
    assert interval(LOWEST, [*lowest, *full_cases]) == interval(POOLED, lowest)


@EVERY_RULE
def test_two_cases_have_an_interval(rule):
    # Residuals of half an answer in 200, each way: the error is 0.005; t with 1 degree is 12.706.
    narrow = interval(rule, per_case((50, 100), (51, 100)))
    assert (narrow.low, narrow.high) == pytest.approx((0.505 - 12.706 * 0.005, 0.505 + 12.706 * 0.005), abs=1e-5)


@EVERY_RULE
def test_one_case_has_no_interval(rule):
    assert interval(rule, per_case((3, 4))) is None
    assert interval(rule, [{"a": Tally(3, 1)}, {}, {"a": Tally()}]) is None


def test_one_case_behind_the_lowest_key_question_has_no_interval():
    assert interval(LOWEST, [{"low": Tally(1, 3)}, {"high": Tally(4, 0)}, {"high": Tally(3, 0)}]) is None


@EVERY_RULE
@settings(deadline=None)
@given(cases, st.one_of(st.none(), st.integers(1, 200)))
def test_an_interval_holds_its_score_and_stays_within_nought_and_one(rule, by_case, caseload):
    pooled = {}
    for case in by_case:
        for group, counted in case.items():
            pooled[group] = pooled.get(group, Tally()) + counted
    share = score(rule, {group: counted for group, counted in pooled.items() if counted.answered})
    found = interval(rule, by_case, caseload)
    if found is not None:
        assert 0 <= found.low <= float(share) <= found.high <= 1


@EVERY_RULE
@settings(deadline=None)
@given(cases)
def test_the_more_of_the_caseload_was_sampled_the_narrower_the_interval(rule, by_case):
    found = [interval(rule, by_case, caseload) for caseload in (len(by_case) or 1, 2 * len(by_case) + 2, 500, None)]
    if found[0] is not None:
        widths = [counts.high - counts.low for counts in found]
        assert widths == sorted(widths)


@EVERY_RULE
def test_a_complete_sample_has_an_interval_of_width_0(rule):
    every_case = [{"a": Tally(1, 3)}, {"a": Tally(2, 2)}, {"a": Tally(3, 1), "b": Tally(4, 0)}]
    share = float(score(rule, {"a": Tally(6, 6), "b": Tally(4, 0)}))
    assert interval(rule, every_case, caseload=3) == Interval(share, share)
    assert interval(rule, every_case, caseload=2) == Interval(share, share)


@EVERY_RULE
@settings(deadline=None)
@given(cases, st.randoms())
def test_the_order_of_cases_does_not_matter_to_an_interval(rule, by_case, chance):
    shuffled = list(by_case)
    chance.shuffle(shuffled)
    assert interval(rule, shuffled) == interval(rule, by_case)


def test_of_key_questions_that_are_equally_low_the_least_answered_one_decides():
    few = per_case((1, 2), (0, 2), (2, 2), group="few")
    both = [{"many": Tally(3, 3), **case} for case in few]
    assert interval(LOWEST, both) == interval(POOLED, few)


@pytest.mark.parametrize(
    ("freedom", "published"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042), (33, 2.035), (120, 1.980)],
)
def test_quantiles_of_student_s_t_are_the_published_ones(freedom, published):
    assert student_quantile(freedom) == pytest.approx(published, abs=0.0006)


@pytest.mark.parametrize(("freedom", "published"), [(1, 6.314), (5, 2.015), (33, 1.692)])
def test_quantiles_of_other_probabilities_are_as_published(freedom, published):
    assert student_quantile(freedom, 0.90) == pytest.approx(published, abs=0.0006)


# The overall rating

YOUTH = Framework(
    reference="youth",
    version="1",
    title="Twelve standards",
    description="Twelve standards of up to three points.",
    rule=Rule.LOWEST_KEY_QUESTION,
    ratings=(
        Rating(key="inadequate", title="Inadequate", value=0, from_total=0),
        Rating(key="requires_improvement", title="Requires improvement", value=1, from_total=7),
        Rating(key="good", title="Good", value=2, from_total=19),
        Rating(key="outstanding", title="Outstanding", value=3, from_total=31),
    ),
    themes=tuple(Theme(id=str(number), title=f"Standard {number}", scored=False) for number in range(1, 13)),
)


def ratings_of(total: int, standards: int) -> list[int]:
    """Return ratings from 0 to 3, of so many standards, that add up to the total."""
    return [total // standards + (place < total % standards) for place in range(standards)]


@pytest.mark.parametrize(
    ("totals", "rating"),
    [
        (range(7), "inadequate"),
        (range(7, 19), "requires_improvement"),
        (range(19, 31), "good"),
        (range(31, 37), "outstanding"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]}-{value[-1]}",
)
def test_the_total_of_the_ratings_decides_overall(totals, rating):
    assert {overall(ratings_of(total, 12), YOUTH).key for total in totals} == {rating}


@pytest.mark.parametrize(
    ("total", "rating"),
    [
        (5, "inadequate"),  # 5 of 30 points are 6 of 36
        (6, "requires_improvement"),  # 7.2
        (15, "requires_improvement"),  # 18 exactly
        (16, "good"),  # 19.2
        (25, "good"),  # 30 exactly
        (26, "outstanding"),  # 31.2
    ],
)
def test_the_cuts_scale_where_fewer_standards_were_rated(total, rating):
    assert overall(ratings_of(total, 10), YOUTH).key == rating


def test_a_scaled_total_between_two_cuts_has_not_reached_the_higher():
    assert overall([1, 1, 2, 1, 2, 2, 2, 2, 2, 2], YOUTH).key == "good"  # 17 of 30 are 20.4 of 36
    assert overall([1, 2, 1, 2, 1, 2, 2], YOUTH).key == "requires_improvement"  # 11 of 21 are 18.86 of 36


def test_nothing_rated_and_no_cuts_have_no_overall_rating():
    assert overall([], YOUTH) is None
    assert overall([4, 3, 2], FRAMEWORK) is None
