"""Parse JSON strictly, and name the field that would be lost, changed or ambiguous."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

DEEPEST = 20
MOST_DIGITS = 15
LONGEST_NAME = 80
# Half of a character (a lone surrogate), or its escape.
HALF = re.compile(r"[\ud800-\udfff]|\\u[dD][89a-fA-F]")
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')


class NotStrict(ValueError):
    """The text is not JSON, or has something that is not accepted in `field`."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why, self.field = why, field


class _InexactNumber(str):
    """A number that would be stored inexactly."""


class _NumberFound(Exception):
    """The document has a number, so each number must be checked."""


def parse(text: str) -> Any:
    """Return the document that JSON text encodes. Raises NotStrict.

    Refused are duplicate fields, NaN and Infinity, numbers that would be stored inexactly, halves of characters, and
    nesting deeper than DEEPEST.
    """
    if text.count("[") + text.count("{") > DEEPEST:
        _refuse_deep(text)
    try:
        document = _decode(TEXTS, text)
        if (text.isascii() and "\\u" not in text) or not HALF.search(text):
            return document
    except _NumberFound:
        document = _decode(ANYTHING, text)
    for field, value in _parts(document):
        if isinstance(value, _InexactNumber):
            raise NotStrict(f"{_short(value)} is not a number that can be stored exactly", field)
        if isinstance(value, str) and not value.isascii():
            _refuse_halves(value, field)
    return document


def _decode(decoder: json.JSONDecoder, text: str) -> Any:
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        raise NotStrict(f"it is not JSON ({error.msg}, at {error.pos + 1:,})") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        seen: set[str] = set()
        duplicate = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise NotStrict("it appears twice", _short(duplicate))
    return fields


def _float(literal: str) -> float | _InexactNumber:
    value = float(literal)
    return value if math.isfinite(value) else _InexactNumber(literal)


def _integer(literal: str) -> int | _InexactNumber:
    return int(literal) if len(literal) <= MOST_DIGITS else _InexactNumber(literal)


def _number(_: str) -> None:
    raise _NumberFound


# Answers hold only texts, so each value is checked only if there is a number or perhaps half of a character.
TEXTS = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_number, parse_float=_number, parse_int=_number)
ANYTHING = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_InexactNumber, parse_float=_float, parse_int=_integer
)


def _refuse_deep(text: str) -> None:
    """Refuse text that is nested too deeply, before it is parsed, with its outermost field."""
    depth, field = 0, ""
    for token in TOKENS.finditer(text):
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case name if depth == 1:
                field = name[1:-1]
        if depth > DEEPEST:
            raise NotStrict(f"it is nested more than {DEEPEST} levels deep", _short(field))


def _parts(document: Any, field: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with its field."""
    yield field, document
    if isinstance(document, dict):
        for name, inside in document.items():
            _refuse_halves(name, field or "a name")
            yield from _parts(inside, f"{field}.{_short(name)}" if field else _short(name))
    elif isinstance(document, list):
        for number, inside in enumerate(document, start=1):
            yield from _parts(inside, f"{field}.{number}" if field else str(number))


def _refuse_halves(text: str, field: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        half = f"U+{ord(text[error.start]):04X}"
        raise NotStrict(f"has half of a character ({half}, at {error.start + 1:,}); take it out", field) from None


def _short(text: str) -> str:
    short = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
    return short.encode("utf-8", "replace").decode()
