"""The changes of answers that every contender saves."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.events.moderating import AnswerModerated
from domain.events.sampling import CaseExcluded, CaseReinstated
from events_store.store import EventStore


class Change(NamedTuple):
    """An answer recorded or changed; without a question, a case excluded or reinstated."""

    inspection: str
    case: str
    question: str
    response: str
    person: str
    at: str
    text: str


def changes(store: EventStore, limit: int) -> Iterator[Change]:
    """Yield the first changes of a log, in its order."""
    for number, change in enumerate(_all(store)):
        if number == limit:
            return
        yield change


def _all(store: EventStore) -> Iterator[Change]:
    for recorded in store.follow():
        fact = recorded.fact
        who, at, case = fact.origin.actor.id, fact.origin.recorded_at.isoformat(), recorded.case or ""
        if isinstance(fact, AnswerRecorded):
            yield Change(recorded.inspection, case, fact.question, fact.response, who, at, fact.evidence)
        elif isinstance(fact, AnswerRevised | AnswerModerated):
            yield Change(recorded.inspection, case, fact.question, fact.new, who, at, fact.reason)
        elif isinstance(fact, CaseExcluded | CaseReinstated):
            response = "out" if isinstance(fact, CaseExcluded) else "in"
            yield Change(recorded.inspection, case, "", response, who, at, fact.reason)
