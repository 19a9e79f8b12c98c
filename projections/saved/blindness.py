"""The people from whom first answers are hidden until they submit a blind second assessment."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from msgspec import field, structs
from msgspec.structs import replace

from domain.case_ids import AnswerId
from domain.events.fieldwork import Citations, CitedAnswer, Direction, FindingRecorded, FindingRevised
from domain.events.second_assessing import SecondAssessmentSubmitted, SecondAssessorAssigned, SecondAssessorReleased
from domain.text import PersonId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.engine.fold import Projection, each


class Blindness(Data):
    """The blind second assessors who have not submitted yet, by case."""

    blind: Mapping[str, tuple[PersonId, ...]] = field(default_factory=dict)


def fold(blindness: Blindness, recorded: RecordedEvent) -> Blindness:
    """Apply the beginning or the end of a second assessment."""
    fact = recorded.fact
    if isinstance(fact, SecondAssessorAssigned):
        return _set_blind(blindness, recorded, (*_blind(blindness, recorded), fact.assessor))
    if isinstance(fact, SecondAssessmentSubmitted | SecondAssessorReleased):
        leaving = fact.assessor if isinstance(fact, SecondAssessorReleased) else fact.origin.actor.id
        return _set_blind(
            blindness, recorded, tuple(person for person in _blind(blindness, recorded) if person != leaving)
        )
    return blindness


BLINDNESS = Projection(
    "blindness", Blindness(), each(fold, SecondAssessorAssigned, SecondAssessmentSubmitted, SecondAssessorReleased)
)


class FindingBefore(Data):
    """The citations and direction of a finding before its revision."""

    citations: Citations
    direction: Direction


class Withheld(StrEnum):
    """The value shown in place of a hidden direction; it is never recorded."""

    DIRECTION = "hidden"


def hidden_from(reader: PersonId | None, blindness: Blindness) -> frozenset[str]:
    """Return the cases whose first answers are hidden from a reader.

    They are hidden from the blind second assessors of the case. They are also hidden from an unknown reader (None), who
    could be one of these assessors.
    """
    return frozenset(
        case for case, people in blindness.blind.items() if people and (reader is None or reader in people)
    )


def without_first_answers(log: Sequence[RecordedEvent], cases: AbstractSet[str]) -> tuple[RecordedEvent, ...]:
    """Return the log without the first answers of some cases.

    Events about a first answer are left out. Findings lose the responses of the answers that they cite, and the
    direction if it rests on such an answer.
    """
    if not cases:
        return tuple(log)
    return tuple(
        _hide_citations(recorded, cases)
        for recorded in log
        if not (recorded.case in cases and _about_first_answer(recorded))
    )


def _about_first_answer(recorded: RecordedEvent) -> bool:
    return any(isinstance(link, AnswerId) for link in effect_of(recorded).subject.chain)


def _hide_citations(recorded: RecordedEvent, cases: AbstractSet[str]) -> RecordedEvent:
    fact = recorded.fact
    if isinstance(fact, FindingRecorded):
        return recorded._replace(fact=structs.replace(fact, **_hidden_values(fact, cases)))
    if isinstance(fact, FindingRevised):
        old = FindingBefore(fact.old_citations, fact.old_direction)
        old_values = {f"old_{name}": value for name, value in _hidden_values(old, cases).items()}
        return recorded._replace(fact=structs.replace(fact, **_hidden_values(fact, cases), **old_values))
    return recorded


def _hidden_values(
    finding: FindingRecorded | FindingRevised | FindingBefore, cases: AbstractSet[str]
) -> dict[str, object]:
    """Return the citations without hidden responses, and the direction unless it rests on them."""
    rests_on_hidden = any(answer.case in cases for answer in finding.citations.answers)
    return {
        "citations": _without_responses(finding.citations, cases),
        "direction": Withheld.DIRECTION if rests_on_hidden else finding.direction,
    }


def _without_responses(citations: Citations, cases: AbstractSet[str]) -> Citations:
    answers = tuple(
        CitedAnswer(case=answer.case, question=answer.question) if answer.case in cases else answer
        for answer in citations.answers
    )
    return structs.replace(citations, answers=answers)


def _blind(blindness: Blindness, recorded: RecordedEvent) -> tuple[PersonId, ...]:
    return blindness.blind.get(recorded.case or "", ())


def _set_blind(blindness: Blindness, recorded: RecordedEvent, people: tuple[PersonId, ...]) -> Blindness:
    return replace(blindness, blind={**blindness.blind, recorded.case or "": people})
