"""Where does each case and each theme stand, and what is still to be done?"""

import pytest

from domain.commands import fieldwork, judging, reporting, sampling, second_assessing
from domain.events.fieldwork import Direction, FindingList
from domain.framework import Response
from projections.audit.stale_sign_offs import stale as stale_sign_offs
from projections.engine.fold import live
from projections.saved.status import STATUS, next_steps, stale
from projections.saved.theme_scores import THEME_SCORES
from tests.fixtures.inspections import (
    ANN,
    FAY,
    GUS,
    NAME,
    announced,
    at,
    followed_up,
    judge,
    moderate,
    played,
    published,
    signed_off,
)


def status_of(story):
    return live(STATUS, story.store, NAME)


def scores_of(story):
    return live(THEME_SCORES, story.store, NAME)


@pytest.mark.parametrize(
    ("done", "stage"),
    [
        ([("answer", "A-1", "1.1", Response.SUFFICIENT)], "in progress"),
        ([], "not started"),
    ],
)
def test_a_case_is_not_started_until_its_first_answer(done, stage):
    assert status_of(played(done, answered=False)).cases["A-1"].stage == stage


@pytest.mark.parametrize(
    ("done", "stage"),
    [
        (["confirm"], "submitted"),
        (["query"], "queried"),
        (["query", "reply"], "submitted"),
        (["complete"], "signed off"),
        (["complete", "moderate"], "submitted"),
        (["complete", "query"], "queried"),
        (["complete", "reopen"], "in progress"),
        (["reopen", "revise", "submit"], "submitted"),
        (["exclude"], "excluded"),
        (["exclude", "reinstate"], "submitted"),
    ],
)
def test_the_stage_of_a_case_follows_what_was_done(done, stage):
    story = played([(deed, "A-1", "1.1", Response.INSUFFICIENT) for deed in done])
    assert status_of(story).cases["A-1"].stage == stage


def test_a_case_says_how_many_questions_are_asked_answered_moderated_and_answered_twice():
    story = played([("second", "A-2", "1.1", Response.SUFFICIENT), ("moderate", "A-2", "1.2", Response.SUFFICIENT)])
    case = status_of(story).cases["A-2"]
    assert (case.asked, len(case.answered), case.moderated, case.second_answers) == (3, 3, 1, 1)
    assert case.version == story.handler.case(NAME, "A-2").version
    assert case.assessor == "ben"


def test_the_phases_follow_the_life_of_the_inspection():
    story = followed_up()
    phases = [at(STATUS, story.store, NAME, position).phase for position in range(1, story.position() + 1)]
    assert list(dict.fromkeys(phases)) == [
        "announced", "fieldwork", "fieldwork ended", "feedback given", "draft issued", "final", "published",
        "reviewed"]  # fmt: skip


def test_feedback_that_was_given_before_fieldwork_ended_is_not_undone_by_its_end():
    story = announced()
    story.does(ANN, reporting.GiveFeedback, audience="Managers")
    story.does(ANN, fieldwork.EndFieldwork)
    assert status_of(story).phase == "feedback given"


def test_an_approved_unlock_shows_as_unlocked():
    story = published()
    story.does(ANN, reporting.RequestUnlock, reason="a figure is wrong")
    story.does(FAY, reporting.ApproveUnlock, reason="agreed")
    assert status_of(story).phase == "unlocked"


def test_findings_evidence_and_proposals_are_counted():
    story = published()
    theme = status_of(story).themes["2"]
    assert (theme.key_findings, theme.explanations, status_of(story).evidence_items) == (1, 0, 1)


def test_a_withdrawn_finding_is_counted_no_more_and_explanations_are_counted_apart():
    story = signed_off()
    for ordinal in (1, 2):
        story.does(
            ANN,
            fieldwork.RecordFinding,
            theme="1",
            list=FindingList.EXPLANATION,
            ordinal=ordinal,
            statement="so",
            direction=Direction.DEFICIT,
        )
    story.does(
        ANN, fieldwork.WithdrawFinding, theme="1", list=FindingList.EXPLANATION, ordinal=2, reason="it did not hold"
    )
    theme = status_of(story).themes["1"]
    assert (theme.key_findings, theme.explanations) == (0, 1)


def test_a_judgement_is_stale_once_its_score_moved_until_it_is_made_again():
    story = signed_off()
    assert not stale(status_of(story).themes["1"], scores_of(story))
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert stale(status_of(story).themes["1"], scores_of(story))
    assert not stale(status_of(story).themes["2"], scores_of(story))
    judge(story, "1", "fair")
    assert not stale(status_of(story).themes["1"], scores_of(story))


def test_a_judgement_is_stale_until_it_is_revised():
    story = signed_off()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    story.does(ANN, judging.ReviseJudgement, theme="1", rating="poor", reason="two of five", rested_on=story.basis("1"))
    theme = status_of(story).themes["1"]
    assert theme.judgement == "poor"
    assert not stale(theme, scores_of(story))


def test_a_theme_judged_without_a_score_or_not_at_all_is_never_stale():
    story = announced()
    assert not any(stale(theme, scores_of(story)) for theme in status_of(story).themes.values())
    assert not stale(status_of(signed_off()).themes["3"], scores_of(signed_off()))


def test_a_proposal_stands_beside_the_judgement():
    story = announced()
    story.does(ANN, judging.ProposeJudgement, theme="3", rating="good", rationale="seen", rested_on=None)
    theme = status_of(story).themes["3"]
    assert (theme.proposed, theme.judgement) == ("good", None)


def steps_of(story):
    return next_steps(status_of(story), stale_sign_offs(story.store.follow()))


def test_next_steps_say_what_stands_between_here_and_the_report():
    story = announced()
    assert steps_of(story) == [
        "3 of 3 cases are not signed off or excluded",
        "there is no judgement yet for theme 1, 2 and 3",
    ]
    assert steps_of(signed_off()) == []


def test_a_case_whose_sign_off_is_stale_is_not_counted_as_one_that_was_never_signed_off():
    story = signed_off()
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    assert steps_of(story) == []


def test_open_queries_blind_assessments_and_cases_without_an_assessor_are_next_steps():
    story = played([("query", "A-1", "1.1", Response.SUFFICIENT), ("second", "A-2", "1.1", Response.SUFFICIENT)])
    command = sampling.SampleCase
    story.does(ANN, command, case="A-4", pseudonym="Lark", conditions=("community",))
    assert steps_of(story)[:4] == [
        "nobody is assigned to assess A-4",
        "4 of 4 cases are not signed off or excluded",
        "a query has no reply yet in A-1",
        "a blind second assessment is not submitted yet for A-2",
    ]


def test_a_second_assessor_is_blind_until_they_submit_or_are_let_go():
    story = played([("second", "A-2", "1.1", Response.SUFFICIENT)])
    assert status_of(story).cases["A-2"].blind == ("gus",)
    story.does(GUS, second_assessing.SubmitSecondAssessment, case="A-2")
    assert status_of(story).cases["A-2"].blind == ()
    assign, release = second_assessing.AssignSecondAssessor, second_assessing.ReleaseSecondAssessor
    story.does(ANN, assign, case="A-1", assessor="gus")
    story.does(ANN, release, case="A-1", assessor="gus", reason="on leave")
    assert status_of(story).cases["A-1"].blind == ()


def test_an_open_challenge_is_a_next_step():
    story = published()
    raised = next(r.position for r in story.store.follow() if r.fact.kind() == "accuracy-challenge-raised")
    status = at(STATUS, story.store, NAME, raised)
    assert next_steps(status) == ["there is no decision yet on factual accuracy challenge 1"]


def test_an_inspection_without_framework_or_cases_is_told_to_get_them():
    status = at(STATUS, announced().store, NAME, 1)
    assert next_steps(status) == ["no framework is adopted yet", "no cases are in the sample yet"]
