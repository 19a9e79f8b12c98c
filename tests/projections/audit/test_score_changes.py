"""Why did a theme's score change between two instants?"""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from domain.commands import assessing, sampling
from domain.events.assessing import AnswerRecorded
from domain.events.sampling import CaseSampled
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework, Response, Rule
from domain.refusals.inspection import TooSoon, UnknownTheme
from domain.value import validated
from projections.audit.score_changes import ContributionGrouping, ContributionKind, NoScoreToExplain, explain
from projections.engine.effective_date import effective_by
from projections.saved.theme_scores import THEME_SCORES, share_of
from tests.fixtures.inspections import (
    ANN,
    BEN,
    FRAMEWORK,
    NAME,
    START,
    announced,
    answer,
    assessed,
    deeds,
    moderate,
    played,
    published,
)
from tests.projections import oracle

DAY = timedelta(days=1)
SCORED = ("1", "2")


def log_of(story):
    return tuple(story.store.follow(inspection=NAME))


def explained(story, start, theme="1"):
    """The change since a position."""
    log = log_of(story)
    return explain([one for one in log if one.position <= start], log, theme)


def revised(story, case, question, response):
    revision = assessing.ReviseAnswer
    story.does(BEN, revision, case=case, question=question, response=response, reason="misread")


def exclude(story, case):
    story.does(ANN, sampling.ExcludeCase, case=case, reason="out of the window")


def reinstate(story, case):
    story.does(ANN, sampling.ReinstateCase, case=case, reason="in the window")


def test_a_moderation_contributes_what_it_did_to_the_score_and_says_who_when_and_why():
    story = assessed()
    start = story.position()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    [one] = explained(story, start).contributions
    assert (one.before, one.after, one.points) == (Fraction(3, 5), Fraction(2, 5), Fraction(-20))
    assert (one.kind, one.case, one.question) == (ContributionKind.MODERATED, "A-1", "1.1")
    assert (one.old, one.new, one.why) == (Response.SUFFICIENT, Response.INSUFFICIENT, "the review was late")
    assert (one.position, one.person, one.name, one.role) == (start + 1, "cat", "Cat Carter", "moderator")
    assert (one.organisation, one.on, one.recorded_at) == ("Youth Inspectorate", START.date() + DAY, story.now)


def test_the_first_answer_gives_the_first_score_and_counts_from_nothing_in_the_sum():
    story = announced()
    answer(story, "A-1", "1.1", Response.SUFFICIENT)
    told = explained(story, 0)
    [one] = told.contributions
    assert (one.before, one.after, one.points, told.change) == (None, Fraction(1), Fraction(100), Fraction(100))
    assert (one.kind, one.old, one.new, one.why) == (ContributionKind.ANSWERED, None, Response.SUFFICIENT, None)


def test_a_first_score_of_nothing_changes_the_score_though_it_adds_no_points():
    story = announced()
    answer(story, "A-1", "1.1", Response.INSUFFICIENT)
    told = explained(story, 0)
    assert [(one.before, one.after, one.points) for one in told.changing] == [(None, Fraction(0), Fraction(0))]


def test_revisions_exclusions_and_reinstatements_contribute_too():
    story = announced()
    answer(story, "A-1", "1.1", Response.SUFFICIENT)
    answer(story, "A-2", "1.1", Response.INSUFFICIENT)
    start = story.position()
    exclude(story, "A-1")
    reinstate(story, "A-1")
    revised(story, "A-2", "1.1", Response.SUFFICIENT)
    told = explained(story, start)
    assert [(one.kind, one.points) for one in told.contributions] == [
        (ContributionKind.EXCLUDED, Fraction(-50)),
        (ContributionKind.REINSTATED, Fraction(50)),
        (ContributionKind.REVISED, Fraction(50)),
    ]
    assert told.change == 50


def test_what_bears_on_the_theme_and_changes_nothing_is_kept_and_what_does_not_bear_on_it_is_not():
    story = announced()
    answer(story, "A-1", "1.1", Response.SUFFICIENT)
    start = story.position()
    answer(story, "A-1", "2.1", Response.SUFFICIENT)
    answer(story, "A-2", "1.1", Response.NOT_APPLICABLE)
    exclude(story, "A-3")
    answer(story, "A-3", "1.1", Response.SUFFICIENT)
    told = explained(story, start)
    assert [one.kind for one in told.contributions] == [
        ContributionKind.ANSWERED,
        ContributionKind.EXCLUDED,
        ContributionKind.ANSWERED,
    ]
    assert (told.changing, told.change) == ((), 0)


def test_an_explanation_names_the_rule_the_framework_and_the_counts_at_both_ends():
    story = assessed()
    start = story.position()
    exclude(story, "A-3")
    told = explained(story, start)
    assert (told.theme, told.title, told.rule) == ("1", "Assessing", Rule.POOLED)
    assert (told.framework, told.digest) == ("small", FRAMEWORK.digest)
    assert (told.before.position, told.before.sufficient, told.before.answered) == (start, 3, 5)
    assert (told.after.position, told.after.sufficient, told.after.answered) == (start + 1, 2, 3)
    assert (told.before.share, told.after.share) == (Fraction(3, 5), Fraction(2, 3))


def test_from_the_beginning_there_was_no_score_and_no_event():
    nothing = explained(assessed(), 0).before
    assert (nothing.position, nothing.share, nothing.sufficient, nothing.answered) == (0, None, 0, 0)


def test_contributions_are_grouped_by_person_question_case_and_reason_the_largest_effect_first():
    story = assessed()
    start = story.position()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    moderate(story, "A-2", "1.1", Response.INSUFFICIENT)
    moderate(story, "A-2", "1.2", Response.SUFFICIENT)
    exclude(story, "A-3")
    told = explained(story, start)
    # 3/5, 2/5, 1/5, 2/5, then 1 of 3
    assert [(one.key, one.title, one.points, len(one.events)) for one in told.grouped(ContributionGrouping.PERSON)] == [
        ("cat", "Cat Carter, moderator", -20, 3),
        ("ann", "Ann Archer, lead inspector", Fraction(-20, 3), 1),
    ]
    assert [(one.key, one.title, one.points) for one in told.grouped(ContributionGrouping.QUESTION)] == [
        ("1.1", "Was it analysed?", -40),
        ("1.2", "Did the report say so?", 20),
        (None, "all questions of a case", Fraction(-20, 3)),
    ]
    assert [(one.key, one.points) for one in told.grouped(ContributionGrouping.CASE)] == [
        ("A-1", -20),
        ("A-3", Fraction(-20, 3)),
        ("A-2", 0),
    ]
    assert [(one.title, one.events) for one in told.grouped(ContributionGrouping.REASON)] == [
        ("the review was late", (start + 1, start + 2, start + 3)),
        ("out of the window", (start + 4,)),
    ]


def test_first_answers_need_no_reason_and_are_grouped_as_that():
    [group] = explained(assessed(), 0).grouped(ContributionGrouping.REASON)
    assert (group.key, group.title) == (None, "first answers, which need no reason")


@pytest.mark.parametrize("theme", ["3", "9"])
def test_a_theme_without_a_score_and_one_that_is_not_there_are_refused(theme):
    refusal = {"3": NoScoreToExplain, "9": UnknownTheme}[theme]
    with pytest.raises(refusal):
        explained(assessed(), 0, theme)


def test_without_a_framework_there_is_no_score_to_explain():
    with pytest.raises(TooSoon):
        explain((), (), "1")


# What no command can record today, and a log may hold all the same: history is always accepted.


def test_another_framework_that_changes_the_score_contributes_the_change():
    log = log_of(assessed())
    adopting = next(one for one in log if isinstance(one.fact, FrameworkAdopted))
    other = ruled(adopting, Rule.MEAN_OF_QUESTIONS)
    again = other._replace(position=log[-1].position + 1, version=other.version + 100)
    [one] = explain(log, (*log, again), "1").contributions
    # 1.1 is 2 of 3 and 1.2 is 1 of 2: pooled 3/5, their mean 7/12
    assert (one.kind, one.before, one.after) == (ContributionKind.ADOPTED, Fraction(3, 5), Fraction(7, 12))
    groups = {by: explain(log, (*log, again), "1").grouped(by)[0].title for by in ContributionGrouping}
    assert (groups[ContributionGrouping.CASE], groups[ContributionGrouping.PERSON]) == (
        "all cases",
        "Ann Archer, lead inspector",
    )


def test_an_answer_without_a_framework_counts_from_where_there_is_one():
    log = log_of(assessed())
    rest = [one for one in log if not isinstance(one.fact, FrameworkAdopted)]
    adopting = next(one for one in log if isinstance(one.fact, FrameworkAdopted))
    told = explain((), (*rest, adopting._replace(position=log[-1].position + 1)), "1")
    assert [(one.kind, one.points) for one in told.contributions] == [(ContributionKind.ADOPTED, Fraction(60))]


def test_a_case_sampled_again_loses_its_answers_and_the_sum_holds():
    log = log_of(assessed())
    sampled = next(one for one in log if isinstance(one.fact, CaseSampled) and one.fact.case == "A-3")
    told = explain(log, (*log, sampled._replace(position=log[-1].position + 1)), "1")
    assert [(one.kind, one.points) for one in told.contributions] == [(ContributionKind.SAMPLED, told.change)]
    assert told.change == (Fraction(2, 3) - Fraction(3, 5)) * 100


# The laws


def ruled(recorded, rule):
    """The same event; where it adopts the framework, one with another scoring rule."""
    if not isinstance(recorded.fact, FrameworkAdopted):
        return recorded
    fact = structs.replace(recorded.fact, framework=BY_RULE[rule], digest=BY_RULE[rule].digest)
    return recorded._replace(fact=fact)


def _by(rule):
    """The small framework under a rule, with a key question for every question."""
    themes = tuple(_with_key_questions(theme) for theme in FRAMEWORK.themes)
    return validated(Framework, {**FRAMEWORK.as_fields(), "rule": rule, "themes": themes})


def _with_key_questions(theme):
    questions = tuple(structs.replace(one, key_question=one.key_question or "reports") for one in theme.questions)
    return structs.replace(theme, questions=questions)


BY_RULE = {rule: _by(rule) for rule in Rule}


def summed(contributions):
    return sum((one.points for one in contributions), Fraction(0))


@st.composite
def logs(draw):
    """The log of a generated inspection, under any scoring rule."""
    story = played(draw(deeds), answered=draw(st.booleans()))
    rule = draw(st.sampled_from(Rule))
    return tuple(ruled(one, rule) for one in log_of(story))


@st.composite
def spans(draw, instants):
    """The log of a generated inspection up to each of some instants, the earliest first."""
    log = draw(logs())
    ends = st.integers(0, len(log))
    first, *rest = sorted(draw(st.lists(ends, min_size=instants - 1, max_size=instants - 1)))
    return [log[:end] for end in (first, *rest)] + [log]


@given(spans(2), st.sampled_from(SCORED))
def test_contributions_always_sum_to_the_change(span, theme):
    before, after = span
    told = explain(before, after, theme)
    change = ((oracle.share(after, theme) or 0) - (oracle.share(before, theme) or 0)) * 100
    assert summed(told.contributions) == told.change == change
    assert [one.position for one in told.contributions] == sorted(one.position for one in told.contributions)


@given(spans(2), st.sampled_from(SCORED), st.sampled_from(ContributionGrouping))
def test_every_grouping_sums_to_the_change_and_has_each_event_that_changed_the_score_once(span, theme, by):
    told = explain(*span, theme)
    groups = told.grouped(by)
    assert summed(groups) == told.change
    assert sorted(position for group in groups for position in group.events) == [one.position for one in told.changing]


@given(spans(2), st.sampled_from(SCORED))
def test_each_contribution_begins_at_the_score_where_the_one_before_ended(span, theme):
    told = explain(*span, theme)
    shares = [told.before.share, *(one.after for one in told.contributions)]
    assert [one.before for one in told.contributions] == shares[:-1]
    assert shares[-1] == told.after.share


@given(spans(3), st.sampled_from(SCORED))
def test_explaining_a_to_b_then_b_to_c_is_explaining_a_to_c(span, theme):
    a, b, c = span
    one, two, whole = explain_or_none(a, b, theme), explain_or_none(b, c, theme), explain(a, c, theme)
    assert (*one, *two) == whole.contributions


def explain_or_none(before, after, theme):
    """The contributions; none where no framework is adopted yet."""
    try:
        return explain(before, after, theme).contributions
    except TooSoon:
        return ()


@given(logs(), st.sampled_from(SCORED))
def test_explaining_an_instant_by_itself_is_empty(log, theme):
    told = explain(log, log, theme)
    assert (told.contributions, told.change) == ((), 0)
    assert [told.grouped(by) for by in ContributionGrouping] == [()] * len(ContributionGrouping)


@given(logs(), st.sampled_from(SCORED))
def test_the_score_at_every_position_is_what_the_slow_oracle_says(log, theme):
    scores = THEME_SCORES.start
    for end, recorded in enumerate(log, start=1):
        scores = THEME_SCORES.fold(scores, recorded)
        if scores.framework is not None:
            assert share_of(scores, theme) == oracle.share(log[:end], theme)


@given(logs())
def test_the_answers_that_stand_are_those_of_the_slow_oracle(log):
    cases = THEME_SCORES.replay(log).cases
    standing = {(case, question): one.response for case in cases for question, one in cases[case].answers.items()}
    assert standing == oracle.standing_answers(log)
    assert {case: cases[case].excluded for case in cases} == {case: oracle.is_excluded(log, case) for case in cases}


@given(spans(2), st.sampled_from(SCORED), st.randoms(use_true_random=False), st.integers(0, 12))
def test_the_sum_holds_for_what_was_true_by_any_day_however_days_are_given(span, theme, random, days):
    dated = {one.position: _elsewhen(one, START.date() + random.randint(0, 10) * DAY) for one in span[-1]}
    before, after = (effective_by(START.date() + days * DAY, [dated[one.position] for one in log]) for log in span)
    if oracle.framework_of(after) is not None:
        told = explain(before, after, theme)
        assert summed(told.contributions) == told.change
        assert told.after.share == oracle.share(after, theme)


def _elsewhen(recorded, day: date):
    """The same event, true of another day."""
    origin = structs.replace(recorded.fact.origin, occurred_on=day)
    return recorded._replace(fact=structs.replace(recorded.fact, origin=origin))


def test_the_oracle_agrees_on_a_whole_inspection_by_every_rule():
    log = log_of(published())
    shares = {rule: oracle.share(log, "1", rule) for rule in Rule}
    assert list(shares.values()) == [Fraction(3, 5), Fraction(7, 12), Fraction(1, 2)]
    assert oracle.share(log, "1") == Fraction(3, 5)
    assert oracle.share((), "1") is None
    assert len([one for one in log if isinstance(one.fact, AnswerRecorded)]) == len(oracle.standing_answers(log))
