"""The base of every command: the validated input of a person."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, InstanceOf

from domain.actor import Actor, Request
from domain.text import InspectionReference

if TYPE_CHECKING:
    from domain.states.inspection import Inspection

# The stream of a command and who gives it. A fact has these in its stream and its origin.
ADDRESS = {"inspection", "case", "request"}


class Input(BaseModel):
    """Input from people: frozen, with strict types and no unknown fields."""

    # A validator is built on first use, because a run uses few of the many commands.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Command(Input):
    """A command to an inspection, with its time and its id."""

    inspection: InspectionReference
    # It was validated when it was created.
    request: InstanceOf[Request]

    def actor(self, inspection: "Inspection") -> Actor:
        """Return the member of the team who gives the command; refuses anyone outside the team."""
        return inspection.actor(self.request.person)

    def as_fields(self) -> dict[str, Any]:
        """Return the fields that the matching fact has too: all but the stream and the request."""
        return {name: value for name, value in vars(self).items() if name not in ADDRESS}


class CaseCommand(Command):
    """A command to a case."""

    # Not validated here, because it is looked up in the sample.
    case: str
