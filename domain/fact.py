"""The base of every event."""

from typing import ClassVar

from domain.actor import Origin
from domain.effect import EventRole
from domain.value import Value


class Fact(Value):
    """Something that happened: the domain part of an event.

    TYPE is the permanent name of the event. SENTENCE describes it: a verb in the past tense first, the names of fields
    in braces, and {case} for the case whose stream the fact is in. It has no full stop at its end unless it is several
    sentences. ROLE is the role of the fact in a figure that rests on it. Every fact has a method `effect`, which takes
    the case and returns what the fact changes.
    """

    TYPE: ClassVar[str]
    SENTENCE: ClassVar[str]
    ROLE: ClassVar[EventRole]

    origin: Origin

    def sentence(self) -> str:
        """Return the sentence to format, which may depend on the fields."""
        return self.SENTENCE

    @classmethod
    def kind(cls) -> str:
        """Return the permanent name without its version, for use in filters and lists."""
        return cls.TYPE.rpartition(".")[0]
