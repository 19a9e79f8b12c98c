"""Agreement: published examples, another implementation, and laws."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from domain.agreement_measures import Measure, Undefined, cohens_kappa, krippendorffs_alpha, percent_agreement

responses = st.sampled_from(["sufficient", "insufficient", "not applicable"])
pairs = st.lists(st.tuples(responses, responses), max_size=40)
units = st.lists(st.lists(responses, max_size=4), max_size=30)
# The responses of four raters to each unit; None is no answer.
ratings = st.lists(st.lists(st.none() | responses, min_size=4, max_size=4), max_size=30)

Unit = Sequence[str]


def decimals(measure: Measure) -> float:
    assert isinstance(measure, Fraction)
    return float(measure)


def same(measure: Measure, reference: float) -> bool:
    return math.isclose(decimals(measure), reference, rel_tol=0, abs_tol=1e-12)


# Published examples


def test_cohens_own_example_of_1960():
    # Table 2 of the paper: two psychologists put 200 people into three groups; he reports 0.492.
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    pairs = [
        (first, second) for first, row in enumerate(table) for second, times in enumerate(row) for _ in range(times)
    ]
    assert percent_agreement(pairs) == Fraction(70, 100)
    assert cohens_kappa(pairs) == Fraction(29, 59)
    assert round(decimals(cohens_kappa(pairs)), 3) == 0.492


@pytest.mark.parametrize(
    ("raters", "published"),
    [
        pytest.param(["0100000010", "1110010000"], 0.095, id="two observers, yes and no"),
        pytest.param(["aabbdcccedda", "babbbccceddd"], 0.692, id="two observers, five categories"),
        pytest.param(
            ["123321412...", "1233224125.3", ".3332342251.", "12332441251."], 0.743, id="four, with missing values"
        ),
    ],
)
def test_krippendorffs_own_examples_of_2011(raters: list[str], published: float):
    rated = [[label for label in unit if label != "."] for unit in zip(*raters, strict=True)]
    assert round(decimals(krippendorffs_alpha(rated)), 3) == published


def test_three_coders_who_answer_different_units():
    # The computational example of the encyclopaedia article on Krippendorff's alpha: 0.691 for nominal data.
    coders = ["*****34121133*3", "1*213343*******", "**21344*21133*4"]
    rated = [[label for label in unit if label != "*"] for unit in zip(*coders, strict=True)]
    assert round(decimals(krippendorffs_alpha(rated)), 3) == 0.691


# Not defined


@pytest.mark.parametrize("measure", [percent_agreement, cohens_kappa, krippendorffs_alpha])
def test_without_pairs_no_measure_is_defined(measure):
    assert measure([]) is Undefined.NOTHING_COMPARED


def test_a_unit_with_one_response_is_ignored():
    assert krippendorffs_alpha([["sufficient"], [], ["insufficient"]]) is Undefined.NOTHING_COMPARED


@pytest.mark.parametrize("measure", [cohens_kappa, krippendorffs_alpha])
def test_where_all_responses_are_the_same_agreement_beyond_chance_is_not_defined(measure):
    same = [("sufficient", "sufficient")] * 5
    assert measure(same) is Undefined.ONE_RESPONSE
    assert percent_agreement(same) == 1


@pytest.mark.parametrize("why", Undefined)
def test_the_reason_why_a_measure_is_undefined_is_in_words(why: Undefined):
    assert " " in why


# Other implementations


@given(pairs)
def test_kappa_is_what_nltk_computes(pairs: list[tuple[str, str]]):
    kappa = cohens_kappa(pairs)
    # nltk says 1 where everything is the same; we say that it is not defined.
    assume(isinstance(kappa, Fraction))
    task = AnnotationTask([(rater, unit, label) for unit, pair in enumerate(pairs) for rater, label in enumerate(pair)])
    assert same(kappa, task.kappa())
    assert same(percent_agreement(pairs), task.avg_Ao())


@given(ratings)
def test_alpha_is_what_nltk_computes_also_with_missing_values(rated: list[list[str | None]]):
    alpha = krippendorffs_alpha([[label for label in unit if label is not None] for unit in rated])
    # nltk says 1 where everything is the same; we say that it is not defined.
    assume(isinstance(alpha, Fraction))
    task = AnnotationTask(
        [(rater, item, label) for item, unit in enumerate(rated) for rater, label in enumerate(unit)],
        missing_values=[None],
    )
    assert same(alpha, task.alpha())


@given(units)
def test_alpha_is_what_the_coincidence_matrix_gives(rated: list[Unit]):
    alpha = krippendorffs_alpha(rated)
    expected = by_coincidences(rated)
    assert alpha == expected if expected is not None else isinstance(alpha, Undefined)


def by_coincidences(rated: list[Unit]) -> Fraction | None:
    """Krippendorff's way by hand: write every pair of values within a unit into a table, and compare it with chance."""
    table: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for unit in rated:
        for label, second_label in permutations(unit, 2):
            table[label, second_label] += Fraction(1, len(unit) - 1)
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for (label, _), times in table.items():
        totals[label] += times
    n = sum(totals.values())
    observed = sum(times for (label, second_label), times in table.items() if label != second_label)
    expected = sum(
        totals[label] * totals[second_label] for label in totals for second_label in totals if label != second_label
    )
    return 1 - (n - 1) * observed / expected if expected else None


# Laws


@given(pairs)
def test_raters_who_always_agree_have_measure_1(pairs: list[tuple[str, str]]):
    twice = [(label, label) for label, _ in pairs]
    for measure in (percent_agreement(twice), cohens_kappa(twice), krippendorffs_alpha(twice)):
        assert measure == 1 or isinstance(measure, Undefined)


@given(pairs)
def test_it_does_not_matter_who_is_named_first(pairs: list[tuple[str, str]]):
    swapped = [(second, first) for first, second in pairs]
    for measure in (percent_agreement, cohens_kappa, krippendorffs_alpha):
        assert measure(pairs) == measure(swapped)


@given(pairs)
def test_it_does_not_matter_what_the_responses_are_called(pairs: list[tuple[str, str]]):
    names = {"sufficient": "no", "insufficient": "perhaps", "not applicable": "yes"}
    renamed = [(names[first], names[second]) for first, second in pairs]
    for measure in (percent_agreement, cohens_kappa, krippendorffs_alpha):
        assert measure(pairs) == measure(renamed)


@given(pairs, st.randoms())
def test_it_does_not_matter_in_which_order_questions_were_answered(pairs: list[tuple[str, str]], random):
    shuffled = random.sample(pairs, len(pairs))
    for measure in (percent_agreement, cohens_kappa, krippendorffs_alpha):
        assert measure(pairs) == measure(shuffled)


@given(pairs)
def test_kappa_and_alpha_are_defined_together_and_never_above_1(pairs: list[tuple[str, str]]):
    kappa, alpha = cohens_kappa(pairs), krippendorffs_alpha(pairs)
    assert isinstance(kappa, Undefined) == isinstance(alpha, Undefined)
    if isinstance(kappa, Fraction) and isinstance(alpha, Fraction):
        assert -1 <= kappa <= 1
        assert alpha <= 1


@given(units)
def test_a_unit_that_nobody_else_answered_changes_nothing(rated: list[Unit]):
    assert krippendorffs_alpha([*rated, ["sufficient"], []]) == krippendorffs_alpha(rated)


@given(pairs)
def test_alpha_is_above_scotts_pi_by_what_few_answers_owe_to_chance(pairs: list[tuple[str, str]]):
    # Krippendorff 2011: for two raters alpha is Scott's pi with a correction for small samples, (1 - pi) / n.
    alpha = krippendorffs_alpha(pairs)
    assume(isinstance(alpha, Fraction))
    values = Counter(label for pair in pairs for label in pair)
    expected = sum(Fraction(times, values.total()) ** 2 for times in values.values())
    observed = percent_agreement(pairs)
    assert isinstance(observed, Fraction)
    pi = (observed - expected) / (1 - expected)
    assert alpha == pi + (1 - pi) / values.total()
