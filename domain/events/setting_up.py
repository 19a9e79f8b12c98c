"""Events of setting up an inspection."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from domain.actor import Role
from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.framework import Framework
from domain.ids import FrameworkId, InspectionId, MemberId
from domain.text import InspectionReference, Limits, Line, PersonId, Reason


class InspectionAnnounced(Fact):
    """The inspection was announced to the inspected body. The person who announces it leads it."""

    TYPE: ClassVar = "inspection-announced.v1"
    SENTENCE: ClassVar = "announced the inspection of {body}: {title}"
    ROLE: ClassVar = EventRole.ANNOUNCED
    inspection: InspectionReference
    title: Line
    body: Line
    programme: Line
    fieldwork_from: date
    fieldwork_until: date
    caseload: Annotated[int, Meta(ge=1), Limits(ge=1)] | None = None

    def effect(self, _case: str = "") -> Effect:
        lead = self.origin.actor
        return Effect(
            subject=InspectionId(),
            sets={
                "title": self.title,
                "body": self.body,
                "programme": self.programme,
                "fieldwork_from": self.fieldwork_from,
                "fieldwork_until": self.fieldwork_until,
                "caseload": self.caseload,
            },
            also={MemberId(lead.id): {"name": lead.name, "role": lead.role, "organisation": lead.organisation}},
        )


class FrameworkAdopted(Fact):
    """The framework was adopted. The event holds all of it, so replaying needs no file."""

    TYPE: ClassVar = "framework-adopted.v1"
    SENTENCE: ClassVar = "adopted the framework {framework}"
    ROLE: ClassVar = EventRole.FRAMEWORK
    framework: Framework
    digest: str

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FrameworkId(), sets={"framework": self.framework}, rests_on=(InspectionId(),))


class TeamMemberAssigned(Fact):
    """A person joined the team, or changed role."""

    TYPE: ClassVar = "team-member-assigned.v1"
    SENTENCE: ClassVar = "added {name} ({person}) to the team as {role}, {organisation}"
    ROLE: ClassVar = EventRole.TEAM
    person: PersonId
    name: Line
    role: Role
    organisation: Line
    old: Role | None = None
    reason: Reason | None = None

    def sentence(self) -> str:
        """Return the sentence, which differs for a person who is in the team already."""
        return "changed {name} ({person}) in the team to {role}, {organisation}" if self.old else self.SENTENCE

    def effect(self, _case: str = "") -> Effect:
        member = MemberId(self.person)
        return Effect(
            subject=member,
            sets={"name": self.name, "role": self.role, "organisation": self.organisation},
            settles=(member,),
            rests_on=(InspectionId(),),
        )


class TeamMemberReleased(Fact):
    """A person left the team. Their earlier actions stay on record under their name."""

    TYPE: ClassVar = "team-member-released.v1"
    SENTENCE: ClassVar = "released {person} from the team"
    ROLE: ClassVar = EventRole.TEAM
    person: PersonId
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        member = MemberId(self.person)
        return Effect(subject=member, sets={"name": None, "role": None, "organisation": None}, settles=(member,))


SettingUpEvent = InspectionAnnounced | FrameworkAdopted | TeamMemberAssigned | TeamMemberReleased
