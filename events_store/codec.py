"""Encodes events as their type name and JSON, and decodes them.

Only types in the catalogue are decoded.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC
from functools import partial
from typing import Any, cast

import msgspec

from domain.event_types import BY_NAME, Event
from domain.fact import Fact
from domain.text import NOT_TEXT
from domain.value import validated_json
from events_store.errors import NotReadable
from events_store.upcasters import UPCASTERS, Upcaster

# Four times the largest framework, which is the largest value in an event.
LARGEST_STATE = 4 * 1024**2
# Validation describes each invalid value in hundreds of bytes; counting commas limits the number of values.
MOST_COMMAS = 200_000
LONGEST_PLACE = 100
# Larger states are rare. They are validated, which limits their cost.
LARGEST_QUICK = 64 * 1024
ORDINARY = bytes(range(0x20, 0x7F))
# How JSON escapes control characters other than newline and tab; \u escapes any other character too.
ESCAPED = (b"\\u", b"\\b", b"\\f", b"\\r")

Decoder = Callable[[bytes], Any]
encode = msgspec.json.Encoder().encode
# What the decoder raises for bytes that are not a current event.
NOT_DECODED = (msgspec.MsgspecError, RecursionError, UnicodeError)


def holds_only_text(states: bytes) -> bool:
    """Return whether JSON certainly has no control characters, which terminals would obey.

    May return False for JSON that has none.
    """
    if b"\\" in states:
        # Control characters are written as escapes. An escaped backslash does not begin one.
        unescaped = states.replace(b"\\\\", b"")
        if any(escape in unescaped for escape in ESCAPED):
            return False
    data = states.translate(None, ORDINARY)
    return not data or not NOT_TEXT.search(data.decode(errors="replace"))


class Codec:
    """Encodes and decodes events, with a catalogue of types and upcasters."""

    def __init__(
        self, catalogue: Mapping[str, type[Fact]] = BY_NAME, upcasters: Mapping[str, Upcaster] = UPCASTERS
    ) -> None:
        self._catalogue = catalogue
        self._upcasters = upcasters
        self._decoders: dict[str, Decoder] = {}

    def encode(self, fact: Fact) -> tuple[str, bytes]:
        """Return an event's type name and JSON. Raises NotReadable unless they decode to an equal event."""
        topic = fact.TYPE
        try:
            state = encode(fact)
            decoded = self.decode(topic, state)
        except NotReadable as error:
            raise NotReadable(f"A new {topic}", error.why) from None
        except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
            raise NotReadable(f"A new {topic}", str(error)) from None
        if decoded != fact:
            raise NotReadable(f"A new {topic}", "it would be decoded to a different event")
        return topic, state

    def decode(self, topic: str, state: bytes) -> Event:
        """Return the event. Raises NotReadable for an unknown type and for invalid bytes.

        Rules that only validation checks were checked when the event was recorded, and are not checked again.
        """
        if len(state) <= LARGEST_QUICK and holds_only_text(state):
            decoder = self._decoders.get(topic) or self._decoder(topic)
            try:
                fact = decoder(state)
                if fact.origin.recorded_at.tzinfo is UTC:
                    return fact  # type: ignore[no-any-return]  # the catalogue holds only events
            except NOT_DECODED:
                pass
        # For other bytes, validation finds out what is wrong, if anything.
        return self.validated(topic, state)

    def decode_at(self, position: int, topic: str, state: bytes) -> Event:
        """Return the event as `decode` does, but name its position in NotReadable."""
        try:
            return self.decode(topic, state)
        except NotReadable as error:
            raise NotReadable(f"Event {position}, named “{topic[:80]}”,", error.why) from None

    def decode_all(self, topics: Sequence[str], states: Sequence[bytes]) -> list[Event]:
        """Decode several events at once."""
        if max(map(len, states)) <= LARGEST_QUICK and holds_only_text(b"".join(states)):
            decoders = {topic: self._decoders.get(topic) or self._decoder(topic) for topic in set(topics)}
            with suppress(*NOT_DECODED):
                facts = [decoders[topic](state) for topic, state in zip(topics, states, strict=True)]
                if all(fact.origin.recorded_at.tzinfo is UTC for fact in facts):
                    return cast("list[Event]", facts)
        return list(map(self.decode, topics, states))

    def validated(self, topic: str, state: bytes) -> Event:
        """Decode an event with full validation."""
        topic, state = self._upcast(topic, state)
        if topic not in self._catalogue:
            raise NotReadable(
                f"An event named “{topic[:80]}”", "this version of Inspectrail does not know this type of event"
            )
        _refuse_too_large(topic, state)
        from pydantic import ValidationError

        try:
            return cast("Event", validated_json(self._catalogue[topic], state))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            field = ".".join(map(str, first["loc"]))[:LONGEST_PLACE] or "the event"
            raise NotReadable(f"An event named “{topic}”", f"{field}: {first['msg']}") from None

    def _decoder(self, topic: str) -> Decoder:
        """Return the decoder of a type: the fast one, if the type is current."""
        if topic in self._upcasters or topic not in self._catalogue:
            return partial(self.validated, topic)
        return self._decoders.setdefault(topic, msgspec.json.Decoder(self._catalogue[topic]).decode)

    def _upcast(self, topic: str, state: bytes) -> tuple[str, bytes]:
        while topic in self._upcasters:
            _refuse_too_large(topic, state)
            try:
                newer, document = self._upcasters[topic](msgspec.json.decode(state))
                state = encode(document)
            except (AttributeError, LookupError, TypeError, ValueError, *NOT_DECODED) as error:
                why = f"it cannot be converted to a current event ({error!r})"
                raise NotReadable(f"An event named “{topic}”", why) from None
            if newer == topic:
                break
            topic = newer
        return topic, state


def _refuse_too_large(topic: str, state: bytes) -> None:
    if len(state) > LARGEST_STATE or state.count(b",") > MOST_COMMAS:
        raise NotReadable(f"An event named “{topic}”", "it is larger than an event can be")
