"""The types of text, reference and number that commands and events accept."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

LONGEST_TEXT = 20_000
LONGEST_LINE = 300
LONGEST_REFERENCE = 64

# Embeddings, overrides and isolates reorder what a reader sees; the separators break lines unseen.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029")
# The control characters (except newline and tab), surrogates and reordering characters. Every text is checked each time
# it is read, so this is a search in C.
NOT_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{''.join(sorted(REORDERING))}]")
REFERENCE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_REFERENCE - 1}}}")


def clean_text(text: str) -> str:
    """Return the text without surrounding white space, with line feeds as line ends.

    Raises ValueError for control characters (except newline and tab), reordering characters and text that is not
    Unicode: some databases store them, some refuse them, and terminals obey them.
    """
    # A fast path for most texts: printable text is only refused if it is all white space.
    if text.isprintable() and (stripped := text.strip()):
        return stripped
    text = text.replace("\r\n", "\n")
    if refused := NOT_TEXT.search(text):
        where = f"U+{ord(refused[0]):04X}, at {refused.start() + 1:,}"
        raise ValueError(f"has a character that is not text ({where}); remove it")
    if not any(character.isprintable() and not character.isspace() for character in text):
        raise ValueError("is empty; write at least one word")
    return text.strip()


def _at_most(longest: int, text: str) -> str:
    if len(text) > longest:
        raise ValueError(f"has {len(text):,} characters; at most {longest:,} are kept")
    return clean_text(text)


# Every event repeats the same few names and references.
_cached = lru_cache(maxsize=4_096)


def _text(text: str) -> str:
    return _at_most(LONGEST_TEXT, text)


@_cached
def _line(text: str) -> str:
    line = _at_most(LONGEST_LINE, text)
    if "\n" in line or "\t" in line:
        raise ValueError("has a line break or a tab; keep it on one line")
    return line


@_cached
def _reference(text: str) -> str:
    if not REFERENCE.fullmatch(text):
        raise ValueError("is not a reference; use up to 64 letters, digits, dots, hyphens and underscores, no spaces")
    return text


def names_match(name: str, second_name: str) -> bool:
    """Return whether two names are equal, ignoring case and differences in white space."""
    return name.casefold().split() == second_name.casefold().split()


class Checked:
    """A check of a type of text, for pydantic.

    msgspec ignores it, and pydantic finds its hook, so that decoding events does not import pydantic.
    """

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Return the schema of the text, followed by the check."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._check, handler(source))


class Limits:
    """The limits of a number or of the length of a list, for pydantic. `Meta` states them for msgspec."""

    def __init__(self, **limits: int) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Return the schema with these limits."""
        schema: CoreSchema = {**handler(source), **self._limits}
        return schema


Text = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT), Checked(_text)]
Line = Annotated[str, Meta(min_length=1, max_length=LONGEST_LINE), Checked(_line)]
Reason = Text
Reference = Annotated[str, Meta(min_length=1, max_length=LONGEST_REFERENCE), Checked(_reference)]
InspectionReference = Reference
CaseReference = Reference
QuestionId = Reference
ThemeId = Reference
PersonId = Reference
EvidenceId = Reference
CommandId = Reference
# The largest integer that every supported database can store.
LARGEST = 2**63 - 1
Number = Annotated[int, Meta(ge=1, le=9_999), Limits(ge=1, le=9_999)]
Position = Annotated[int, Meta(ge=0, le=LARGEST), Limits(ge=0, le=LARGEST)]
Version = Annotated[int, Meta(ge=0, le=LARGEST), Limits(ge=0, le=LARGEST)]
