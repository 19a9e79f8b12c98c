"""Every event type by its permanent name: the closed registry of what can be stored and read."""

from typing import get_args

from domain.events.assessing import AnswerRecorded, AnswerRevised, AssessmentReopened, AssessmentSubmitted
from domain.events.fieldwork import FieldworkEvent
from domain.events.following_up import FollowUpEvent
from domain.events.judging import JudgingEvent
from domain.events.moderating import AnswerConfirmed, AnswerModerated, AnswerQueried, ModerationCompleted, QueryAnswered
from domain.events.reporting import ReportingEvent
from domain.events.sampling import AssessorAssigned, CaseExcluded, CaseReinstated, CaseSampled
from domain.events.second_assessing import (
    SecondAssessmentEvent,
)
from domain.events.setting_up import SettingUpEvent
from domain.fact import Fact

CaseEvent = (
    CaseSampled
    | AssessorAssigned
    | AnswerRecorded
    | AnswerRevised
    | AssessmentSubmitted
    | SecondAssessmentEvent
    | AnswerQueried
    | QueryAnswered
    | AnswerModerated
    | AnswerConfirmed
    | ModerationCompleted
    | AssessmentReopened
    | CaseExcluded
    | CaseReinstated
)

InspectionEvent = SettingUpEvent | FieldworkEvent | JudgingEvent | ReportingEvent | FollowUpEvent

Event = CaseEvent | InspectionEvent

EVENT_TYPES: tuple[type[Fact], ...] = get_args(Event)
BY_NAME: dict[str, type[Fact]] = {event.TYPE: event for event in EVENT_TYPES}
