"""The base of every refusal: a sentence that names the rule, a code and data.

Codes never change. The data lets the user interface suggest what to do next, with its own commands. The classes
determine the exit status:

    Refused
    ├── NotFound    a name is unknown (UnknownCase, UnknownQuestion, ...)
    ├── Invalid     the input makes no sense here (RatingNotOnScale, ConditionUnknown, ...)
    ├── Conflict    another change came first; nothing was recorded (CaseMoved, ...)
    └── the rest    a rule of inspection forbids the command
"""

from typing import ClassVar


class Refused(Exception):
    """A rule of inspection forbids the command."""

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str, **data: object) -> None:
        super().__init__(sentence)
        self.data = data

    def __init_subclass__(cls, code: str) -> None:
        cls.code = code


class NotFound(Refused, code="not-found"):
    """A name in the command is unknown."""


class Invalid(Refused, code="invalid"):
    """The input makes no sense here."""


class Conflict(Refused, code="conflict"):
    """Another change came first; nothing was recorded."""
