"""People decide each theme on the rating scale. A judgement is never computed."""

from msgspec import structs

from domain.commands.judging import MakeJudgement, ProposeJudgement, ReviseJudgement
from domain.events.judging import JudgementMade, JudgementProposed, JudgementRevised
from domain.refusals.inspection import (
    AlreadyJudged,
    NothingToChange,
    NotJudged,
    RatingNotOnScale,
    ReportLocked,
    RoleNotAllowed,
    ScoreNeeded,
    ScoreNotWanted,
    TooSoon,
    UnknownTheme,
)
from tests.fixtures.given_when_then import (
    ANN,
    ANNOUNCED,
    BASIS,
    BEN,
    FINAL,
    HAL,
    REOPENED_REPORT,
    UNDER_WAY,
    Records,
    Refuses,
    by,
    inspection,
    judged,
    rows_as_tests,
)

SATISFACTORY = {"theme": "1", "rating": "satisfactory", "rationale": "Most work was good.", "rested_on": BASIS}
GOVERNANCE = {**SATISFACTORY, "theme": "3", "rested_on": None}
CHANGE = {"theme": "1", "rating": "unsatisfactory", "reason": "Reviews were late.", "rested_on": BASIS}
MOVED = structs.replace(BASIS, sufficient=1, numerator=1, position=44)
JUDGED_ONE = (UNDER_WAY, judged("1"))

RECORDS = (
    Records(
        rule="a partner inspector proposes a judgement",
        given=UNDER_WAY,
        when=by(HAL, ProposeJudgement, **SATISFACTORY),
        then=[by(HAL, JudgementProposed, **SATISFACTORY)],
    ),
    Records(
        rule="a theme is judged, on the score it rested on",
        given=UNDER_WAY,
        when=by(ANN, MakeJudgement, **SATISFACTORY),
        then=[judged("1")],
    ),
    Records(
        rule="a theme without questions is judged without a score",
        given=UNDER_WAY,
        when=by(ANN, MakeJudgement, **GOVERNANCE),
        then=[judged("3")],
    ),
    Records(
        rule="a judgement is confirmed on a score that moved",
        given=JUDGED_ONE,
        when=by(ANN, MakeJudgement, **{**SATISFACTORY, "rested_on": MOVED}),
        then=[by(ANN, JudgementMade, **{**SATISFACTORY, "rested_on": MOVED})],
    ),
    Records(
        rule="another judgement is proposed while another is current",
        given=JUDGED_ONE,
        when=by(HAL, ProposeJudgement, **{**SATISFACTORY, "rating": "good"}),
        then=[by(HAL, JudgementProposed, **{**SATISFACTORY, "rating": "good"})],
    ),
    Records(
        rule="a judgement is changed, and the old value is recorded with the new",
        given=JUDGED_ONE,
        when=by(ANN, ReviseJudgement, **CHANGE),
        then=[
            by(
                ANN,
                JudgementRevised,
                theme="1",
                old="satisfactory",
                new="unsatisfactory",
                reason="Reviews were late.",
                rested_on=BASIS,
            )
        ],
    ),
    Records(
        rule="a judgement is changed after publication, once the report is unlocked",
        given=REOPENED_REPORT,
        when=by(ANN, ReviseJudgement, **{**CHANGE, "theme": "3", "rested_on": None}),
        then=[
            by(
                ANN,
                JudgementRevised,
                theme="3",
                old="satisfactory",
                new="unsatisfactory",
                reason="Reviews were late.",
                rested_on=None,
            )
        ],
    ),
)

JUDGING = (
    ("propose judgements", ProposeJudgement, SATISFACTORY),
    ("judge themes", MakeJudgement, SATISFACTORY),
    ("revise judgements", ReviseJudgement, CHANGE),
)

REFUSES = (
    *(
        Refuses(
            rule=f"an inspector would {doing}",
            given=JUDGED_ONE,
            when=by(BEN, kind, **fields),
            then=RoleNotAllowed,
            sentence=f"Ben Baker has the role inspector and may not {doing}.",
        )
        for doing, kind, fields in JUDGING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} under a final report",
            given=FINAL,
            when=by(ANN, kind, **fields),
            then=ReportLocked,
            sentence=f"The report of newport-2016 is final, so nobody may {doing}.",
        )
        for doing, kind, fields in JUDGING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} before a framework is adopted",
            given=[ANNOUNCED],
            when=by(ANN, kind, **fields),
            then=TooSoon,
            sentence=f"too soon to {doing}: adopt a framework first",
        )
        for doing, kind, fields in JUDGING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} of an unknown theme",
            given=UNDER_WAY,
            when=by(ANN, kind, **{**fields, "theme": "7"}),
            then=UnknownTheme,
            sentence="There is no theme 7",
        )
        for doing, kind, fields in JUDGING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} off the scale",
            given=UNDER_WAY,
            when=by(ANN, kind, **{**fields, "rating": "outstanding"}),
            then=RatingNotOnScale,
            sentence="outstanding is not on the rating scale. Use one of: poor, unsatisfactory, satisfactory, good.",
        )
        for doing, kind, fields in JUDGING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} of a scored theme without its score",
            given=UNDER_WAY,
            when=by(ANN, kind, **{**fields, "rested_on": None}),
            then=ScoreNeeded,
            sentence="Theme 1 is scored, so its judgement must include the score that it rests on.",
        )
        for doing, kind, fields in JUDGING
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} of a theme without questions on a score",
            given=UNDER_WAY,
            when=by(ANN, kind, **{**fields, "theme": "3"}),
            then=ScoreNotWanted,
            sentence="Theme 3 is judged without a score",
        )
        for doing, kind, fields in JUDGING
    ),
    Refuses(
        rule="the theme has another judgement",
        given=JUDGED_ONE,
        when=by(ANN, MakeJudgement, **{**SATISFACTORY, "rating": "good"}),
        then=AlreadyJudged,
        sentence="Theme 1 is already judged satisfactory.",
    ),
    Refuses(
        rule="there is no judgement to revise",
        given=UNDER_WAY,
        when=by(ANN, ReviseJudgement, **CHANGE),
        then=NotJudged,
        sentence="Theme 1 has no judgement yet.",
    ),
    Refuses(
        rule="a proposal would be revised as if it were a judgement",
        given=[UNDER_WAY, by(HAL, JudgementProposed, **SATISFACTORY)],
        when=by(ANN, ReviseJudgement, **CHANGE),
        then=NotJudged,
        sentence="Theme 1 has no judgement yet.",
    ),
    Refuses(
        rule="the revised judgement is unchanged",
        given=JUDGED_ONE,
        when=by(ANN, ReviseJudgement, **{**CHANGE, "rating": "satisfactory"}),
        then=NothingToChange,
        sentence="The judgement of theme 1 is already satisfactory.",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_a_proposal_judges_nothing():
    assert inspection(*UNDER_WAY, by(HAL, JudgementProposed, **SATISFACTORY)).judgements == {}


def test_a_judgement_formats_the_score_it_rested_on():
    assert str(BASIS) == "1 of 2 sufficient at #21"
