"""Which events count when we ask what was true on a day, whenever it was recorded?

An event is recorded at one time and is true of a day, its own or an earlier one. `--at` cuts the log by the first
clock, `--true-on` by the second; both together answer “what did we know on 9 May about 2 May?”.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from domain.case.events import SecondAnswerRecorded
from domain.fact import Fact
from domain.inspection.events.fieldwork import FindingRecorded, FindingRevised, FindingWithdrawn
from domain.inspection.events.following_up import (
    ActionPlanned,
    ActionRevised,
    FollowUpEvent,
    FollowUpReviewed,
    RecommendationMade,
)
from domain.inspection.events.setting_up import FrameworkAdopted, SettingUpEvent
from events_store.store import Recorded

Thing = tuple[object, ...]
Told = TypeVar("Told", bound=Fact)


def by_day(facts: Iterable[Told]) -> list[Told]:
    """Return facts by the day that each is true of; those of one day in the order given."""
    return sorted(facts, key=lambda fact: fact.origin.day)


def true_by(day: date, log: Sequence[Recorded]) -> tuple[Recorded, ...]:
    """Return the events that were true by the end of a day, in log order.

    Of two that were, the one recorded later corrects the earlier. What begins something (the inspection, a case, an
    answer, a finding, a recommendation) counts from its own day or from the first day on which anything is said of it:
    an answer true of 2 May shows that its case was there on 2 May, even where the sample was typed up later.
    """
    begun: set[Thing] = set()
    begins = []
    for recorded in log:
        new = set(_things(recorded)) - begun
        begun |= new
        begins.append(new)
    first_days: dict[Thing, date] = {}
    counting = []
    # Backwards, so that whatever is said of a thing, and of what began with it, is known before its beginning is met.
    for recorded, new in zip(reversed(log), reversed(begins), strict=True):
        first = min([recorded.fact.origin.day, *(first_days[thing] for thing in new if thing in first_days)])
        first_days.update({thing: min(first, first_days.get(thing, date.max)) for thing in _things(recorded)})
        if first <= day:
            counting.append(recorded)
    return tuple(reversed(counting))


def _things(recorded: Recorded) -> Iterator[Thing]:
    """Yield everything that an event is about, and that must have begun for it to be told."""
    fact = recorded.fact
    yield ("inspection",)
    if isinstance(fact, FrameworkAdopted) or not isinstance(fact, SettingUpEvent):
        yield ("framework",)
    if recorded.case is not None:
        yield "case", recorded.case
        question = None if isinstance(fact, SecondAnswerRecorded) else getattr(fact, "question", None)
        if question is not None:
            yield "answer", recorded.case, question
    elif isinstance(fact, FindingRecorded | FindingRevised | FindingWithdrawn):
        yield "finding", fact.theme, fact.list, fact.ordinal
        if not isinstance(fact, FindingWithdrawn):
            yield from (("case", cited.case) for cited in fact.citations.answers)
            yield from (("answer", cited.case, cited.question) for cited in fact.citations.answers)
    elif isinstance(fact, FollowUpEvent) and not isinstance(fact, FollowUpReviewed):
        yield "recommendation", fact.number
        if isinstance(fact, ActionPlanned | ActionRevised):
            # Actions are told by their number, so those with lower numbers are there too.
            yield from (("action", fact.number, number) for number in range(1, fact.action + 1))
        if isinstance(fact, RecommendationMade):
            yield from (("finding", cited.theme, cited.list, cited.ordinal) for cited in fact.findings)
