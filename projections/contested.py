"""How contested is each answer: was it moderated, did a second assessor disagree, was it queried or revised?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.framework import Response
from domain.text import CaseReference, PersonId, QuestionId
from events_store.store import Recorded

Place = tuple[CaseReference, QuestionId]


@dataclass(frozen=True, order=True)
class Contested:
    """How often an answer was contested, each way; the weightiest way first, so that they can be put in order."""

    moderated: int = 0
    disagreed: int = 0
    queried: int = 0
    revised: int = 0


@dataclass(frozen=True)
class Disputed:
    """An answer as it stands, what second assessors answered instead, and what else was said about it."""

    response: Response | None = None
    seconds: Mapping[PersonId, Response] = field(default_factory=dict)
    so_far: Contested = Contested()

    @property
    def contested(self) -> Contested:
        """How contested it is: of second assessors, those disagree whose answer is not the one that stands."""
        return replace(self.so_far, disagreed=sum(second != self.response for second in self.seconds.values()))


def contested(log: Sequence[Recorded]) -> dict[Place, Contested]:
    """Return how contested each answer is that anything was said about, by case and question."""
    disputed: dict[Place, Disputed] = {}
    for recorded in log:
        fact = recorded.fact
        question: QuestionId | None = getattr(fact, "question", None)
        if isinstance(fact, CaseEvent) and question is not None:
            place = recorded.case or "", question
            disputed[place] = _after(disputed.get(place, Disputed()), fact)
    return {place: one.contested for place, one in disputed.items()}


def _after(one: Disputed, fact: CaseEvent) -> Disputed:
    far = one.so_far
    match fact:
        case AnswerRecorded():
            return replace(one, response=fact.response)
        case AnswerRevised():
            return replace(one, response=fact.new, so_far=replace(far, revised=far.revised + 1))
        case AnswerModerated():
            return replace(one, response=fact.new, so_far=replace(far, moderated=far.moderated + 1))
        case AnswerQueried():
            return replace(one, so_far=replace(far, queried=far.queried + 1))
        case SecondAnswerRecorded():
            return replace(one, seconds={**one.seconds, fact.origin.actor.id: fact.response})
        case (
            CaseSampled()
            | AssessorAssigned()
            | AssessmentSubmitted()
            | SecondAssessorAssigned()
            | SecondAssessmentSubmitted()
            | SecondAssessorReleased()
            | QueryAnswered()
            | AnswerConfirmed()
            | ModerationCompleted()
            | AssessmentReopened()
            | CaseExcluded()
            | CaseReinstated()
        ):
            return one
        case _:
            assert_never(fact)
