"""One example of every kind of event, by its permanent name: what people of the Newcastle inspection did."""

from datetime import UTC, date, datetime

from domain.actor import Actor, Origin, Role
from domain.case.events import (
    AnswerConfirmed,
    AnswerModerated,
    AnswerQueried,
    AnswerRecorded,
    AnswerRevised,
    AssessmentReopened,
    AssessmentSubmitted,
    AssessorAssigned,
    CaseExcluded,
    CaseReinstated,
    CaseSampled,
    Characteristic,
    ModerationCompleted,
    QueryAnswered,
    SecondAnswerRecorded,
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.fact import Fact
from domain.framework import Condition, Framework, Question, Rating, Response, Rule, Theme
from domain.inspection.events.fieldwork import (
    Citations,
    CitedAnswer,
    Direction,
    EvidenceKind,
    EvidenceRecorded,
    ExampleKind,
    FieldworkEnded,
    FieldworkStarted,
    FindingList,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    PracticeExampleRecorded,
    SourceRole,
)
from domain.inspection.events.following_up import (
    Acceptance,
    ActionPlanned,
    ActionRevised,
    CitedFinding,
    Closure,
    DueDateRequested,
    DueDateRevised,
    FollowUpReviewed,
    Owner,
    Progress,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
    RecommendationReviewed,
    Verification,
)
from domain.inspection.events.judging import JudgementMade, JudgementProposed, JudgementRevised, ScoreBasis
from domain.inspection.events.reporting import (
    AccuracyChallengeDecided,
    AccuracyChallengeRaised,
    ChallengeOutcome,
    DraftReportIssued,
    FeedbackGiven,
    ReportFinalised,
    ReportPublished,
    ReportUnlockApproved,
    ReportUnlockRequested,
)
from domain.inspection.events.setting_up import (
    FrameworkAdopted,
    InspectionAnnounced,
    TeamMemberAssigned,
    TeamMemberReleased,
)

NEWCASTLE = "newcastle-2016"

ANN = Actor(id="ann", name="Ann Archer", role=Role.LEAD_INSPECTOR, organisation="HM Inspectorate of Probation")
BEN = Actor(id="ben", name="Ben Baker", role=Role.INSPECTOR, organisation="HM Inspectorate of Probation")
CAT = Actor(id="cat", name="Cat Carter", role=Role.MODERATOR, organisation="HM Inspectorate of Probation")
EVE = Actor(id="eve", name="Eve Ellis", role=Role.INSPECTED_BODY, organisation="Newcastle City Council")
FAY = Actor(id="fay", name="Fay Fox", role=Role.PUBLISHER, organisation="HM Inspectorate of Probation")
GUS = Actor(id="gus", name="Gus Gray", role=Role.LOCAL_ASSESSOR, organisation="Gateshead Youth Offending Team")

FRAMEWORK = Framework(
    reference="small-fji",
    version="2016.1",
    title="Full joint inspection, in small",
    description="Two themes that are scored.\nOne that is judged without a score.",
    rule=Rule.POOLED,
    ratings=(
        Rating(key="poor", title="Poor", value=1, from_score=0),
        Rating(key="satisfactory", title="Satisfactory", value=3, from_score=64),
        Rating(key="good", title="Good", value=4, from_score=80),
    ),
    conditions=(Condition(key="review_due", title="A review fell due"),),
    themes=(
        Theme(
            id="1",
            title="Reducing reoffending",
            scored=True,
            questions=(
                Question(id="1.01", text="Was the analysis up to date?", stage="assessment", key_question="analysis"),
                Question(id="1.02", text="Was it reviewed?", stage="review", applies_when=("review_due",)),
            ),
        ),
        Theme(
            id="2",
            title="Protecting the public",
            scored=True,
            questions=(Question(id="2.01", text="Was the risk to others planned for?", stage="planning"),),
        ),
        Theme(id="5", title="Governance and partnerships", domain="Leadership", scored=False),
    ),
)


def by(actor: Actor, day: date, *, on: date | None = None) -> Origin:
    """Return what this actor's deed of a morning begins with."""
    at = datetime(day.year, day.month, day.day, 9, 30, 15, 250_000, tzinfo=UTC)
    return Origin(actor=actor, recorded_at=at, command_id=f"{actor.id}-{day:%Y%m%d}", occurred_on=on)


SEPTEMBER = by(ANN, date(2015, 9, 14))
WEEK_ONE = by(BEN, date(2015, 10, 6), on=date(2015, 10, 5))
MODERATING = by(CAT, date(2015, 10, 8))
WEEK_TWO = by(ANN, date(2015, 10, 21))
REPORTING = by(ANN, date(2016, 1, 18))
OWNER = by(EVE, date(2016, 4, 11))
FOLLOW_UP = by(ANN, date(2016, 10, 3))

BASIS = ScoreBasis(rule=Rule.POOLED, sufficient=64, answered=100, numerator=16, denominator=25, position=1_234)
FINDING = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 2}

EXAMPLES: dict[str, Fact] = {
    fact.TYPE: fact
    for fact in (
        CaseSampled(
            origin=SEPTEMBER,
            inspection=NEWCASTLE,
            case="NC-07",
            pseudonym="Robin",
            conditions=("community", "psr_written", "review_due"),
            characteristics=(Characteristic(name="sex", value="female"), Characteristic(name="age", value="15")),
        ),
        AssessorAssigned(origin=SEPTEMBER, assessor="ben", old="gus"),
        AnswerRecorded(
            origin=WEEK_ONE,
            question="1.01",
            response=Response.SUFFICIENT,
            evidence="An analysis of 12 May.\nSigned by Robin – and by “Mum”; 5 < 6 & café, 東京, 👍.",
            references=("file, page 4", "eOASys, section 2"),
        ),
        AnswerRevised(
            origin=WEEK_ONE,
            question="1.01",
            old=Response.SUFFICIENT,
            new=Response.INSUFFICIENT,
            reason="The analysis is of 2014",
        ),
        AssessmentSubmitted(origin=WEEK_ONE),
        SecondAssessorAssigned(origin=by(ANN, date(2015, 10, 7)), assessor="gus"),
        SecondAnswerRecorded(
            origin=by(GUS, date(2015, 10, 7)),
            question="2.01",
            response=Response.NOT_APPLICABLE,
            evidence="No risk to others was found",
        ),
        SecondAssessmentSubmitted(origin=by(GUS, date(2015, 10, 7))),
        SecondAssessorReleased(
            origin=by(ANN, date(2015, 10, 8)), assessor="cat", reason="Needed to moderate elsewhere"
        ),
        AnswerQueried(origin=MODERATING, question="2.01", text="Which plan is meant?"),
        QueryAnswered(origin=by(BEN, date(2015, 10, 8)), question="2.01", text="That of June"),
        AnswerModerated(
            origin=MODERATING,
            question="1.01",
            old=Response.INSUFFICIENT,
            new=Response.SUFFICIENT,
            reason="The analysis of 2015 is in the annex",
        ),
        AnswerConfirmed(
            origin=MODERATING, question="2.01", response=Response.INSUFFICIENT, reason="Borne out by the file"
        ),
        ModerationCompleted(origin=MODERATING, saw_version=9),
        AssessmentReopened(origin=MODERATING, reason="A missing file has turned up"),
        CaseExcluded(origin=WEEK_TWO, reason="Sentenced outside the window"),
        CaseReinstated(origin=WEEK_TWO, reason="The window was read wrongly"),
        InspectionAnnounced(
            origin=SEPTEMBER,
            inspection=NEWCASTLE,
            title="Full joint inspection of youth offending work in Newcastle",
            body="Newcastle Youth Offending Team",
            programme="Full joint inspections",
            fieldwork_from=date(2015, 10, 5),
            fieldwork_until=date(2015, 10, 22),
            caseload=92,
        ),
        FrameworkAdopted(origin=SEPTEMBER, framework=FRAMEWORK, digest=FRAMEWORK.digest),
        TeamMemberAssigned(
            origin=SEPTEMBER, person="gus", name=GUS.name, role=Role.LOCAL_ASSESSOR, organisation=GUS.organisation
        ),
        TeamMemberReleased(origin=SEPTEMBER, person="gus", reason="Called back to Gateshead"),
        FieldworkStarted(origin=by(ANN, date(2015, 10, 5))),
        FieldworkEnded(origin=by(ANN, date(2015, 10, 22))),
        EvidenceRecorded(
            origin=WEEK_TWO,
            evidence="E-12",
            evidence_kind=EvidenceKind.FOCUS_GROUP,
            source=SourceRole.PARENT_OR_CARER,
            text="“Nobody asked us.”",
            themes=("1", "5"),
        ),
        FindingRecorded(
            origin=WEEK_TWO,
            **FINDING,
            statement="Plans were seldom reviewed",
            direction=Direction.DEFICIT,
            citations=Citations(
                cases=("NC-07",), answers=(CitedAnswer(case="NC-07", question="1.02"),), evidence=("E-12",)
            ),
        ),
        FindingRevised(
            origin=WEEK_TWO,
            **FINDING,
            old="Plans were seldom reviewed",
            new="Plans were reviewed when courts asked",
            old_direction=Direction.DEFICIT,
            direction=Direction.MIXED,
            old_citations=Citations(cases=("NC-07",)),
            citations=Citations(),
            reason="Three more files were read",
        ),
        FindingWithdrawn(
            origin=WEEK_TWO, **FINDING, old="Plans were reviewed when courts asked", reason="Said already in finding 1"
        ),
        PracticeExampleRecorded(
            origin=WEEK_TWO,
            theme="2",
            pseudonym="Wren",
            text="Wren's plan was made with Wren",
            example_kind=ExampleKind.NOTABLE,
        ),
        JudgementProposed(
            origin=WEEK_TWO, theme="1", rating="satisfactory", rationale="Most of it was done", rested_on=BASIS
        ),
        JudgementMade(
            origin=WEEK_TWO, theme="5", rating="poor", rationale="The board did not know its data", rested_on=None
        ),
        JudgementRevised(
            origin=REPORTING,
            theme="1",
            old="satisfactory",
            new="good",
            reason="A challenge was accepted",
            rested_on=ScoreBasis(
                rule=Rule.LOWEST_KEY_QUESTION,
                sufficient=0,
                answered=0,
                numerator=None,
                denominator=None,
                position=0,
            ),
        ),
        FeedbackGiven(origin=by(ANN, date(2015, 10, 22)), audience="Managers and partners of the service"),
        DraftReportIssued(origin=by(ANN, date(2015, 12, 14)), comments_by=date(2016, 1, 8)),
        AccuracyChallengeRaised(
            origin=by(EVE, date(2016, 1, 4)),
            number=1,
            passage="Page 12, second paragraph",
            claim="The board met in July",
        ),
        AccuracyChallengeDecided(
            origin=REPORTING,
            number=1,
            outcome=ChallengeOutcome.ACCEPTED,
            changed="“did not meet” is now “met once”",
            reason="The minutes show it",
        ),
        ReportFinalised(origin=REPORTING),
        ReportPublished(
            origin=by(FAY, date(2016, 2, 29)),
            edition=1,
            published_on=date(2016, 2, 29),
            due_on=date(2017, 2, 28),
            log_size=1_400,
            log_root="0" * 64,
        ),
        ReportUnlockRequested(origin=by(ANN, date(2016, 3, 1)), reason="A table is wrong"),
        ReportUnlockApproved(origin=by(FAY, date(2016, 3, 2)), reason="It is wrong indeed"),
        RecommendationMade(
            origin=REPORTING,
            number=9_999,
            statement="The board knows how the service does",
            owner=Owner(role="Chair of the management board", organisation="Newcastle City Council"),
            contributors=("Director of children's services",),
            findings=(CitedFinding(theme="5", list=FindingList.EXPLANATION, ordinal=1),),
            carried_from="newcastle-2012/4",
        ),
        RecommendationAnswered(
            origin=OWNER, number=1, acceptance=Acceptance.PARTLY_AGREED, explanation="All but the quarterly report"
        ),
        ActionPlanned(
            origin=OWNER,
            number=1,
            action=1,
            step="New terms of reference",
            responsible="Board secretary",
            due_on=date(2016, 6, 30),
        ),
        ActionRevised(
            origin=OWNER,
            number=1,
            action=1,
            old="New terms of reference",
            new="New terms of reference, agreed by all",
            old_due_on=date(2016, 6, 30),
            due_on=date(2016, 7, 31),
            old_responsible="Board secretary",
            responsible="Board chair",
            done=True,
            reason="Agreed on 28 July",
        ),
        ProgressReported(
            origin=OWNER,
            number=1,
            progress=Progress.CLAIMED_COMPLETE,
            narrative="The board meets monthly",
            evidence=("E-12",),
        ),
        ProgressVerified(
            origin=FOLLOW_UP, number=1, verification=Verification.REASONABLE, narrative="Two of three meetings seen"
        ),
        DueDateRequested(
            origin=OWNER,
            number=1,
            old=date(2017, 2, 28),
            new=date(2017, 8, 31),
            told_on=date(2016, 4, 11),
            reason="The supplier has asked for more time",
        ),
        DueDateRevised(
            origin=FOLLOW_UP,
            number=1,
            old=date(2017, 2, 28),
            new=date(2017, 5, 31),
            told_on=date(2016, 9, 30),
            reason="The new system comes in spring",
        ),
        RecommendationClosed(
            origin=FOLLOW_UP, number=1, closure=Closure.SUPERSEDED, reason="Taken up in number 2", superseded_by="2"
        ),
        RecommendationReopened(origin=FOLLOW_UP, number=1, old=Closure.SUPERSEDED, reason="The wrong one was closed"),
        RecommendationReviewed(
            origin=by(ANN, date(2017, 3, 1)),
            number=2,
            progress=Verification.INSUFFICIENT,
            narrative="The new system has slipped again",
            evidence=("E-12",),
            old=Verification.REASONABLE,
            reason="A later date came to light",
        ),
        FollowUpReviewed(origin=by(ANN, date(2017, 3, 1)), summary="One is closed, one goes on"),
    )
}
