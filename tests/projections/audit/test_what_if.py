"""Which log would there be without some events, or by other rules, and what would differ in it?"""

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from domain.actor import Actor, Role
from domain.commands import assessing, judging, moderating, sampling, setting_up
from domain.events.assessing import AnswerRecorded
from domain.events.moderating import AnswerModerated
from domain.events.sampling import CaseExcluded, CaseReinstated
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework, Rating, Response, Rule, Theme
from domain.refusals.base import NotFound, Refused
from domain.refusals.case import UnknownCase
from domain.refusals.inspection import TooSoon
from domain.value import validated
from events_store.command_handler import CommandHandler
from events_store.memory import MemoryStore
from events_store.store import Batch, RecordedEvent
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
from projections.saved.theme_scores import THEME_SCORES, ThemeScore, all_scores, share_of
from tests.fixtures.inspections import (
    ANN,
    BEN,
    CASES,
    CAT,
    FRAMEWORK,
    GUS,
    NAME,
    Deed,
    Story,
    _do,
    announced,
    answer,
    assessed,
    deeds,
    judge,
    moderate,
    played,
    signed_off,
)
from tests.projections import oracle

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response
DAN = Actor(id="dan", name="Dan Dale", role=Role.MODERATOR, organisation="Youth Inspectorate")


def log_of(story: Story) -> tuple[RecordedEvent, ...]:
    return tuple(story.store.follow(inspection=NAME))


def share(log: Sequence[RecordedEvent], theme: str = "1") -> Fraction | None:
    return share_of(THEME_SCORES.replay(log), theme)


def framework_of(log: Sequence[RecordedEvent]) -> Framework:
    return next(recorded.fact.framework for recorded in log if isinstance(recorded.fact, FrameworkAdopted))


def remade(framework: Framework = FRAMEWORK, **changes: object) -> Framework:
    """Return a framework with some fields changed, built anew."""
    return validated(Framework, {**framework.as_fields(), **changes})


def keyed(**key_questions: str | None) -> tuple[Theme, ...]:
    """Return the themes of the small framework, each question with a key question: its own, or as given."""
    return tuple(
        structs.replace(
            theme,
            questions=tuple(
                structs.replace(one, key_question=key_questions.get(f"of_{one.id[0]}", f"key-{one.id}"))
                for one in theme.questions
            ),
        )
        for theme in FRAMEWORK.themes
    )


KEYED = remade(themes=keyed())
YOUTH = remade(
    reference="youth",
    themes=keyed(),
    rule=Rule.LOWEST_KEY_QUESTION,
    ratings=(
        Rating(key="weak", title="Weak", value=0, from_score=0),
        Rating(key="strong", title="Strong", value=1, from_score=40),
    ),
)


# Leaving events out


def test_without_a_moderation_the_answer_stands_as_it_was():
    story = assessed()
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    supposed = suppose(log, WithoutEvent(moderated))
    assert (share(log), share(supposed)) == (Fraction(2, 5), Fraction(3, 5))
    assert [recorded.position for recorded in left_out(log, supposed)] == [moderated]


def test_only_a_moderation_can_be_left_out_by_itself():
    log = log_of(assessed())
    with pytest.raises(NotAModeration, match="#1 is no moderation but of the kind inspection-announced, by Ann Archer"):
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
    with pytest.raises(TakesNoPart, match="zoe takes no part in the inspection"):
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


# Later decisions stand


def test_a_later_moderation_of_the_same_answer_stands_as_it_was_made():
    story = assessed()
    first = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    later = moderate(story, "A-1", "1.1", NOT_APPLICABLE).recorded[0].position
    log = log_of(story)
    supposed = suppose(log, WithoutEvent(first))
    assert share(supposed) == share(log)
    assert differences(log, supposed) == ()
    found = overtaken(log, supposed)
    assert [(one.left_out.position, one.stands.position) for one in found] == [(first, later)]


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
    assert [type(one.stands.fact) for one in overtaken(log, supposed)] == [CaseReinstated]


def test_nothing_overtakes_the_events_of_a_case_that_is_left_out():
    log = log_of(assessed())
    assert overtaken(log, suppose(log, WithoutCase("A-1"))) == ()


# Other rules


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
        match=r"small cannot be scored by its lowest key question: 1 of its questions belongs to no key question "
        r"\(1\.2\)",
    ):
        suppose(log_of(assessed()), AlternativeRule(Rule.LOWEST_KEY_QUESTION))
    loose = remade(themes=keyed(of_1=None))
    with pytest.raises(KeyQuestionsMissing, match=r"2 of its questions belong to no key question \(1\.1 and 1\.2\)"):
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
    with pytest.raises(BandsDoNotFit, match=r"need 3 whole percentages, one for each of Poor, Fair and Good.*0,33,66"):
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


# What differs


def test_a_theme_that_would_differ_has_its_score_band_counts_and_flips_before_and_after():
    story = assessed()
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutEvent(moderated)))
    assert (one.theme, one.title, one.footing, one.band_differs) == ("1", "Assessing", None, True)
    assert (one.now.percent, one.would_be.percent) == (40, 60)
    assert (one.now.band.key, one.would_be.band.key) == ("poor", "fair")
    assert (one.now.counts.sufficient, one.would_be.counts.sufficient) == (2, 3)
    assert (one.now.flips.up, one.would_be.flips.up) == (1, 1)


def test_a_judgement_stands_with_what_it_rested_on_and_what_it_would_have_rested_on():
    story = signed_off()
    log = log_of(story)
    one = differences(log, suppose(log, WithoutCase("A-1")))[0]
    assert one.footing is not None
    assert (one.footing.rating.title, log[one.footing.position - 1].fact.rating) == ("Fair", "fair")
    assert (one.footing.rested_on.sufficient, one.footing.rested_on.answered) == (3, 5)
    assert (one.footing.would_rest_on.sufficient, one.footing.would_rest_on.answered) == (2, 4)
    assert (one.footing.differs, one.footing.band_differs) == (True, False)


def test_what_came_after_a_judgement_does_not_bear_on_what_it_rested_on():
    story = signed_off()
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutEvent(moderated)))
    assert one.footing is not None
    assert one.footing.would_rest_on == one.footing.rested_on
    assert not one.footing.differs


def test_a_theme_differs_where_only_what_its_judgement_rested_on_would():
    story = assessed()
    moderate(story, "A-1", "1.1", INSUFFICIENT)
    judge(story, "1", "poor")
    moderate(story, "A-1", "1.1", SUFFICIENT)
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutModerator("cat")))
    assert one.now.share == one.would_be.share == Fraction(3, 5)
    assert one.footing is not None
    assert one.footing.band_differs
    assert (one.footing.band.key, one.footing.would_band.key) == ("poor", "fair")


def test_of_judgements_the_last_counts_and_a_revised_one_has_its_new_rating():
    story = signed_off()
    moderate(story, "A-1", "1.1", INSUFFICIENT)
    revised = {"theme": "1", "rating": "poor", "reason": "fewer now", "rested_on": story.basis("1")}
    story.does(ANN, judging.ReviseJudgement, **revised)
    log = log_of(story)
    one = differences(log, suppose(log, WithoutModerator("cat")))[0]
    assert one.footing is not None
    assert (one.footing.rating.key, one.footing.rested_on.sufficient, one.footing.would_rest_on.sufficient) == (
        "poor", 2, 3,
    )  # fmt: skip


def test_a_judgement_made_before_anything_was_answered_rested_on_no_score():
    story = announced()
    judge(story, "1", "poor")
    answer(story, "A-1", "1.1", SUFFICIENT)
    log = log_of(story)
    one = differences(log, suppose(log, WithoutCase("A-1")))[0]
    assert one.footing is not None
    assert (one.footing.band, one.footing.would_band, one.would_be.share) == (None, None, None)


def test_what_was_recorded_of_a_judgement_is_believed_where_nothing_that_it_rested_on_would_differ():
    story = assessed()
    basis = story.basis("1")
    assert basis is not None
    earlier = structs.replace(basis, position=basis.position - 3, sufficient=4)
    made = {"theme": "1", "rating": "fair", "rationale": "seen", "rested_on": earlier}
    story.does(ANN, judging.MakeJudgement, **made)
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutEvent(moderated)))
    assert one.footing is not None
    assert one.footing.rested_on.sufficient == one.footing.would_rest_on.sufficient == 4


def test_themes_judged_without_a_score_never_differ():
    log = log_of(signed_off())
    assert "3" not in [one.theme for one in differences(log, suppose(log, WithoutCase("A-1")))]


def test_without_a_framework_there_is_nothing_to_compare():
    with pytest.raises(TooSoon):
        differences((), ())


# Laws


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
        if one.stands in without:
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


def also(story: Story, done: Sequence[Deed]) -> Story:
    """Play deeds after what happened already; what a rule refuses simply does not happen."""
    for deed in done:
        with suppress(Refused):
            _do(story, *deed)
    return story


def never_sampled(case: str, done: Sequence[Deed]) -> Story:
    """Play deeds in an inspection like the one assessed, into which a case was never drawn."""
    story = announced()
    facts = [recorded for recorded in log_of(story) if recorded.case != case]
    story.store = MemoryStore()
    story.handler = CommandHandler(story.store)
    for number, recorded in enumerate(facts):
        batch = Batch(recorded.stream, recorded.version - 1, (recorded.fact,))
        story.store.append(NAME, batch, command=f"before-{number}")
    for recorded in log_of(assessed()):
        if isinstance(recorded.fact, AnswerRecorded) and recorded.case != case:
            answer(story, recorded.case or "", recorded.fact.question, recorded.fact.response)
    for other in CASES:
        if other != case:
            story.does(BEN, assessing.SubmitAssessment, case=other)
    return also(story, done)


def figures(log: Sequence[RecordedEvent]) -> list[ThemeScore]:
    """Return the scores, without the positions of the events that they rest on."""
    return [replace(score, events=()) for score in all_scores(THEME_SCORES.replay(log))]


def moderated_by(actor: Actor, story: Story, case: str, question: str, response: Response) -> int:
    """Moderate an answer; return the position."""
    said = {"question": question, "response": response, "reason": "the review was late"}
    return story.does(actor, moderating.ModerateAnswer, case=case, **said).recorded[0].position


def assessed_by(framework: Framework) -> Story:
    """The inspection that was assessed, by another framework with the same questions."""
    story = announced(framework)
    for recorded in log_of(assessed()):
        if isinstance(recorded.fact, AnswerRecorded):
            answer(story, recorded.case or "", recorded.fact.question, recorded.fact.response)
    for case in CASES:
        story.does(BEN, assessing.SubmitAssessment, case=case)
    return story
