"""From whom are the first answers of a case hidden, because they assess it blind and have not submitted yet?"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum

from msgspec import field, structs
from msgspec.structs import replace

from domain.events.fieldwork import Citations, CitedAnswer, Direction, FindingRecorded, FindingRevised
from domain.events.second_assessing import SecondAssessmentSubmitted, SecondAssessorAssigned, SecondAssessorReleased
from domain.ids import AnswerId
from domain.text import PersonId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.engine.fold import Projection, each


class Blindness(Data):
    """Who assesses which case blind and has not submitted yet: people by case."""

    blind: Mapping[str, tuple[PersonId, ...]] = field(default_factory=dict)


def fold(blindness: Blindness, recorded: RecordedEvent) -> Blindness:
    """Note who begins and who ends a second assessment."""
    fact = recorded.fact
    if isinstance(fact, SecondAssessorAssigned):
        return _with(blindness, recorded, (*_blind(blindness, recorded), fact.assessor))
    if isinstance(fact, SecondAssessmentSubmitted | SecondAssessorReleased):
        gone = fact.assessor if isinstance(fact, SecondAssessorReleased) else fact.origin.actor.id
        return _with(blindness, recorded, tuple(item for item in _blind(blindness, recorded) if item != gone))
    return blindness


BLINDNESS = Projection(
    "blindness", Blindness(), each(fold, SecondAssessorAssigned, SecondAssessmentSubmitted, SecondAssessorReleased)
)


class FindingBefore(Data):
    """What a finding cited and said before it was revised."""

    citations: Citations
    direction: Direction


class Withheld(StrEnum):
    """What is shown in place of what a finding says: it is never recorded."""

    DIRECTION = "hidden"


def hidden_from(reader: PersonId | None, blindness: Blindness) -> frozenset[str]:
    """Return the cases whose first answers are hidden from a reader.

    From whoever assesses them blind; and from a reader who does not say who they are, because it may be them.
    """
    return frozenset(
        case for case, people in blindness.blind.items() if people and (reader is None or reader in people)
    )


def without_first_answers(log: Sequence[RecordedEvent], cases: AbstractSet[str]) -> tuple[RecordedEvent, ...]:
    """Return the log as somebody reads it from whom the first answers of these cases are hidden.

    Events that give or change a first answer, or talk about one, are left out; findings cite answers without them, and
    do not tell the direction that rests on them.
    """
    if not cases:
        return tuple(log)
    return tuple(
        _uncited(recorded, cases) for recorded in log if not (recorded.case in cases and _about_first_answer(recorded))
    )


def _about_first_answer(recorded: RecordedEvent) -> bool:
    return any(isinstance(link, AnswerId) for link in effect_of(recorded).subject.chain)


def _uncited(recorded: RecordedEvent, cases: AbstractSet[str]) -> RecordedEvent:
    fact = recorded.fact
    if isinstance(fact, FindingRecorded):
        return recorded._replace(fact=structs.replace(fact, **_hidden_values(fact, cases)))
    if isinstance(fact, FindingRevised):
        old = FindingBefore(fact.old_citations, fact.old_direction)
        hidden_values = {f"old_{name}": value for name, value in _hidden_values(old, cases).items()}
        return recorded._replace(fact=structs.replace(fact, **_hidden_values(fact, cases), **hidden_values))
    return recorded


def _hidden_values(
    found: "FindingRecorded | FindingRevised | FindingBefore", cases: AbstractSet[str]
) -> dict[str, object]:
    """Return citations without the responses that are hidden, and the direction, unless it rests on one of them."""
    rests = any(answer.case in cases for answer in found.citations.answers)
    return {
        "citations": _blank(found.citations, cases),
        "direction": Withheld.DIRECTION if rests else found.direction,
    }


def _blank(citations: Citations, cases: AbstractSet[str]) -> Citations:
    answers = tuple(
        CitedAnswer(case=answer.case, question=answer.question) if answer.case in cases else answer
        for answer in citations.answers
    )
    return structs.replace(citations, answers=answers)


def _blind(blindness: Blindness, recorded: RecordedEvent) -> tuple[PersonId, ...]:
    return blindness.blind.get(recorded.case or "", ())


def _with(blindness: Blindness, recorded: RecordedEvent, people: tuple[PersonId, ...]) -> Blindness:
    return replace(blindness, blind={**blindness.blind, recorded.case or "": people})
