"""Every event type by its permanent name: the closed registry of what can be stored and read."""

from typing import get_args

from domain.case.events import CaseEvent
from domain.fact import Fact
from domain.inspection.events import InspectionEvent

Event = CaseEvent | InspectionEvent

EVENT_TYPES: tuple[type[Fact], ...] = get_args(Event)
BY_NAME: dict[str, type[Fact]] = {event.TYPE: event for event in EVENT_TYPES}
