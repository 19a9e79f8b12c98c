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
    """The role of a member of the team."""

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
    """A person, with their role and their organisation."""

    id: PersonId
    name: Line
    role: Role
    organisation: Line


class Origin(Value):
    """Who caused an event and by which command, with its recorded time and effective date."""

    actor: Actor
    recorded_at: Annotated[datetime, Meta(tz=True)]
    command_id: CommandId
    occurred_on: date | None = None

    def faults(self) -> Iterable[str]:
        """Yield the faults of the recorded time and the effective date."""
        return _faults(self.recorded_at, self.occurred_on)

    @property
    def day(self) -> date:
        """The effective date: `occurred_on`, or else the day in London when it was recorded."""
        return self.occurred_on or london_day(self.recorded_at)


class Request(Value):
    """Who gives a command, when, with which effective date and command id."""

    # Not validated here, because it is looked up in the team.
    person: str
    recorded_at: Annotated[datetime, Meta(tz=True)]
    command_id: CommandId
    occurred_on: date | None = None

    @classmethod
    def of(cls, person: str, recorded_at: datetime, command_id: str, occurred_on: date | None = None) -> "Request":
        """Return a validated request.

        Raises pydantic's ValidationError if the time is not in UTC, or the day is in the future.
        """
        fields = {"person": person, "recorded_at": recorded_at, "command_id": command_id, "occurred_on": occurred_on}
        return validated(cls, fields)

    def faults(self) -> Iterable[str]:
        """Yield the faults of the recorded time and the effective date."""
        return _faults(self.recorded_at, self.occurred_on)

    def origin(self, actor: Actor) -> Origin:
        """Return the origin of the events that the actor causes by this request."""
        return Origin(
            actor=actor, recorded_at=self.recorded_at, command_id=self.command_id, occurred_on=self.occurred_on
        )


def _faults(recorded_at: datetime, occurred_on: date | None) -> Iterable[str]:
    if recorded_at.utcoffset() != UTC.utcoffset(None):
        yield "the recorded time must be in UTC"
    elif occurred_on is not None and occurred_on > london_day(recorded_at):
        yield f"the effective date {occurred_on.day} {occurred_on:%B %Y} is in the future; give today or an earlier day"
