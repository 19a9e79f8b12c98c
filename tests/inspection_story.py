"""One small inspection to tell stories with: its people, its facts, and tables of given, when and then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from domain.actor import Actor, Origin, Role
from domain.case import assessing, moderating, sampling, second_assessing
from domain.case.events import (
    AnswerModerated,
    AnswerQueried,
    AnswerRecorded,
    AssessmentReopened,
    AssessmentSubmitted,
    AssessorAssigned,
    CaseExcluded,
    CaseReinstated,
    CaseSampled,
    ModerationCompleted,
    QueryAnswered,
    SecondAnswerRecorded,
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.case.state import Case
from domain.case.state import fold as fold_case
from domain.command import Command
from domain.fact import Fact
from domain.framework import Condition, Framework, Question, Rating, Response, Rule, Theme
from domain.inspection import fieldwork, following_up, judging, reporting, reviewing, setting_up
from domain.inspection.events.fieldwork import (
    Citations,
    Direction,
    EvidenceKind,
    EvidenceRecorded,
    FieldworkEnded,
    FieldworkStarted,
    FindingList,
    FindingRecorded,
    SourceRole,
)
from domain.inspection.events.following_up import (
    ActionPlanned,
    Closure,
    Owner,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReviewed,
    Verification,
)
from domain.inspection.events.judging import JudgementMade, ScoreBasis
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
from domain.inspection.events.setting_up import FrameworkAdopted, InspectionAnnounced, TeamMemberAssigned
from domain.inspection.state import Inspection
from domain.inspection.state import fold as fold_inspection
from domain.refusals import Refused

Kind = TypeVar("Kind", bound=Fact | Command)
Facts = Sequence["Fact | Facts"]

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response

# People

NAME = "newport-2016"
INSPECTORATE = "Youth Inspectorate"
SERVICE = "Newport Youth Service"

ANN = Actor(id="ann", name="Ann Archer", role=Role.LEAD_INSPECTOR, organisation=INSPECTORATE)
BEN = Actor(id="ben", name="Ben Baker", role=Role.INSPECTOR, organisation=INSPECTORATE)
CAT = Actor(id="cat", name="Cat Carter", role=Role.MODERATOR, organisation=INSPECTORATE)
DEE = Actor(id="dee", name="Dee Draper", role=Role.SUPPORT_OFFICER, organisation=INSPECTORATE)
EVE = Actor(id="eve", name="Eve Evans", role=Role.INSPECTED_BODY, organisation=SERVICE)
FAY = Actor(id="fay", name="Fay Fisher", role=Role.PUBLISHER, organisation=INSPECTORATE)
GUS = Actor(id="gus", name="Gus Green", role=Role.LOCAL_ASSESSOR, organisation="Cardiff Youth Service")
HAL = Actor(id="hal", name="Hal Hughes", role=Role.PARTNER_INSPECTOR, organisation="Schools Inspectorate")
IVY = Actor(id="ivy", name="Ivy Irwin", role=Role.DEPUTY_LEAD_INSPECTOR, organisation=INSPECTORATE)
JAN = Actor(id="jan", name="Jan Jones", role=Role.INSPECTED_BODY, organisation="Newport Health Board")
PEOPLE = (ANN, BEN, CAT, DEE, EVE, FAY, GUS, HAL, IVY, JAN)

# Days

IN_FIELDWORK = date(2016, 1, 12)
PUBLICATION = date(2016, 2, 29)
MONTH_SIX = date(2016, 8, 31)
MONTH_TWELVE = date(2017, 2, 28)


def origin(actor: Actor, day: date = IN_FIELDWORK, hour: int = 9, on: date | None = None) -> Origin:
    recorded_at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return Origin(actor=actor, recorded_at=recorded_at, command_id=f"{actor.id}-{day}-{hour}", occurred_on=on)


def by(actor: Actor, kind: type[Kind], day: date = IN_FIELDWORK, on: date | None = None, **fields: Any) -> Kind:
    """Return a fact or a command of this person; the same call gives the same origin."""
    return kind(origin=origin(actor, day, on=on), **fields)


# The framework: questions 1.1 and 2.1 are asked of every case; theme 3 is judged without a score

FRAMEWORK = Framework(
    reference="small-2016",
    version="1",
    title="A small framework",
    description="Two themes scored from cases, and one judged without a score.",
    rule=Rule.POOLED,
    ratings=(
        Rating(key="poor", title="Poor", value=1, from_score=0),
        Rating(key="unsatisfactory", title="Unsatisfactory", value=2, from_score=50),
        Rating(key="satisfactory", title="Satisfactory", value=3, from_score=65),
        Rating(key="good", title="Good", value=4, from_score=80),
    ),
    conditions=(Condition(key="review_due", title="A review was due"),),
    themes=(
        Theme(
            id="1",
            title="Reducing reoffending",
            scored=True,
            questions=(
                Question(id="1.1", text="Was there enough analysis?", stage="assessment"),
                Question(id="1.2", text="Was the report good enough?", stage="report", applies_when=("psr_written",)),
            ),
        ),
        Theme(
            id="2",
            title="Protecting the child",
            scored=True,
            questions=(
                Question(id="2.1", text="Was there enough planning?", stage="planning"),
                Question(id="2.2", text="Was it reviewed?", stage="review", applies_when=("custody", "review_due")),
            ),
        ),
        Theme(id="3", title="Governance", scored=False),
    ),
)

# Facts of a case

CASE = "NY-01"
FILE = {"inspection": NAME, "case": CASE, "pseudonym": "Robin", "conditions": ("community", "psr_written")}
SAMPLED = by(DEE, CaseSampled, **FILE)
ASSIGNED_TO_BEN = by(DEE, AssessorAssigned, assessor="ben")
ASSIGNED_TO_GUS = by(DEE, AssessorAssigned, assessor="gus", old="ben", reason="Ben was ill.")


def answered(question: str, response: Response, actor: Actor = BEN) -> AnswerRecorded:
    return by(actor, AnswerRecorded, question=question, response=response, evidence="Seen in the file.")


ANSWERED_BY_BEN = (answered("1.1", SUFFICIENT), answered("1.2", INSUFFICIENT), answered("2.1", SUFFICIENT))
SECOND_ANSWER_BY_GUS = by(GUS, SecondAnswerRecorded, question="1.1", response=INSUFFICIENT, evidence="Read afresh.")
GUS_TO_ASSESS_BLIND = by(DEE, SecondAssessorAssigned, assessor="gus")
SECOND_SUBMITTED = by(GUS, SecondAssessmentSubmitted)
GUS_RELEASED = by(ANN, SecondAssessorReleased, assessor="gus", reason="Gus was ill.")
SUBMITTED = by(BEN, AssessmentSubmitted)
QUERIED = by(CAT, AnswerQueried, question="1.1", text="Where is the plan?")
REPLIED = by(BEN, QueryAnswered, question="1.1", text="On page four.")
MODERATED = by(CAT, AnswerModerated, question="1.1", old=SUFFICIENT, new=INSUFFICIENT, reason="No plan is there.")
REOPENED = by(CAT, AssessmentReopened, reason="The wrong file was read.")
EXCLUDED = by(ANN, CaseExcluded, reason="The order had ended.")
REINSTATED = by(ANN, CaseReinstated, reason="The order had not ended.")

PREPARED = (SAMPLED, ASSIGNED_TO_BEN)
ASSESSED = (PREPARED, ANSWERED_BY_BEN, SUBMITTED)
ASSESSED_VERSION = 6
SIGNED_OFF = (ASSESSED, by(CAT, ModerationCompleted, saw_version=ASSESSED_VERSION))

# Facts of an inspection

ANNOUNCEMENT = {
    "inspection": NAME,
    "title": "Inspection of youth offending work in Newport",
    "body": SERVICE,
    "programme": "Full joint inspections",
    "fieldwork_from": date(2016, 1, 11),
    "fieldwork_until": date(2016, 1, 29),
    "caseload": 40,
}
ANNOUNCED = by(ANN, InspectionAnnounced, **ANNOUNCEMENT)
ADOPTED = by(ANN, FrameworkAdopted, framework=FRAMEWORK, digest=FRAMEWORK.digest)


def in_team(actor: Actor) -> dict[str, Any]:
    return {"person": actor.id, "name": actor.name, "role": actor.role, "organisation": actor.organisation}


TEAM = tuple(by(ANN, TeamMemberAssigned, **in_team(person)) for person in PEOPLE[1:])
READY = (ANNOUNCED, ADOPTED, TEAM)
STARTED = by(ANN, FieldworkStarted)
ENDED = by(ANN, FieldworkEnded)
UNDER_WAY = (READY, STARTED)

INTERVIEW = {
    "evidence": "E-1",
    "evidence_kind": EvidenceKind.INTERVIEW,
    "source": SourceRole.CASE_MANAGER,
    "text": "Plans were not shared.",
    "themes": ("1",),
}
HEARD = by(HAL, EvidenceRecorded, **INTERVIEW)
FIRST_FINDING = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}
PLANS_NOT_SHARED = {
    **FIRST_FINDING,
    "statement": "Plans were not shared.",
    "direction": Direction.DEFICIT,
    "citations": Citations(evidence=("E-1",)),
}
FOUND = by(HAL, FindingRecorded, **PLANS_NOT_SHARED)

# What the answers of Ben come to: one of two in theme 1, one of one in theme 2.
BASIS = ScoreBasis(rule=Rule.POOLED, sufficient=1, answered=2, numerator=1, denominator=2, position=21)
BASES = {
    "1": BASIS,
    "2": ScoreBasis(rule=Rule.POOLED, sufficient=1, answered=1, numerator=1, denominator=1, position=21),
    "3": None,
}


def judged(theme: str, rating: str = "satisfactory") -> JudgementMade:
    return by(ANN, JudgementMade, theme=theme, rating=rating, rationale="Most work was good.", rested_on=BASES[theme])


JUDGED = (judged("1"), judged("2", "unsatisfactory"), judged("3"))
FEEDBACK = by(ANN, FeedbackGiven, audience="local managers")
DRAFT = by(ANN, DraftReportIssued, comments_by=date(2016, 2, 19))
CHALLENGED = by(EVE, AccuracyChallengeRaised, number=1, passage="page 2", claim="It was in March.")
DECIDED = by(
    ANN,
    AccuracyChallengeDecided,
    number=1,
    outcome=ChallengeOutcome.ACCEPTED,
    changed="The month on page 2.",
    reason="The minutes say March.",
)

OWNER = Owner(role="Head of service", organisation=SERVICE)
OUTCOME = {"number": 1, "statement": "Plans are made with the child.", "owner": OWNER}
RECOMMENDED = by(ANN, RecommendationMade, **OUTCOME)
RECOMMENDED_TWICE = (RECOMMENDED, by(ANN, RecommendationMade, **{**OUTCOME, "number": 2}))

DRAFTED = (UNDER_WAY, HEARD, FOUND, ENDED, FEEDBACK, DRAFT, JUDGED, RECOMMENDED_TWICE)
FINALISED = by(ANN, ReportFinalised, day=date(2016, 2, 26))
ROOT = {"log_size": 60, "log_root": "5f" * 32}
PUBLISHED = by(FAY, ReportPublished, day=PUBLICATION, edition=1, published_on=PUBLICATION, due_on=MONTH_TWELVE, **ROOT)
UNLOCK_REQUESTED = by(ANN, ReportUnlockRequested, day=MONTH_SIX, reason="A figure is wrong.")
UNLOCKED = by(FAY, ReportUnlockApproved, day=MONTH_SIX, reason="It is wrong.")

FINAL = (DRAFTED, FINALISED)
OUT = (FINAL, PUBLISHED)
REOPENED_REPORT = (OUT, UNLOCK_REQUESTED, UNLOCKED)

STEP = {"step": "Train every case manager.", "responsible": "Team manager", "due_on": date(2016, 12, 1)}
PLANNED = by(EVE, ActionPlanned, day=MONTH_SIX, number=1, action=1, **STEP)
CLOSED = by(
    ANN,
    RecommendationClosed,
    day=MONTH_SIX,
    number=1,
    closure=Closure.IMPLEMENTED,
    reason="Seen in ten files.",
    evidence=("E-1",),
)

ASSESSMENT = {"progress": Verification.REASONABLE, "narrative": "Half the plans are made with the child."}
ASSESSED_FIRST = by(ANN, RecommendationReviewed, day=MONTH_TWELVE, number=1, **ASSESSMENT)
ASSESSED_ALL = (ASSESSED_FIRST, by(ANN, RecommendationReviewed, day=MONTH_TWELVE, number=2, **ASSESSMENT))

# Given, when, then

IN_A_CASE: dict[type[Command], Callable[..., list[Any]]] = {
    sampling.SampleCase: sampling.sample,
    sampling.AssignAssessor: sampling.assign,
    sampling.ExcludeCase: sampling.exclude,
    sampling.ReinstateCase: sampling.reinstate,
    assessing.RecordAnswer: assessing.record_answer,
    assessing.ReviseAnswer: assessing.revise_answer,
    assessing.SubmitAssessment: assessing.submit,
    assessing.ReopenAssessment: assessing.reopen,
    second_assessing.AssignSecondAssessor: second_assessing.assign_second,
    second_assessing.RecordSecondAnswer: second_assessing.record_second_answer,
    second_assessing.SubmitSecondAssessment: second_assessing.submit_second,
    second_assessing.ReleaseSecondAssessor: second_assessing.release_second,
    moderating.QueryAnswer: moderating.query,
    moderating.ReplyToQuery: moderating.reply,
    moderating.ModerateAnswer: moderating.moderate,
    moderating.ConfirmAnswer: moderating.confirm,
    moderating.CompleteModeration: moderating.complete,
}
OVER_CASES: dict[type[Command], Callable[..., list[Any]]] = {
    fieldwork.RecordFinding: fieldwork.record_finding,
    fieldwork.ReviseFinding: fieldwork.revise_finding,
    reporting.FinaliseReport: reporting.finalise,
    reporting.PublishReport: reporting.publish,
}
IN_AN_INSPECTION: dict[type[Command], Callable[..., list[Any]]] = {
    setting_up.AnnounceInspection: setting_up.announce,
    setting_up.AdoptFramework: setting_up.adopt_framework,
    setting_up.AssignTeamMember: setting_up.assign_team_member,
    setting_up.ReleaseTeamMember: setting_up.release_team_member,
    fieldwork.StartFieldwork: fieldwork.start,
    fieldwork.EndFieldwork: fieldwork.end,
    fieldwork.RecordEvidence: fieldwork.record_evidence,
    fieldwork.WithdrawFinding: fieldwork.withdraw_finding,
    fieldwork.RecordPracticeExample: fieldwork.record_practice_example,
    judging.ProposeJudgement: judging.propose,
    judging.MakeJudgement: judging.make,
    judging.ReviseJudgement: judging.revise,
    reporting.GiveFeedback: reporting.give_feedback,
    reporting.IssueDraftReport: reporting.issue_draft,
    reporting.RaiseAccuracyChallenge: reporting.raise_challenge,
    reporting.DecideAccuracyChallenge: reporting.decide_challenge,
    reporting.RequestUnlock: reporting.request_unlock,
    reporting.ApproveUnlock: reporting.approve_unlock,
    following_up.MakeRecommendation: following_up.recommend,
    following_up.AnswerRecommendation: following_up.answer,
    following_up.PlanAction: following_up.plan_action,
    following_up.ReviseAction: following_up.revise_action,
    following_up.ReportProgress: following_up.report_progress,
    following_up.VerifyProgress: following_up.verify_progress,
    following_up.ReviseDueDate: following_up.revise_due_date,
    following_up.CloseRecommendation: following_up.close,
    following_up.ReopenRecommendation: following_up.reopen,
    reviewing.AssessRecommendation: reviewing.assess,
    reviewing.ReviewFollowUp: reviewing.review,
}


def flat(facts: Facts) -> list[Any]:
    """Return facts in order, whether they were given one by one or as chapters."""
    return [inner for fact in facts for inner in ([fact] if isinstance(fact, Fact) else flat(fact))]


def case(*facts: "Fact | Facts") -> Case:
    return fold_case(flat(facts))


def inspection(*facts: "Fact | Facts") -> Inspection:
    return fold_inspection(flat(facts))


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A rule in words; what had happened in the stream that is asked about, and in those beside it; what was asked."""

    rule: str
    given: Facts = ()
    within: Facts = UNDER_WAY
    cases: Mapping[str, Facts] = field(default_factory=dict)
    beside: Mapping[str, Facts] = field(default_factory=dict)
    when: Command

    def __str__(self) -> str:
        return self.rule

    def asking(self, command: Command) -> "Asked":
        """Return the same story with something else asked."""
        return replace(self, when=command)

    def decided(self) -> list[Any]:
        kind = type(self.when)
        if kind in IN_A_CASE:
            return IN_A_CASE[kind](case(*self.given), inspection(*self.within), self.when)
        if kind in OVER_CASES:
            cases = {reference: case(*facts) for reference, facts in self.cases.items()}
            return OVER_CASES[kind](inspection(*self.given), cases, self.when)
        others = {reference: inspection(*facts) for reference, facts in self.beside.items()}
        return IN_AN_INSPECTION[kind](inspection(*self.given), self.when, *([others] if others else []))


@dataclass(frozen=True, kw_only=True)
class Records(Asked):
    """Then these facts are recorded."""

    then: Sequence[Fact]


@dataclass(frozen=True, kw_only=True)
class Refuses(Asked):
    """Then it is refused, in a sentence that says this."""

    then: type[Refused]
    saying: str
