"""Refusals: why something may not be done, as a plain sentence that names the rule.

Each has a code that never changes, and data: what to do next is said by whoever shows it, in the words of a command
line or a page. The tree decides how a refusal ends:

    Refused
    ├── NotFound    what was named is not there (UnknownCase, UnknownQuestion, ...)
    ├── Invalid     what was asked makes no sense here (RatingNotOnScale, ConditionUnknown, ...)
    ├── Conflict    somebody else was first; nothing was recorded (CaseMoved, ...)
    └── all others  a rule of inspection forbids it
"""

from typing import ClassVar


class Refused(Exception):
    """A rule of inspection forbids what was asked."""

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str, **data: object) -> None:
        super().__init__(sentence)
        self.data = data

    def __init_subclass__(cls, code: str) -> None:
        cls.code = code


class NotFound(Refused, code="not-found"):
    """What was named is not there."""


class Invalid(Refused, code="invalid"):
    """What was asked makes no sense here."""


class Conflict(Refused, code="conflict"):
    """Somebody else was first; nothing was recorded."""
