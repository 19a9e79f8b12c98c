"""How contested is each answer: was it moderated, did a second assessor disagree, was it queried or revised?"""

from collections.abc import Sequence

from domain.effect import EventRole
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.answer_history import AnswerHistory, Place, answer_histories


class Contested(Data, order=True):
    """How often an answer was contested, each way; the weightiest way first, so that they can be put in order.

    Of second assessors, those disagree whose answer is not the one that stands.
    """

    moderated: int = 0
    disagreed: int = 0
    queried: int = 0
    revised: int = 0


def contested(log: Sequence[RecordedEvent]) -> dict[Place, Contested]:
    """Return how contested each answer is that anything was said about, by case and question."""
    return {place: _of(history) for place, history in answer_histories(log).by_place.items()}


def _of(history: AnswerHistory) -> Contested:
    standing = history.standing
    # A second assessor may answer again: what they said last counts.
    seconds = {second.by: second.response for second in history.seconds}
    return Contested(
        moderated=len(history.of(EventRole.MODERATED)),
        disagreed=sum(second != standing for second in seconds.values()),
        queried=len(history.of(EventRole.QUERY)),
        revised=len(history.of(EventRole.REVISED)),
    )
