"""How far do first and second answers agree?"""

from datetime import timedelta
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.agreement_measures import Undefined
from projections.agreement import inter_rater
from projections.agreement.inter_rater import AgreementGrouping, ResponseChange, not_compared
from projections.agreement.ratings_by_person import ratings_by_person
from projections.engine.effective_date import effective_by
from tests.fixtures.inspections import (
    START,
    Deed,
    announced,
    answer,
    assessed,
    deeds,
    played,
)
from tests.projections.agreement.ratings import (
    IDA,
    INSUFFICIENT,
    NOT_APPLICABLE,
    SUFFICIENT,
    agreed,
    all_groups,
    all_moderations,
    by_ben,
    by_reading,
    counted,
    elsewhen,
    joined,
    rated,
    second,
)


def test_first_and_second_answers_are_compared_and_those_that_are_alike_agree():
    story = assessed()
    second(story, "A-1", "1.1", SUFFICIENT)
    second(story, "A-2", "1.1", INSUFFICIENT)
    second(story, "A-3", "2.1", NOT_APPLICABLE)
    found = agreed(story)
    assert (found.cases, found.compared, found.agreed, found.raters) == (3, 3, 2, 2)
    assert found.share == Fraction(2, 3)
    # Ben says two of three sufficient, Gus one; both say one not applicable: 2/3 seen, 2/9 + 1/9 expected.
    assert found.kappa == (Fraction(2, 3) - Fraction(1, 3)) / (1 - Fraction(1, 3))
    assert found.alpha == 1 - Fraction(5 * 2, 36 - 9 - 1 - 4)
    assert found.ways == (ResponseChange(SUFFICIENT, INSUFFICIENT, 1),)


def test_without_second_answers_nothing_is_defined():
    found = agreed(assessed())
    assert (found.compared, found.agreed, found.raters, found.ways) == (0, 0, 0, ())
    assert {found.share, found.kappa, found.alpha} == {Undefined.NOTHING_COMPARED}


def test_where_all_say_the_same_they_agree_but_kappa_and_alpha_are_not_defined():
    story = assessed()
    second(story, "A-1", "1.1", SUFFICIENT)
    found = agreed(story)
    assert (found.share, found.kappa, found.alpha) == (1, Undefined.ONE_RESPONSE, Undefined.ONE_RESPONSE)


def test_a_second_answer_without_a_first_one_is_not_compared_and_is_counted():
    story = announced()
    second(story, "A-1", "1.1", SUFFICIENT)
    assert agreed(story).compared == 0
    assert not_compared(rated(story).answers()) == 1
    answer(story, "A-1", "1.1", SUFFICIENT)
    assert agreed(story).compared == 1
    assert not_compared(rated(story).answers()) == 0


def test_what_one_person_said_twice_is_not_compared():
    # Today's rules refuse it, but history is always accepted.
    story = assessed()
    second(story, "A-1", "1.1", SUFFICIENT)
    log = [by_ben(recorded) for recorded in story.store.follow()]
    answers = ratings_by_person(log).answers()
    assert inter_rater.overall(answers).compared == 0
    assert not_compared(answers) == 1


def test_with_two_second_assessors_each_is_compared_with_the_first_and_alpha_takes_all_three():
    story = joined(assessed(), IDA)
    second(story, "A-1", "1.1", INSUFFICIENT)
    second(story, "A-1", "1.1", INSUFFICIENT, IDA)
    second(story, "A-2", "1.1", SUFFICIENT, IDA)
    found = agreed(story)
    assert (found.cases, found.compared, found.agreed, found.raters) == (2, 3, 1, 3)
    # Units s-i-i and s-s: 4 unlike pairs over 2, of 5 values, of which 3 are sufficient.
    assert found.alpha == 1 - Fraction(4 * 2, 2 * 3 * 2)


def test_agreement_by_theme_stage_and_question_has_every_one_that_the_framework_has():
    story = assessed()
    second(story, "A-2", "1.2", INSUFFICIENT)
    found = rated(story)

    def compared(by: AgreementGrouping) -> list[tuple[str, str, int]]:
        return [
            (*one.group, one.title, one.compared) for one in inter_rater.by_group(by, found.adopted, found.answers())
        ]

    assert compared(AgreementGrouping.THEME) == [("1", "Assessing", 1), ("2", "Planning", 0)]
    stages = [("assessment", "assessment", 0), ("reporting", "reporting", 1), ("planning", "planning", 0)]
    assert compared(AgreementGrouping.STAGE) == stages
    assert [count for *_, count in compared(AgreementGrouping.QUESTION)] == [0, 1, 0]


def test_agreement_by_pair_names_the_first_assessor_first_and_begins_with_the_most_comparisons():
    story = joined(assessed(), IDA)
    second(story, "A-1", "1.1", SUFFICIENT)
    second(story, "A-1", "1.1", INSUFFICIENT, IDA)
    second(story, "A-2", "1.1", SUFFICIENT, IDA)
    found = rated(story)
    one, other = inter_rater.by_pair(found, found.answers())
    assert (one.group, one.title, one.compared, one.agreed) == (("ben", "ida"), "Ben Baker, then Ida Ivers", 2, 1)
    assert (other.group, other.compared, other.agreed, other.raters) == (("ben", "gus"), 1, 1, 2)


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_agreement_over_all_is_the_sum_of_its_groups(done: list[Deed]):
    log = tuple(played(done).store.follow())
    overall = inter_rater.overall(ratings_by_person(log).answers())
    for groups in all_groups(log):
        assert sum(one.compared for one in groups) == overall.compared
        assert sum(one.agreed for one in groups) == overall.agreed
        assert counted([way for one in groups for way in one.ways]) == counted(overall.ways)


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_agreement_between_two_people_is_the_same_whichever_answered_first(done: list[Deed]):
    answers = ratings_by_person(tuple(played(done).store.follow())).answers()
    twice = [one for one in answers if one.first and one.seconds]
    swapped = [replace(one, first=one.seconds[0], seconds=(one.first,)) for one in twice if one.first]
    one, other = inter_rater.overall(twice), inter_rater.overall(swapped)
    assert (one.share, one.kappa, one.alpha) == (other.share, other.kappa, other.alpha)


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_what_is_compared_is_what_the_log_says_when_it_is_read_slowly(done: list[Deed]):
    log = tuple(played(done, answered=False).store.follow())
    answers = ratings_by_person(log).answers()
    pairs = [(first.response, second.response) for one in answers for first, second in inter_rater.pairs_of(one)]
    assert sorted(pairs) == sorted(by_reading(log))


@given(deeds, st.randoms(use_true_random=False), st.integers(-1, 12))
@settings(max_examples=40, deadline=None)
def test_agreement_can_be_told_of_any_day_however_days_are_given(done: list[Deed], random: Random, days: int):
    log = [elsewhen(one, START.date() + timedelta(random.randint(0, 10))) for one in played(done).store.follow()]
    counting = effective_by(START.date() + timedelta(days), log)
    for groups in [*all_groups(counting), *all_moderations(counting)]:
        assert isinstance(groups, list)
