"""Recommendations, what their owners say and do, and what the inspectorate sees for itself."""

from datetime import date, timedelta

from msgspec import structs

from domain.commands.following_up import (
    AnswerRecommendation,
    CloseRecommendation,
    MakeRecommendation,
    PlanAction,
    ReopenRecommendation,
    ReportProgress,
    ReviseAction,
    ReviseDueDate,
    VerifyProgress,
)
from domain.events.fieldwork import (
    EvidenceKind,
    EvidenceRecorded,
    FindingList,
    FindingWithdrawn,
    SourceRole,
)
from domain.events.following_up import (
    ActionPlanned,
    ActionRevised,
    DueDateRequested,
    DueDateRevised,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
)
from domain.events.recommendation_terms import Acceptance, CitedFinding, Closure, Progress, Verification
from domain.events.reporting import ReportPublished
from domain.refusals.follow_up import (
    AlreadyClosed,
    EvidenceNeeded,
    NotClosed,
    NotExplained,
    NotTheOwner,
    OwnWorkVerified,
    SpokeForTheOwner,
    SuccessorNeeded,
    UnknownAction,
    UnknownRecommendation,
)
from domain.refusals.inspection import (
    DateOutOfOrder,
    NothingToChange,
    ReferenceTaken,
    ReportLocked,
    RoleNotAllowed,
    TooLate,
    TooSoon,
    UnknownEvidence,
    UnknownFinding,
)
from domain.states.recommendation import Action
from tests.fixtures.given_when_then import (
    ANN,
    BEN,
    CAT,
    CLOSED,
    DRAFTED,
    EVE,
    FAY,
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
    PUBLICATION,
    RECOMMENDED,
    REOPENED_REPORT,
    ROOT,
    SERVICE,
    STEP,
    UNDER_WAY,
    Records,
    Refuses,
    Row,
    by,
    inspection,
    rows_as_tests,
)

DAY = timedelta(days=1)
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
REOPENED = by(ANN, RecommendationReopened, day=MONTH_SIX, **AGAIN, old=Closure.IMPLEMENTED)
NEW_EVIDENCE = by(
    ANN,
    EvidenceRecorded,
    day=MONTH_SIX,
    evidence="E-7",
    evidence_kind=EvidenceKind.DOCUMENT,
    source=SourceRole.MANAGER,
    text="The minutes.",
)
ON_NEW_EVIDENCE = {**IMPLEMENTED, "evidence": ("E-7",)}
LAST_SAID = "the last report, verification or review of recommendation 1 was on"
SECOND_OUT = date(2016, 9, 1)
SECOND_EDITION = by(
    FAY, ReportPublished, day=SECOND_OUT, edition=2, published_on=SECOND_OUT, due_on=date(2017, 9, 1), **ROOT
)
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
ASKED_FOR = by(
    EVE,
    DueDateRequested,
    day=MONTH_SIX,
    number=1,
    old=MONTH_TWELVE,
    new=date(2017, 6, 1),
    told_on=MONTH_SIX,
    reason="The team moves.",
)
EARLIER = {"step": "Find a trainer.", "responsible": "Head of service", "due_on": date(2016, 10, 3)}
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
        rule="a recommendation is made to one owner, and nothing is due before publication",
        given=[UNDER_WAY, HEARD, FOUND],
        when=by(ANN, MakeRecommendation, **RESTS_ON),
        then=[by(ANN, RecommendationMade, **RESTS_ON, due_on=None)],
    ),
    Records(
        rule="a recommendation of a second edition has no due date before that edition is published",
        given=REOPENED_REPORT,
        when=by(ANN, MakeRecommendation, **THIRD),
        then=[by(ANN, RecommendationMade, **THIRD, due_on=None)],
    ),
    Records(
        rule="the owner agrees",
        given=OUT,
        when=by(EVE, AnswerRecommendation, day=MONTH_SIX, **AGREES),
        then=[by(EVE, RecommendationAnswered, day=MONTH_SIX, **AGREES)],
    ),
    Records(
        rule="the owner then agrees in part, and the old response is recorded with the new",
        given=[OUT, by(EVE, RecommendationAnswered, day=MONTH_SIX, **AGREES)],
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
        rule="an action gets another date, and the old value is recorded with the new",
        given=[OUT, PLANNED],
        when=changing(due_on=date(2016, 9, 1)),
        then=[revised(due_on=date(2016, 9, 1))],
    ),
    Records(rule="an action is done", given=[OUT, PLANNED], when=changing(done=True), then=[revised(done=True)]),
    Records(
        rule="an action that was done is not done after all",
        given=[OUT, PLANNED, revised(done=True)],
        when=changing(done=False),
        then=[revised(done=False)],
    ),
    Records(
        rule="an action that was done stays done when it is reworded",
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
        rule="a due date moves, and the old value is recorded with the new",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=[MOVED],
    ),
    Records(
        rule="a claim is true of the day of publication, and reported half a year later",
        given=OUT,
        when=by(EVE, ReportProgress, day=MONTH_SIX, on=PUBLICATION, **CLAIM),
        then=[by(EVE, ProgressReported, day=MONTH_SIX, on=PUBLICATION, **CLAIM)],
    ),
    Records(
        rule="an action is due on the day it is planned",
        given=OUT,
        when=by(EVE, PlanAction, day=MONTH_SIX, number=1, **{**STEP, "due_on": MONTH_SIX}),
        then=[by(EVE, ActionPlanned, day=MONTH_SIX, number=1, action=1, **{**STEP, "due_on": MONTH_SIX})],
    ),
    *(
        Records(
            rule=f"the inspectorate {decides} the due date that the owner asks for",
            given=[OUT, ASKED_FOR],
            when=by(ANN, ReviseDueDate, day=MONTH_SIX, **{**LATER, "due_on": due_on}),
            then=[structs.replace(MOVED, old=old, new=due_on)],
        )
        for decides, old, due_on in (
            ("agrees to", MONTH_TWELVE, LATER["due_on"]),
            ("does not agree to", MONTH_TWELVE, MONTH_TWELVE),
            ("gives another day than", MONTH_TWELVE, date(2017, 4, 1)),
        )
    ),
    Records(
        rule="the owner requests another due date",
        given=OUT,
        when=by(EVE, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=[ASKED_FOR],
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
        when=by(
            ANN,
            CloseRecommendation,
            day=MONTH_SIX,
            number=1,
            closure=Closure.NOT_IMPLEMENTED,
            reason="Nothing was done.",
        ),
        then=[
            by(
                ANN,
                RecommendationClosed,
                day=MONTH_SIX,
                number=1,
                closure=Closure.NOT_IMPLEMENTED,
                reason="Nothing was done.",
            )
        ],
    ),
    Records(
        rule="a recommendation is superseded by another",
        given=OUT,
        when=by(CAT, CloseRecommendation, day=MONTH_SIX, **SUPERSEDED),
        then=[by(CAT, RecommendationClosed, day=MONTH_SIX, **SUPERSEDED)],
    ),
    Records(
        rule="a closed recommendation is reopened",
        given=[OUT, CLOSED],
        when=by(ANN, ReopenRecommendation, day=MONTH_SIX, **AGAIN),
        then=[by(ANN, RecommendationReopened, day=MONTH_SIX, **AGAIN, old=Closure.IMPLEMENTED)],
    ),
)

AS_OWNER = (
    ("respond to recommendations", AnswerRecommendation, AGREES),
    ("plan actions", PlanAction, {"number": 1, **STEP}),
    ("revise actions", ReviseAction, SLOWER),
    ("report progress", ReportProgress, CLAIM),
)
AS_INSPECTORATE = (
    ("verify progress", VerifyProgress, SEEN),
    ("close recommendations", CloseRecommendation, IMPLEMENTED),
    ("reopen recommendations", ReopenRecommendation, AGAIN),
)
INSIDER = structs.replace(BEN, organisation=SERVICE)
IN_OTHER_LETTERS = structs.replace(BEN, organisation=SERVICE.upper().replace(" ", "  "))
TURNED_INSPECTOR = structs.replace(EVE, role=BEN.role, organisation=BEN.organisation)

REFUSES = (
    Refuses(
        rule="an inspector would make a recommendation",
        given=UNDER_WAY,
        when=by(BEN, MakeRecommendation, **OUTCOME),
        then=RoleNotAllowed,
        sentence="may not make recommendations",
    ),
    Refuses(
        rule="a recommendation would be made in a final report",
        given=OUT,
        when=by(ANN, MakeRecommendation, **THIRD),
        then=ReportLocked,
        sentence="nobody may make recommendations.",
    ),
    Refuses(
        rule="the number of the recommendation is taken",
        given=[UNDER_WAY, RECOMMENDED],
        when=by(ANN, MakeRecommendation, **OUTCOME),
        then=ReferenceTaken,
        sentence="Recommendation 1 already exists.",
    ),
    Refuses(
        rule="a recommendation rests on an unknown finding",
        given=UNDER_WAY,
        when=by(ANN, MakeRecommendation, **RESTS_ON),
        then=UnknownFinding,
        sentence="There is no finding 1/key_finding/1.",
    ),
    Refuses(
        rule="a recommendation rests on a finding that was taken back",
        given=[UNDER_WAY, HEARD, FOUND, TAKEN_BACK],
        when=by(ANN, MakeRecommendation, **RESTS_ON),
        then=UnknownFinding,
        sentence="There is no finding 1/key_finding/1.",
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} on an unknown recommendation",
            given=OUT,
            when=by(who, kind, day=MONTH_SIX, **{**fields, "number": 7}),
            then=UnknownRecommendation,
            sentence="There is no recommendation 7.",
        )
        for who, work in ((EVE, AS_OWNER), (ANN, AS_INSPECTORATE))
        for doing, kind, fields in work
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} before publication",
            given=DRAFTED,
            when=by(who, kind, day=MONTH_SIX, **fields),
            then=TooSoon,
            sentence=f"too soon to {doing}: the report is not published yet.",
        )
        for who, work in ((EVE, AS_OWNER), (ANN, AS_INSPECTORATE))
        for doing, kind, fields in work
    ),
    *(
        Refuses(
            rule=f"the inspectorate would {doing}",
            given=[OUT, PLANNED],
            when=by(ANN, kind, day=MONTH_SIX, **fields),
            then=RoleNotAllowed,
            sentence=f"Ann Archer has the role lead inspector and may not {doing}.",
        )
        for doing, kind, fields in AS_OWNER
    ),
    *(
        Refuses(
            rule=f"a body that does not own the recommendation would {doing}",
            given=[OUT, PLANNED],
            when=by(JAN, kind, day=MONTH_SIX, **fields),
            then=NotTheOwner,
            sentence="Jan Jones is from Newport Health Board. Only the owner of recommendation 1 can do this: Head of",
        )
        for doing, kind, fields in AS_OWNER
    ),
    *(
        Refuses(
            rule=f"the owner would {doing}",
            given=[OUT, CLOSED],
            when=by(who, kind, day=MONTH_SIX, **fields),
            then=OwnWorkVerified,
            sentence="which owns recommendation 1. Nobody may verify or close their own work",
        )
        for who in (EVE, INSIDER, IN_OTHER_LETTERS)
        for doing, kind, fields in AS_INSPECTORATE
    ),
    *(
        Refuses(
            rule=f"a local assessor would {doing}",
            given=[OUT, CLOSED],
            when=by(GUS, kind, day=MONTH_SIX, **fields),
            then=RoleNotAllowed,
            sentence=f"may not {doing}",
        )
        for doing, kind, fields in AS_INSPECTORATE
    ),
    *(
        Refuses(
            rule=f"the owner agrees {how}, without saying more",
            given=OUT,
            when=by(EVE, AnswerRecommendation, day=MONTH_SIX, number=1, acceptance=acceptance),
            then=NotExplained,
            sentence="needs an explanation: which part is agreed, or why it is not agreed.",
        )
        for how, acceptance in (("in part", Acceptance.PARTLY_AGREED), ("not at all", Acceptance.NOT_AGREED))
    ),
    Refuses(
        rule="the owner gives the same answer again",
        given=[OUT, by(EVE, RecommendationAnswered, day=MONTH_SIX, **IN_PART)],
        when=by(EVE, AnswerRecommendation, day=MONTH_SIX, **IN_PART),
        then=NothingToChange,
        sentence="The response to recommendation 1 is already partly agreed.",
    ),
    *(
        Refuses(
            rule=f"the recommendation is closed, and somebody would {doing}",
            given=[OUT, PLANNED, CLOSED],
            when=by(who, kind, day=MONTH_SIX, **fields),
            then=AlreadyClosed,
            sentence="Recommendation 1 is closed. The inspectorate must reopen it first.",
        )
        for who, work in ((EVE, AS_OWNER), (ANN, (*AS_INSPECTORATE[:2], ("move due dates", ReviseDueDate, LATER))))
        for doing, kind, fields in work
    ),
    *(
        Refuses(
            rule=f"somebody who spoke for the owner is an inspector now, and would {doing}",
            given=[OUT, by(EVE, RecommendationAnswered, day=MONTH_SIX, **AGREES), CLOSED],
            when=by(TURNED_INSPECTOR, kind, day=MONTH_SIX, **fields),
            then=SpokeForTheOwner,
            sentence="Eve Evans acted for the owner of recommendation 1 before.",
        )
        for doing, kind, fields in AS_INSPECTORATE
    ),
    *(
        Refuses(
            rule=f"somebody would {doing} for a day before publication",
            given=[OUT, PLANNED],
            when=by(who, kind, day=MONTH_SIX, on=PUBLICATION - DAY, **fields),
            then=DateOutOfOrder,
            sentence="The effective date of a change to recommendation 1 cannot be 28 February 2016: the report was",
        )
        for who, work in ((EVE, AS_OWNER), (ANN, (*AS_INSPECTORATE, ("move due dates", ReviseDueDate, LATER))))
        for doing, kind, fields in work
    ),
    Refuses(
        rule="an action would be due before it is planned",
        given=OUT,
        when=by(EVE, PlanAction, day=MONTH_SIX, number=1, **{**STEP, "due_on": MONTH_SIX - DAY}),
        then=DateOutOfOrder,
        sentence="due date of the action cannot be 30 August 2016: it is planned on 31 August 2016.",
    ),
    Refuses(
        rule="an action would be moved to a day before it was planned",
        given=[OUT, PLANNED],
        when=changing(due_on=MONTH_SIX - DAY),
        then=DateOutOfOrder,
        sentence="The due date of action 1 cannot be 30 August 2016: it was planned on 31 August 2016.",
    ),
    Refuses(
        rule="an action would be revised before it was planned",
        given=[OUT, PLANNED],
        when=by(EVE, ReviseAction, day=MONTH_SIX, on=MONTH_SIX - DAY, number=1, action=1, done=True, reason="Done."),
        then=DateOutOfOrder,
        sentence="The revision of action 1 cannot be 30 August 2016: it was planned on 31 August 2016.",
    ),
    Refuses(
        rule="an action that was never planned would be revised",
        given=[OUT, PLANNED],
        when=by(EVE, ReviseAction, day=MONTH_SIX, **{**SLOWER, "action": 2}),
        then=UnknownAction,
        sentence="Recommendation 1 has no action 2.",
    ),
    Refuses(
        rule="the revision of the action changes nothing",
        given=[OUT, PLANNED],
        when=changing(),
        then=NothingToChange,
        sentence="Action 1 of recommendation 1 is already as given.",
    ),
    Refuses(
        rule="the action is revised to what it is",
        given=[OUT, PLANNED],
        when=changing(**STEP, done=False),
        then=NothingToChange,
        sentence="There is nothing to change.",
    ),
    *(
        Refuses(
            rule=f"unknown evidence is named to {doing}",
            given=OUT,
            when=by(who, kind, day=MONTH_SIX, **{**fields, "evidence": ("E-1", "E-9")}),
            then=UnknownEvidence,
            sentence="There is no evidence item E-9.",
        )
        for who, (doing, kind, fields) in ((EVE, AS_OWNER[3]), (ANN, AS_INSPECTORATE[0]), (ANN, AS_INSPECTORATE[1]))
    ),
    Refuses(
        rule="a local assessor would move a due date",
        given=OUT,
        when=by(GUS, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=RoleNotAllowed,
        sentence="may not move due dates",
    ),
    Refuses(
        rule="a body that does not own the recommendation would move its due date",
        given=OUT,
        when=by(JAN, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=NotTheOwner,
        sentence="Only the owner of recommendation 1 can do this: ",
    ),
    Refuses(
        rule="the due date of no recommendation would move",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **{**LATER, "number": 7}),
        then=UnknownRecommendation,
        sentence="There is no recommendation 7.",
    ),
    *(
        Refuses(
            rule=f"{what} before publication",
            given=OUT,
            when=by(ANN, ReviseDueDate, day=MONTH_SIX, **{**LATER, which: PUBLICATION - DAY}),
            then=DateOutOfOrder,
            sentence=f"{which_day} cannot be 28 February 2016: the report was published on 29 February 2016.",
        )
        for what, which, which_day in (
            ("a recommendation would be due", "due_on", "The new due date"),
            ("the inspectorate would have been told", "told_on", "The day on which the inspectorate was told"),
        )
    ),
    Refuses(
        rule="nothing is due yet",
        given=DRAFTED,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **LATER),
        then=TooSoon,
        sentence="is not published, so nothing is due yet.",
    ),
    Refuses(
        rule="the due date does not change",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, **{**LATER, "due_on": MONTH_TWELVE}),
        then=NothingToChange,
        sentence="The due date of recommendation 1 is already 28 February 2017.",
    ),
    *(
        Refuses(
            rule=f"{who.name} would give the due date that {what} once more",
            given=[OUT, *requests],
            when=by(who, ReviseDueDate, day=MONTH_TWELVE, **{**LATER, "due_on": due_on}),
            then=NothingToChange,
            sentence=sentence,
        )
        for who, what, requests, due_on, sentence in (
            (
                EVE,
                "she asks for",
                [ASKED_FOR],
                LATER["due_on"],
                "The requested due date of recommendation 1 is already 1 June",
            ),
            (EVE, "stands", [], MONTH_TWELVE, "The due date of recommendation 1 is already 28 February 2017."),
        )
    ),
    Refuses(
        rule="the inspectorate would be told after the effective date",
        given=OUT,
        when=by(ANN, ReviseDueDate, day=MONTH_SIX, on=date(2016, 8, 24), **LATER),
        then=DateOutOfOrder,
        sentence="cannot be 31 August 2016: the due date is moved on 24 August 2016, and the inspectorate cannot",
    ),
    *(
        Refuses(
            rule=f"a recommendation would be closed before {what}",
            given=[OUT, before],
            when=by(ANN, CloseRecommendation, day=MONTH_TWELVE, on=date(2016, 8, 30), **closing),
            then=DateOutOfOrder,
            sentence=f"The day of closing cannot be 30 August 2016: {why} 31 August 2016.",
        )
        for what, before, closing, why in (
            ("the evidence it rests on", NEW_EVIDENCE, ON_NEW_EVIDENCE, "evidence item E-7 is dated"),
            ("the report it follows", by(EVE, ProgressReported, day=MONTH_SIX, **CLAIM), IMPLEMENTED, LAST_SAID),
            ("the verification it follows", by(ANN, ProgressVerified, day=MONTH_SIX, **SEEN), IMPLEMENTED, LAST_SAID),
            ("it was reopened", [CLOSED, REOPENED], IMPLEMENTED, "recommendation 1 was reopened on"),
        )
    ),
    *(
        Refuses(
            rule=f"{who.name} would speak of a recommendation that no edition holds yet",
            given=[REOPENED_REPORT, by(ANN, RecommendationMade, day=MONTH_SIX, **THIRD)],
            when=by(who, kind, day=MONTH_SIX, **{**fields, "number": 3}),
            then=TooSoon,
            sentence="too soon to ",
        )
        for who, kind, fields in (
            (EVE, AnswerRecommendation, AGREES),
            (ANN, VerifyProgress, SEEN),
            (ANN, ReviseDueDate, LATER),
        )
    ),
    Refuses(
        rule="the owner would speak of a day before the edition that first holds the recommendation was published",
        given=[REOPENED_REPORT, by(ANN, RecommendationMade, day=MONTH_SIX, **THIRD), SECOND_EDITION],
        when=by(EVE, AnswerRecommendation, day=MONTH_TWELVE, on=MONTH_SIX, **{**AGREES, "number": 3}),
        then=DateOutOfOrder,
        sentence="cannot be 31 August 2016: the report was published on 1 September 2016.",
    ),
    Refuses(
        rule="a recommendation would be closed twice",
        given=[OUT, CLOSED],
        when=by(ANN, CloseRecommendation, day=MONTH_SIX, **IMPLEMENTED),
        then=AlreadyClosed,
        sentence="Recommendation 1 is closed. The inspectorate must reopen it first.",
    ),
    Refuses(
        rule="a recommendation would be closed as implemented on a claim alone",
        given=[OUT, by(EVE, ProgressReported, day=MONTH_SIX, **CLAIM)],
        when=by(ANN, CloseRecommendation, day=MONTH_SIX, **{**IMPLEMENTED, "evidence": ()}),
        then=EvidenceNeeded,
        sentence="Recommendation 1 cannot be closed as implemented on a claim alone.",
    ),
    Refuses(
        rule="a recommendation is superseded without a successor",
        given=OUT,
        when=by(ANN, CloseRecommendation, day=MONTH_SIX, **{**SUPERSEDED, "superseded_by": None}),
        then=SuccessorNeeded,
        sentence="Give the recommendation that supersedes recommendation 1",
    ),
    Refuses(
        rule="a recommendation is implemented and superseded",
        given=OUT,
        when=by(ANN, CloseRecommendation, day=MONTH_SIX, **{**IMPLEMENTED, "superseded_by": "2"}),
        then=SuccessorNeeded,
        sentence="is not closed as superseded, so it has no successor.",
    ),
    *(
        Refuses(
            rule=f"a recommendation is superseded by {what}",
            given=OUT,
            when=by(ANN, CloseRecommendation, day=MONTH_SIX, **{**SUPERSEDED, "superseded_by": successor}),
            then=UnknownRecommendation,
            sentence=f"There is no recommendation {successor}.",
        )
        for what, successor in (("itself", "1"), ("one that was never made", "7"))
    ),
    Refuses(
        rule="a recommendation is superseded by a recommendation that it superseded",
        given=[OUT, by(ANN, RecommendationClosed, day=MONTH_SIX, **{**SUPERSEDED, "number": 2, "superseded_by": "1"})],
        when=by(ANN, CloseRecommendation, day=MONTH_SIX, **SUPERSEDED),
        then=TooLate,
        sentence="recommendation 2 is itself closed as superseded.",
    ),
    Refuses(
        rule="a recommendation would be reopened before it was closed",
        given=[OUT, CLOSED],
        when=by(ANN, ReopenRecommendation, day=MONTH_SIX, on=MONTH_SIX - DAY, **AGAIN),
        then=DateOutOfOrder,
        sentence="The day of reopening cannot be 30 August 2016: recommendation 1 was closed on 31 August 2016.",
    ),
    Refuses(
        rule="an open recommendation would be reopened",
        given=OUT,
        when=by(ANN, ReopenRecommendation, day=MONTH_SIX, **AGAIN),
        then=NotClosed,
        sentence="Recommendation 1 is already open.",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_publication_sets_every_due_date():
    due = {number: recommendation.due_on for number, recommendation in inspection(*OUT).recommendations.items()}
    assert due == {1: MONTH_TWELVE, 2: MONTH_TWELVE}


def test_a_revised_action_changes_and_the_other_actions_stay():
    actions = inspection(*OUT, PLANNED, PLANNED_SECOND, revised(new="Train all.", done=True)).recommendation(1).actions
    assert actions == (
        Action("Train all.", "Team manager", date(2016, 12, 1), MONTH_SIX, done=True),
        Action("Train every case manager.", "Team manager", date(2016, 12, 1), MONTH_SIX),
    )


def test_a_recommendation_that_is_reopened_is_open():
    reopened = by(ANN, RecommendationReopened, day=MONTH_SIX, **AGAIN, old=Closure.IMPLEMENTED)
    assert inspection(*OUT, CLOSED).recommendation(1).closed is Closure.IMPLEMENTED
    assert inspection(*OUT, CLOSED, reopened).recommendation(1).closed is None


def test_owners_and_cited_findings_format_as_one_line():
    assert str(OWNER) == "Head of service, Newport Youth Service"
    assert str(CitedFinding(theme="1", list=FindingList.EXPLANATION, ordinal=3)) == "1/explanation/3"


def test_a_recommendation_of_a_later_edition_is_due_twelve_months_after_that_edition_and_earlier_due_dates_stay():
    third = by(ANN, RecommendationMade, day=MONTH_SIX, **THIRD)
    republished = inspection(*REOPENED_REPORT, third, SECOND_EDITION)
    days = [
        (recommendation.published_on, recommendation.due_on) for recommendation in republished.recommendations.values()
    ]
    assert days == [(PUBLICATION, MONTH_TWELVE), (PUBLICATION, MONTH_TWELVE), (SECOND_OUT, date(2017, 9, 1))]
    assert (republished.published_on, republished.review_due_on) == (PUBLICATION, MONTH_TWELVE)


def test_a_recommendation_is_closed_on_the_day_of_what_it_rests_on_and_follows():
    claim, look = by(EVE, ProgressReported, day=MONTH_SIX, **CLAIM), by(ANN, ProgressVerified, day=MONTH_SIX, **SEEN)
    closing = by(ANN, CloseRecommendation, day=MONTH_TWELVE, on=MONTH_SIX, **ON_NEW_EVIDENCE)
    assert Row(rule="", given=[OUT, NEW_EVIDENCE, CLOSED, REOPENED, claim, look], when=closing).decided()


def test_a_due_date_is_moved_by_the_inspectorate_and_only_requested_by_the_owner():
    requested = inspection(*OUT, ASKED_FOR)
    assert (requested.recommendation(1).due_on, requested.recommendation(1).requested_due_on) == (
        MONTH_TWELVE,
        LATER["due_on"],
    )
    moved = inspection(*OUT, ASKED_FOR, MOVED)
    assert (moved.recommendation(1).due_on, moved.recommendation(1).requested_due_on) == (LATER["due_on"], None)
    assert ASKED_FOR.sentence().startswith("asked to move the due date")
    assert MOVED.sentence().startswith("moved the due date")
