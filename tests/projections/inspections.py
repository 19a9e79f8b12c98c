"""Small inspections for the tests of the projections: by hand, and generated."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from domain.actor import Actor, Origin, Request, Role
from domain.command import Command
from domain.commands import (
    assessing,
    fieldwork,
    following_up,
    judging,
    moderating,
    reporting,
    reviewing,
    sampling,
    second_assessing,
    setting_up,
)
from domain.framework import Framework, Question, Rating, Response, Rule, Theme
from domain.inspection.events.fieldwork import Citations, Direction, EvidenceKind, FindingList, SourceRole
from domain.inspection.events.following_up import (
    Acceptance,
    CitedFinding,
    Closure,
    Owner,
    Progress,
    Verification,
)
from domain.inspection.events.judging import ScoreBasis
from domain.inspection.events.reporting import ChallengeOutcome
from domain.refusals import Refused
from events_store.handling import Handler, Outcome
from events_store.memory import MemoryStore
from events_store.store import EventStore
from projections.engine import Projection, View, live
from projections.theme_scores import THEME_SCORES, basis

NAME = "newport-2025"
ANN = Actor(id="ann", name="Ann Archer", role=Role.LEAD_INSPECTOR, organisation="Youth Inspectorate")
BEN = Actor(id="ben", name="Ben Baker", role=Role.INSPECTOR, organisation="Youth Inspectorate")
CAT = Actor(id="cat", name="Cat Carter", role=Role.MODERATOR, organisation="Youth Inspectorate")
GUS = Actor(id="gus", name="Gus Green", role=Role.LOCAL_ASSESSOR, organisation="Ashford Service")
EVE = Actor(id="eve", name="Eve Evans", role=Role.INSPECTED_BODY, organisation="Newport Service")
FAY = Actor(id="fay", name="Fay Fox", role=Role.PUBLISHER, organisation="Youth Inspectorate")
TEAM = (BEN, CAT, GUS, EVE, FAY)
START = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
CASES = ("A-1", "A-2", "A-3")

FRAMEWORK = Framework(
    reference="small",
    version="1",
    title="Small",
    description="Two scored themes and one judged without a score.",
    rule=Rule.POOLED,
    ratings=(
        Rating(key="poor", title="Poor", value=1, from_score=0),
        Rating(key="fair", title="Fair", value=2, from_score=50),
        Rating(key="good", title="Good", value=3, from_score=80),
    ),
    themes=(
        Theme(
            id="1",
            title="Assessing",
            scored=True,
            questions=(
                Question(id="1.1", text="Was it analysed?", stage="assessment", key_question="analysis"),
                Question(id="1.2", text="Did the report say so?", stage="reporting", applies_when=("psr_written",)),
            ),
        ),
        Theme(
            id="2",
            title="Planning",
            scored=True,
            questions=(Question(id="2.1", text="Was it planned?", stage="planning", key_question="planning"),),
        ),
        Theme(id="3", title="Governance", scored=False),
    ),
)
QUESTIONS = [question.id for question in FRAMEWORK.questions]
RESPONSES = list(Response)


class Story:
    """Records an inspection in memory, an hour between commands."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.handler = Handler(self.store)
        self.now = START
        self._commands = 0

    def request(self, person: str, on: date | None = None) -> Request:
        self._commands += 1
        self.now += timedelta(hours=1)
        return Request.of(person, self.now, f"c-{self._commands}", on)

    def origin(self, actor: Actor, on: date | None = None) -> Origin:
        return self.request(actor.id, on).origin(actor)

    def wait_until(self, day: date) -> None:
        self.now = datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC)

    def does(self, actor: Actor, kind: type[Command], on: date | None = None, **fields: Any) -> Outcome:
        return self.handler.handle(kind(inspection=NAME, request=self.request(actor.id, on), **fields))

    def position(self) -> int:
        return self.store.head()

    def basis(self, theme: str) -> ScoreBasis | None:
        return basis(live(THEME_SCORES, self.store, NAME), theme, self.store.head())


def at(projection: Projection[View], store: EventStore, inspection: str, position: int) -> View:
    """The view as it was at a position of the log."""
    return projection.over(store.follow(until=position, inspection=inspection))


def announced(framework: Framework = FRAMEWORK) -> Story:
    """An inspection with a team, three cases (two with a PSR) and assessors, nothing answered."""
    story = Story()
    story.does(
        ANN,
        setting_up.AnnounceInspection,
        lead=ANN,
        title="Newport",
        body="Newport Service",
        programme="Small inspections",
        fieldwork_from=date(2025, 1, 6),
        fieldwork_until=date(2025, 1, 17),
        caseload=30,
    )
    story.does(ANN, setting_up.AdoptFramework, framework=framework)
    for member in TEAM:
        story.does(
            ANN,
            setting_up.AssignTeamMember,
            person=member.id,
            name=member.name,
            role=member.role,
            organisation=member.organisation,
        )
    for case, conditions in zip(
        CASES, (("community",), ("community", "psr_written"), ("custody", "psr_written")), strict=True
    ):
        story.does(ANN, sampling.SampleCase, case=case, pseudonym=f"Robin {case}", conditions=conditions)
        story.does(ANN, sampling.AssignAssessor, case=case, assessor="ben")
    story.does(ANN, fieldwork.StartFieldwork)
    return story


def answer(story: Story, case: str, question: str, response: Response, actor: Actor = BEN) -> Outcome:
    return story.does(
        actor, assessing.RecordAnswer, case=case, question=question, response=response, evidence="seen in the file"
    )


def moderate(story: Story, case: str, question: str, response: Response) -> Outcome:
    return story.does(
        CAT, moderating.ModerateAnswer, case=case, question=question, response=response, reason="the review was late"
    )


def assessed() -> Story:
    """Everything answered and submitted: theme 1 has 3 of 5 sufficient, theme 2 1 of 2 and one not applicable."""
    story = announced()
    for case, question, response in (
        ("A-1", "1.1", Response.SUFFICIENT),
        ("A-1", "2.1", Response.SUFFICIENT),
        ("A-2", "1.1", Response.SUFFICIENT),
        ("A-2", "1.2", Response.INSUFFICIENT),
        ("A-2", "2.1", Response.INSUFFICIENT),
        ("A-3", "1.1", Response.INSUFFICIENT),
        ("A-3", "1.2", Response.SUFFICIENT),
        ("A-3", "2.1", Response.NOT_APPLICABLE),
    ):
        answer(story, case, question, response)
    for case in CASES:
        story.does(BEN, assessing.SubmitAssessment, case=case)
    return story


def signed_off() -> Story:
    """As assessed, with every case signed off and every theme judged."""
    story = assessed()
    for case in CASES:
        version = story.handler.case(NAME, case).version
        story.does(CAT, moderating.CompleteModeration, case=case, saw_version=version)
    for theme, rating in (("1", "fair"), ("2", "fair"), ("3", "poor")):
        judge(story, theme, rating)
    return story


def judge(story: Story, theme: str, rating: str) -> Outcome:
    return story.does(
        ANN, judging.MakeJudgement, theme=theme, rating=rating, rationale="what we saw", rested_on=story.basis(theme)
    )


def published() -> Story:
    """As signed off, with evidence, a finding, one challenge, two recommendations, published on 14 March 2025."""
    story = signed_off()
    story.does(
        ANN,
        fieldwork.RecordEvidence,
        evidence="E-1",
        evidence_kind=EvidenceKind.INTERVIEW,
        source=SourceRole.CASE_MANAGER,
        text="plans were shared",
        themes=("2",),
    )
    story.does(
        ANN,
        fieldwork.RecordFinding,
        theme="2",
        list=FindingList.KEY_FINDING,
        ordinal=1,
        statement="planning was uneven",
        direction=Direction.MIXED,
        citations=Citations(evidence=("E-1",)),
    )
    story.does(ANN, fieldwork.EndFieldwork)
    story.does(ANN, reporting.GiveFeedback, audience="managers")
    story.wait_until(date(2025, 2, 3))
    story.does(ANN, reporting.IssueDraftReport, comments_by=date(2025, 2, 17))
    story.does(EVE, reporting.RaiseAccuracyChallenge, number=1, passage="page 2", claim="it was March")
    story.does(
        ANN,
        reporting.DecideAccuracyChallenge,
        number=1,
        outcome=ChallengeOutcome.REJECTED,
        changed="nothing",
        reason="the minutes say May",
    )
    for number in (1, 2):
        story.does(
            ANN,
            following_up.MakeRecommendation,
            number=number,
            statement="plans are made with children",
            owner=Owner(role="Head of service", organisation="Newport Service"),
            findings=(CitedFinding(theme="2", list=FindingList.KEY_FINDING, ordinal=1),),
        )
    story.wait_until(date(2025, 3, 14))
    story.does(ANN, reporting.FinaliseReport)
    story.does(FAY, reporting.PublishReport, log_size=story.position(), log_root="00")
    return story


def followed_up() -> Story:
    """As published, with recommendation 1 answered, planned, claimed, verified, closed and reopened."""
    story = published()
    story.wait_until(date(2025, 4, 1))
    story.does(EVE, following_up.AnswerRecommendation, number=1, acceptance=Acceptance.AGREED)
    story.does(
        EVE,
        following_up.PlanAction,
        number=1,
        step="train everybody",
        responsible="Team manager",
        due_on=date(2025, 9, 1),
    )
    story.wait_until(date(2025, 10, 1))
    story.does(
        EVE,
        following_up.ReportProgress,
        number=1,
        progress=Progress.CLAIMED_COMPLETE,
        narrative="all done",
        evidence=("E-1",),
    )
    story.does(EVE, following_up.ReviseAction, number=1, action=1, done=True, reason="finished")
    story.does(
        ANN,
        following_up.VerifyProgress,
        number=1,
        verification=Verification.INSUFFICIENT,
        narrative="half the plans were shared",
    )
    story.does(
        ANN,
        following_up.CloseRecommendation,
        number=1,
        closure=Closure.IMPLEMENTED,
        reason="seen in ten files",
        evidence=("E-1",),
    )
    story.does(ANN, following_up.ReopenRecommendation, number=1, reason="it stopped again")
    story.does(
        ANN,
        following_up.ReviseDueDate,
        number=2,
        due_on=date(2026, 6, 1),
        told_on=date(2025, 9, 30),
        reason="the team moves",
    )
    story.wait_until(date(2026, 3, 16))
    for number, progress in ((1, Verification.GOOD), (2, Verification.INSUFFICIENT)):
        story.does(ANN, reviewing.AssessRecommendation, number=number, progress=progress, narrative="seen again")
    story.does(ANN, reviewing.ReviewFollowUp, summary="one of two is done")
    return story


Deed = tuple[str, str, str, Response]
DEEDS = (
    *("answer", "revise", "submit", "second", "second submit", "query", "reply", "moderate", "confirm", "complete"),
    *("reopen", "exclude", "reinstate", "judge"),
)

deeds = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(CASES), st.sampled_from(QUESTIONS), st.sampled_from(RESPONSES)),
    max_size=40,
)


def played(done: Sequence[Deed], *, answered: bool = True) -> Story:
    """Play generated deeds; what a rule refuses simply does not happen."""
    story = assessed() if answered else announced()
    for deed in done:
        try:
            _do(story, *deed)
        except Refused:
            continue
    return story


def _do(story: Story, deed: str, case: str, question: str, response: Response) -> None:
    said = {"question": question}
    match deed:
        case "answer":
            answer(story, case, question, response)
        case "revise":
            story.does(BEN, assessing.ReviseAnswer, case=case, **said, response=response, reason="misread")
        case "submit":
            story.does(BEN, assessing.SubmitAssessment, case=case)
        case "second":
            if GUS.id not in story.handler.case(NAME, case).second_assessors:
                second = second_assessing.AssignSecondAssessor
                story.does(ANN, second, case=case, assessor=GUS.id)
            story.does(GUS, second_assessing.RecordSecondAnswer, case=case, **said, response=response, evidence="seen")
        case "second submit":
            story.does(GUS, second_assessing.SubmitSecondAssessment, case=case)
        case "query":
            story.does(CAT, moderating.QueryAnswer, case=case, **said, text="which one?")
        case "reply":
            story.does(BEN, moderating.ReplyToQuery, case=case, **said, text="that one")
        case "moderate":
            moderate(story, case, question, response)
        case "confirm":
            story.does(CAT, moderating.ConfirmAnswer, case=case, **said, reason="borne out")
        case "complete":
            version = story.handler.case(NAME, case).version
            story.does(CAT, moderating.CompleteModeration, case=case, saw_version=version)
        case "reopen":
            story.does(ANN, assessing.ReopenAssessment, case=case, reason="a file turned up")
        case "exclude":
            story.does(ANN, sampling.ExcludeCase, case=case, reason="out of the window")
        case "reinstate":
            story.does(ANN, sampling.ReinstateCase, case=case, reason="in the window")
        case _:
            judge(story, question[0], "fair")


# A second edition


def unlocked(story: "Story") -> "Story":
    """The same, with its report unlocked."""
    story.does(ANN, reporting.RequestUnlock, reason="a figure")
    story.does(FAY, reporting.ApproveUnlock, reason="agreed")
    return story


def recommended(story: "Story", number: int) -> "Story":
    """The same, with one more recommendation."""
    owner = Owner(role="Head of service", organisation="Newport Service")
    told = {"number": number, "statement": "more", "owner": owner}
    story.does(ANN, following_up.MakeRecommendation, **told)
    return story


def republished(story: "Story") -> "Story":
    """The same, with its next edition published."""
    story.does(ANN, reporting.FinaliseReport)
    log = {"log_size": story.position(), "log_root": "00"}
    story.does(FAY, reporting.PublishReport, **log)
    return story
