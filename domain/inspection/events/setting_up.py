"""What happens while an inspection is set up."""

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta

from domain.actor import Role
from domain.fact import Fact
from domain.framework import Framework
from domain.text import InspectionReference, Limits, Line, PersonId, Reason


class InspectionAnnounced(Fact):
    """The inspected body was told that it will be inspected. Whoever announces leads."""

    TYPE: ClassVar = "inspection-announced.v1"
    SAYS: ClassVar = "announced the inspection of {body}: {title}"
    inspection: InspectionReference
    title: Line
    body: Line
    programme: Line
    fieldwork_from: date
    fieldwork_until: date
    caseload: Annotated[int, Meta(ge=1), Limits(ge=1)] | None = None


class FrameworkAdopted(Fact):
    """The framework, whole and with its digest: replaying never needs the file again."""

    TYPE: ClassVar = "framework-adopted.v1"
    SAYS: ClassVar = "adopted the framework {framework}"
    framework: Framework
    digest: str


class TeamMemberAssigned(Fact):
    """A person joined the team, or took another role in it."""

    TYPE: ClassVar = "team-member-assigned.v1"
    SAYS: ClassVar = "put {name} ({person}) in the team as {role}, {organisation}"
    person: PersonId
    name: Line
    role: Role
    organisation: Line
    old: Role | None = None
    reason: Reason | None = None


class TeamMemberReleased(Fact):
    """A person left the team. What they did stays theirs."""

    TYPE: ClassVar = "team-member-released.v1"
    SAYS: ClassVar = "released {person} from the team"
    person: PersonId
    reason: Reason


SettingUpEvent = InspectionAnnounced | FrameworkAdopted | TeamMemberAssigned | TeamMemberReleased
