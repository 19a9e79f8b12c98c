"""Views as the bytes that they are saved as, and back: fields by name, and the same bytes for the same view."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from domain.fact import Value
from events_store.reading_back import UNFAMILIAR, Unfamiliar, plain, written

Unreadable = UNFAMILIAR


def dump(view: object) -> bytes:
    """Return a view as bytes."""
    return msgspec.json.encode(view, enc_hook=_fields, order=None)


@cache
def loader(kind: Any) -> Callable[[bytes], Any]:
    """Return what makes views of one kind of their bytes; it raises one of Unreadable for bytes of no such view."""
    return msgspec.json.Decoder(kind, dec_hook=_value).decode


def _fields(value: object) -> dict[str, Any]:
    if not isinstance(value, Value):
        raise TypeError(f"a view has no place for a {type(value).__name__}")
    return value.fields()


def _value(kind: type, told: object) -> object:
    form, make = written(kind)
    if not plain(msgspec.json.encode(told)):
        raise Unfamiliar
    value = msgspec.convert(told, form)
    return make(value) if make else value
