"""The state of a case that decisions need, folded from its events."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from msgspec import field
from msgspec.structs import replace

from domain.actor import Actor
from domain.event_types import CaseEvent
from domain.events.assessing import AnswerRecorded, AnswerRevised, AssessmentReopened, AssessmentSubmitted
from domain.events.moderating import AnswerConfirmed, AnswerModerated, AnswerQueried, ModerationCompleted, QueryAnswered
from domain.events.sampling import AssessorAssigned, CaseExcluded, CaseReinstated, CaseSampled
from domain.events.second_assessing import (
    SecondAnswerRecorded,
    SecondAssessmentEvent,
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.framework import Response
from domain.refusals.case import AssessingBlind
from domain.text import PersonId, QuestionId
from domain.value import Data


class Case(Data):
    """The current state of a case. Version 0 is a case that was never sampled."""

    reference: str = ""
    inspection: str = ""
    version: int = 0
    conditions: frozenset[str] = frozenset()
    assessor: PersonId | None = None
    first_authors: frozenset[PersonId] = frozenset()
    second_authors: frozenset[PersonId] = frozenset()
    answers: Mapping[QuestionId, Response] = field(default_factory=dict)
    second_answers: frozenset[tuple[PersonId, QuestionId]] = frozenset()
    second_assessors: frozenset[PersonId] = frozenset()
    blind: frozenset[PersonId] = frozenset()
    moderators: frozenset[PersonId] = frozenset()
    submitted: bool = False
    signed_off: bool = False
    sign_off_stale: bool = False
    excluded: bool = False
    open_queries: frozenset[QuestionId] = frozenset()

    @property
    def authors(self) -> frozenset[PersonId]:
        """Everyone who ever recorded an answer in this case, first or second."""
        return self.first_authors | self.second_authors

    @property
    def settled(self) -> bool:
        """Whether the case is ready for the report: signed off, or excluded."""
        return self.signed_off or self.excluded

    def refuse_if_blind(self, actor: Actor) -> None:
        """Refuse an actor who assesses the case blind and must not use its first answers."""
        if actor.id in self.blind:
            raise AssessingBlind(actor.name, self.reference)

    @property
    def stale(self) -> bool:
        """Whether the case changed after its sign-off and only needs a new sign-off."""
        return self.sign_off_stale and self.submitted and not self.open_queries and not self.excluded


def evolve(case: Case, fact: CaseEvent) -> Case:
    """Return the case after one more fact. Recorded facts are never refused."""
    case = replace(case, version=case.version + 1)
    # Answers come first because they are the most frequent facts, and each test for another type costs time.
    match fact:
        case AnswerRecorded():
            return _with_answer(case, fact.question, fact.response, by=fact.origin.actor.id)
        case AnswerRevised():
            return _with_answer(case, fact.question, fact.new, by=fact.origin.actor.id)
        case CaseSampled():
            conditions = frozenset(fact.conditions)
            return replace(case, reference=fact.case, inspection=fact.inspection, conditions=conditions)
        case AssessorAssigned():
            return replace(case, assessor=fact.assessor)
        case AnswerModerated():
            return _clear_sign_off(
                _note_moderator(replace(case, answers={**case.answers, fact.question: fact.new}), fact)
            )
        case AssessmentSubmitted():
            return replace(case, submitted=True)
        case AnswerQueried():
            return _clear_sign_off(
                _note_moderator(replace(case, open_queries=case.open_queries | {fact.question}), fact)
            )
        case QueryAnswered():
            return replace(case, open_queries=case.open_queries - {fact.question})
        case AnswerConfirmed():
            return _note_moderator(case, fact)
        case ModerationCompleted():
            return replace(_note_moderator(case, fact), signed_off=True, sign_off_stale=False)
        case AssessmentReopened():
            return _clear_sign_off(replace(case, submitted=False))
        case CaseExcluded():
            return replace(case, excluded=True)
        case CaseReinstated():
            return replace(case, excluded=False)
        case SecondAssessorAssigned() | SecondAnswerRecorded() | SecondAssessmentSubmitted() | SecondAssessorReleased():
            return _evolve_second(case, fact)
        case _:
            assert_never(fact)


def _with_answer(case: Case, question: QuestionId, response: Response, by: PersonId) -> Case:
    return replace(
        case,
        answers={**case.answers, question: response},
        first_authors=case.first_authors | {by},
    )


def _evolve_second(case: Case, fact: SecondAssessmentEvent) -> Case:
    match fact:
        case SecondAssessorAssigned():
            return replace(
                case, second_assessors=case.second_assessors | {fact.assessor}, blind=case.blind | {fact.assessor}
            )
        case SecondAnswerRecorded():
            author = fact.origin.actor.id
            return replace(
                case,
                second_authors=case.second_authors | {author},
                second_answers=case.second_answers | {(author, fact.question)},
            )
        case SecondAssessmentSubmitted():
            return replace(case, blind=case.blind - {fact.origin.actor.id})
        case SecondAssessorReleased():
            return replace(case, blind=case.blind - {fact.assessor})
        case _:
            assert_never(fact)


def _note_moderator(case: Case, fact: AnswerQueried | AnswerModerated | AnswerConfirmed | ModerationCompleted) -> Case:
    return replace(case, moderators=case.moderators | {fact.origin.actor.id})


def _clear_sign_off(case: Case) -> Case:
    return replace(case, signed_off=False, sign_off_stale=case.signed_off or case.sign_off_stale)


def fold(facts: Iterable[CaseEvent], case: Case | None = None) -> Case:
    """Return the case after these facts, starting from `case` or from nothing."""
    case = case or Case()
    for fact in facts:
        case = evolve(case, fact)
    return case
