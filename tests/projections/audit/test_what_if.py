"""Which log would there be without some events, or under other rules?"""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.commands import assessing, sampling, setting_up
from domain.events.moderating import AnswerModerated
from domain.events.sampling import CaseExcluded, CaseReinstated
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Rule
from domain.refusals.base import NotFound
from domain.refusals.case import UnknownCase
from projections.audit.what_if import (
    AlternativeBands,
    AlternativeRule,
    BandsDoNotFit,
    Change,
    KeyQuestionsMissing,
    NoSuchEvent,
    NotAModeration,
    RulesOf,
    TakesNoPart,
    WithoutCase,
    WithoutEvent,
    WithoutModerationsOf,
    WithoutModerator,
    left_out,
    name_of,
    overtaken,
    suppose,
)
from projections.audit.what_if_effects import differences
from projections.saved.all_views import Views
from tests.fixtures.inspections import (
    ANN,
    CASES,
    CAT,
    FRAMEWORK,
    GUS,
    Deed,
    announced,
    assessed,
    deeds,
    moderate,
    played,
)
from tests.projections import oracle
from tests.projections.audit.hypotheses import (
    DAN,
    INSUFFICIENT,
    KEYED,
    NOT_APPLICABLE,
    SUFFICIENT,
    YOUTH,
    also,
    assessed_by,
    figures,
    framework_of,
    keyed,
    log_of,
    moderated_by,
    never_sampled,
    remade,
    share,
)


def test_without_a_moderation_the_answer_stands_as_it_was():
    story = assessed()
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    supposed = suppose(log, WithoutEvent(moderated))
    assert (share(log), share(supposed)) == (Fraction(2, 5), Fraction(3, 5))
    assert [recorded.position for recorded in left_out(log, supposed)] == [moderated]


def test_only_a_moderation_can_be_left_out_by_itself():
    log = log_of(assessed())
    with pytest.raises(NotAModeration, match="#1 is not a moderation: it is inspection-announced, by Ann Archer"):
        suppose(log, WithoutEvent(1))


def test_an_event_that_is_not_there_is_not_found():
    log = log_of(assessed())
    with pytest.raises(NoSuchEvent, match="There is no event #9999"):
        suppose(log, WithoutEvent(9999))
    assert issubclass(NoSuchEvent, NotFound)


def test_without_a_moderator_nothing_that_they_changed_is_left():
    story = assessed()
    story.does(
        ANN, setting_up.AssignTeamMember, person=DAN.id, name=DAN.name, role=DAN.role, organisation=DAN.organisation
    )
    moderate(story, "A-1", "1.1", INSUFFICIENT)
    moderated_by(DAN, story, "A-2", "2.1", SUFFICIENT)
    story.does(CAT, sampling.ExcludeCase, case="A-3", reason="out of the window")
    log = log_of(story)
    supposed = suppose(log, WithoutModerator("cat"))
    assert [type(recorded.fact) for recorded in left_out(log, supposed)] == [AnswerModerated, CaseExcluded]
    assert (share(supposed, "1"), share(supposed, "2")) == (Fraction(3, 5), Fraction(1))


def test_the_moderations_of_an_assessors_answers_are_left_out_whoever_made_them():
    story = assessed()
    story.does(ANN, assessing.ReopenAssessment, case="A-1", reason="a file turned up")
    story.does(ANN, sampling.AssignAssessor, case="A-1", assessor="gus", reason="Ben is ill")
    revised = {"question": "2.1", "response": INSUFFICIENT, "reason": "misread"}
    story.does(GUS, assessing.ReviseAnswer, case="A-1", **revised)
    story.does(GUS, assessing.SubmitAssessment, case="A-1")
    of_ben = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    of_gus = moderate(story, "A-1", "2.1", NOT_APPLICABLE).recorded[0].position
    log = log_of(story)
    for assessor, position in (("ben", of_ben), ("gus", of_gus)):
        gone = left_out(log, suppose(log, WithoutModerationsOf(assessor)))
        assert [recorded.position for recorded in gone] == [position]


def test_nothing_is_left_out_for_somebody_whose_answers_were_never_moderated():
    log = log_of(assessed())
    assert suppose(log, WithoutModerationsOf("ben"), WithoutModerator("fay")) == log


@pytest.mark.parametrize(
    "change", [WithoutModerationsOf("zoe"), WithoutModerator("zoe")], ids=["assessor", "moderator"]
)
def test_people_who_take_no_part_are_not_found(change: Change):
    with pytest.raises(TakesNoPart, match="Nobody with the id zoe takes part in the inspection"):
        suppose(log_of(assessed()), change)
    assert issubclass(TakesNoPart, NotFound)


def test_people_are_named_by_what_they_did_or_else_by_how_they_joined():
    log = log_of(assessed())
    assert (name_of(log, "ben"), name_of(log, "fay")) == ("Ben Baker", "Fay Fox")


def test_without_a_case_nothing_of_it_is_left():
    log = log_of(assessed())
    supposed = suppose(log, WithoutCase("A-3"))
    assert share(supposed) == Fraction(2, 3)
    assert {recorded.case for recorded in left_out(log, supposed)} == {"A-3"}


@pytest.mark.parametrize("played_so_far", [True, False], ids=["with a log", "without one"])
def test_a_case_that_is_not_there_is_not_found(played_so_far: bool):
    with pytest.raises(UnknownCase, match="There is no case A-9"):
        suppose(log_of(assessed()) if played_so_far else (), WithoutCase("A-9"))


def test_what_is_asked_for_is_supposed_together():
    story = assessed()
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    supposed = suppose(
        log_of(story), WithoutEvent(moderated), WithoutCase("A-3"), AlternativeRule(Rule.MEAN_OF_QUESTIONS)
    )
    assert share(supposed) == Fraction(1, 2)  # 1.1 is 2 of 2, 1.2 is 0 of 1


def test_a_later_moderation_of_the_same_answer_stands_as_it_was_made():
    story = assessed()
    first = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    later = moderate(story, "A-1", "1.1", NOT_APPLICABLE).recorded[0].position
    log = log_of(story)
    supposed = suppose(log, WithoutEvent(first))
    assert share(supposed) == share(log)
    assert differences(log, supposed) == ()
    found = overtaken(log, supposed)
    assert [(one.left_out.position, one.later.position) for one in found] == [(first, later)]


def test_without_the_later_moderation_the_earlier_one_stands():
    story = assessed()
    moderate(story, "A-1", "1.1", NOT_APPLICABLE)
    later = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    supposed = suppose(log, WithoutEvent(later))
    assert (share(log), share(supposed)) == (Fraction(2, 5), Fraction(2, 4))
    assert overtaken(log, supposed) == ()


def test_a_case_put_back_by_somebody_else_stays_in_the_score():
    story = assessed()
    story.does(CAT, sampling.ExcludeCase, case="A-3", reason="out of the window")
    story.does(ANN, sampling.ReinstateCase, case="A-3", reason="in the window")
    log = log_of(story)
    supposed = suppose(log, WithoutModerator("cat"))
    assert differences(log, supposed) == ()
    assert [type(one.later.fact) for one in overtaken(log, supposed)] == [CaseReinstated]


def test_nothing_overtakes_the_events_of_a_case_that_is_left_out():
    log = log_of(assessed())
    assert overtaken(log, suppose(log, WithoutCase("A-1"))) == ()


def test_another_rule_scores_the_same_answers():
    supposed = suppose(log_of(assessed()), AlternativeRule(Rule.MEAN_OF_QUESTIONS))
    assert share(supposed) == Fraction(7, 12)  # 1.1 is 2 of 3, 1.2 is 1 of 2


def test_a_framework_with_another_rule_has_another_digest_and_the_one_adopted_is_untouched():
    log = log_of(assessed())
    supposed = suppose(log, AlternativeRule(Rule.MEAN_OF_QUESTIONS))
    assert framework_of(supposed).digest != framework_of(log).digest == FRAMEWORK.digest
    adopting = next(recorded.fact for recorded in supposed if isinstance(recorded.fact, FrameworkAdopted))
    assert adopting.digest == adopting.framework.digest


def test_the_rule_and_the_bands_there_are_change_nothing():
    log = log_of(assessed())
    assert suppose(log, AlternativeRule(Rule.POOLED), AlternativeBands((0, 50, 80)), RulesOf(FRAMEWORK)) == log


def test_the_lowest_key_question_needs_key_questions():
    with pytest.raises(
        KeyQuestionsMissing,
        match=r"small cannot be scored by its lowest key question: 1 of its questions has no key question "
        r"\(1\.2\)",
    ):
        suppose(log_of(assessed()), AlternativeRule(Rule.LOWEST_KEY_QUESTION))
    loose = remade(themes=keyed(of_1=None))
    with pytest.raises(KeyQuestionsMissing, match=r"2 of its questions have no key question \(1\.1 and 1\.2\)"):
        suppose(log_of(announced(loose)), RulesOf(YOUTH))


def test_the_lowest_key_question_scores_where_every_question_has_one():
    story = assessed_by(KEYED)
    assert share(suppose(log_of(story), AlternativeRule(Rule.LOWEST_KEY_QUESTION))) == Fraction(1, 2)


def test_other_bands_leave_the_score_and_move_the_band():
    log = log_of(assessed())
    (one, two) = differences(log, suppose(log, AlternativeBands((0, 61, 90))))
    assert (one.theme, one.now.share, one.would_be.share) == ("1", Fraction(3, 5), Fraction(3, 5))
    assert (one.now.band.key, one.would_be.band.key) == ("fair", "poor")
    assert (two.theme, two.would_be.flips.up, two.would_be.band.title) == ("2", 1, "Poor")


@pytest.mark.parametrize(
    "cuts", [(0, 50), (0, 40, 60, 80), (10, 50, 80), (0, 60, 60), (0, 80, 60), (0, 50, 101), ()], ids=str
)
def test_bands_that_make_no_scale_are_refused(cuts: tuple[int, ...]):
    with pytest.raises(BandsDoNotFit, match=r"Give 3 whole percentages, one for each of Poor, Fair and Good.*0,33,66"):
        suppose(log_of(assessed()), AlternativeBands(cuts))


def test_the_rules_of_another_framework_bring_its_rule_and_its_scale_but_not_its_questions():
    story = assessed_by(KEYED)
    log = log_of(story)
    one = differences(log, suppose(log, RulesOf(YOUTH)))[0]
    assert (one.now.band.title, one.would_be.band.title) == ("Fair", "Strong")
    assert (one.would_be.rule, one.would_be.share, one.would_be.framework) == (
        Rule.LOWEST_KEY_QUESTION, Fraction(1, 2), "small",
    )  # fmt: skip


@pytest.mark.parametrize("rules_first", [True, False])
def test_a_rule_and_bands_given_beside_another_framework_take_the_place_of_its_own(rules_first: bool):
    changes = [RulesOf(YOUTH), AlternativeRule(Rule.POOLED), AlternativeBands((0, 60))]
    framework = framework_of(suppose(log_of(assessed()), *(changes if rules_first else reversed(changes))))
    assert framework.rule is Rule.POOLED
    assert [(rating.key, rating.from_score) for rating in framework.ratings] == [("weak", 0), ("strong", 60)]


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_with_nothing_left_out_everything_is_as_it_is(done: list[Deed]):
    log = log_of(played(done))
    supposed = suppose(log)
    assert supposed == log
    assert differences(log, supposed) == ()
    assert Views.replay(supposed) == Views.replay(log)


@given(deeds, st.sampled_from(CASES))
@settings(max_examples=40, deadline=None)
def test_without_a_case_the_scores_are_those_of_an_inspection_that_never_sampled_it(done: list[Deed], case: str):
    supposed = suppose(log_of(played(done)), WithoutCase(case))
    assert figures(supposed) == figures(log_of(never_sampled(case, done)))


@given(deeds, st.sampled_from(CASES))
@settings(max_examples=40, deadline=None)
def test_what_is_left_out_and_what_is_left_make_the_whole_log_in_order(done: list[Deed], case: str):
    log = log_of(played(done))
    supposed = suppose(log, WithoutModerator("cat"), WithoutCase(case))
    assert sorted((*supposed, *left_out(log, supposed)), key=lambda recorded: recorded.position) == list(log)


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_leaving_out_what_was_overtaken_changes_no_score(done: list[Deed]):
    log = log_of(played(done))
    for one in overtaken(log, suppose(log, WithoutModerator("cat"))):
        without = tuple(recorded for recorded in log if recorded != one.left_out)
        if one.later in without:
            assert figures(without) == figures(log)


@pytest.mark.parametrize("rule", Rule)
@given(deeds, st.sampled_from(CASES))
@settings(max_examples=25, deadline=None)
def test_the_scores_that_would_be_agree_with_the_slow_oracle(rule: Rule, done: list[Deed], case: str):
    log = log_of(also(assessed_by(KEYED), done))
    without = (WithoutModerator("cat"), WithoutCase(case))
    supposed = suppose(log, *without, AlternativeRule(rule))
    for theme in ("1", "2"):
        assert share(supposed, theme) == oracle.share(supposed, theme)
        assert share(supposed, theme) == oracle.share(suppose(log, *without), theme, rule)
    for one in differences(log, supposed):
        assert (one.now.share, one.would_be.share) == (oracle.share(log, one.theme), oracle.share(supposed, one.theme))
