"""The base of every command: what a person asks for, validated."""

from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, InstanceOf

from domain.actor import Actor, Request
from domain.text import InspectionReference

if TYPE_CHECKING:
    from domain.states.inspection import Inspection

# Where a command belongs, and who asks for it: of a fact, its stream and its origin say so.
ADDRESS = {"inspection", "case", "request"}


class Input(BaseModel):
    """What comes from people: frozen, strict about its types, and without anything it does not know."""

    # A validator is built when input of its kind is first met: a run meets few of the many kinds.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Command(Input):
    """Something a person asks for in an inspection. It brings its time and its id with it."""

    inspection: InspectionReference
    # It was validated when it was made.
    request: InstanceOf[Request]

    def actor(self, inspection: "Inspection") -> Actor:
        """Return the person who asks, as the team has them; refuses somebody outside the team."""
        return inspection.actor(self.request.person)

    def as_fields(self) -> dict[str, Any]:
        """Return the fields that the fact of the same shape takes: all but where, by whom and when."""
        return {name: value for name, value in vars(self).items() if name not in ADDRESS}


class CaseCommand(Command):
    """Something a person asks for in a case."""

    # It is looked up in the sample.
    case: str
