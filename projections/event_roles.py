"""Of which figures does an event speak, and what is it to them?"""

from collections.abc import Iterator
from enum import StrEnum
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
from domain.inspection.events.fieldwork import FindingRecorded, FindingRevised, FindingWithdrawn
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
from domain.inspection.events.judging import JudgementProposed, JudgingEvent
from events_store.store import Recorded
from projections.figures import Figure, Kind
from projections.findings import name_of


class Role(StrEnum):
    """What an event is to a figure that rests on it."""

    FRAMEWORK = "framework"
    EXCLUDED = "excluded case"
    REINSTATED = "case put back"
    COUNTED = "counted answer"
    NOT_APPLICABLE = "not applicable answer"
    SAMPLED = "sampled case"
    PROPOSAL = "proposal"
    JUDGEMENT = "judgement"
    FINDING = "finding"
    CITED_ANSWER = "cited answer"
    CITED_CASE = "cited case"
    EVIDENCE = "evidence"
    ASSIGNED = "assignment"
    ANSWERED = "answer"
    REVISED = "revised answer"
    QUERY = "query"
    REPLY = "reply"
    MODERATED = "moderated answer"
    CONFIRMED = "confirmed answer"
    SUBMITTED = "submission"
    SIGNED_OFF = "sign-off"
    REOPENED = "reopening"
    SECOND = "second assessment"
    RECOMMENDED = "recommendation"
    PUBLISHED = "publication"
    ACCEPTANCE = "owner's answer"
    ACTION = "action"
    CLAIM = "claim"
    VERIFICATION = "verification"
    REVIEW = "review"
    DUE_DATE = "due date"
    CLOSURE = "closure"


def spoken_of(recorded: Recorded) -> Iterator[tuple[Figure, Role]]:
    """Yield the figures whose own history an event is part of, and what it is there."""
    fact = recorded.fact
    if isinstance(fact, CaseEvent):
        role = _in_case(fact)
        yield Figure(Kind.CASE, recorded.case or ""), role
        if role in _OF_ANSWERS:
            yield Figure(Kind.ANSWER, f"{recorded.case}:{getattr(fact, 'question', '')}"), role
    elif isinstance(fact, FindingRecorded | FindingRevised | FindingWithdrawn):
        yield Figure(Kind.FINDING, name_of(fact)), Role.FINDING
    elif isinstance(fact, JudgingEvent):
        role = Role.PROPOSAL if isinstance(fact, JudgementProposed) else Role.JUDGEMENT
        yield Figure(Kind.JUDGEMENT, fact.theme), role
    elif isinstance(fact, FollowUpEvent) and not isinstance(fact, FollowUpReviewed):
        yield Figure(Kind.RECOMMENDATION, str(fact.number)), _FOLLOWING_UP[type(fact)]


_OF_ANSWERS = {Role.ANSWERED, Role.REVISED, Role.QUERY, Role.REPLY, Role.MODERATED, Role.CONFIRMED}

_FOLLOWING_UP: dict[type, Role] = {
    RecommendationMade: Role.RECOMMENDED,
    RecommendationAnswered: Role.ACCEPTANCE,
    ActionPlanned: Role.ACTION,
    ActionRevised: Role.ACTION,
    ProgressReported: Role.CLAIM,
    ProgressVerified: Role.VERIFICATION,
    DueDateRevised: Role.DUE_DATE,
    RecommendationClosed: Role.CLOSURE,
    RecommendationReopened: Role.CLOSURE,
    RecommendationReviewed: Role.REVIEW,
}


def _in_case(fact: CaseEvent) -> Role:
    if isinstance(fact, SecondAssessmentEvent):
        return Role.SECOND
    match fact:
        case CaseSampled():
            return Role.SAMPLED
        case AssessorAssigned():
            return Role.ASSIGNED
        case AnswerRecorded():
            return Role.ANSWERED
        case AnswerRevised():
            return Role.REVISED
        case AnswerQueried():
            return Role.QUERY
        case QueryAnswered():
            return Role.REPLY
        case AnswerModerated():
            return Role.MODERATED
        case AnswerConfirmed():
            return Role.CONFIRMED
        case AssessmentSubmitted():
            return Role.SUBMITTED
        case ModerationCompleted():
            return Role.SIGNED_OFF
        case AssessmentReopened():
            return Role.REOPENED
        case CaseExcluded():
            return Role.EXCLUDED
        case CaseReinstated():
            return Role.REINSTATED
        case _:
            assert_never(fact)
