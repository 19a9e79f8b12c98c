"""The events in effect on a day, by effective date instead of recorded time.

An event has a recorded time and an effective date, on the same day or earlier. Cutting the log by recorded time and
then by effective date answers “what did we know on 9 May about 2 May?”.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from domain.fact import Fact
from domain.ids import Id
from events_store.store import RecordedEvent
from projections.engine.effects import needed_by

FactType = TypeVar("FactType", bound=Fact)


def by_day(facts: Iterable[FactType]) -> list[FactType]:
    """Sort facts by effective date; facts of the same day keep their order."""
    return sorted(facts, key=lambda fact: fact.origin.day)


def effective_by(day: date, log: Sequence[RecordedEvent]) -> tuple[RecordedEvent, ...]:
    """Return the events in effect by the end of a day, in log order.

    Of two such events, the later recorded corrects the earlier. The event that begins a subject (the inspection, a
    case, an answer, a finding, a recommendation) counts from its own effective date, or from the first effective date
    of any event about the subject. An answer effective on 2 May shows that its case existed on 2 May, even if the
    sample was entered later.
    """
    begun: set[Id] = set()
    needs, begins = [], []
    for recorded in log:
        needs.append(needed := needed_by(recorded))
        begins.append(needed - begun)
        begun |= needed
    first_days: dict[Id, date] = {}
    in_effect = []
    # Backwards: the dates of all events about a subject must be known when the event that begins it is reached.
    for recorded, needed, new in zip(reversed(log), reversed(needs), reversed(begins), strict=True):
        first = min([recorded.fact.origin.day, *(first_days[subject] for subject in new if subject in first_days)])
        first_days.update({subject: min(first, first_days.get(subject, date.max)) for subject in needed})
        if first <= day:
            in_effect.append(recorded)
    return tuple(reversed(in_effect))
