"""Encodes saved views as JSON: equal views give equal bytes."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec

from events_store.codec import NOT_DECODED, holds_only_text


class NotText(ValueError):
    """A string of the view has a control character or another non-text character."""


Unreadable = (*NOT_DECODED, NotText)


def dump(view: object) -> bytes:
    """Encode a view."""
    return msgspec.json.encode(view)


@cache
def loader(kind: Any) -> Callable[[bytes], Any]:
    """Return a decoder of one type of view. The decoder raises one of Unreadable."""
    decode = msgspec.json.Decoder(kind).decode

    def load(state: bytes) -> Any:
        if not holds_only_text(state):
            raise NotText
        return decode(state)

    return load
