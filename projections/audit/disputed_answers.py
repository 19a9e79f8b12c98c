"""Count how often each answer was moderated, queried or revised, or disagreed with."""

from collections.abc import Sequence

from domain.effect import EventRole
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.answer_history import AnswerHistory, Place, answer_histories


class Contested(Data, order=True):
    """How often an answer was contested, in each way.

    The fields are in order of weight, so that values can be sorted. `disagreed` counts the second assessors whose
    answer differs from the current one.
    """

    moderated: int = 0
    disagreed: int = 0
    queried: int = 0
    revised: int = 0


def contested(log: Sequence[RecordedEvent]) -> dict[Place, Contested]:
    """Return how often each answer was contested, by case and question."""
    return {place: _contested(history) for place, history in answer_histories(log).by_place.items()}


def _contested(history: AnswerHistory) -> Contested:
    current = history.standing
    # A second assessor may answer again: the last answer counts.
    second_answers = {second.by: second.response for second in history.seconds}
    return Contested(
        moderated=len(history.of(EventRole.MODERATED)),
        disagreed=sum(response != current for response in second_answers.values()),
        queried=len(history.of(EventRole.QUERY)),
        revised=len(history.of(EventRole.REVISED)),
    )
