"""Events of sampling: cases are sampled, assigned, excluded and reinstated."""

from typing import ClassVar

from domain.case_ids import AssessorId, CaseId, ExclusionId
from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.ids import InspectionId
from domain.text import CaseReference, InspectionReference, Line, PersonId, Reason, Reference
from domain.value import Value


class Characteristic(Value):
    """A stratum of the sample that the case is in, such as sex: female."""

    name: Reference
    value: Line


class CaseSampled(Fact):
    """A case was added to the sample of an inspection, under a pseudonym."""

    TYPE: ClassVar = "case-sampled.v1"
    SENTENCE: ClassVar = "added {case} ({pseudonym}) to the sample: {conditions}"
    ROLE: ClassVar = EventRole.SAMPLED
    inspection: InspectionReference
    case: CaseReference
    pseudonym: Line
    conditions: tuple[Reference, ...]
    characteristics: tuple[Characteristic, ...] = ()

    @property
    def psr_written(self) -> bool:
        """Whether a pre-sentence report was written."""
        return "psr_written" in self.conditions

    def effect(self, case: str) -> Effect:
        return Effect(
            subject=CaseId(self.case),
            sets={"pseudonym": self.pseudonym, "conditions": self.conditions},
            rests_on=(InspectionId(),),
        )


class AssessorAssigned(Fact):
    """A member of the team was assigned to assess the case."""

    TYPE: ClassVar = "assessor-assigned.v1"
    SENTENCE: ClassVar = "assigned {assessor} to assess {case}"
    ROLE: ClassVar = EventRole.ASSIGNED
    assessor: PersonId
    old: PersonId | None = None
    reason: Reason | None = None

    def effect(self, case: str) -> Effect:
        assessor = AssessorId(case)
        return Effect(subject=assessor, sets={"assessor": self.assessor}, settles=(assessor,))


class CaseExcluded(Fact):
    """The case was excluded from the score, with the reason. Its answers stay on record."""

    TYPE: ClassVar = "case-excluded.v1"
    SENTENCE: ClassVar = "excluded {case} from the score"
    ROLE: ClassVar = EventRole.EXCLUDED
    reason: Reason

    def effect(self, case: str) -> Effect:
        exclusion = ExclusionId(case)
        return Effect(subject=exclusion, sets={"score": "excluded"}, settles=(exclusion,))


class CaseReinstated(Fact):
    """An excluded case was reinstated in the score, with the reason."""

    TYPE: ClassVar = "case-reinstated.v1"
    SENTENCE: ClassVar = "reinstated {case} in the score"
    ROLE: ClassVar = EventRole.REINSTATED
    reason: Reason

    def effect(self, case: str) -> Effect:
        exclusion = ExclusionId(case)
        return Effect(subject=exclusion, sets={"score": "included"}, settles=(exclusion,))


SamplingEvent = CaseSampled | AssessorAssigned | CaseExcluded | CaseReinstated
