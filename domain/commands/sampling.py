"""Asked for in sampling: to add a case, assign its assessor, exclude it and reinstate it."""

from domain.command import CaseCommand
from domain.events.sampling import Characteristic
from domain.text import CaseReference, Line, PersonId, Reason, Reference


class SampleCase(CaseCommand):
    """Draw a case file into the sample. The conditions name its setting, and whether a PSR was written."""

    case: CaseReference
    pseudonym: Line
    conditions: tuple[Reference, ...]
    characteristics: tuple[Characteristic, ...] = ()


class AssignAssessor(CaseCommand):
    """Ask a member of the team to assess the case."""

    assessor: PersonId
    reason: Reason | None = None


class ExcludeCase(CaseCommand):
    """Take the case out of the score."""

    reason: Reason


class ReinstateCase(CaseCommand):
    """Put the case back into the score."""

    reason: Reason
