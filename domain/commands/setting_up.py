"""Asked for in setting up: to announce an inspection, adopt its framework and build its team."""

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
    """Tell the inspected body; whoever announces leads. The caseload is how many cases the sample is drawn from."""

    lead: Actor
    title: Line
    body: Line
    programme: Line
    fieldwork_from: date
    fieldwork_until: date
    caseload: Annotated[int, Field(ge=1)] | None = None

    def actor(self, inspection: "Inspection") -> Actor:
        """Return who leads."""
        return self.lead


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
