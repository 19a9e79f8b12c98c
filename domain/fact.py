"""The base of every event."""

from typing import ClassVar

from domain.actor import Origin
from domain.effect import EventRole
from domain.value import Value


class Fact(Value):
    """Something that happened.

    TYPE is its permanent name. SAYS is the sentence told in a replay: it names its fields in braces, and {case} is the
    case whose stream the fact is in. ROLE is what it is to a figure that rests on it. Every fact has a method `effect`,
    which takes that case and returns what the fact does.
    """

    TYPE: ClassVar[str]
    SENTENCE: ClassVar[str]
    ROLE: ClassVar[EventRole]

    origin: Origin

    def sentence(self) -> str:
        """Return the sentence to fill in: SAYS, where there is nothing more to tell."""
        return self.SENTENCE

    @classmethod
    def kind(cls) -> str:
        """Return the permanent name without its version: what people call this kind of event."""
        return cls.TYPE.rpartition(".")[0]
