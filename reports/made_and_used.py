"""What did each event make, and what did that rest on?"""

from dataclasses import dataclass
from typing import assert_never

from domain.case.events import (
    AnswerConfirmed,
    AnswerModerated,
    AnswerQueried,
    AnswerRecorded,
    AnswerRevised,
    AssessmentReopened,
    AssessmentSubmitted,
    AssessorAssigned,
    CaseEvent,
    CaseExcluded,
    CaseReinstated,
    CaseSampled,
    ModerationCompleted,
    QueryAnswered,
    SecondAnswerRecorded,
    SecondAssessmentEvent,
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.inspection.events.fieldwork import (
    Citations,
    EvidenceRecorded,
    FieldworkEnded,
    FieldworkEvent,
    FieldworkStarted,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    PracticeExampleRecorded,
)
from domain.inspection.events.following_up import (
    ActionPlanned,
    ActionRevised,
    DueDateRevised,
    FollowUpEvent,
    FollowUpReviewed,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
    RecommendationReviewed,
)
from domain.inspection.events.judging import JudgementMade, JudgementProposed, JudgementRevised, JudgingEvent
from domain.inspection.events.reporting import (
    AccuracyChallengeDecided,
    AccuracyChallengeRaised,
    DraftReportIssued,
    FeedbackGiven,
    ReportFinalised,
    ReportingEvent,
    ReportPublished,
    ReportUnlockApproved,
    ReportUnlockRequested,
)
from domain.inspection.events.setting_up import (
    FrameworkAdopted,
    InspectionAnnounced,
    SettingUpEvent,
    TeamMemberAssigned,
    TeamMemberReleased,
)
from domain.refusals import spoken
from events_store.store import Recorded
from reports.names import FRAMEWORK, INSPECTION, Thing, score_of

DRAFT: Thing = ("draft-report",)
REPORT: Thing = ("final-report",)
REPORTED: tuple[Thing, ...] = (("finding",), ("judgement",), ("practice-example",))


@dataclass(frozen=True)
class Made:
    """The thing that an event made, changed or took back, what it says, and what that rested on.

    Where the thing is there already, a new version of it revises the last, unless it is `fresh`: said anew, such as a
    second claim of progress. It rests on single things; it consists of things, or they were looked at, with all their
    parts: `("answer", "NC-07")` is every answer of a case.
    """

    thing: Thing
    says: str | None = None
    rests_on: tuple[Thing, ...] = ()
    consists_of: tuple[Thing, ...] = ()
    looked_at: tuple[Thing, ...] = ()
    fresh: bool = False
    taken_back: bool = False


def made_by(recorded: Recorded) -> Made:
    """Return what an event made."""
    fact = recorded.fact
    if isinstance(fact, CaseEvent):
        return _of_case(recorded.case or "", fact)
    if isinstance(fact, SettingUpEvent):
        return _setting_up(fact)
    if isinstance(fact, FieldworkEvent):
        return _fieldwork(fact, str(recorded.version))
    if isinstance(fact, JudgingEvent):
        return _judging(fact)
    if isinstance(fact, ReportingEvent):
        return _reporting(fact)
    return _following_up(fact)


def _of_case(case: str, fact: CaseEvent) -> Made:
    this, answers = ("case", case), ("answer", case)
    if isinstance(fact, SecondAssessmentEvent):
        return _second_assessment(case, fact)
    match fact:
        case CaseSampled():
            return Made(this, f"sampled as {fact.pseudonym}", rests_on=(INSPECTION,))
        case AssessorAssigned():
            return Made(this, f"assigned to {fact.assessor}")
        case AnswerRecorded():
            return Made((*answers, fact.question), spoken(fact.response), rests_on=(this,))
        case AnswerRevised() | AnswerModerated():
            return Made((*answers, fact.question), spoken(fact.new))
        case AnswerConfirmed():
            thing = ("confirmation", case, fact.question)
            return Made(thing, spoken(fact.response), rests_on=((*answers, fact.question),), fresh=True)
        case AnswerQueried():
            return Made(("query", case, fact.question), fact.text, rests_on=((*answers, fact.question),), fresh=True)
        case QueryAnswered():
            query = ("query", case, fact.question)
            return Made(("reply", case, fact.question), fact.text, rests_on=(query,), fresh=True)
        case AssessmentSubmitted():
            return Made(this, "submitted", looked_at=(answers,))
        case ModerationCompleted():
            return Made(this, f"signed off as it was at version {fact.saw_version}", looked_at=(answers,))
        case AssessmentReopened():
            return Made(this, "reopened")
        case CaseExcluded():
            return Made(this, "excluded from the score")
        case CaseReinstated():
            return Made(this, "put back into the score")
        case _:
            assert_never(fact)


def _second_assessment(case: str, fact: SecondAssessmentEvent) -> Made:
    match fact:
        case SecondAssessorAssigned():
            return Made(("second-assessment", case, fact.assessor), "assigned", rests_on=(("case", case),))
        case SecondAnswerRecorded():
            # The second assessor never saw the first answer: it rests on the case alone.
            thing = ("second-answer", case, fact.origin.actor.id, fact.question)
            return Made(thing, spoken(fact.response), rests_on=(("case", case),))
        case SecondAssessmentSubmitted():
            by = fact.origin.actor.id
            return Made(("second-assessment", case, by), "submitted", looked_at=(("second-answer", case, by),))
        case SecondAssessorReleased():
            return Made(("second-assessment", case, fact.assessor), "released")
        case _:
            assert_never(fact)


def _setting_up(fact: SettingUpEvent) -> Made:
    match fact:
        case InspectionAnnounced():
            return Made(INSPECTION, "announced")
        case FrameworkAdopted():
            says = f"{fact.framework.title}, version {fact.framework.version}, digest {fact.digest}"
            return Made(FRAMEWORK, says, rests_on=(INSPECTION,))
        case TeamMemberAssigned():
            says = f"{spoken(fact.role)}, {fact.organisation}"
            return Made(("team-member", fact.person), says, rests_on=(INSPECTION,))
        case TeamMemberReleased():
            return Made(("team-member", fact.person), "released", taken_back=True)
        case _:
            assert_never(fact)


def _fieldwork(fact: FieldworkEvent, version: str) -> Made:
    match fact:
        case FieldworkStarted() | FieldworkEnded():
            return Made(INSPECTION, "fieldwork started" if isinstance(fact, FieldworkStarted) else "fieldwork ended")
        case EvidenceRecorded():
            return Made(("evidence", fact.evidence), fact.text, rests_on=(INSPECTION,))
        case FindingRecorded():
            return Made(_finding(fact), fact.statement, rests_on=_cited(fact.citations))
        case FindingRevised():
            return Made(_finding(fact), fact.new, rests_on=_cited(fact.citations))
        case FindingWithdrawn():
            return Made(_finding(fact), taken_back=True)
        case PracticeExampleRecorded():
            return Made(("practice-example", fact.theme, version), fact.text, rests_on=(INSPECTION,))
        case _:
            assert_never(fact)


def _finding(fact: FindingRecorded | FindingRevised | FindingWithdrawn) -> Thing:
    return ("finding", fact.theme, fact.list.value, str(fact.ordinal))


def _cited(citations: Citations) -> tuple[Thing, ...]:
    return (
        *(("case", case) for case in citations.cases),
        *(("answer", answer.case, answer.question) for answer in citations.answers),
        *(("evidence", evidence) for evidence in citations.evidence),
    )


def _judging(fact: JudgingEvent) -> Made:
    score = () if fact.rested_on is None else (score_of(fact.theme, fact.rested_on.position),)
    rests_on = (FRAMEWORK, *score)
    match fact:
        case JudgementProposed():
            proposal = ("proposed-judgement", fact.theme, fact.origin.actor.id)
            return Made(proposal, spoken(fact.rating), rests_on=rests_on)
        case JudgementMade():
            return Made(("judgement", fact.theme), spoken(fact.rating), rests_on=rests_on)
        case JudgementRevised():
            return Made(("judgement", fact.theme), spoken(fact.new), rests_on=rests_on)
        case _:
            assert_never(fact)


def _reporting(fact: ReportingEvent) -> Made:
    match fact:
        case FeedbackGiven():
            return Made(("feedback",), f"given to {fact.audience}", consists_of=REPORTED, fresh=True)
        case DraftReportIssued():
            return Made(DRAFT, "issued", consists_of=REPORTED)
        case AccuracyChallengeRaised():
            return Made(("accuracy-challenge", str(fact.number)), fact.claim, rests_on=(DRAFT,))
        case AccuracyChallengeDecided():
            return Made(("accuracy-challenge", str(fact.number)), f"{spoken(fact.outcome)}: {fact.changed}")
        case ReportFinalised():
            return Made(REPORT, "finalised", consists_of=(*REPORTED, ("recommendation",)), looked_at=(("case",),))
        case ReportPublished():
            published = f"published on {fact.published_on}, log size {fact.log_size}, log root {fact.log_root}"
            return Made(("published-edition", str(fact.edition)), published, rests_on=(REPORT,))
        case ReportUnlockRequested():
            return Made(("unlock-request",), "requested", rests_on=(REPORT,), fresh=True)
        case ReportUnlockApproved():
            return Made(("unlock-request",), "approved")
        case _:
            assert_never(fact)


def _following_up(fact: FollowUpEvent) -> Made:
    if isinstance(fact, FollowUpReviewed):
        return Made(("follow-up-review",), fact.summary, looked_at=(("recommendation",),), fresh=True)
    number = str(fact.number)
    this: Thing = ("recommendation", number)
    match fact:
        case RecommendationMade():
            findings = tuple(("finding", one.theme, one.list.value, str(one.ordinal)) for one in fact.findings)
            return Made(this, fact.statement, rests_on=findings)
        case RecommendationAnswered():
            return Made(("response", number), spoken(fact.acceptance), rests_on=(this,))
        case ActionPlanned():
            return Made(("action", number, str(fact.action)), f"due {fact.due_on}: {fact.step}", rests_on=(this,))
        case ActionRevised():
            says = f"{'done' if fact.done else f'due {fact.due_on}'}: {fact.new}"
            return Made(("action", number, str(fact.action)), says)
        case ProgressReported():
            cited = (this, *_evidence(fact.evidence))
            return Made(("progress-claim", number), spoken(fact.progress), rests_on=cited, fresh=True)
        case ProgressVerified():
            cited = (this, *_evidence(fact.evidence))
            says, claim = f"{spoken(fact.verification)} progress", ("progress-claim", number)
            return Made(("verification", number), says, rests_on=cited, looked_at=(claim,), fresh=True)
        case DueDateRevised():
            return Made(this, f"due {fact.new}")
        case RecommendationClosed():
            return Made(this, f"closed as {spoken(fact.closure)}", rests_on=_evidence(fact.evidence))
        case RecommendationReopened():
            return Made(this, "reopened")
        case RecommendationReviewed():
            cited = (this, *_evidence(fact.evidence))
            return Made(("review-assessment", number), f"{spoken(fact.progress)} progress", rests_on=cited)
        case _:
            assert_never(fact)


def _evidence(items: tuple[str, ...]) -> tuple[Thing, ...]:
    return tuple(("evidence", item) for item in items)
