"""The month-12 review: an assessment of every recommendation, and the review as a whole."""

from datetime import date

from msgspec import structs

from domain.commands.following_up import CloseRecommendation
from domain.commands.reviewing import AssessRecommendation, ReviewFollowUp
from domain.events.following_up import RecommendationAnswered, RecommendationMade
from domain.events.recommendation_terms import Acceptance, Closure, Verification
from domain.events.reviewing import FollowUpReviewed, RecommendationReviewed
from domain.refusals.follow_up import (
    NotAssessed,
    OwnWorkVerified,
    SpokeForTheOwner,
    TooEarlyToReview,
    UnknownRecommendation,
)
from domain.refusals.inspection import DateOutOfOrder, ReasonNeeded, RoleNotAllowed, TooLate, TooSoon, UnknownEvidence
from tests.fixtures.given_when_then import (
    ANN,
    ASSESSED_ALL,
    ASSESSED_FIRST,
    ASSESSMENT,
    BEN,
    CLOSED,
    DRAFTED,
    EVE,
    MONTH_SIX,
    MONTH_TWELVE,
    OUT,
    OUTCOME,
    PUBLISHED,
    REOPENED_REPORT,
    SERVICE,
    Records,
    Refuses,
    Row,
    by,
    inspection,
    rows_as_tests,
)

SUMMARY = {"summary": "One of two is done."}
FIRST = {"number": 1, **ASSESSMENT}
ON_EVIDENCE = {**FIRST, "evidence": ("E-1",)}
LESS = {"number": 1, "progress": Verification.INSUFFICIENT, "narrative": "Fewer than half."}
MISREAD = "The files were misread."
A_DAY_EARLY = date(2017, 2, 27)
LATER = date(2017, 3, 3)
REVIEWED = by(BEN, FollowUpReviewed, day=MONTH_TWELVE, **SUMMARY)
AGREED = by(EVE, RecommendationAnswered, day=MONTH_SIX, number=2, acceptance=Acceptance.AGREED)
INSIDER = structs.replace(BEN, organisation=SERVICE)
TURNED_INSPECTOR = structs.replace(EVE, role=BEN.role, organisation=BEN.organisation)
SECOND_LATER = by(ANN, RecommendationReviewed, day=LATER, number=2, **ASSESSMENT)

RECORDS = (
    Records(
        rule="a recommendation is assessed on the day the review is due, with what shows it",
        given=OUT,
        when=by(BEN, AssessRecommendation, day=MONTH_TWELVE, **ON_EVIDENCE),
        then=[by(BEN, RecommendationReviewed, day=MONTH_TWELVE, **ON_EVIDENCE)],
    ),
    Records(
        rule="a closed recommendation is assessed too",
        given=[OUT, CLOSED],
        when=by(BEN, AssessRecommendation, day=MONTH_TWELVE, **FIRST),
        then=[by(BEN, RecommendationReviewed, day=MONTH_TWELVE, **FIRST)],
    ),
    Records(
        rule="a recommendation is assessed again before the review is complete, and the old assessment is kept",
        given=[OUT, ASSESSED_ALL],
        when=by(BEN, AssessRecommendation, day=LATER, **LESS, reason=MISREAD),
        then=[by(BEN, RecommendationReviewed, day=LATER, **LESS, old=Verification.REASONABLE, reason=MISREAD)],
    ),
    Records(
        rule="the review is complete on the day it is due, once everything is assessed",
        given=[OUT, ASSESSED_ALL],
        when=by(BEN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=[REVIEWED],
    ),
    Records(
        rule="the review waits for no recommendation that no edition holds yet",
        given=[REOPENED_REPORT, by(ANN, RecommendationMade, day=MONTH_SIX, **{**OUTCOME, "number": 3}), ASSESSED_ALL],
        when=by(BEN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=[REVIEWED],
    ),
    Records(
        rule="the review of a report without recommendations is complete",
        given=[PUBLISHED],
        when=by(BEN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=[REVIEWED],
    ),
)

REFUSES = (
    *(
        Refuses(
            rule=f"{who.name} of {who.organisation} as {who.role} would assess a recommendation",
            given=[OUT, AGREED],
            when=by(who, AssessRecommendation, day=MONTH_TWELVE, **{**FIRST, "number": 2}),
            then=why,
            sentence=saying,
        )
        for who, why, saying in (
            (EVE, OwnWorkVerified, "Nobody may verify or close their own work"),
            (INSIDER, OwnWorkVerified, "Nobody may verify or close their own work"),
            (TURNED_INSPECTOR, SpokeForTheOwner, "Ask somebody else in the inspectorate."),
        )
    ),
    Refuses(
        rule="a recommendation that was never made would be assessed",
        given=OUT,
        when=by(ANN, AssessRecommendation, day=MONTH_TWELVE, **{**FIRST, "number": 7}),
        then=UnknownRecommendation,
        sentence="There is no recommendation 7.",
    ),
    Refuses(
        rule="a recommendation would be assessed before publication",
        given=DRAFTED,
        when=by(ANN, AssessRecommendation, day=MONTH_TWELVE, **FIRST),
        then=TooSoon,
        sentence="too soon to assess recommendations: the report is not published yet.",
    ),
    Refuses(
        rule="a recommendation would be assessed a day before the review is due",
        given=OUT,
        when=by(ANN, AssessRecommendation, day=MONTH_TWELVE, on=A_DAY_EARLY, **FIRST),
        then=TooEarlyToReview,
        sentence="The month-12 review cannot take place before 28 February 2017.",
    ),
    Refuses(
        rule="unknown evidence is named for the review",
        given=OUT,
        when=by(ANN, AssessRecommendation, day=MONTH_TWELVE, **{**FIRST, "evidence": ("E-9",)}),
        then=UnknownEvidence,
        sentence="There is no evidence item E-9.",
    ),
    Refuses(
        rule="a recommendation would be assessed after the review is complete, even for a day before that",
        given=[OUT, ASSESSED_ALL, by(BEN, FollowUpReviewed, day=LATER, **SUMMARY)],
        when=by(BEN, AssessRecommendation, day=LATER, on=MONTH_TWELVE, **LESS, reason=MISREAD),
        then=TooLate,
        sentence="It is too late to assess recommendations: the month-12 review is already complete.",
    ),
    Refuses(
        rule="a recommendation would be assessed again for a day before the assessment that it changes",
        given=[OUT, by(BEN, RecommendationReviewed, day=LATER, **FIRST)],
        when=by(BEN, AssessRecommendation, day=LATER, on=MONTH_TWELVE, **LESS, reason=MISREAD),
        then=DateOutOfOrder,
        sentence="The day of the assessment cannot be 28 February 2017: the assessment that it changes is dated 3",
    ),
    Refuses(
        rule="a recommendation would be assessed again without saying why",
        given=[OUT, ASSESSED_FIRST],
        when=by(ANN, AssessRecommendation, day=MONTH_TWELVE, **LESS),
        then=ReasonNeeded,
        sentence="The month-12 assessment of recommendation 1 is currently reasonable progress. Give a reason",
    ),
    *(
        Refuses(
            rule=f"{who.name} of {who.organisation} as {who.role} would complete the review",
            given=[OUT, AGREED, ASSESSED_ALL],
            when=by(who, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
            then=why,
            sentence=saying,
        )
        for who, why, saying in (
            (EVE, RoleNotAllowed, "may not hold the month-12 review"),
            (INSIDER, OwnWorkVerified, "which owns recommendation 1."),
            (TURNED_INSPECTOR, SpokeForTheOwner, "acted for the owner of recommendation 2 before."),
        )
    ),
    Refuses(
        rule="the review would be held before publication",
        given=DRAFTED,
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=TooSoon,
        sentence="too soon to hold the month-12 review: the report is not published yet.",
    ),
    Refuses(
        rule="the review would be held a day early",
        given=[OUT, ASSESSED_ALL],
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, on=A_DAY_EARLY, **SUMMARY),
        then=TooEarlyToReview,
        sentence="The month-12 review cannot take place before 28 February 2017.",
    ),
    Refuses(
        rule="the review would be held twice",
        given=[OUT, ASSESSED_ALL, REVIEWED],
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=TooLate,
        sentence="too late to complete the month-12 review: it is already complete.",
    ),
    Refuses(
        rule="the review would be complete with one recommendation not assessed",
        given=[OUT, ASSESSED_FIRST],
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=NotAssessed,
        sentence="Not assessed yet: 2.",
    ),
    Refuses(
        rule="the review would be complete with no recommendation assessed",
        given=OUT,
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=NotAssessed,
        sentence="Not assessed yet: 1 and 2.",
    ),
    Refuses(
        rule="the review would be complete before the last assessment",
        given=[OUT, ASSESSED_FIRST, SECOND_LATER],
        when=by(ANN, ReviewFollowUp, day=LATER, on=MONTH_TWELVE, **SUMMARY),
        then=DateOutOfOrder,
        sentence="The day of the review cannot be 28 February 2017: the last recommendation was assessed on 3 March",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_an_assessment_moves_neither_closure_nor_due_date_nor_answer():
    before = inspection(*OUT).recommendation(1)
    after = inspection(*OUT, ASSESSED_FIRST).recommendation(1)
    assert (after.closed, after.due_on, after.answered) == (before.closed, before.due_on, before.answered)
    assert (after.reviewed, after.reviewed_on) == (Verification.REASONABLE, MONTH_TWELVE)


def test_a_recommendation_can_be_closed_after_any_assessment():
    nothing = {"number": 1, "closure": Closure.NOT_IMPLEMENTED, "reason": "Nothing was done."}
    closing = by(ANN, CloseRecommendation, day=MONTH_TWELVE, **nothing)
    assert Row(rule="", given=[OUT, ASSESSED_ALL], when=closing).decided()
