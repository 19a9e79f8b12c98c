"""Commands of sampling: add a case, assign its assessor, exclude it and reinstate it."""

from domain.command import CaseCommand
from domain.events.sampling import Characteristic
from domain.text import CaseReference, Line, PersonId, Reason, Reference


class SampleCase(CaseCommand):
    """Add a case to the sample. Its conditions include its setting, and a PSR if written."""

    case: CaseReference
    pseudonym: Line
    conditions: tuple[Reference, ...]
    characteristics: tuple[Characteristic, ...] = ()


class AssignAssessor(CaseCommand):
    """Assign a member of the team to assess the case."""

    assessor: PersonId
    reason: Reason | None = None


class ExcludeCase(CaseCommand):
    """Exclude the case from the score."""

    reason: Reason


class ReinstateCase(CaseCommand):
    """Reinstate the case in the score."""

    reason: Reason
