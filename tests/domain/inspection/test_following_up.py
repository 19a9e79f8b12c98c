"""Recommendations, what their owners say and do, and what the inspectorate sees for itself."""

from datetime import date

from domain.inspection.events.fieldwork import FindingList, FindingWithdrawn
from domain.inspection.events.following_up import (
    Acceptance,
    ActionPlanned,
    ActionRevised,
    CitedFinding,
    Closure,
    DueDateRevised,
    FollowUpReviewed,
    Progress,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
    Verification,
)
from domain.inspection.following_up import (
    AnswerRecommendation,
    CloseRecommendation,
    MakeRecommendation,
    PlanAction,
    ReopenRecommendation,
    ReportProgress,
    ReviewFollowUp,
    ReviseAction,
    ReviseDueDate,
    VerifyProgress,
)
from domain.inspection.state import Action
from domain.refusals import (
    AlreadyClosed,
    EvidenceNeeded,
    NotClosed,
    NothingToChange,
    NotTheOwner,
    OwnWorkVerified,
    ReferenceTaken,
    ReportLocked,
    RoleNotAllowed,
    SuccessorNeeded,
    TooEarlyToReview,
    TooLate,
    TooSoon,
    UnknownAction,
    UnknownEvidence,
    UnknownFinding,
    UnknownRecommendation,
)
from tests.inspection_story import (
    ANN,
    BEN,
    CAT,
    CLOSED,
    DRAFTED,
    EVE,
    FIRST_FINDING,
    FOUND,
    GUS,
    HAL,
    HEARD,
    JAN,
    MONTH_SIX,
    MONTH_TWELVE,
    OUT,
    OUTCOME,
    OWNER,
    PLANNED,
    RECOMMENDED,
    REOPENED_REPORT,
    SERVICE,
    STEP,
    UNDER_WAY,
    Records,
    Refuses,
    by,
    inspection,
)

RESTS_ON = {**OUTCOME, "contributors": ("The health board",), "findings": (CitedFinding(**FIRST_FINDING),)}
THIRD = {**OUTCOME, "number": 3}
AGREES = {"number": 1, "acceptance": Acceptance.AGREED}
IN_PART = {"number": 1, "acceptance": Acceptance.PARTLY_AGREED, "explanation": "For new cases."}
SLOWER = {"number": 1, "action": 1, "due_on": date(2016, 9, 1), "reason": "The trainer left."}
CLAIM = {
    "number": 1,
    "progress": Progress.CLAIMED_COMPLETE,
    "narrative": "Everybody is trained.",
    "evidence": ("E-1",),
}
SEEN = {
    "number": 1,
    "verification": Verification.REASONABLE,
    "narrative": "Half the plans were shared.",
    "evidence": ("E-1",),
}
LATER = {"number": 1, "due_on": date(2017, 6, 1), "told_on": MONTH_SIX, "reason": "The team moves."}
IMPLEMENTED = {
    "number": 1,
    "closure": Closure.IMPLEMENTED,
    "reason": "Seen in ten files.",
    "evidence": ("E-1",),
}
SUPERSEDED = {"number": 1, "closure": Closure.SUPERSEDED, "reason": "Two says more.", "superseded_by": "2"}
AGAIN = {"number": 1, "reason": "It stopped again."}
SUMMARY = {"summary": "One of two is done."}
MOVED = by(
    ANN,
    DueDateRevised,
    day=MONTH_SIX,
    number=1,
    old=MONTH_TWELVE,
    new=date(2017, 6, 1),
    told_on=MONTH_SIX,
    reason="The team moves.",
)
EARLIER = {"step": "Find a trainer.", "responsible": "Head of service", "due_on": date(2016, 4, 1)}
PLANNED_SECOND = by(EVE, ActionPlanned, day=MONTH_SIX, number=1, action=2, **STEP)
TAKEN_BACK = by(HAL, FindingWithdrawn, **FIRST_FINDING, old="Plans were not shared.", reason="They were found.")


def revised(**new):
    """The revised action; what is not given is as it was."""
    old = {
        "old": STEP["step"],
        "new": STEP["step"],
        "old_due_on": STEP["due_on"],
        "due_on": STEP["due_on"],
        "old_responsible": STEP["responsible"],
        "responsible": STEP["responsible"],
        "done": False,
        "reason": "The trainer left.",
    }
    return by(EVE, ActionRevised, day=MONTH_SIX, **{"number": 1, "action": 1, **old, **new})


def changing(**new):
    """The command that asks for the revised action."""
    return by(EVE, ReviseAction, day=MONTH_SIX, number=1, action=1, reason="The trainer left.", **new)


RECORDS = (
    Records(
        rule="a recommendation is made of one owner, and nothing is due before publication",
        given=[UNDER_WAY, HEARD, FOUND],
        when=by(ANN, MakeRecommendation, **RESTS_ON),
        then=[by(ANN, RecommendationMade, **RESTS_ON, due_on=None)],
    ),
    Records(
        rule="a recommendation of a second edition is due twelve months after the first publication",
        given=REOPENED_REPORT,
        when=by(ANN, MakeRecommendation, **THIRD),
        then=[by(ANN, RecommendationMade, **THIRD, due_on=MONTH_TWELVE)],
    ),
    Records(
        rule="the owner agrees",
        given=OUT,
        when=by(EVE, AnswerRecommendation, day=MONTH_SIX, **AGREES),
        then=[by(EVE, RecommendationAnswered, day=MONTH_SIX, **AGREES)],
    ),
    Records(
        rule="the owner then agrees in part, and the old answer is kept beside the new",
        given=[OUT, by(EVE, RecommendationAnswered, **AGREES)],
        when=by(EVE, AnswerRecommendation, day=MONTH_SIX, **IN_PART),
        then=[by(EVE, RecommendationAnswered, day=MONTH_SIX, **IN_PART, old=Acceptance.AGREED)],
    ),
    Records(
        rule="the owner plans a first step",
        given=OUT,
        when=by(EVE, PlanAction, day=MONTH_SIX, number=1, **STEP),
        then=[PLANNED],
    ),
    Records(
        rule="the owner plans a second step, which is number 2",
        given=[OUT, PLANNED],
        when=by(EVE, PlanAction, day=MONTH_SIX, number=1, **STEP),
        then=[PLANNED_SECOND],
    ),
    Records(
        rule="a step gets another date, and the old one is kept beside the new",
        given=[OUT, PLANNED],
        when=changing(due_on=date(2016, 9, 1)),
        then=[revised(due_on=date(2016, 9, 1))],
    ),
    Records(rule="a step is done", given=[OUT, PLANNED], when=changing(done=True), then=[revised(done=True)]),
    Records(
        rule="a step that was done is not done after all",
        given=[OUT, PLANNED, revised(done=True)],
        when=changing(done=False),
        then=[revised(done=False)],
    ),
    Records(
        rule="a step that was done stays done when it is worded differently",
        given=[OUT, PLANNED, revised(done=True)],
        when=changing(step="Train all.", responsible="Head of service"),
        then=[revised(new="Train all.", responsible="Head of service", done=True)],
    ),
    Records(
        rule="the second of two steps is revised, and not the first",
        given=[OUT, by(EVE, ActionPlanned, day=MONTH_SIX, number=1, action=1, **EARLIER), PLANNED_SECOND],
        when=by(EVE, ReviseAction, day=MONTH_SIX, number=1, action=2, reason="The trainer left.", step="Train all."),
        then=[revised(action=2, new="Train all.")],
    ),
    Records(
        rule="the owner claims to be done",
        given=OUT,
        when=by(EVE, ReportProgress, day=MONTH_SIX, **CLAIM),
        then=[by(EVE, ProgressReported, day=MONTH_SIX, **CLAIM)],
    ),
    Records(
        rule="the inspectorate looks for itself",
        given=OUT,
        when=by(BEN, VerifyProgress, day=MONTH_SIX, **SEEN),
        then=[by(BEN, ProgressVerified, day=MONTH_SIX, **SEEN)],
    ),
    Records(
        rule="a due date moves, and the old one is kept beside the new",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=[MOVED],
    ),
    Records(
        rule="the owner moves a due date",
        given=OUT,
        when=by(EVE, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=[MOVED.model_copy(update={"origin": by(EVE, ReviseDueDate, day=MONTH_SIX, **LATER).origin})],
    ),
    Records(
        rule="a recommendation is closed as implemented, on evidence",
        given=OUT,
        when=by(ANN, CloseRecommendation, day=MONTH_SIX, **IMPLEMENTED),
        then=[CLOSED],
    ),
    Records(
        rule="a recommendation is closed as not implemented, without evidence",
        given=OUT,
        when=by(ANN, CloseRecommendation, number=1, closure=Closure.NOT_IMPLEMENTED, reason="Nothing was done."),
        then=[by(ANN, RecommendationClosed, number=1, closure=Closure.NOT_IMPLEMENTED, reason="Nothing was done.")],
    ),
    Records(
        rule="a recommendation is superseded by another",
        given=OUT,
        when=by(CAT, CloseRecommendation, **SUPERSEDED),
        then=[by(CAT, RecommendationClosed, **SUPERSEDED)],
    ),
    Records(
        rule="a closed recommendation is reopened",
        given=[OUT, CLOSED],
        when=by(ANN, ReopenRecommendation, **AGAIN),
        then=[by(ANN, RecommendationReopened, **AGAIN, old=Closure.IMPLEMENTED)],
    ),
    Records(
        rule="the month-12 review is held on the day it is due",
        given=OUT,
        when=by(BEN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=[by(BEN, FollowUpReviewed, day=MONTH_TWELVE, **SUMMARY)],
    ),
)

AS_OWNER = (
    ("answer recommendations", AnswerRecommendation, AGREES),
    ("plan actions", PlanAction, {"number": 1, **STEP}),
    ("revise actions", ReviseAction, SLOWER),
    ("report progress", ReportProgress, CLAIM),
)
AS_INSPECTORATE = (
    ("verify progress", VerifyProgress, SEEN),
    ("close recommendations", CloseRecommendation, IMPLEMENTED),
    ("reopen recommendations", ReopenRecommendation, AGAIN),
)
INSIDER = BEN.model_copy(update={"organisation": SERVICE})

REFUSES = (
    Refuses(
        rule="an inspector would make a recommendation",
        given=UNDER_WAY,
        when=by(BEN, MakeRecommendation, **OUTCOME),
        then=RoleNotAllowed,
        saying="may not make recommendations",
    ),
    Refuses(
        rule="a recommendation would be made in a final report",
        given=OUT,
        when=by(ANN, MakeRecommendation, **THIRD),
        then=ReportLocked,
        saying="nobody may make recommendations.",
    ),
    Refuses(
        rule="the number of the recommendation is taken",
        given=[UNDER_WAY, RECOMMENDED],
        when=by(ANN, MakeRecommendation, **OUTCOME),
        then=ReferenceTaken,
        saying="Recommendation 1 exists already.",
    ),
    Refuses(
        rule="a recommendation rests on a finding that is not there",
        given=UNDER_WAY,
        when=by(ANN, MakeRecommendation, **RESTS_ON),
        then=UnknownFinding,
        saying="There is no finding 1/key_finding/1.",
    ),
    Refuses(
        rule="a recommendation rests on a finding that was taken back",
        given=[UNDER_WAY, HEARD, FOUND, TAKEN_BACK],
        when=by(ANN, MakeRecommendation, **RESTS_ON),
        then=UnknownFinding,
        saying="There is no finding 1/key_finding/1.",
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} where there is no such recommendation",
            given=OUT,
            when=by(who, kind, **{**fields, "number": 7}),
            then=UnknownRecommendation,
            saying="There is no recommendation 7. See: inspectrail recommendations",
        )
        for who, work in ((EVE, AS_OWNER), (ANN, AS_INSPECTORATE))
        for doing, kind, fields in work
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} before publication",
            given=DRAFTED,
            when=by(who, kind, **fields),
            then=TooSoon,
            saying=f"too soon to {doing}: the report is not published yet.",
        )
        for who, work in ((EVE, AS_OWNER), (ANN, AS_INSPECTORATE))
        for doing, kind, fields in work
    ),
    *(
        Refuses(
            rule=f"the inspectorate would {doing}",
            given=[OUT, PLANNED],
            when=by(ANN, kind, **fields),
            then=RoleNotAllowed,
            saying=f"Ann Archer acts as lead inspector, and may not {doing}.",
        )
        for doing, kind, fields in AS_OWNER
    ),
    *(
        Refuses(
            rule=f"a body that does not own the recommendation would {doing}",
            given=[OUT, PLANNED],
            when=by(JAN, kind, **fields),
            then=NotTheOwner,
            saying="Jan Jones is from Newport Health Board. Recommendation 1 is owned by Head of service, Newport",
        )
        for doing, kind, fields in AS_OWNER
    ),
    *(
        Refuses(
            rule=f"the owner would {doing}",
            given=[OUT, CLOSED],
            when=by(who, kind, **fields),
            then=OwnWorkVerified,
            saying="is from Newport Youth Service, which owns recommendation 1.",
        )
        for who in (EVE, INSIDER)
        for doing, kind, fields in AS_INSPECTORATE
    ),
    *(
        Refuses(
            rule=f"a local assessor would {doing}",
            given=[OUT, CLOSED],
            when=by(GUS, kind, **fields),
            then=RoleNotAllowed,
            saying=f"may not {doing}",
        )
        for doing, kind, fields in AS_INSPECTORATE
    ),
    *(
        Refuses(
            rule=f"the owner agrees {how}, without saying more",
            given=OUT,
            when=by(EVE, AnswerRecommendation, number=1, acceptance=acceptance),
            then=TooSoon,
            saying="say which part is agreed, or why it is not agreed",
        )
        for how, acceptance in (("in part", Acceptance.PARTLY_AGREED), ("not at all", Acceptance.NOT_AGREED))
    ),
    Refuses(
        rule="the owner gives the same answer again",
        given=[OUT, by(EVE, RecommendationAnswered, **IN_PART)],
        when=by(EVE, AnswerRecommendation, **IN_PART),
        then=NothingToChange,
        saying="The answer to recommendation 1 is partly agreed already.",
    ),
    Refuses(
        rule="a step would be planned when the recommendation is closed",
        given=[OUT, CLOSED],
        when=by(EVE, PlanAction, number=1, **STEP),
        then=AlreadyClosed,
        saying="Recommendation 1 is closed. Reopen it first, with a reason.",
    ),
    Refuses(
        rule="a step that was never planned would be revised",
        given=[OUT, PLANNED],
        when=by(EVE, ReviseAction, **{**SLOWER, "action": 2}),
        then=UnknownAction,
        saying="Recommendation 1 has no action 2.",
    ),
    Refuses(
        rule="nothing of the step is revised",
        given=[OUT, PLANNED],
        when=changing(),
        then=NothingToChange,
        saying="Action 1 of recommendation 1 is like that already.",
    ),
    Refuses(
        rule="the step is revised to what it is",
        given=[OUT, PLANNED],
        when=changing(**STEP, done=False),
        then=NothingToChange,
        saying="There is nothing to change.",
    ),
    Refuses(
        rule="progress would be reported when the recommendation is closed",
        given=[OUT, CLOSED],
        when=by(EVE, ReportProgress, **CLAIM),
        then=AlreadyClosed,
        saying="Recommendation 1 is closed.",
    ),
    *(
        Refuses(
            rule=f"evidence that is not there is named to {doing}",
            given=OUT,
            when=by(who, kind, **{**fields, "evidence": ("E-1", "E-9")}),
            then=UnknownEvidence,
            saying="There is no evidence item E-9.",
        )
        for who, (doing, kind, fields) in ((EVE, AS_OWNER[3]), (ANN, AS_INSPECTORATE[0]), (ANN, AS_INSPECTORATE[1]))
    ),
    Refuses(
        rule="a local assessor would move a due date",
        given=OUT,
        when=by(GUS, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=RoleNotAllowed,
        saying="may not move due dates",
    ),
    Refuses(
        rule="a body that does not own the recommendation would move its due date",
        given=OUT,
        when=by(JAN, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=NotTheOwner,
        saying="who must say this.",
    ),
    Refuses(
        rule="the due date of no recommendation would move",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **{**LATER, "number": 7}),
        then=UnknownRecommendation,
        saying="There is no recommendation 7.",
    ),
    Refuses(
        rule="the due date would move when the recommendation is closed",
        given=[OUT, CLOSED],
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=AlreadyClosed,
        saying="Recommendation 1 is closed.",
    ),
    Refuses(
        rule="nothing is due yet",
        given=DRAFTED,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=TooSoon,
        saying="the report is not published, so nothing is due yet.",
    ),
    Refuses(
        rule="the due date is the old one",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **{**LATER, "due_on": MONTH_TWELVE}),
        then=NothingToChange,
        saying="The due date of recommendation 1 is 2017-02-28 already.",
    ),
    Refuses(
        rule="the inspectorate would have been told on a day that has not come",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **{**LATER, "told_on": date(2016, 9, 1)}),
        then=TooSoon,
        saying="the inspectorate cannot have been told on a day that has not come yet.",
    ),
    Refuses(
        rule="a recommendation would be closed twice",
        given=[OUT, CLOSED],
        when=by(ANN, CloseRecommendation, **IMPLEMENTED),
        then=AlreadyClosed,
        saying="Recommendation 1 is closed.",
    ),
    Refuses(
        rule="a recommendation would be closed as implemented on a claim alone",
        given=[OUT, by(EVE, ProgressReported, **CLAIM)],
        when=by(ANN, CloseRecommendation, **{**IMPLEMENTED, "evidence": ()}),
        then=EvidenceNeeded,
        saying="Recommendation 1 cannot be closed as implemented on a claim alone.",
    ),
    Refuses(
        rule="a recommendation is superseded by nothing",
        given=OUT,
        when=by(ANN, CloseRecommendation, **{**SUPERSEDED, "superseded_by": None}),
        then=SuccessorNeeded,
        saying="Say what supersedes recommendation 1",
    ),
    Refuses(
        rule="a recommendation is implemented and superseded",
        given=OUT,
        when=by(ANN, CloseRecommendation, **{**IMPLEMENTED, "superseded_by": "2"}),
        then=SuccessorNeeded,
        saying="only when it is closed as superseded.",
    ),
    *(
        Refuses(
            rule=f"a recommendation is superseded by {what}",
            given=OUT,
            when=by(ANN, CloseRecommendation, **{**SUPERSEDED, "superseded_by": successor}),
            then=UnknownRecommendation,
            saying=f"There is no recommendation {successor}.",
        )
        for what, successor in (("itself", "1"), ("one that was never made", "7"))
    ),
    Refuses(
        rule="a recommendation is superseded by one that it superseded",
        given=[OUT, by(ANN, RecommendationClosed, **{**SUPERSEDED, "number": 2, "superseded_by": "1"})],
        when=by(ANN, CloseRecommendation, **SUPERSEDED),
        then=TooLate,
        saying="recommendation 2 is superseded itself",
    ),
    Refuses(
        rule="an open recommendation would be reopened",
        given=OUT,
        when=by(ANN, ReopenRecommendation, **AGAIN),
        then=NotClosed,
        saying="Recommendation 1 is open already.",
    ),
    Refuses(
        rule="the owner would hold the review",
        given=OUT,
        when=by(EVE, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=RoleNotAllowed,
        saying="may not hold the month-12 review",
    ),
    Refuses(
        rule="the review would be held before publication",
        given=DRAFTED,
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=TooSoon,
        saying="too soon to review the follow-up: the report is not published yet.",
    ),
    Refuses(
        rule="the review would be held a day early",
        given=OUT,
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, on=date(2017, 2, 27), **SUMMARY),
        then=TooEarlyToReview,
        saying="The month-12 review takes place on or after 28 February 2017.",
    ),
    Refuses(
        rule="the review would be held twice",
        given=[OUT, by(BEN, FollowUpReviewed, day=MONTH_TWELVE, **SUMMARY)],
        when=by(ANN, ReviewFollowUp, day=MONTH_TWELVE, **SUMMARY),
        then=TooLate,
        saying="the month-12 review took place already.",
    ),
)


def test_publication_says_when_every_recommendation_is_due():
    due = {number: made.due_on for number, made in inspection(*OUT).recommendations.items()}
    assert due == {1: MONTH_TWELVE, 2: MONTH_TWELVE}


def test_the_revised_step_stands_and_the_other_steps_stay():
    actions = inspection(*OUT, PLANNED, PLANNED_SECOND, revised(new="Train all.", done=True)).recommendation(1).actions
    assert actions == (
        Action("Train all.", "Team manager", date(2016, 6, 1), done=True),
        Action("Train every case manager.", "Team manager", date(2016, 6, 1)),
    )


def test_a_recommendation_that_is_reopened_is_open():
    reopened = by(ANN, RecommendationReopened, **AGAIN, old=Closure.IMPLEMENTED)
    assert inspection(*OUT, CLOSED).recommendation(1).closed is Closure.IMPLEMENTED
    assert inspection(*OUT, CLOSED, reopened).recommendation(1).closed is None


def test_owners_and_cited_findings_are_told_in_one_line():
    assert str(OWNER) == "Head of service, Newport Youth Service"
    assert str(CitedFinding(theme="1", list=FindingList.EXPLANATION, ordinal=3)) == "1/explanation/3"
