"""The kinds of text, reference and number that are accepted."""

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
# Beside them the control characters (but newline and tab) and halves of characters. Texts are checked on every reading,
# so this is a search in C.
NOT_TEXT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff{''.join(sorted(REORDERING))}]")
REFERENCE = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{LONGEST_REFERENCE - 1}}}")


def clean_text(text: str) -> str:
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
    return clean_text(text)


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


def names_match(item: str, second: str) -> bool:
    """Whether two names are the same to people: capitals and the width of spaces make no difference."""
    return item.casefold().split() == second.casefold().split()


class Checked:
    """The rule of a kind of text. msgspec ignores it, pydantic finds its hook, so that reading loads no pydantic."""

    def __init__(self, check: Callable[[str], str]) -> None:
        self._check = check

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Return the schema of the text with the rule after it."""
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self._check, handler(source))


class Limits:
    """The least and the most of a number or a list, for pydantic: what `Meta` says beside it is for msgspec alone."""

    def __init__(self, **limits: int) -> None:
        self._limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":
        """Return the schema within these limits."""
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
# What every database holds.
LARGEST = 2**63 - 1
Number = Annotated[int, Meta(ge=1, le=9_999), Limits(ge=1, le=9_999)]
Position = Annotated[int, Meta(ge=0, le=LARGEST), Limits(ge=0, le=LARGEST)]
Version = Annotated[int, Meta(ge=0, le=LARGEST), Limits(ge=0, le=LARGEST)]
