"""Sampling: a case comes into the sample, gets an assessor, goes out of the score and back."""

from domain.case.events import AssessorAssigned, CaseExcluded, CaseReinstated, CaseSampled, Characteristic
from domain.case.state import Case
from domain.command import Command
from domain.framework import BUILT_IN_CONDITIONS
from domain.inspection.state import Inspection
from domain.inspection.team import ANSWERING, LEADING, MODERATING, SETTING_UP, allow, allowed_member
from domain.refusals import (
    AlreadyExcluded,
    ConditionUnknown,
    NotExcluded,
    NothingToChange,
    ReasonNeeded,
    ReferenceTaken,
    SecondAssessorAlready,
    TooLate,
)
from domain.text import CaseReference, InspectionReference, Line, PersonId, Reason, Reference

SETTINGS = ("community", "custody")


class SampleCase(Command):
    """Draw a case file into the sample. The conditions name its setting, and whether a PSR was written."""

    inspection: InspectionReference
    case: CaseReference
    pseudonym: Line
    conditions: tuple[Reference, ...]
    characteristics: tuple[Characteristic, ...] = ()


class AssignAssessor(Command):
    """Ask a member of the team to assess the case."""

    assessor: PersonId
    reason: Reason | None = None


class ExcludeCase(Command):
    """Take the case out of the score."""

    reason: Reason


class ReinstateCase(Command):
    """Put the case back into the score."""

    reason: Reason


def sample(case: Case, inspection: Inspection, command: SampleCase) -> list[CaseSampled]:
    """Decide on sampling; refuses a taken reference, an unknown condition and two settings or none."""
    if case.version:
        raise ReferenceTaken("Case", command.case)
    allow(command.origin.actor, SETTING_UP, "add cases to the sample")
    framework = inspection.adopted_framework("add cases")
    if inspection.fieldwork_ended:
        raise TooLate("add cases", "fieldwork has ended")
    inspection.refuse_if_locked("add cases")
    known = framework.condition_keys | BUILT_IN_CONDITIONS.keys()
    unknown = sorted(set(command.conditions) - known)
    if unknown or len([key for key in command.conditions if key in SETTINGS]) != 1:
        raise ConditionUnknown(unknown or ["setting (one of community or custody)"], sorted(known))
    return [CaseSampled(**command.as_fields())]


def assign(case: Case, inspection: Inspection, command: AssignAssessor) -> list[AssessorAssigned]:
    """Decide on an assessor; refuses after fieldwork, who may not answer, and a change without its reason."""
    allow(command.origin.actor, SETTING_UP, "assign assessors")
    if inspection.fieldwork_ended:
        raise TooLate("assign an assessor", "fieldwork has ended")
    inspection.refuse_if_locked("assign assessors")
    allowed_member(inspection, command.assessor, ANSWERING, "assess cases")
    if case.assessor == command.assessor:
        raise NothingToChange(f"The assessor of {case.reference}", command.assessor)
    if command.assessor in case.second_assessors:
        raise SecondAssessorAlready(command.assessor, case.reference)
    if case.assessor is not None and command.reason is None:
        raise ReasonNeeded(f"The assessor of {case.reference}", case.assessor)
    return [AssessorAssigned(**command.as_fields(), old=case.assessor)]


def exclude(case: Case, inspection: Inspection, command: ExcludeCase) -> list[CaseExcluded]:
    """Decide on taking a case out of the score."""
    allow(command.origin.actor, LEADING | MODERATING, "exclude cases")
    inspection.refuse_if_locked("exclude cases")
    case.refuse_if_blind(command.origin.actor)
    if case.excluded:
        raise AlreadyExcluded(case.reference)
    return [CaseExcluded(**command.as_fields())]


def reinstate(case: Case, inspection: Inspection, command: ReinstateCase) -> list[CaseReinstated]:
    """Decide on putting a case back into the score."""
    allow(command.origin.actor, LEADING | MODERATING, "reinstate cases")
    inspection.refuse_if_locked("reinstate cases")
    case.refuse_if_blind(command.origin.actor)
    if not case.excluded:
        raise NotExcluded(case.reference)
    return [CaseReinstated(**command.as_fields())]
