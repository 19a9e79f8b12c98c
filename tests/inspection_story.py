"""One small inspection to tell stories with: its people, its facts, and tables of given, when and then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from msgspec import structs

from domain.actor import Actor, Origin, Request, Role
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
from domain.command import CaseCommand, Command
from domain.commands.setting_up import AnnounceInspection
from domain.decision import States, decision_on
from domain.fact import Fact
from domain.framework import Condition, Framework, Question, Rating, Response, Rule, Theme
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


class When(NamedTuple):
    """A command, and the origin of what comes of it: who acts is known without a team."""

    command: Command
    origin: Origin

    def decided(self, states: States) -> list[Any]:
        decision = decision_on(self.command)
        return list(decision.decide(command=self.command, origin=self.origin, **decision.reads(states, self.command)))

    def of(self, actor: Actor) -> "When":
        """Return the same command, of somebody else."""
        return self._replace(origin=structs.replace(self.origin, actor=actor))


def by(actor: Actor, kind: Any, day: date = IN_FIELDWORK, on: date | None = None, **fields: Any) -> Any:
    """Return a fact or a command of this person; the same call gives the same origin."""
    made = origin(actor, day, on=on)
    if not issubclass(kind, Command):
        return kind(origin=made, **fields)
    told = {"request": Request.of(actor.id, made.recorded_at, made.command_id, on), "inspection": NAME}
    if issubclass(kind, CaseCommand):
        told["case"] = CASE
    if issubclass(kind, AnnounceInspection):
        told["lead"] = actor
    return When(kind(**{**told, **fields}), made)


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


def flat(facts: Facts) -> list[Any]:
    """Return facts in order, whether they were given one by one or as chapters."""
    return [inner for fact in facts for inner in ([fact] if isinstance(fact, Fact) else flat(fact))]


def case(*facts: "Fact | Facts") -> Case:
    return fold_case(flat(facts))


def inspection(*facts: "Fact | Facts") -> Inspection:
    return fold_inspection(flat(facts))


@dataclass(frozen=True)
class Given:
    """The states of a test: inspections by reference, and the cases of the one that is asked about."""

    given_inspections: Mapping[str, Inspection]
    given_cases: Mapping[str, Case]

    def inspection(self, reference: str) -> Inspection:
        return self.given_inspections.get(reference, Inspection())

    def inspections(self) -> Sequence[str]:
        return list(self.given_inspections)

    def case(self, _: str, reference: str) -> Case:
        return self.given_cases.get(reference, Case())

    def cases(self, _: str) -> Mapping[str, Case]:
        return self.given_cases


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A rule in words; what had happened in the stream that is asked about, and in those beside it; what was asked."""

    rule: str
    given: Facts = ()
    within: Facts = UNDER_WAY
    cases: Mapping[str, Facts] = field(default_factory=dict)
    beside: Mapping[str, Facts] = field(default_factory=dict)
    when: When

    def __str__(self) -> str:
        return self.rule

    def decided(self) -> list[Any]:
        command = self.when.command
        in_case = isinstance(command, CaseCommand)
        cases = {command.case: self.given} if isinstance(command, CaseCommand) else self.cases
        inspections = {command.inspection: self.within if in_case else self.given, **self.beside}
        return self.when.decided(
            Given(
                {reference: inspection(*facts) for reference, facts in inspections.items()},
                {reference: case(*facts) for reference, facts in cases.items()},
            )
        )


@dataclass(frozen=True, kw_only=True)
class Records(Asked):
    """Then these facts are recorded."""

    then: Sequence[Fact]


@dataclass(frozen=True, kw_only=True)
class Refuses(Asked):
    """Then it is refused, in a sentence that says this."""

    then: type[Refused]
    saying: str
