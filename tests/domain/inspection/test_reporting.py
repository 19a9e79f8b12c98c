"""Feedback, the draft and its challenges, the final report, publication, and unlocking."""

from datetime import date

from domain.commands.reporting import (
    ApproveUnlock,
    DecideAccuracyChallenge,
    FinaliseReport,
    GiveFeedback,
    IssueDraftReport,
    PublishReport,
    RaiseAccuracyChallenge,
    RequestUnlock,
)
from domain.events.reporting import (
    AccuracyChallengeRaised,
    ChallengeOutcome,
    ReportFinalised,
    ReportPublished,
    ReportUnlockApproved,
    ReportUnlockRequested,
)
from domain.refusals.inspection import (
    CasesNotSignedOff,
    ChallengesOpen,
    DateOutOfOrder,
    NoCases,
    NothingToOverride,
    ReferenceTaken,
    ReportLocked,
    RoleNotAllowed,
    SecondAssessmentsOpen,
    SignOffsStale,
    ThemesNotJudged,
    TooLate,
    TooSoon,
    TwoPeopleNeeded,
    UnknownChallenge,
)
from tests.fixtures.given_when_then import (
    ANN,
    ASSESSED,
    BEN,
    CASE,
    CHALLENGED,
    DECIDED,
    DRAFT,
    DRAFTED,
    EVE,
    EXCLUDED,
    FAY,
    FEEDBACK,
    FINAL,
    FINALISED,
    GUS_TO_ASSESS_BLIND,
    IVY,
    JUDGED,
    MODERATED,
    MONTH_SIX,
    MONTH_TWELVE,
    OUT,
    PUBLICATION,
    PUBLISHED,
    READY,
    REOPENED_REPORT,
    ROOT,
    SAMPLED,
    SIGNED_OFF,
    UNDER_WAY,
    UNLOCK_REQUESTED,
    UNLOCKED,
    Records,
    Refuses,
    by,
    inspection,
    rows_as_tests,
)

SETTLED = {CASE: SIGNED_OFF, "NY-02": [SAMPLED, EXCLUDED]}
UNSETTLED = {**SETTLED, "NY-04": ASSESSED, "NY-03": [SAMPLED]}
CLAIM = {"number": 1, "passage": "page 2", "claim": "It was in March."}
DECISION = {
    "number": 1,
    "outcome": ChallengeOutcome.ACCEPTED,
    "changed": "The month on page 2.",
    "reason": "The minutes say March.",
}
WRONG = {"reason": "A figure is wrong."}
AGREED = {"reason": "It is wrong."}
PUBLISH = by(FAY, PublishReport, day=PUBLICATION, **ROOT)
CHANGED = {CASE: [SIGNED_OFF, MODERATED]}
LET_STAND = by(
    ANN,
    ReportFinalised,
    day=date(2016, 2, 26),
    overridden=("judgement 1", "case NY-01"),
    reason="One answer of many.",
)
BARELY_DRAFTED = (UNDER_WAY, FEEDBACK, DRAFT)

RECORDS = (
    Records(
        rule="feedback is given to local managers",
        given=UNDER_WAY,
        when=by(ANN, GiveFeedback, audience="local managers"),
        then=[FEEDBACK],
    ),
    Records(
        rule="the draft is issued",
        given=[UNDER_WAY, FEEDBACK],
        when=by(ANN, IssueDraftReport, comments_by=date(2016, 2, 19)),
        then=[DRAFT],
    ),
    Records(
        rule="the inspected body challenges a passage",
        given=DRAFTED,
        when=by(EVE, RaiseAccuracyChallenge, **CLAIM),
        then=[CHALLENGED],
    ),
    Records(
        rule="a challenge is accepted",
        given=[DRAFTED, CHALLENGED],
        when=by(ANN, DecideAccuracyChallenge, **DECISION),
        then=[DECIDED],
    ),
    Records(
        rule="a report is finalised when its cases are signed off or excluded and its themes are judged",
        given=DRAFTED,
        cases=SETTLED,
        when=by(ANN, FinaliseReport, day=date(2016, 2, 26)),
        then=[FINALISED],
    ),
    Records(
        rule="a report is finalised when its challenges are decided",
        given=[DRAFTED, CHALLENGED, DECIDED],
        cases=SETTLED,
        when=by(IVY, FinaliseReport),
        then=[by(IVY, ReportFinalised)],
    ),
    Records(
        rule="a report is finalised on stale sign-offs, which are named, for a reason",
        given=DRAFTED,
        cases=CHANGED,
        when=by(ANN, FinaliseReport, day=date(2016, 2, 26), reason="One answer of many."),
        then=[LET_STAND],
    ),
    Records(
        rule="a report is published on out-of-date sign-offs that were overridden",
        given=[DRAFTED, LET_STAND],
        cases=CHANGED,
        when=PUBLISH,
        then=[PUBLISHED],
    ),
    Records(rule="a report is published by somebody else", given=FINAL, cases=SETTLED, when=PUBLISH, then=[PUBLISHED]),
    Records(
        rule="a report is published on the day it was finalised",
        given=[DRAFTED, by(ANN, ReportFinalised, day=PUBLICATION)],
        cases=SETTLED,
        when=PUBLISH,
        then=[PUBLISHED],
    ),
    Records(
        rule="a lead inspector publishes what their deputy finalised",
        given=[DRAFTED, by(IVY, ReportFinalised)],
        cases=SETTLED,
        when=by(ANN, PublishReport, day=PUBLICATION, **ROOT),
        then=[
            by(
                ANN,
                ReportPublished,
                day=PUBLICATION,
                edition=1,
                published_on=PUBLICATION,
                due_on=MONTH_TWELVE,
                **ROOT,
            )
        ],
    ),
    Records(
        rule="a publication is true of the day it came out, not of the day it was typed up",
        given=FINAL,
        cases=SETTLED,
        when=by(FAY, PublishReport, day=date(2016, 3, 7), on=PUBLICATION, **ROOT),
        then=[
            by(
                FAY,
                ReportPublished,
                day=date(2016, 3, 7),
                on=PUBLICATION,
                edition=1,
                published_on=PUBLICATION,
                due_on=MONTH_TWELVE,
                **ROOT,
            )
        ],
    ),
    Records(
        rule="somebody asks to unlock a final report",
        given=OUT,
        when=by(ANN, RequestUnlock, day=MONTH_SIX, **WRONG),
        then=[UNLOCK_REQUESTED],
    ),
    Records(
        rule="a final report is unlocked before it came out",
        given=FINAL,
        when=by(FAY, RequestUnlock, **WRONG),
        then=[by(FAY, ReportUnlockRequested, **WRONG)],
    ),
    Records(
        rule="somebody else approves the unlock",
        given=[OUT, UNLOCK_REQUESTED],
        when=by(FAY, ApproveUnlock, day=MONTH_SIX, **AGREED),
        then=[UNLOCKED],
    ),
    Records(
        rule="a report is unlocked a second time",
        given=[REOPENED_REPORT, FINALISED],
        when=by(FAY, RequestUnlock, **WRONG),
        then=[by(FAY, ReportUnlockRequested, **WRONG)],
    ),
    Records(
        rule="a second edition comes out, and its new recommendations are due twelve months after it",
        given=[REOPENED_REPORT, FINALISED],
        cases=SETTLED,
        when=by(FAY, PublishReport, day=date(2016, 10, 3), **ROOT),
        then=[
            by(
                FAY,
                ReportPublished,
                day=date(2016, 10, 3),
                edition=2,
                published_on=date(2016, 10, 3),
                due_on=date(2017, 10, 3),
                **ROOT,
            )
        ],
    ),
)

INCOMPLETE = (("finalised", DRAFTED, by(IVY, FinaliseReport)), ("published", FINAL, PUBLISH))

REFUSES = (
    Refuses(
        rule="an inspector would give feedback",
        given=UNDER_WAY,
        when=by(BEN, GiveFeedback, audience="local managers"),
        then=RoleNotAllowed,
        sentence="may not give feedback",
    ),
    Refuses(
        rule="feedback would be given before fieldwork",
        given=READY,
        when=by(ANN, GiveFeedback, audience="local managers"),
        then=TooSoon,
        sentence="too soon to give feedback: start fieldwork first.",
    ),
    Refuses(
        rule="feedback would be given twice",
        given=[UNDER_WAY, FEEDBACK],
        when=by(ANN, GiveFeedback, audience="local managers"),
        then=TooLate,
        sentence="too late to give feedback: it has already been given.",
    ),
    Refuses(
        rule="an inspector would issue the draft",
        given=[UNDER_WAY, FEEDBACK],
        when=by(BEN, IssueDraftReport, comments_by=date(2016, 2, 19)),
        then=RoleNotAllowed,
        sentence="may not issue the draft report",
    ),
    Refuses(
        rule="the draft would be issued before feedback",
        given=UNDER_WAY,
        when=by(ANN, IssueDraftReport, comments_by=date(2016, 2, 19)),
        then=TooSoon,
        sentence="too soon to issue the draft report: give feedback first.",
    ),
    Refuses(
        rule="the draft would be issued twice",
        given=DRAFTED,
        when=by(ANN, IssueDraftReport, comments_by=date(2016, 2, 19)),
        then=TooLate,
        sentence="it has already been issued.",
    ),
    Refuses(
        rule="an inspector would challenge the draft",
        given=DRAFTED,
        when=by(BEN, RaiseAccuracyChallenge, **CLAIM),
        then=RoleNotAllowed,
        sentence="Roles that may: inspected body.",
    ),
    Refuses(
        rule="there is no draft to challenge",
        given=UNDER_WAY,
        when=by(EVE, RaiseAccuracyChallenge, **CLAIM),
        then=TooSoon,
        sentence="too soon to challenge the report: the draft has not been issued.",
    ),
    Refuses(
        rule="a final report would be challenged",
        given=FINAL,
        when=by(EVE, RaiseAccuracyChallenge, **CLAIM),
        then=ReportLocked,
        sentence="nobody may raise factual accuracy challenges.",
    ),
    Refuses(
        rule="the number of the challenge is taken",
        given=[DRAFTED, CHALLENGED, DECIDED],
        when=by(EVE, RaiseAccuracyChallenge, **CLAIM),
        then=ReferenceTaken,
        sentence="Factual accuracy challenge 1 already exists.",
    ),
    Refuses(
        rule="the inspected body would decide on its challenge",
        given=[DRAFTED, CHALLENGED],
        when=by(EVE, DecideAccuracyChallenge, **DECISION),
        then=RoleNotAllowed,
        sentence="may not decide factual accuracy challenges",
    ),
    Refuses(
        rule="the challenge is unknown",
        given=DRAFTED,
        when=by(ANN, DecideAccuracyChallenge, **DECISION),
        then=UnknownChallenge,
        sentence="There is no factual accuracy challenge 1.",
    ),
    Refuses(
        rule="the challenge has already been decided",
        given=[DRAFTED, CHALLENGED, DECIDED],
        when=by(ANN, DecideAccuracyChallenge, **DECISION),
        then=TooLate,
        sentence="factual accuracy challenge 1 has already been decided.",
    ),
    Refuses(
        rule="a report would be finalised while somebody assesses a case blind",
        given=DRAFTED,
        cases={CASE: [SIGNED_OFF, GUS_TO_ASSESS_BLIND]},
        when=by(ANN, FinaliseReport),
        then=SecondAssessmentsOpen,
        sentence="a blind second assessment that is not submitted: NY-01.",
    ),
    Refuses(
        rule="a report would be finalised on stale sign-offs",
        given=DRAFTED,
        cases=CHANGED,
        when=by(ANN, FinaliseReport),
        then=SignOffsStale,
        sentence="judgement 1: it rested on 1 of 2 sufficient at #21; now it is 0 of 2; case NY-01: it changed after",
    ),
    Refuses(
        rule="a report would be published on out-of-date sign-offs that were not overridden",
        given=FINAL,
        cases=CHANGED,
        when=PUBLISH,
        then=SignOffsStale,
        sentence="or override them with a reason.",
    ),
    Refuses(
        rule="a reason would override sign-offs, and none is out of date",
        given=DRAFTED,
        cases=SETTLED,
        when=by(ANN, FinaliseReport, reason="To be sure."),
        then=NothingToOverride,
        sentence="No sign-off is out of date, so there is nothing to override.",
    ),
    Refuses(
        rule="a publisher would finalise",
        given=DRAFTED,
        cases=SETTLED,
        when=by(FAY, FinaliseReport),
        then=RoleNotAllowed,
        sentence="Fay Fisher has the role publisher and may not finalise the report.",
    ),
    Refuses(
        rule="there is no draft to finalise",
        given=[UNDER_WAY, JUDGED],
        cases=SETTLED,
        when=by(ANN, FinaliseReport),
        then=TooSoon,
        sentence="too soon to finalise the report: issue the draft first.",
    ),
    Refuses(
        rule="a final report would be finalised",
        given=FINAL,
        cases=SETTLED,
        when=by(ANN, FinaliseReport),
        then=TooLate,
        sentence="too late to finalise the report: it is already final.",
    ),
    *(
        Refuses(
            rule=f"a report without cases would be {done}",
            given=given,
            when=when,
            then=NoCases,
            sentence="newport-2016 has no cases.",
        )
        for done, given, when in INCOMPLETE
    ),
    *(
        Refuses(
            rule=f"a report with open cases would be {done}",
            given=given,
            cases=UNSETTLED,
            when=when,
            then=CasesNotSignedOff,
            sentence="Every case must be signed off or excluded first. Still open: NY-03 and NY-04.",
        )
        for done, given, when in INCOMPLETE
    ),
    *(
        Refuses(
            rule=f"a report with themes not judged would be {done}",
            given=[BARELY_DRAFTED, JUDGED[:1], *final],
            cases=SETTLED,
            when=when,
            then=ThemesNotJudged,
            sentence="Every theme must be judged first. Not judged yet: 2 and 3.",
        )
        for done, final, when in (("finalised", (), by(IVY, FinaliseReport)), ("published", (FINALISED,), PUBLISH))
    ),
    *(
        Refuses(
            rule=f"a report with open challenges would be {done}",
            given=[given, by(EVE, AccuracyChallengeRaised, **{**CLAIM, "number": 2}), CHALLENGED],
            cases=SETTLED,
            when=when,
            then=ChallengesOpen,
            sentence="Not decided yet: 1 and 2.",
        )
        for done, given, when in INCOMPLETE
    ),
    Refuses(
        rule="an inspector would publish",
        given=FINAL,
        cases=SETTLED,
        when=by(BEN, PublishReport, **ROOT),
        then=RoleNotAllowed,
        sentence="may not publish the report. Roles that may: lead inspector, deputy lead inspector, publisher.",
    ),
    Refuses(
        rule="a draft would be published",
        given=DRAFTED,
        cases=SETTLED,
        when=PUBLISH,
        then=TooSoon,
        sentence="too soon to publish the report: finalise it first.",
    ),
    Refuses(
        rule="an unlocked report would be published without being finalised again",
        given=REOPENED_REPORT,
        cases=SETTLED,
        when=PUBLISH,
        then=TooSoon,
        sentence="finalise it first.",
    ),
    Refuses(
        rule="an edition would be published twice",
        given=OUT,
        cases=SETTLED,
        when=PUBLISH,
        then=TooLate,
        sentence="this edition is already published.",
    ),
    Refuses(
        rule="a report would have come out the day before it was finalised",
        given=FINAL,
        cases=SETTLED,
        when=by(FAY, PublishReport, day=PUBLICATION, on=date(2016, 2, 25), **ROOT),
        then=DateOutOfOrder,
        sentence="The day of publication cannot be 25 February 2016: the report was finalised on 26 February 2016.",
    ),
    Refuses(
        rule="the person who finalised would publish",
        given=FINAL,
        cases=SETTLED,
        when=by(ANN, PublishReport, **ROOT),
        then=TwoPeopleNeeded,
        sentence="Ann Archer finalised the report. Somebody else must publish it.",
    ),
    Refuses(
        rule="an inspector would ask for an unlock",
        given=OUT,
        when=by(BEN, RequestUnlock, **WRONG),
        then=RoleNotAllowed,
        sentence="may not ask to unlock the report",
    ),
    Refuses(
        rule="there is nothing to unlock",
        given=DRAFTED,
        when=by(ANN, RequestUnlock, **WRONG),
        then=TooSoon,
        sentence="too soon to unlock the report: it is not final yet.",
    ),
    Refuses(
        rule="the unlock has already been requested",
        given=[OUT, UNLOCK_REQUESTED],
        when=by(FAY, RequestUnlock, **WRONG),
        then=TooLate,
        sentence="Ann Archer has already asked.",
    ),
    Refuses(
        rule="an inspector would approve an unlock",
        given=[OUT, UNLOCK_REQUESTED],
        when=by(BEN, ApproveUnlock, **AGREED),
        then=RoleNotAllowed,
        sentence="may not approve unlocking the report",
    ),
    Refuses(
        rule="nobody requested an unlock",
        given=OUT,
        when=by(FAY, ApproveUnlock, **AGREED),
        then=TooSoon,
        sentence="somebody must ask for it first.",
    ),
    Refuses(
        rule="an unlock would be approved a second time",
        given=REOPENED_REPORT,
        when=by(FAY, ApproveUnlock, **AGREED),
        then=TooSoon,
        sentence="somebody must ask for it first.",
    ),
    Refuses(
        rule="the person who requested the unlock would approve it",
        given=[OUT, UNLOCK_REQUESTED],
        when=by(ANN, ApproveUnlock, **AGREED),
        then=TwoPeopleNeeded,
        sentence="Ann Archer asked for the unlock. Somebody else must approve it.",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_a_report_is_locked_from_finalising_until_an_unlock_is_approved():
    chapters = (DRAFTED, FINALISED, PUBLISHED, UNLOCK_REQUESTED, UNLOCKED, by(ANN, ReportFinalised))
    locked = [inspection(*chapters[:count]).locked for count in range(1, len(chapters) + 1)]
    assert locked == [False, True, True, True, False, True]


def test_the_first_publication_is_remembered_through_a_second_edition():
    second = by(
        FAY,
        ReportPublished,
        day=MONTH_SIX,
        edition=2,
        published_on=MONTH_SIX,
        due_on=MONTH_TWELVE,
        **ROOT,
    )
    after = inspection(*REOPENED_REPORT, FINALISED, second)
    assert (after.editions, after.published_on, after.review_due_on) == (2, PUBLICATION, MONTH_TWELVE)


def test_an_approved_unlock_leaves_the_publication_as_it_was():
    unlocked = inspection(*OUT, UNLOCK_REQUESTED, by(FAY, ReportUnlockApproved, **AGREED))
    assert (unlocked.editions, unlocked.published_on) == (1, PUBLICATION)
