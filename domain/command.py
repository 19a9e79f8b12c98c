"""The base of every command: what a person asks for, validated."""

from typing import Any

from pydantic import BaseModel, ConfigDict, InstanceOf

from domain.actor import Origin


class Input(BaseModel):
    """What comes from people: frozen, strict about its types, and without anything it does not know."""

    # A validator is built when input of its kind is first met: a run meets few of the many kinds.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)


class Command(Input):
    """Something a person asks for. It brings its time and its id with it."""

    # It was validated when it was made.
    origin: InstanceOf[Origin]

    def as_fields(self) -> dict[str, Any]:
        """Return every field by name, as the fact of the same shape takes them."""
        return dict(vars(self))
