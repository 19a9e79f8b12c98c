"""Somebody else assesses the case too, blind to the first answers until they submit."""

from domain.commands.assessing import ReopenAssessment
from domain.commands.moderating import ConfirmAnswer
from domain.commands.sampling import AssignAssessor, ExcludeCase, ReinstateCase
from domain.commands.second_assessing import (
    AssignSecondAssessor,
    RecordSecondAnswer,
    ReleaseSecondAssessor,
    SubmitSecondAssessment,
)
from domain.events.moderating import AnswerConfirmed
from domain.events.second_assessing import SecondAnswerRecorded, SecondAssessorAssigned
from domain.refusals.case import (
    AlreadyAnsweredSecond,
    AssessingBlind,
    FirstAssessorAgain,
    NothingToSubmit,
    NotSecondAssessor,
    QuestionNotAsked,
    SawTheAnswers,
    SecondAssessorAlready,
)
from domain.refusals.inspection import ReportLocked, RoleNotAllowed, UnknownPerson
from tests.fixtures.given_when_then import (
    ANN,
    ASSESSED,
    ASSIGNED_TO_GUS,
    BEN,
    CAT,
    DEE,
    EXCLUDED,
    FINAL,
    GUS,
    GUS_RELEASED,
    GUS_TO_ASSESS_BLIND,
    INSUFFICIENT,
    MODERATED,
    PREPARED,
    QUERIED,
    SECOND_ANSWER_BY_GUS,
    SECOND_SUBMITTED,
    SIGNED_OFF,
    SUFFICIENT,
    Records,
    Refuses,
    by,
    case,
    rows_as_tests,
)

SECOND = {"question": "1.1", "response": INSUFFICIENT, "evidence": "Read afresh."}
BLIND = (ASSESSED, GUS_TO_ASSESS_BLIND)
CAT_BLIND = (ASSESSED, by(DEE, SecondAssessorAssigned, assessor="cat"))
CONFIRMED = by(CAT, AnswerConfirmed, question="1.1", response=SUFFICIENT, reason="Borne out.")
LEAVE = {"assessor": "gus", "reason": "Gus was ill."}

RECORDS = (
    Records(
        rule="a second assessor is assigned to a case",
        given=ASSESSED,
        when=by(DEE, AssignSecondAssessor, assessor="gus"),
        then=[GUS_TO_ASSESS_BLIND],
    ),
    Records(
        rule="a case has two second assessors",
        given=BLIND,
        when=by(DEE, AssignSecondAssessor, assessor="cat"),
        then=[by(DEE, SecondAssessorAssigned, assessor="cat")],
    ),
    Records(
        rule="a second assessor answers",
        given=BLIND,
        when=by(GUS, RecordSecondAnswer, **SECOND),
        then=[SECOND_ANSWER_BY_GUS],
    ),
    Records(
        rule="a second assessor answers another question",
        given=[BLIND, SECOND_ANSWER_BY_GUS],
        when=by(GUS, RecordSecondAnswer, **{**SECOND, "question": "1.2"}),
        then=[by(GUS, SecondAnswerRecorded, **{**SECOND, "question": "1.2"})],
    ),
    Records(
        rule="a second answer is given before the first",
        given=[PREPARED, GUS_TO_ASSESS_BLIND],
        when=by(GUS, RecordSecondAnswer, **SECOND),
        then=[SECOND_ANSWER_BY_GUS],
    ),
    Records(
        rule="a second assessor submits, having answered some of the questions",
        given=[BLIND, SECOND_ANSWER_BY_GUS],
        when=by(GUS, SubmitSecondAssessment),
        then=[SECOND_SUBMITTED],
    ),
    Records(
        rule="a second assessor is let go",
        given=BLIND,
        when=by(ANN, ReleaseSecondAssessor, **LEAVE),
        then=[GUS_RELEASED],
    ),
)

REFUSES = (
    Refuses(
        rule="an inspector would assign a second assessor",
        given=ASSESSED,
        when=by(BEN, AssignSecondAssessor, assessor="gus"),
        then=RoleNotAllowed,
        sentence="may not assign second assessors",
    ),
    Refuses(
        rule="a second assessor would be assigned under a final report",
        given=SIGNED_OFF,
        within=FINAL,
        when=by(DEE, AssignSecondAssessor, assessor="gus"),
        then=ReportLocked,
        sentence="nobody may assign second assessors.",
    ),
    Refuses(
        rule="a stranger would be second assessor",
        given=ASSESSED,
        when=by(DEE, AssignSecondAssessor, assessor="zoe"),
        then=UnknownPerson,
        sentence="zoe is not in the team",
    ),
    Refuses(
        rule="somebody who may not assess would be second assessor",
        given=ASSESSED,
        when=by(DEE, AssignSecondAssessor, assessor="eve"),
        then=RoleNotAllowed,
        sentence="may not assess cases",
    ),
    Refuses(
        rule="the assessor would be second assessor",
        given=PREPARED,
        when=by(DEE, AssignSecondAssessor, assessor="ben"),
        then=FirstAssessorAgain,
        sentence="Ben Baker gave first answers in NY-01.",
    ),
    Refuses(
        rule="somebody who answered before the case was reassigned would be second assessor",
        given=[ASSESSED, ASSIGNED_TO_GUS],
        when=by(DEE, AssignSecondAssessor, assessor="ben"),
        then=FirstAssessorAgain,
        sentence="The second assessor must be somebody who has not seen them.",
    ),
    *(
        Refuses(
            rule=f"a moderator who {saw} would be second assessor",
            given=story,
            when=by(DEE, AssignSecondAssessor, assessor="cat"),
            then=SawTheAnswers,
            sentence="Cat Carter has moderated answers in NY-01, and so has seen them.",
        )
        for saw, story in {
            "asked about an answer": [ASSESSED, QUERIED],
            "changed an answer": [ASSESSED, MODERATED],
            "confirmed an answer": [ASSESSED, CONFIRMED],
            "signed the case off": SIGNED_OFF,
        }.items()
    ),
    Refuses(
        rule="a second assessor would be assigned twice",
        given=BLIND,
        when=by(DEE, AssignSecondAssessor, assessor="gus"),
        then=SecondAssessorAlready,
        sentence="Gus Green is or was a second assessor of NY-01.",
    ),
    Refuses(
        rule="a second assessor who was let go, and may have seen the answers, would come back",
        given=[BLIND, GUS_RELEASED],
        when=by(DEE, AssignSecondAssessor, assessor="gus"),
        then=SecondAssessorAlready,
        sentence="Choose somebody else.",
    ),
    Refuses(
        rule="a second assessor would become the first",
        given=[PREPARED, GUS_TO_ASSESS_BLIND],
        when=by(DEE, AssignAssessor, assessor="gus", reason="Ben was ill."),
        then=SecondAssessorAlready,
        sentence="gus is or was a second assessor of NY-01.",
    ),
    Refuses(
        rule="a support officer would give a second answer",
        given=BLIND,
        when=by(DEE, RecordSecondAnswer, **SECOND),
        then=RoleNotAllowed,
        sentence="may not give second answers",
    ),
    Refuses(
        rule="a second answer would be given under a final report",
        given=[SIGNED_OFF, GUS_TO_ASSESS_BLIND],
        within=FINAL,
        when=by(GUS, RecordSecondAnswer, **SECOND),
        then=ReportLocked,
        sentence="nobody may give second answers.",
    ),
    Refuses(
        rule="the first assessor would give the second answer",
        given=ASSESSED,
        when=by(BEN, RecordSecondAnswer, **SECOND),
        then=FirstAssessorAgain,
        sentence="Ben Baker gave first answers in NY-01.",
    ),
    Refuses(
        rule="the assessor would give the second answer before any first answer",
        given=PREPARED,
        when=by(BEN, RecordSecondAnswer, **SECOND),
        then=FirstAssessorAgain,
        sentence="Ben Baker",
    ),
    Refuses(
        rule="an assessor who answered before the case was reassigned would give the second answer",
        given=[ASSESSED, ASSIGNED_TO_GUS],
        when=by(BEN, RecordSecondAnswer, **SECOND),
        then=FirstAssessorAgain,
        sentence="Ben Baker",
    ),
    Refuses(
        rule="somebody who is no second assessor would give a second answer",
        given=ASSESSED,
        when=by(GUS, RecordSecondAnswer, **SECOND),
        then=NotSecondAssessor,
        sentence="is not a second assessor of NY-01.",
    ),
    Refuses(
        rule="a second answer would be given after submitting, having seen the first answers",
        given=[BLIND, SECOND_ANSWER_BY_GUS, SECOND_SUBMITTED],
        when=by(GUS, RecordSecondAnswer, **{**SECOND, "question": "1.2"}),
        then=NotSecondAssessor,
        sentence="The second assessment of NY-01 by Gus Green has ended",
    ),
    Refuses(
        rule="a second answer is given to a question that does not apply to the case",
        given=BLIND,
        when=by(GUS, RecordSecondAnswer, **{**SECOND, "question": "2.2"}),
        then=QuestionNotAsked,
        sentence="Question 2.2 does not apply to NY-01",
    ),
    Refuses(
        rule="a second answer would be given twice",
        given=[BLIND, SECOND_ANSWER_BY_GUS],
        when=by(GUS, RecordSecondAnswer, **SECOND),
        then=AlreadyAnsweredSecond,
        sentence="Gus Green has already given a second answer to question 1.1 in NY-01.",
    ),
    Refuses(
        rule="a second assessment without an answer would be submitted",
        given=BLIND,
        when=by(GUS, SubmitSecondAssessment),
        then=NothingToSubmit,
        sentence="Gus Green has given no second answer in NY-01 yet.",
    ),
    Refuses(
        rule="somebody who does not assess the case second would submit",
        given=ASSESSED,
        when=by(GUS, SubmitSecondAssessment),
        then=NotSecondAssessor,
        sentence="Gus Green is not a second assessor of NY-01.",
    ),
    Refuses(
        rule="a second assessment would be submitted under a final report",
        given=[SIGNED_OFF, GUS_TO_ASSESS_BLIND, SECOND_ANSWER_BY_GUS],
        within=FINAL,
        when=by(GUS, SubmitSecondAssessment),
        then=ReportLocked,
        sentence="nobody may submit second assessments.",
    ),
    Refuses(
        rule="an inspector would let a second assessor go",
        given=BLIND,
        when=by(BEN, ReleaseSecondAssessor, **LEAVE),
        then=RoleNotAllowed,
        sentence="may not release second assessors",
    ),
    Refuses(
        rule="a second assessor would be let go under a final report",
        given=[SIGNED_OFF, GUS_TO_ASSESS_BLIND],
        within=FINAL,
        when=by(ANN, ReleaseSecondAssessor, **LEAVE),
        then=ReportLocked,
        sentence="nobody may release second assessors.",
    ),
    Refuses(
        rule="somebody who is no second assessor would be let go",
        given=ASSESSED,
        when=by(ANN, ReleaseSecondAssessor, **LEAVE),
        then=NotSecondAssessor,
        sentence="gus is not a second assessor of NY-01.",
    ),
    Refuses(
        rule="a moderator would look at answers that they are to give blind",
        given=CAT_BLIND,
        when=by(CAT, ConfirmAnswer, question="1.1", reason="Borne out."),
        then=AssessingBlind,
        sentence="Cat Carter is a blind second assessor of NY-01, and may not use its first answers before submitting.",
    ),
    *(
        Refuses(
            rule=f"a second assessor would {doing} the case that they assess blind",
            given=[CAT_BLIND, before],
            when=by(CAT, command, reason="So."),
            then=AssessingBlind,
            sentence="may not use its first answers before submitting.",
        )
        for doing, command, before in (
            ("reopen", ReopenAssessment, []),
            ("exclude", ExcludeCase, []),
            ("reinstate", ReinstateCase, [EXCLUDED]),
        )
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_a_second_answer_changes_no_answer_and_settles_nothing():
    before, after = case(*ASSESSED), case(*BLIND, SECOND_ANSWER_BY_GUS)
    assert (after.answers, after.settled) == (before.answers, before.settled)


def test_a_second_assessor_is_blind_from_assignment_until_they_submit_or_are_released():
    assert case(*ASSESSED).blind == frozenset()
    assert case(*BLIND, SECOND_ANSWER_BY_GUS).blind == {"gus"}
    assert case(*BLIND, SECOND_ANSWER_BY_GUS, SECOND_SUBMITTED).blind == frozenset()
    assert case(*BLIND, GUS_RELEASED).blind == frozenset()


def test_a_second_assessment_undoes_no_sign_off():
    assert case(*SIGNED_OFF, GUS_TO_ASSESS_BLIND, SECOND_ANSWER_BY_GUS, SECOND_SUBMITTED).signed_off
