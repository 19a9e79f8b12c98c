"""The terms of a recommendation: owner, acceptance, progress, verification and closure."""

import re
from enum import StrEnum
from typing import Annotated

from domain.events.fieldwork import FindingList
from domain.text import REFERENCE, Checked, Line, Number, ThemeId
from domain.value import Value

ELSEWHERE = re.compile(rf"({REFERENCE.pattern})/([1-9][0-9]{{0,3}})")


def _elsewhere(text: str) -> str:
    if not ELSEWHERE.fullmatch(text):
        raise ValueError("is not a recommendation of another inspection; write it as newcastle-2016/3")
    return text


# A recommendation of another inspection: newcastle-2016/3.
Elsewhere = Annotated[str, Checked(_elsewhere)]


def place(name: str) -> tuple[str | None, str]:
    """Return the inspection (None if not given) and the number in a recommendation's name."""
    inspection, _, number = name.rpartition("/")
    return inspection or None, number


class Owner(Value):
    """The role that is accountable for a recommendation, and its organisation."""

    role: Line
    organisation: Line

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"


class CitedFinding(Value):
    """A finding that a recommendation rests on."""

    theme: ThemeId
    list: FindingList
    ordinal: Number

    def __str__(self) -> str:
        return f"{self.theme}/{self.list}/{self.ordinal}"


class Acceptance(StrEnum):
    """Whether the owner accepts a recommendation."""

    AGREED = "agreed"
    PARTLY_AGREED = "partly_agreed"
    NOT_AGREED = "not_agreed"


class Progress(StrEnum):
    """The progress that the owner claims."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    CLAIMED_COMPLETE = "claimed_complete"


class Verification(StrEnum):
    """The progress that the inspectorate verified."""

    NO_MEANINGFUL = "no_meaningful"
    INSUFFICIENT = "insufficient"
    REASONABLE = "reasonable"
    GOOD = "good"


class Closure(StrEnum):
    """How a recommendation was closed."""

    IMPLEMENTED = "implemented"
    NOT_IMPLEMENTED = "not_implemented"
    SUPERSEDED = "superseded"
