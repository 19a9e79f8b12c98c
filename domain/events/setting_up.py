"""What happens while an inspection is set up."""

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
    """The inspected body was told that it will be inspected. Whoever announces leads."""

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
    """The framework, whole and with its digest: replaying never needs the file again."""

    TYPE: ClassVar = "framework-adopted.v1"
    SENTENCE: ClassVar = "adopted the framework {framework}"
    ROLE: ClassVar = EventRole.FRAMEWORK
    framework: Framework
    digest: str

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FrameworkId(), sets={"framework": self.framework}, rests_on=(InspectionId(),))


class TeamMemberAssigned(Fact):
    """A person joined the team, or took another role in it."""

    TYPE: ClassVar = "team-member-assigned.v1"
    SENTENCE: ClassVar = "put {name} ({person}) in the team as {role}, {organisation}"
    ROLE: ClassVar = EventRole.TEAM
    person: PersonId
    name: Line
    role: Role
    organisation: Line
    old: Role | None = None
    reason: Reason | None = None

    def effect(self, _case: str = "") -> Effect:
        member = MemberId(self.person)
        return Effect(
            subject=member,
            sets={"name": self.name, "role": self.role, "organisation": self.organisation},
            settles=(member,),
            rests_on=(InspectionId(),),
        )


class TeamMemberReleased(Fact):
    """A person left the team. What they did stays theirs."""

    TYPE: ClassVar = "team-member-released.v1"
    SENTENCE: ClassVar = "released {person} from the team"
    ROLE: ClassVar = EventRole.TEAM
    person: PersonId
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        member = MemberId(self.person)
        return Effect(subject=member, sets={"name": None, "role": None, "organisation": None}, settles=(member,))


SettingUpEvent = InspectionAnnounced | FrameworkAdopted | TeamMemberAssigned | TeamMemberReleased
