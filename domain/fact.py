"""The base of every event."""

from typing import ClassVar

from domain.actor import Origin
from domain.value import Value


class Fact(Value):
    """Something that happened. TYPE is its permanent name; SAYS is the sentence told in a replay.

    SAYS names its fields in braces; {case} is the case whose stream the fact is in.
    """

    TYPE: ClassVar[str]
    SAYS: ClassVar[str]

    origin: Origin

    def says(self) -> str:
        """Return the sentence to fill in: SAYS, where there is nothing more to tell."""
        return self.SAYS

    @classmethod
    def kind(cls) -> str:
        """Return the permanent name without its version: what people call this kind of event."""
        return cls.TYPE.rpartition(".")[0]
