"""Does an event still stand, or which later event put something else in its place?"""

from collections.abc import Iterable
from datetime import date
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
    SecondAssessmentEvent,
)
from domain.inspection.events import InspectionEvent
from domain.inspection.events.fieldwork import (
    EvidenceRecorded,
    FieldworkEnded,
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
    FollowUpReviewed,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
    RecommendationReviewed,
)
from domain.inspection.events.judging import JudgementMade, JudgementProposed, JudgementRevised
from domain.inspection.events.reporting import (
    AccuracyChallengeDecided,
    AccuracyChallengeRaised,
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
from events_store.store import Recorded
from projections.findings import name_of

# What an event settles, until another one settles it anew: the answer to a question in a case, for example.
Matter = tuple[object, ...]


def replaced(log: Iterable[Recorded]) -> dict[int, int]:
    """Return, for each event that no longer stands, the position of the one since which it does not."""
    settled: dict[Matter, int] = {}
    found: dict[int, int] = {}
    for recorded in _in_turn(log):
        settling, unsettling = _matters(recorded)
        for matter in (*settling, *unsettling):
            if matter in settled:
                found[settled.pop(matter)] = recorded.position
        settled.update(dict.fromkeys(settling, recorded.position))
    return found


def _in_turn(log: Iterable[Recorded]) -> list[Recorded]:
    """Return the log with what owners claimed and what the inspectorate saw by day: that is how one follows another."""
    claimed = (ProgressReported, ProgressVerified)
    return sorted(log, key=lambda one: one.fact.origin.day if isinstance(one.fact, claimed) else date.min)


def _matters(recorded: Recorded) -> tuple[tuple[Matter, ...], tuple[Matter, ...]]:
    """Return what an event settles, and what it leaves open again that was settled."""
    fact = recorded.fact
    if isinstance(fact, InspectionEvent):
        return _of_inspection(fact), ()
    return _of_case(recorded.case, fact)


def _of_case(case: str | None, fact: CaseEvent) -> tuple[tuple[Matter, ...], tuple[Matter, ...]]:
    signed_off: Matter = ("sign-off", case)
    if isinstance(fact, SecondAssessmentEvent):
        return (), ()
    match fact:
        case AnswerRecorded() | AnswerRevised() | AnswerModerated():
            return (("answer", case, fact.question),), (("confirmation", case, fact.question), signed_off)
        case AnswerConfirmed():
            return (("confirmation", case, fact.question),), ()
        case AssessorAssigned():
            return (("assessor", case),), ()
        case AssessmentSubmitted():
            return (("submission", case),), ()
        case ModerationCompleted():
            return (signed_off,), ()
        case AssessmentReopened():
            return (), (("submission", case), signed_off)
        case CaseExcluded() | CaseReinstated():
            return (("exclusion", case),), ()
        case AnswerQueried():
            return (), (signed_off,)
        case CaseSampled() | QueryAnswered():
            return (), ()
        case _:
            assert_never(fact)


def _of_inspection(fact: InspectionEvent) -> tuple[Matter, ...]:
    match fact:
        case FindingRecorded() | FindingRevised() | FindingWithdrawn():
            return (("finding", name_of(fact)),)
        case JudgementProposed():
            return (("proposal", fact.theme),)
        case JudgementMade() | JudgementRevised():
            return (("judgement", fact.theme),)
        case RecommendationAnswered():
            return (("acceptance", fact.number),)
        case ActionPlanned() | ActionRevised():
            return (("action", fact.number, fact.action),)
        case ProgressReported():
            return (("claim", fact.number),)
        case ProgressVerified():
            return (("verification", fact.number),)
        case RecommendationReviewed():
            return (("review", fact.number),)
        case DueDateRevised():
            return (("due date", fact.number),)
        case RecommendationClosed() | RecommendationReopened():
            return (("closure", fact.number),)
        case TeamMemberAssigned() | TeamMemberReleased():
            return (("member", fact.person),)
        case ReportFinalised() | ReportUnlockApproved():
            return (("report",),)
        case InspectionAnnounced() | FrameworkAdopted() | RecommendationMade() | FollowUpReviewed():
            return ()
        case FieldworkStarted() | FieldworkEnded() | EvidenceRecorded() | PracticeExampleRecorded():
            return ()
        case (
            FeedbackGiven()
            | DraftReportIssued()
            | AccuracyChallengeRaised()
            | AccuracyChallengeDecided()
            | ReportPublished()
            | ReportUnlockRequested()
        ):
            return ()
        case _:
            assert_never(fact)
