"""Commands of setting up: announce an inspection, adopt its framework and build its team."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from domain.actor import Actor, Role
from domain.command import Command
from domain.framework import Framework
from domain.text import Line, PersonId, Reason

if TYPE_CHECKING:
    from domain.states.inspection import Inspection


class AnnounceInspection(Command):
    """Announce an inspection to the inspected body. The person who announces it leads it.

    `caseload` is the number of cases that the sample is drawn from.
    """

    lead: Actor
    title: Line
    body: Line
    programme: Line
    fieldwork_from: date
    fieldwork_until: date
    caseload: Annotated[int, Field(ge=1)] | None = None

    def actor(self, inspection: "Inspection") -> Actor:
        """Return the lead, because the inspection has no team yet."""
        return self.lead


class AdoptFramework(Command):
    """Adopt a framework, which is stored with the inspection."""

    framework: Framework


class AssignTeamMember(Command):
    """Add a person to the team, or change their role."""

    person: PersonId
    name: Line
    role: Role
    organisation: Line
    reason: Reason | None = None


class ReleaseTeamMember(Command):
    """Release a person from the team."""

    person: PersonId
    reason: Reason
