"""Answers are recorded, revised and submitted."""

import pytest

from domain.commands.assessing import RecordAnswer, ReopenAssessment, ReviseAnswer, SubmitAssessment
from domain.events.assessing import AnswerRecorded, AnswerRevised, AssessmentReopened
from domain.events.sampling import CaseSampled
from domain.refusals.case import (
    AlreadyAnswered,
    AlreadySubmitted,
    AnswersMissing,
    NotAnswered,
    NotAssigned,
    NotSubmitted,
    QuestionNotAsked,
    UnknownQuestion,
)
from domain.refusals.inspection import NothingToChange, ReportLocked, RoleNotAllowed, TooSoon
from tests.fixtures.given_when_then import (
    ANN,
    ANNOUNCED,
    ANSWERED_BY_BEN,
    ASSESSED,
    ASSIGNED_TO_BEN,
    ASSIGNED_TO_GUS,
    BEN,
    CAT,
    DEE,
    FILE,
    FINAL,
    GUS,
    INSUFFICIENT,
    NOT_APPLICABLE,
    PREPARED,
    REOPENED,
    REOPENED_REPORT,
    SAMPLED,
    SIGNED_OFF,
    SUBMITTED,
    SUFFICIENT,
    Records,
    Refuses,
    by,
    case,
    rows_as_tests,
)

ANSWER = {"question": "1.1", "response": SUFFICIENT, "evidence": "Seen in the file.", "references": ("page 3",)}
CHANGE = {"question": "1.1", "response": NOT_APPLICABLE, "reason": "Misread at first."}
WHY = {"reason": "The wrong file was read."}

RECORDS = (
    Records(
        rule="the assessor answers a question, with the evidence",
        given=PREPARED,
        when=by(BEN, RecordAnswer, **ANSWER),
        then=[by(BEN, AnswerRecorded, **ANSWER)],
    ),
    Records(
        rule="the assessor revises an answer, and the old value is recorded with the new",
        given=[PREPARED, ANSWERED_BY_BEN],
        when=by(BEN, ReviseAnswer, **CHANGE),
        then=[by(BEN, AnswerRevised, question="1.1", old=SUFFICIENT, new=NOT_APPLICABLE, reason="Misread at first.")],
    ),
    Records(
        rule="an assessment is submitted once every applicable question is answered",
        given=[PREPARED, ANSWERED_BY_BEN],
        when=by(BEN, SubmitAssessment),
        then=[SUBMITTED],
    ),
    Records(
        rule="an assessor who took the case over answers what is left",
        given=[PREPARED, ANSWERED_BY_BEN[:1], ASSIGNED_TO_GUS],
        when=by(GUS, RecordAnswer, **{**ANSWER, "question": "2.1"}),
        then=[by(GUS, AnswerRecorded, **{**ANSWER, "question": "2.1"})],
    ),
    Records(
        rule="an assessment goes back to its assessor",
        given=SIGNED_OFF,
        when=by(CAT, ReopenAssessment, **WHY),
        then=[REOPENED],
    ),
    Records(
        rule="an assessor revises an answer of a reopened assessment",
        given=[ASSESSED, REOPENED],
        when=by(BEN, ReviseAnswer, **CHANGE),
        then=[by(BEN, AnswerRevised, question="1.1", old=SUFFICIENT, new=NOT_APPLICABLE, reason="Misread at first.")],
    ),
    Records(
        rule="an assessment is reopened after publication, once the report is unlocked",
        given=SIGNED_OFF,
        within=REOPENED_REPORT,
        when=by(ANN, ReopenAssessment, **WHY),
        then=[by(ANN, AssessmentReopened, **WHY)],
    ),
)

REFUSES = (
    Refuses(
        rule="a support officer would answer",
        given=PREPARED,
        when=by(DEE, RecordAnswer, **ANSWER),
        then=RoleNotAllowed,
        sentence="Dee Draper has the role support officer and may not record answers.",
    ),
    Refuses(
        rule="an answer would be recorded before a framework is adopted",
        given=PREPARED,
        within=[ANNOUNCED],
        when=by(BEN, RecordAnswer, **ANSWER),
        then=TooSoon,
        sentence="too soon to record answers: adopt a framework first",
    ),
    Refuses(
        rule="an answer would be recorded under a final report",
        given=PREPARED,
        within=FINAL,
        when=by(BEN, RecordAnswer, **ANSWER),
        then=ReportLocked,
        sentence="nobody may record answers.",
    ),
    Refuses(
        rule="somebody who is not assigned would answer",
        given=PREPARED,
        when=by(GUS, RecordAnswer, **ANSWER),
        then=NotAssigned,
        sentence="Gus Green is not the assessor of NY-01. It is assigned to ben.",
    ),
    Refuses(
        rule="nobody is assigned yet",
        given=[SAMPLED],
        when=by(GUS, RecordAnswer, **ANSWER),
        then=NotAssigned,
        sentence="Nobody is assigned to it yet.",
    ),
    Refuses(
        rule="the assessor was taken off the case",
        given=[PREPARED, ASSIGNED_TO_GUS],
        when=by(BEN, RecordAnswer, **ANSWER),
        then=NotAssigned,
        sentence="It is assigned to gus.",
    ),
    Refuses(
        rule="the framework has no such question",
        given=PREPARED,
        when=by(BEN, RecordAnswer, **{**ANSWER, "question": "9.9"}),
        then=UnknownQuestion,
        sentence="There is no question 9.9 in small-2016.",
    ),
    Refuses(
        rule="the question does not apply to the case",
        given=PREPARED,
        when=by(BEN, RecordAnswer, **{**ANSWER, "question": "2.2"}),
        then=QuestionNotAsked,
        sentence="It applies only if: The sentence is served in custody; ",
    ),
    Refuses(
        rule="the question already has an answer",
        given=[PREPARED, ANSWERED_BY_BEN],
        when=by(BEN, RecordAnswer, **ANSWER),
        then=AlreadyAnswered,
        sentence="already has an answer (sufficient).",
    ),
    Refuses(
        rule="an answer would be recorded after submission",
        given=[PREPARED, SUBMITTED],
        when=by(BEN, RecordAnswer, **ANSWER),
        then=AlreadySubmitted,
        sentence="The assessment of NY-01 has been submitted.",
    ),
    Refuses(
        rule="somebody who is not assigned would revise",
        given=[PREPARED, ANSWERED_BY_BEN],
        when=by(GUS, ReviseAnswer, **CHANGE),
        then=NotAssigned,
        sentence="Gus Green is not the assessor of NY-01.",
    ),
    Refuses(
        rule="a question that does not apply to the case would be revised",
        given=[PREPARED, ANSWERED_BY_BEN],
        when=by(BEN, ReviseAnswer, **{**CHANGE, "question": "2.2"}),
        then=QuestionNotAsked,
        sentence="Question 2.2 does not apply to NY-01",
    ),
    Refuses(
        rule="an answer would be revised after submission",
        given=ASSESSED,
        when=by(BEN, ReviseAnswer, **CHANGE),
        then=AlreadySubmitted,
        sentence="A moderator can change an answer or reopen the assessment.",
    ),
    Refuses(
        rule="there is no answer to revise",
        given=PREPARED,
        when=by(BEN, ReviseAnswer, **CHANGE),
        then=NotAnswered,
        sentence="Question 1.1 in NY-01 has no answer yet.",
    ),
    Refuses(
        rule="the revised answer is unchanged",
        given=[PREPARED, ANSWERED_BY_BEN],
        when=by(BEN, ReviseAnswer, **{**CHANGE, "response": SUFFICIENT}),
        then=NothingToChange,
        sentence="Question 1.1 in NY-01 is already sufficient.",
    ),
    Refuses(
        rule="an answer would be revised under a final report",
        given=[SIGNED_OFF, REOPENED],
        within=FINAL,
        when=by(BEN, ReviseAnswer, **CHANGE),
        then=ReportLocked,
        sentence="nobody may revise answers.",
    ),
    Refuses(
        rule="somebody who is not assigned would submit",
        given=[PREPARED, ANSWERED_BY_BEN],
        when=by(GUS, SubmitAssessment),
        then=NotAssigned,
        sentence="Gus Green is not the assessor of NY-01.",
    ),
    Refuses(
        rule="an applicable question is unanswered",
        given=[PREPARED, ANSWERED_BY_BEN[:1]],
        when=by(BEN, SubmitAssessment),
        then=AnswersMissing,
        sentence="NY-01 is not complete. Questions without an answer: 1.2 and 2.1.",
    ),
    Refuses(
        rule="the assessment has already been submitted",
        given=ASSESSED,
        when=by(BEN, SubmitAssessment),
        then=AlreadySubmitted,
        sentence="The assessment of NY-01 has been submitted.",
    ),
    Refuses(
        rule="an assessment would be submitted under a final report",
        given=[PREPARED, ANSWERED_BY_BEN],
        within=FINAL,
        when=by(BEN, SubmitAssessment),
        then=ReportLocked,
        sentence="nobody may submit the assessment.",
    ),
    Refuses(
        rule="a local assessor would reopen an assessment",
        given=ASSESSED,
        when=by(GUS, ReopenAssessment, **WHY),
        then=RoleNotAllowed,
        sentence="may not reopen assessments",
    ),
    Refuses(
        rule="an assessment would be reopened after publication without an unlock",
        given=SIGNED_OFF,
        within=FINAL,
        when=by(ANN, ReopenAssessment, **WHY),
        then=ReportLocked,
        sentence="nobody may reopen assessments.",
    ),
    Refuses(
        rule="an assessment that was never submitted would be reopened",
        given=PREPARED,
        when=by(ANN, ReopenAssessment, **WHY),
        then=NotSubmitted,
        sentence="The assessment of NY-01 has not been submitted yet.",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_the_revised_answer_stands():
    revised = by(BEN, AnswerRevised, question="1.1", old=SUFFICIENT, new=INSUFFICIENT, reason="Misread.")
    assert case(*PREPARED, *ANSWERED_BY_BEN, revised).answers["1.1"] == INSUFFICIENT


def test_other_questions_apply_to_a_case_in_custody():
    in_custody = by(DEE, CaseSampled, **{**FILE, "conditions": ("custody", "review_due")})
    row = Refuses(
        rule="",
        given=[in_custody, ASSIGNED_TO_BEN],
        when=by(BEN, SubmitAssessment),
        then=AnswersMissing,
        sentence="1.1, 2.1 and 2.2",
    )
    with pytest.raises(row.then, match=row.sentence):
        row.decided()
