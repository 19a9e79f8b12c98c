"""Who acts, in which role, when, and by which command."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from domain.dates import london_day
from domain.text import CommandId, Line, PersonId
from domain.value import Value, validated


class Role(StrEnum):
    """What a member of the team is there to do."""

    LEAD_INSPECTOR = "lead_inspector"
    DEPUTY_LEAD_INSPECTOR = "deputy_lead_inspector"
    INSPECTOR = "inspector"
    LOCAL_ASSESSOR = "local_assessor"
    MODERATOR = "moderator"
    PARTNER_INSPECTOR = "partner_inspector"
    SUPPORT_OFFICER = "support_officer"
    PUBLISHER = "publisher"
    INSPECTED_BODY = "inspected_body"


class Actor(Value):
    """A person, in the role they act in and for the organisation they act for."""

    id: PersonId
    name: Line
    role: Role
    organisation: Line


class Origin(Value):
    """Who did it, when it was written down, the effective date, and by which command."""

    actor: Actor
    recorded_at: Annotated[datetime, Meta(tz=True)]
    command_id: CommandId
    occurred_on: date | None = None

    def faults(self) -> Iterable[str]:
        """Yield that the time is not in UTC, or that the day has not come."""
        return _faults(self.recorded_at, self.occurred_on)

    @property
    def day(self) -> date:
        """The day it is true of: the day given, else the day it was recorded (in London)."""
        return self.occurred_on or london_day(self.recorded_at)


class Request(Value):
    """Who asks for something, when, for the effective date, and by which command."""

    # It is looked up in the team.
    person: str
    recorded_at: Annotated[datetime, Meta(tz=True)]
    command_id: CommandId
    occurred_on: date | None = None

    @classmethod
    def of(cls, person: str, recorded_at: datetime, command_id: str, occurred_on: date | None = None) -> "Request":
        """Return a request, made in the one way that validates it.

        Raises pydantic's ValidationError for a time that is not in UTC, and a day to come.
        """
        fields = {"person": person, "recorded_at": recorded_at, "command_id": command_id, "occurred_on": occurred_on}
        return validated(cls, fields)

    def faults(self) -> Iterable[str]:
        """Yield that the time is not in UTC, or that the day has not come."""
        return _faults(self.recorded_at, self.occurred_on)

    def origin(self, actor: Actor) -> Origin:
        """Return the origin of what this actor does on it."""
        return Origin(
            actor=actor, recorded_at=self.recorded_at, command_id=self.command_id, occurred_on=self.occurred_on
        )


def _faults(recorded_at: datetime, occurred_on: date | None) -> Iterable[str]:
    if recorded_at.utcoffset() != UTC.utcoffset(None):
        yield "the time of recording must be in UTC"
    elif occurred_on is not None and occurred_on > london_day(recorded_at):
        yield f"the day {occurred_on.day} {occurred_on:%B %Y} has not come yet; give the effective date"
