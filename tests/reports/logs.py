"""Logs for the tests of the reports: the small inspection, and one of every event there is."""

from typing import get_args

from domain.case.events import CaseEvent
from domain.catalogue import EVENT_TYPES, Event
from events_store.store import Recorded, case_stream, inspection_stream
from tests.events_store.examples import EXAMPLES, NEWCASTLE
from tests.projections.inspections import NAME, Story


def log_of(story: Story) -> tuple[Recorded, ...]:
    return tuple(story.store.follow(inspection=NAME))


def one_of_each() -> tuple[Recorded, ...]:
    """Every kind of event once, as if one had followed the other."""
    cases = get_args(CaseEvent)
    log: list[Recorded] = []
    for kind in sorted(EVENT_TYPES, key=lambda kind: kind not in cases):
        stream = case_stream(NEWCASTLE, "NC-07") if kind in cases else inspection_stream(NEWCASTLE)
        version = 1 + sum(recorded.stream == stream for recorded in log)
        fact: Event = EXAMPLES[kind.TYPE]  # type: ignore[assignment]
        log.append(Recorded(len(log) + 1, stream, version, NEWCASTLE, fact))
    return tuple(log)
