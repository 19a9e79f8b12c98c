"""How far do first and second answers agree, and how often were answers changed in moderation?"""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from domain.actor import Actor, Role
from domain.agreement_measures import Undefined
from domain.commands import assessing, moderating, second_assessing, setting_up
from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.events.moderating import AnswerModerated
from domain.events.second_assessing import SecondAnswerRecorded
from domain.framework import Response
from domain.refusals.inspection import TooSoon
from events_store.store import RecordedEvent
from projections.agreement import inter_rater, moderation
from projections.agreement.inter_rater import Agreement, AgreementGrouping, ResponseChange, not_compared
from projections.agreement.moderation import Moderation
from projections.agreement.ratings_by_person import Given, Opinions, RatedAnswer, opinions
from projections.engine.effective_date import effective_by
from tests.fixtures.inspections import (
    ANN,
    BEN,
    CAT,
    FRAMEWORK,
    GUS,
    NAME,
    START,
    Deed,
    Story,
    announced,
    answer,
    assessed,
    deeds,
    played,
)

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response
IDA = Actor(id="ida", name="Ida Ivers", role=Role.INSPECTOR, organisation="Youth Inspectorate")
DOM = Actor(id="dom", name="Dom Dale", role=Role.MODERATOR, organisation="Youth Inspectorate")


def second(story: Story, case: str, question: str, response: Response, actor: Actor = GUS) -> None:
    if actor.id not in story.handler.case(NAME, case).second_assessors:
        story.does(ANN, second_assessing.AssignSecondAssessor, case=case, assessor=actor.id)
    story.does(
        actor, second_assessing.RecordSecondAnswer, case=case, question=question, response=response, evidence="seen"
    )


def joined(story: Story, actor: Actor) -> Story:
    story.does(
        ANN,
        setting_up.AssignTeamMember,
        person=actor.id,
        name=actor.name,
        role=actor.role,
        organisation=actor.organisation,
    )
    return story


def change(story: Story, case: str, question: str, response: Response, by: Actor = CAT) -> None:
    story.does(
        by, moderating.ModerateAnswer, case=case, question=question, response=response, reason="in line with others"
    )


def confirm(story: Story, case: str, question: str) -> None:
    story.does(CAT, moderating.ConfirmAnswer, case=case, question=question, reason="borne out")


def reopened(story: Story, case: str) -> None:
    story.does(ANN, assessing.ReopenAssessment, case=case, reason="a file turned up")


def revise(story: Story, case: str, question: str, response: Response) -> None:
    story.does(BEN, assessing.ReviseAnswer, case=case, question=question, response=response, reason="misread")


def told(story: Story) -> Opinions:
    return opinions(tuple(story.store.follow()))


def agreed(story: Story) -> Agreement:
    return inter_rater.in_all(told(story).answers())


def moderated(story: Story) -> Moderation:
    return moderation.in_all(told(story).answers())


def the_answer(story: Story, case: str = "A-1", question: str = "1.1") -> RatedAnswer:
    return next(one for one in told(story).answers() if (one.case, one.question) == (case, question))


# First answers


def test_the_first_answer_is_the_assessors_own_and_never_the_moderators():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    assert the_answer(story).first == Given("ben", SUFFICIENT)


def test_a_revision_before_the_assessment_is_submitted_counts():
    story = announced()
    answer(story, "A-1", "1.1", SUFFICIENT)
    revise(story, "A-1", "1.1", INSUFFICIENT)
    assert the_answer(story).first == Given("ben", INSUFFICIENT)


def test_a_revision_after_the_assessment_was_reopened_does_not_count_because_others_had_a_say_by_then():
    story = assessed()
    reopened(story, "A-1")
    revise(story, "A-1", "1.1", INSUFFICIENT)
    assert the_answer(story).first == Given("ben", SUFFICIENT)
    assert the_answer(story).own == Given("ben", INSUFFICIENT)


# Second answers


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
    assert not_compared(told(story).answers()) == 1
    answer(story, "A-1", "1.1", SUFFICIENT)
    assert agreed(story).compared == 1
    assert not_compared(told(story).answers()) == 0


def test_what_one_person_said_twice_is_not_compared():
    # Today's rules refuse it, but history is always accepted.
    story = assessed()
    second(story, "A-1", "1.1", SUFFICIENT)
    log = [by_ben(recorded) for recorded in story.store.follow()]
    answers = opinions(log).answers()
    assert inter_rater.in_all(answers).compared == 0
    assert not_compared(answers) == 1


def by_ben(recorded: RecordedEvent) -> RecordedEvent:
    fact = recorded.fact
    if not isinstance(fact, SecondAnswerRecorded):
        return recorded
    return recorded._replace(fact=structs.replace(fact, origin=structs.replace(fact.origin, actor=BEN)))


def test_a_case_that_is_out_of_the_score_is_left_out_and_comes_back():
    done: list[Deed] = [
        ("second", "A-1", "1.1", INSUFFICIENT),
        ("moderate", "A-1", "1.1", INSUFFICIENT),
        ("exclude", "A-1", "1.1", INSUFFICIENT),
    ]
    out, back = told(played(done)), told(played([*done, ("reinstate", "A-1", "1.1", INSUFFICIENT)]))
    assert (out.excluded, back.excluded) == (("A-1",), ())
    assert inter_rater.in_all(out.answers()).compared == 0
    assert moderation.in_all(out.answers()).looked_at == 0
    assert inter_rater.in_all(out.answers(excluded=True)).compared == 1
    assert moderation.in_all(back.answers()).looked_at == inter_rater.in_all(back.answers()).compared == 1


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
    found = told(story)

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
    found = told(story)
    one, other = inter_rater.by_pair(found, found.answers())
    assert (one.group, one.title, one.compared, one.agreed) == (("ben", "ida"), "Ben Baker, then Ida Ivers", 2, 1)
    assert (other.group, other.compared, other.agreed, other.raters) == (("ben", "gus"), 1, 1, 2)


def test_without_a_framework_there_is_nothing_to_compare():
    with pytest.raises(TooSoon, match="adopt a framework first"):
        _ = opinions(()).adopted


# Moderation


def test_looked_at_is_what_was_confirmed_or_changed():
    story = assessed()
    confirm(story, "A-1", "1.1")
    change(story, "A-2", "1.1", INSUFFICIENT)
    found = moderated(story)
    assert (found.answers, found.looked_at, found.confirmed, found.changed, found.changes) == (8, 2, 1, 1, 1)
    assert found.changed_share == Fraction(1, 8)
    assert found.ways == (ResponseChange(SUFFICIENT, INSUFFICIENT, 1),)


def test_an_answer_that_is_changed_back_is_one_answer_with_two_changes_and_put_back():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    change(story, "A-1", "1.1", SUFFICIENT)
    found = moderated(story)
    assert (found.looked_at, found.changed, found.changes, found.put_back) == (1, 1, 2, 1)
    assert found.ways == (ResponseChange(SUFFICIENT, INSUFFICIENT, 1), ResponseChange(INSUFFICIENT, SUFFICIENT, 1))


def test_an_answer_that_is_changed_twice_to_something_else_is_not_put_back():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    change(story, "A-1", "1.1", NOT_APPLICABLE)
    assert (moderated(story).changed, moderated(story).put_back) == (1, 0)


def test_an_answer_that_is_confirmed_and_changed_counts_as_changed_whichever_was_first():
    story = assessed()
    confirm(story, "A-1", "1.1")
    change(story, "A-1", "1.1", INSUFFICIENT)
    confirm(story, "A-1", "1.1")
    assert (moderated(story).looked_at, moderated(story).confirmed, moderated(story).changed) == (1, 0, 1)


def test_an_answer_that_its_assessor_revised_after_moderation_was_still_changed_and_not_put_back():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    reopened(story, "A-1")
    revise(story, "A-1", "1.1", SUFFICIENT)
    assert (moderated(story).changed, moderated(story).put_back) == (1, 0)


def test_without_answers_no_share_was_changed():
    assert moderated(announced()).changed_share is None


def test_moderation_by_moderator_counts_what_each_looked_at_and_gives_no_answers():
    story = joined(assessed(), DOM)
    change(story, "A-1", "1.1", INSUFFICIENT)
    change(story, "A-1", "1.1", SUFFICIENT, DOM)
    change(story, "A-2", "1.1", INSUFFICIENT, DOM)
    found = told(story)
    cat, dom = moderation.by_moderator(found, found.answers())
    assert (cat.group, cat.answers, cat.looked_at, cat.changed, cat.put_back) == (("cat",), None, 1, 1, 0)
    assert (dom.title, dom.answers, dom.looked_at, dom.changed, dom.put_back) == ("Dom Dale", None, 2, 2, 1)
    assert dom.changed_share == 1


def test_moderation_by_question_says_which_way_each_went():
    story = assessed()
    change(story, "A-2", "1.2", SUFFICIENT)
    change(story, "A-3", "1.2", INSUFFICIENT)
    first, reports, planning = moderation.by_group(AgreementGrouping.QUESTION, FRAMEWORK, told(story).answers())
    assert (first.answers, first.changed, planning.answers, planning.changed) == (3, 0, 3, 0)
    assert reports.ways == (ResponseChange(SUFFICIENT, INSUFFICIENT, 1), ResponseChange(INSUFFICIENT, SUFFICIENT, 1))


def test_an_answer_belongs_to_whoever_had_written_it_when_it_was_looked_at_and_to_whoever_wrote_it_last():
    story = joined(assessed(), IDA)
    change(story, "A-1", "1.1", INSUFFICIENT)
    reopened(story, "A-1")
    log = [*story.store.follow()]
    revised = played([("reopen", "A-1", "1.1", SUFFICIENT), ("revise", "A-1", "1.1", INSUFFICIENT)])
    last = [*revised.store.follow()][-1]
    by_ida = structs.replace(last.fact, origin=structs.replace(last.fact.origin, actor=IDA))
    found = opinions([*log, last._replace(fact=by_ida)])
    ben, ida = moderation.by_assessor(found, found.answers())
    assert (ben.title, ben.answers, ben.changed) == ("Ben Baker", 8, 1)
    assert (ida.title, ida.answers, ida.changed) == ("Ida Ivers", 1, 0)
    (theirs,) = moderation.of_assessor("ida", found.answers())
    assert (theirs.question, theirs.looks) == ("1.1", ())


# Laws


def all_groups(log: Sequence[RecordedEvent]) -> list[list[Agreement]]:
    found = opinions(log)
    answers = found.answers()
    return [
        inter_rater.by_pair(found, answers),
        *(inter_rater.by_group(by, FRAMEWORK, answers) for by in AgreementGrouping),
    ]


def all_moderations(log: Sequence[RecordedEvent]) -> list[list[Moderation]]:
    found = opinions(log)
    answers = found.answers()
    of_people = [moderation.by_assessor(found, answers), moderation.by_moderator(found, answers)]
    return [*of_people, *(moderation.by_group(by, FRAMEWORK, answers) for by in AgreementGrouping)]


def counted(ways: Sequence[ResponseChange]) -> dict[tuple[Response, Response], int]:
    together: dict[tuple[Response, Response], int] = {}
    for way in ways:
        together[way.old, way.new] = together.get((way.old, way.new), 0) + way.times
    return together


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_agreement_over_all_is_the_sum_of_its_groups(done: list[Deed]):
    log = tuple(played(done).store.follow())
    overall = inter_rater.in_all(opinions(log).answers())
    for groups in all_groups(log):
        assert sum(one.compared for one in groups) == overall.compared
        assert sum(one.agreed for one in groups) == overall.agreed
        assert counted([way for one in groups for way in one.ways]) == counted(overall.ways)


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_every_change_is_counted_once_whatever_they_are_put_together_by(done: list[Deed]):
    log = tuple(played(done).store.follow())
    found = opinions(log)
    overall = moderation.in_all(found.answers())
    changes = [recorded for recorded in log if isinstance(recorded.fact, AnswerModerated)]
    assert overall.changes == sum(recorded.case not in found.excluded for recorded in changes)
    for groups in all_moderations(log):
        assert sum(one.changes for one in groups) == overall.changes
        assert counted([way for one in groups for way in one.ways]) == counted(overall.ways)
        for one in groups:
            assert one.looked_at == one.confirmed + one.changed
            assert one.put_back <= one.changed <= one.changes == sum(way.times for way in one.ways)


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_first_answers_never_depend_on_what_moderators_made_of_them(done: list[Deed]):
    def firsts(log: Sequence[RecordedEvent]) -> list[Given | None]:
        return [one.first for one in opinions(log).answers()]

    log = tuple(played(done).store.follow())
    assert firsts(log) == firsts([one for one in log if not isinstance(one.fact, AnswerModerated)])


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_agreement_between_two_people_is_the_same_whichever_answered_first(done: list[Deed]):
    answers = opinions(tuple(played(done).store.follow())).answers()
    twice = [one for one in answers if one.first and one.seconds]
    swapped = [replace(one, first=one.seconds[0], seconds=(one.first,)) for one in twice if one.first]
    one, other = inter_rater.in_all(twice), inter_rater.in_all(swapped)
    assert (one.share, one.kappa, one.alpha) == (other.share, other.kappa, other.alpha)


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_what_is_compared_is_what_the_log_says_when_it_is_read_slowly(done: list[Deed]):
    log = tuple(played(done, answered=False).store.follow())
    answers = opinions(log).answers()
    pairs = [(first.response, second.response) for one in answers for first, second in inter_rater.pairs_of(one)]
    assert sorted(pairs) == sorted(by_reading(log))


def by_reading(log: Sequence[RecordedEvent]) -> list[tuple[Response, Response]]:
    """Find the first answer to every second one by reading the whole log again for each."""
    found = []
    for second_one in log:
        if not isinstance(second_one.fact, SecondAnswerRecorded):
            continue
        of_case = [one for one in log if one.case == second_one.case]
        if [one.fact.kind() for one in of_case if one.fact.kind() in ("case-excluded", "case-reinstated")][-1:] == [
            "case-excluded"
        ]:
            continue
        kinds = [one.fact.kind() for one in of_case]
        until = kinds.index("assessment-submitted") if "assessment-submitted" in kinds else len(kinds)
        said = [
            one.fact.response if isinstance(one.fact, AnswerRecorded) else one.fact.new
            for one in of_case[:until]
            if isinstance(one.fact, AnswerRecorded | AnswerRevised) and one.fact.question == second_one.fact.question
        ]
        found += [(said[-1], second_one.fact.response)] if said else []
    return found


@given(deeds, st.randoms(use_true_random=False), st.integers(-1, 12))
@settings(max_examples=40, deadline=None)
def test_agreement_can_be_told_of_any_day_however_days_are_given(done: list[Deed], random: Random, days: int):
    log = [elsewhen(one, START.date() + timedelta(random.randint(0, 10))) for one in played(done).store.follow()]
    counting = effective_by(START.date() + timedelta(days), log)
    for groups in [*all_groups(counting), *all_moderations(counting)]:
        assert isinstance(groups, list)


def elsewhen(recorded: RecordedEvent, day: date) -> RecordedEvent:
    origin = structs.replace(recorded.fact.origin, occurred_on=day)
    return recorded._replace(fact=structs.replace(recorded.fact, origin=origin))
