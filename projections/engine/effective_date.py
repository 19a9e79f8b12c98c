"""Which events count when we ask what was true on a day, whenever it was recorded?

An event is recorded at one time and is true of a day, its own or an earlier one. `--at` cuts the log by the first
clock, `--effective` by the second; both together answer “what did we know on 9 May about 2 May?”.
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
    """Return facts by effective date; those of one day in the order given."""
    return sorted(facts, key=lambda fact: fact.origin.day)


def effective_by(day: date, log: Sequence[RecordedEvent]) -> tuple[RecordedEvent, ...]:
    """Return the events that were true by the end of a day, in log order.

    Of two that were, the one recorded later corrects the earlier. What begins something (the inspection, a case, an
    answer, a finding, a recommendation) counts from its own day or from the first day on which anything is said of it:
    an answer true of 2 May shows that its case was there on 2 May, even where the sample was typed up later.
    """
    begun: set[Id] = set()
    needs, begins = [], []
    for recorded in log:
        needs.append(needed := needed_by(recorded))
        begins.append(needed - begun)
        begun |= needed
    first_days: dict[Id, date] = {}
    counting = []
    # Backwards, so that whatever is said of a thing, and of what began with it, is known before its beginning is met.
    for recorded, needed, new in zip(reversed(log), reversed(needs), reversed(begins), strict=True):
        first = min([recorded.fact.origin.day, *(first_days[subject] for subject in new if subject in first_days)])
        first_days.update({subject: min(first, first_days.get(subject, date.max)) for subject in needed})
        if first <= day:
            counting.append(recorded)
    return tuple(reversed(counting))
