"""Setting up: an inspection is announced, adopts its framework, and gets its team."""

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.actor import Role
from domain.command import Command
from domain.framework import Framework
from domain.inspection.events.setting_up import (
    FrameworkAdopted,
    InspectionAnnounced,
    TeamMemberAssigned,
    TeamMemberReleased,
)
from domain.inspection.state import Inspection, Member
from domain.inspection.team import LEADING, SETTING_UP, allow
from domain.refusals import NothingToChange, ReasonNeeded, ReferenceTaken, TooLate, TwoPeopleNeeded
from domain.text import InspectionReference, Line, PersonId, Reason


class AnnounceInspection(Command):
    """Tell the inspected body; whoever announces leads. The caseload is how many cases the sample is drawn from."""

    inspection: InspectionReference
    title: Line
    body: Line
    programme: Line
    fieldwork_from: date
    fieldwork_until: date
    caseload: Annotated[int, Field(ge=1)] | None = None


class AdoptFramework(Command):
    """Take a framework, whole, into the inspection's history."""

    framework: Framework


class AssignTeamMember(Command):
    """Add a person to the team, or give them another role."""

    person: PersonId
    name: Line
    role: Role
    organisation: Line
    reason: Reason | None = None


class ReleaseTeamMember(Command):
    """Let a person leave the team."""

    person: PersonId
    reason: Reason


def announce(inspection: Inspection, command: AnnounceInspection) -> list[InspectionAnnounced]:
    """Decide on announcing; refuses a taken reference, and anyone who does not lead."""
    if inspection.version:
        raise ReferenceTaken("Inspection", command.inspection)
    allow(command.origin.actor, {Role.LEAD_INSPECTOR}, "announce an inspection")
    if command.fieldwork_until < command.fieldwork_from:
        raise TooLate("start fieldwork then", "it would end before it starts; swap the two dates")
    return [InspectionAnnounced(**command.as_fields())]


def adopt_framework(inspection: Inspection, command: AdoptFramework) -> list[FrameworkAdopted]:
    """Decide on a framework; refuses a second one: answers already given belong to the first."""
    allow(command.origin.actor, LEADING, "adopt a framework")
    if inspection.framework is not None:
        raise TooLate("adopt a framework", f"{inspection.framework.reference} is adopted and answers refer to it")
    return [FrameworkAdopted(**command.as_fields(), digest=command.framework.digest)]


def assign_team_member(inspection: Inspection, command: AssignTeamMember) -> list[TeamMemberAssigned]:
    """Decide on a team member; refuses a change of role without its reason, one's own role, and no change."""
    allow(command.origin.actor, SETTING_UP, "add people to the team")
    wanted = Member(command.person, command.name, command.role, command.organisation)
    standing = inspection.team.get(command.person)
    if standing == wanted:
        raise NothingToChange(f"The role of {command.name}", command.role)
    if standing is not None and command.person == command.origin.actor.id and command.role != standing.role:
        raise TwoPeopleNeeded(standing.name, "cannot change their own role", "do it")
    if standing is not None and command.reason is None:
        raise ReasonNeeded(f"The role of {standing.name}", standing.role)
    return [TeamMemberAssigned(**command.as_fields(), old=standing.role if standing else None)]


def release_team_member(inspection: Inspection, command: ReleaseTeamMember) -> list[TeamMemberReleased]:
    """Decide on releasing; refuses to release oneself, so that somebody is always left."""
    actor = command.origin.actor
    allow(actor, SETTING_UP, "release people from the team")
    inspection.member(command.person)
    if command.person == actor.id:
        raise TwoPeopleNeeded(actor.name, "cannot leave the team on their own", "release them")
    return [TeamMemberReleased(**command.as_fields())]
