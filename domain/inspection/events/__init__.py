"""Everything that can happen to an inspection, one file for each chapter of its life."""

from domain.inspection.events.fieldwork import FieldworkEvent
from domain.inspection.events.following_up import FollowUpEvent
from domain.inspection.events.judging import JudgingEvent
from domain.inspection.events.reporting import ReportingEvent
from domain.inspection.events.setting_up import SettingUpEvent

InspectionEvent = SettingUpEvent | FieldworkEvent | JudgingEvent | ReportingEvent | FollowUpEvent
