"""What decisions about a case need to know, folded from its events."""

from collections.abc import Iterable, Mapping
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
)
from domain.fact import PersonId, QuestionId
from domain.framework import Response


@dataclass(frozen=True)
class Case:
    """A case as its events left it. Version 0 is a case that was never sampled."""

    reference: str = ""
    inspection: str = ""
    version: int = 0
    conditions: frozenset[str] = frozenset()
    assessor: PersonId | None = None
    first_authors: frozenset[PersonId] = frozenset()
    second_authors: frozenset[PersonId] = frozenset()
    answers: Mapping[QuestionId, Response] = field(default_factory=dict)
    second_answers: frozenset[tuple[PersonId, QuestionId]] = frozenset()
    submitted: bool = False
    signed_off: bool = False
    excluded: bool = False
    open_queries: frozenset[QuestionId] = frozenset()

    @property
    def authors(self) -> frozenset[PersonId]:
        """Everyone who ever wrote an answer of this case, first or second."""
        return self.first_authors | self.second_authors

    @property
    def settled(self) -> bool:
        """Whether the case needs nothing more before the report: signed off, or out of the score."""
        return self.signed_off or self.excluded


def evolve(case: Case, fact: CaseEvent) -> Case:
    """Return the case after one more fact. History is always accepted."""
    case = replace(case, version=case.version + 1)
    match fact:
        case CaseSampled():
            conditions = frozenset(fact.conditions)
            return replace(case, reference=fact.case, inspection=fact.inspection, conditions=conditions)
        case AssessorAssigned():
            return replace(case, assessor=fact.assessor)
        case AnswerRecorded():
            return _answered(case, fact.question, fact.response, by=fact.origin.actor.id)
        case AnswerRevised():
            return _answered(case, fact.question, fact.new, by=fact.origin.actor.id)
        case AnswerModerated():
            return replace(case, answers={**case.answers, fact.question: fact.new}, signed_off=False)
        case SecondAnswerRecorded():
            author = fact.origin.actor.id
            return replace(
                case,
                second_authors=case.second_authors | {author},
                second_answers=case.second_answers | {(author, fact.question)},
            )
        case AssessmentSubmitted():
            return replace(case, submitted=True)
        case AnswerQueried():
            return replace(case, open_queries=case.open_queries | {fact.question}, signed_off=False)
        case QueryAnswered():
            return replace(case, open_queries=case.open_queries - {fact.question})
        case AnswerConfirmed():
            return case
        case ModerationCompleted():
            return replace(case, signed_off=True)
        case AssessmentReopened():
            return replace(case, submitted=False, signed_off=False)
        case CaseExcluded():
            return replace(case, excluded=True)
        case CaseReinstated():
            return replace(case, excluded=False)
        case _:
            assert_never(fact)


def _answered(case: Case, question: QuestionId, response: Response, by: PersonId) -> Case:
    return replace(
        case,
        answers={**case.answers, question: response},
        first_authors=case.first_authors | {by},
    )


def fold(facts: Iterable[CaseEvent], case: Case | None = None) -> Case:
    """Return the case after these facts, from nothing or from where it stood."""
    case = case or Case()
    for fact in facts:
        case = evolve(case, fact)
    return case
