"""The registry of every event type, by its permanent name."""

from typing import get_args

from domain.events.assessing import AssessingEvent
from domain.events.fieldwork import FieldworkEvent
from domain.events.following_up import FollowUpEvent
from domain.events.judging import JudgingEvent
from domain.events.moderating import ModeratingEvent
from domain.events.reporting import ReportingEvent
from domain.events.sampling import SamplingEvent
from domain.events.second_assessing import SecondAssessmentEvent
from domain.events.setting_up import SettingUpEvent
from domain.fact import Fact

CaseEvent = SamplingEvent | AssessingEvent | SecondAssessmentEvent | ModeratingEvent

InspectionEvent = SettingUpEvent | FieldworkEvent | JudgingEvent | ReportingEvent | FollowUpEvent

Event = CaseEvent | InspectionEvent

EVENT_TYPES: tuple[type[Fact], ...] = get_args(Event)
BY_NAME: dict[str, type[Fact]] = {event.TYPE: event for event in EVENT_TYPES}
