"""JSON as strictly as a record needs it: what would be lost, changed or read in two ways is refused with its field."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

DEEPEST = 20
MOST_DIGITS = 15
LONGEST_NAME = 80
# Half of a character, or what escapes one.
HALF = re.compile(r"[\ud800-\udfff]|\\u[dD][89a-fA-F]")
TOKENS = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]')


class NotStrict(ValueError):
    """The text is not JSON, or says something that is not taken; `field` names where."""

    def __init__(self, why: str, field: str = "") -> None:
        super().__init__(why)
        self.why, self.field = why, field


class _Unfit(str):
    """A number that no computer keeps as it is written."""


class _Number(Exception):
    """There is a number: whether it can be kept is to be looked at."""


def parse(text: str) -> Any:
    """Return what JSON text says; raises NotStrict.

    Refused are a field that stands twice, NaN and Infinity, numbers too large to keep as they are written, halves of
    characters, and what is nested deeper than anything here is.
    """
    if text.count("[") + text.count("{") > DEEPEST:
        _refuse_deep(text)
    try:
        document = _decoded(TEXTS, text)
        if (text.isascii() and "\\u" not in text) or not HALF.search(text):
            return document
    except _Number:
        document = _decoded(ANYTHING, text)
    for field, value in _parts(document):
        if isinstance(value, _Unfit):
            raise NotStrict(f"{_short(value)} is not a number that can be kept", field)
        if isinstance(value, str) and not value.isascii():
            _refuse_halves(value, field)
    return document


def _decoded(decoder: json.JSONDecoder, text: str) -> Any:
    try:
        return decoder.decode(text)
    except json.JSONDecodeError as error:
        raise NotStrict(f"it is not JSON ({error.msg}, at {error.pos + 1:,})") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise NotStrict("it stands twice", _short(twice))
    return found


def _float(written: str) -> float | _Unfit:
    value = float(written)
    return value if math.isfinite(value) else _Unfit(written)


def _integer(written: str) -> int | _Unfit:
    return int(written) if len(written) <= MOST_DIGITS else _Unfit(written)


def _number(_: str) -> None:
    raise _Number


# Answers are texts: only where there is a number, or may be half of a character, is each value looked at.
TEXTS = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_number, parse_float=_number, parse_int=_number)
ANYTHING = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_Unfit, parse_float=_float, parse_int=_integer)


def _refuse_deep(text: str) -> None:
    """Refuse what is nested too deep before anything goes there; the field is the outermost one."""
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
            raise NotStrict(f"it is nested more than {DEEPEST} deep", _short(field))


def _parts(document: Any, field: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every value with the field that it stands in."""
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
    shown = text if len(text) <= LONGEST_NAME else f"{text[:LONGEST_NAME]}…"
    return shown.encode("utf-8", "replace").decode()
