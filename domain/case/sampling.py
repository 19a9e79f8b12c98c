"""Decisions on sampling: adding, assigning, excluding and reinstating cases."""

from domain.actor import Origin
from domain.commands.sampling import AssignAssessor, ExcludeCase, ReinstateCase, SampleCase
from domain.decision import decides, its_case, new_case
from domain.events.sampling import AssessorAssigned, CaseExcluded, CaseReinstated, CaseSampled
from domain.framework import BUILT_IN_CONDITIONS
from domain.permissions import ANSWERING, LEADING, MODERATING, SETTING_UP, allow, allowed_member
from domain.refusals.case import AlreadyExcluded, ConditionUnknown, NotExcluded, SecondAssessorAlready
from domain.refusals.inspection import NothingToChange, ReasonNeeded, ReferenceTaken, TooLate
from domain.states.case import Case
from domain.states.inspection import Inspection

SETTINGS = ("community", "custody")


@decides(SampleCase, new_case)
def sample(case: Case, inspection: Inspection, command: SampleCase, origin: Origin) -> list[CaseSampled]:
    """Decide on adding a case; refuses a taken reference and unknown conditions.

    Exactly one of the conditions must be a setting.
    """
    if case.version:
        raise ReferenceTaken("Case", command.case)
    allow(origin.actor, SETTING_UP, "add cases to the sample")
    framework = inspection.adopted_framework("add cases")
    if inspection.fieldwork_ended:
        raise TooLate("add cases", "fieldwork has ended")
    inspection.refuse_if_locked("add cases")
    known = framework.condition_keys | BUILT_IN_CONDITIONS.keys()
    unknown = sorted(set(command.conditions) - known)
    if unknown or len([key for key in command.conditions if key in SETTINGS]) != 1:
        raise ConditionUnknown(unknown or ["setting (one of community or custody)"], sorted(known))
    return [CaseSampled(origin=origin, inspection=command.inspection, case=command.case, **command.as_fields())]


@decides(AssignAssessor, its_case)
def assign(case: Case, inspection: Inspection, command: AssignAssessor, origin: Origin) -> list[AssessorAssigned]:
    """Decide on an assessor; refuses after fieldwork, and a change without a reason."""
    allow(origin.actor, SETTING_UP, "assign assessors")
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
    return [AssessorAssigned(origin=origin, **command.as_fields(), old=case.assessor)]


@decides(ExcludeCase, its_case)
def exclude(case: Case, inspection: Inspection, command: ExcludeCase, origin: Origin) -> list[CaseExcluded]:
    """Decide on excluding a case from the score."""
    allow(origin.actor, LEADING | MODERATING, "exclude cases")
    inspection.refuse_if_locked("exclude cases")
    case.refuse_if_blind(origin.actor)
    if case.excluded:
        raise AlreadyExcluded(case.reference)
    return [CaseExcluded(origin=origin, **command.as_fields())]


@decides(ReinstateCase, its_case)
def reinstate(case: Case, inspection: Inspection, command: ReinstateCase, origin: Origin) -> list[CaseReinstated]:
    """Decide on reinstating a case in the score."""
    allow(origin.actor, LEADING | MODERATING, "reinstate cases")
    inspection.refuse_if_locked("reinstate cases")
    case.refuse_if_blind(origin.actor)
    if not case.excluded:
        raise NotExcluded(case.reference)
    return [CaseReinstated(origin=origin, **command.as_fields())]
