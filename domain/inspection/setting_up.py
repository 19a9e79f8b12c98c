"""Decisions in setting up an inspection: announcement, framework and team."""

from domain.actor import Origin, Role
from domain.commands.setting_up import AdoptFramework, AnnounceInspection, AssignTeamMember, ReleaseTeamMember
from domain.decision import decides, its_inspection, new_inspection
from domain.events.setting_up import (
    FrameworkAdopted,
    InspectionAnnounced,
    TeamMemberAssigned,
    TeamMemberReleased,
)
from domain.permissions import LEADING, SETTING_UP, allow
from domain.refusals.inspection import NothingToChange, ReasonNeeded, ReferenceTaken, TooLate, TwoPeopleNeeded
from domain.states.inspection import Inspection, Member


@decides(AnnounceInspection, new_inspection)
def announce(inspection: Inspection, command: AnnounceInspection, origin: Origin) -> list[InspectionAnnounced]:
    """Decide on announcing; refuses a taken reference, and anyone but a lead inspector."""
    if inspection.version:
        raise ReferenceTaken("Inspection", command.inspection)
    allow(origin.actor, {Role.LEAD_INSPECTOR}, "announce an inspection")
    if command.fieldwork_until < command.fieldwork_from:
        raise TooLate("start fieldwork then", "it would end before it starts; swap the two dates")
    return [
        InspectionAnnounced(
            origin=origin,
            inspection=command.inspection,
            title=command.title,
            body=command.body,
            programme=command.programme,
            fieldwork_from=command.fieldwork_from,
            fieldwork_until=command.fieldwork_until,
            caseload=command.caseload,
        )
    ]


@decides(AdoptFramework, its_inspection)
def adopt_framework(inspection: Inspection, command: AdoptFramework, origin: Origin) -> list[FrameworkAdopted]:
    """Decide on a framework; refuses a second framework, because answers refer to the first."""
    allow(origin.actor, LEADING, "adopt a framework")
    if inspection.framework is not None:
        raise TooLate(
            "adopt a framework", f"{inspection.framework.reference} is already adopted, and answers refer to it"
        )
    return [FrameworkAdopted(origin=origin, **command.as_fields(), digest=command.framework.digest)]


@decides(AssignTeamMember, its_inspection)
def assign_team_member(inspection: Inspection, command: AssignTeamMember, origin: Origin) -> list[TeamMemberAssigned]:
    """Decide on a team member; refuses no change, and a change without a reason.

    Nobody may change their own role.
    """
    allow(origin.actor, SETTING_UP, "add people to the team")
    member = Member(command.person, command.name, command.role, command.organisation)
    current = inspection.team.get(command.person)
    if current == member:
        raise NothingToChange(f"The role of {command.name}", command.role)
    if current is not None and command.person == origin.actor.id and command.role != current.role:
        raise TwoPeopleNeeded(current.name, "cannot change their own role", "do it")
    if current is not None and command.reason is None:
        raise ReasonNeeded(f"The role of {current.name}", current.role)
    return [TeamMemberAssigned(origin=origin, **command.as_fields(), old=current.role if current else None)]


@decides(ReleaseTeamMember, its_inspection)
def release_team_member(inspection: Inspection, command: ReleaseTeamMember, origin: Origin) -> list[TeamMemberReleased]:
    """Decide on releasing a member; refuses the actor, so that the team is never empty."""
    actor = origin.actor
    allow(actor, SETTING_UP, "release people from the team")
    inspection.member(command.person)
    if command.person == actor.id:
        raise TwoPeopleNeeded(actor.name, "cannot leave the team on their own", "release them")
    return [TeamMemberReleased(origin=origin, **command.as_fields())]
