"""Views as the bytes that they are saved as, and back: fields by name, and the same bytes for the same view."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from events_store.codec import NOT_DECODED, holds_only_text


class NotText(ValueError):
    """A text of the view has a character that is not text."""


Unreadable = (*NOT_DECODED, NotText)


def dump(view: object) -> bytes:
    """Return a view as bytes."""
    return msgspec.json.encode(view)


@cache
def loader(kind: Any) -> Callable[[bytes], Any]:
    """Return what makes views of one kind of their bytes; it raises one of Unreadable for bytes of no such view."""
    decode = msgspec.json.Decoder(kind).decode

    def load(state: bytes) -> Any:
        if not holds_only_text(state):
            raise NotText
        return decode(state)

    return load
