"""The frozen base of every event; who acts; the kinds of text and reference that are accepted."""

import re
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, ClassVar, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from domain.dates import london_day

LONGEST_TEXT = 20_000
LONGEST_LINE = 300
LONGEST_REFERENCE = 64

# Embeddings, overrides and isolates reorder what a reader sees; the separators break lines unseen.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
# Beside them the control characters (but newline and tab) and halves of characters. Texts are checked on every reading,
# so this is a search in C.
NOT_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{''.join(sorted(REORDERING))}]")
REFERENCE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_REFERENCE - 1}}}")


def plain(text: str) -> str:
    """Return the text without surrounding white space, each line ended by a newline alone.

    Raises ValueError for control characters (but newline and tab), reordering characters and text that is
    not Unicode: some databases keep them, some refuse them, and terminals obey them.
    """
    # Most texts are seen to be fit in one look: nothing printable is refused but white space alone.
    if text.isprintable() and (stripped := text.strip()):
        return stripped
    text = text.replace("\r\n", "\n")
    if found := NOT_TEXT.search(text):
        where = f"U+{ord(found[0]):04X}, at {found.start() + 1:,}"
        raise ValueError(f"has a character that is not text ({where}); take it out")
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise ValueError("is empty; write at least one word")
    return text.strip()


def _at_most(longest: int, text: str) -> str:
    if len(text) > longest:
        raise ValueError(f"has {len(text):,} characters; at most {longest:,} are kept")
    return plain(text)


# The same few names and references come again and again, in every event.
_remembering = lru_cache(maxsize=4_096)


def _text(text: str) -> str:
    return _at_most(LONGEST_TEXT, text)


@_remembering
def _line(text: str) -> str:
    line = _at_most(LONGEST_LINE, text)
    if "\n" in line or "\t" in line:
        raise ValueError("has a line break or a tab; keep it on one line")
    return line


@_remembering
def _reference(text: str) -> str:
    if not REFERENCE.fullmatch(text):
        raise ValueError("is not a reference; use up to 64 letters, digits, dots, hyphens and underscores, no spaces")
    return text


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same to people: capitals and the width of spaces make no difference."""
    return one.casefold().split() == other.casefold().split()


Text = Annotated[str, AfterValidator(_text)]
Line = Annotated[str, AfterValidator(_line)]
Reason = Text
Reference = Annotated[str, AfterValidator(_reference)]
InspectionReference = Reference
CaseReference = Reference
QuestionId = Reference
ThemeId = Reference
PersonId = Reference
EvidenceId = Reference
CommandId = Reference
Number = Annotated[int, Field(ge=1, le=9_999)]
Position = Annotated[int, Field(ge=0)]


# What pydantic's `model_construct` sets, past its refusal to change a frozen value.
_put_fields, _put_given, _put_extra, _put_private = (
    BaseModel.__dict__[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)


class Value(BaseModel):
    """A frozen value that is strict about its types and accepts nothing it does not know."""

    # A validator is built when a value of its kind is first met: a command meets few of the many kinds.
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)

    @classmethod
    def trusting(cls, fields: dict[str, Any]) -> Self:
        """Return a value of all its fields, which were validated by the same rules a moment ago, and are not again.

        It does what `model_construct` does, in a third of the time. What is stored is always validated once more.
        """
        value = object.__new__(cls)
        _put_fields(value, fields)
        _put_given(value, set(fields))
        _put_extra(value, None)
        _put_private(value, None)
        return value

    def fields(self) -> dict[str, Any]:
        """Return what it says, by name, and nothing that it has worked out and remembers."""
        return {name: getattr(self, name) for name in type(self).model_fields}


class Role(StrEnum):
    """What a member of the team is there to do."""

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
    """A person, in the role they act in and for the organisation they act for."""

    id: PersonId
    name: Line
    role: Role
    organisation: Line


class Origin(Value):
    """Who did it, when it was written down, the day it is true of, and by which command."""

    actor: Actor
    recorded_at: datetime
    command_id: CommandId
    occurred_on: date | None = None

    @model_validator(mode="after")
    def _in_utc_and_not_ahead(self) -> "Origin":
        if self.recorded_at.utcoffset() != timedelta(0):
            raise ValueError("the time of recording must be in UTC")
        if self.occurred_on is not None and self.occurred_on > london_day(self.recorded_at):
            day = f"{self.occurred_on.day} {self.occurred_on:%B %Y}"
            raise ValueError(f"the day {day} has not come yet; give the day it is true of")
        return self

    @property
    def day(self) -> date:
        """The day it is true of: the day given, else the day it was recorded (in London)."""
        return self.occurred_on or london_day(self.recorded_at)


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


class Command(Value):
    """Something a person asks for. It brings its time and its id with it."""

    origin: Origin

    def told(self) -> dict[str, Any]:
        """Return every field by name, as the fact of the same shape takes them."""
        return dict(vars(self))
