"""A fact as its permanent name and bytes, and back. Only names in the catalogue are ever read."""

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
from events_store.store import NotReadable
from events_store.upcasters import UPCASTERS, Upcaster

# Four times the largest framework, which is the largest thing that an event holds.
LARGEST_STATE = 4 * 1024**2
# A value that does not fit is described in hundreds of bytes, and each but the first follows a comma.
MOST_COMMAS = 200_000
LONGEST_PLACE = 100
# A larger state is rare, and validation bounds what it may cost.
LARGEST_QUICK = 64 * 1024
ORDINARY = bytes(range(0x20, 0x7F))
# How JSON writes control characters other than newline and tab; the first is that of any other character too.
ESCAPED = (b"\\u", b"\\b", b"\\f", b"\\r")

Decoder = Callable[[bytes], Any]
encode = msgspec.json.Encoder().encode
# What decoding raises for bytes that are not those of a fact as it is written today.
NOT_DECODED = (msgspec.MsgspecError, RecursionError, UnicodeError)


def holds_only_text(states: bytes) -> bool:
    """Whether no text in JSON can have a character that is not text: terminals obey those.

    Some JSON without such a character is not seen to be without it.
    """
    if b"\\" in states:
        # Control characters are written as escapes. An escaped backslash is none of them, whatever follows it.
        left = states.replace(b"\\\\", b"")
        if any(escape in left for escape in ESCAPED):
            return False
    data = states.translate(None, ORDINARY)
    return not data or not NOT_TEXT.search(data.decode(errors="replace"))


class Codec:
    """Encodes and decodes facts, with the catalogue and the upcasters it is given."""

    def __init__(
        self, catalogue: Mapping[str, type[Fact]] = BY_NAME, upcasters: Mapping[str, Upcaster] = UPCASTERS
    ) -> None:
        self._catalogue = catalogue
        self._upcasters = upcasters
        self._decoders: dict[str, Decoder] = {}

    def encode(self, fact: Fact) -> tuple[str, bytes]:
        """Return the name and bytes of a fact; raises NotReadable if they would not read back as it is."""
        topic = fact.TYPE
        try:
            state = encode(fact)
            read = self.decode(topic, state)
        except NotReadable as error:
            raise NotReadable(f"A new {topic}", error.why) from None
        except (TypeError, ValueError, OverflowError, msgspec.MsgspecError) as error:
            raise NotReadable(f"A new {topic}", str(error)) from None
        if read != fact:
            raise NotReadable(f"A new {topic}", "it would read back differently")
        return topic, state

    def decode(self, topic: str, state: bytes) -> Event:
        """Return the fact; raises NotReadable for a name outside the catalogue, and bytes that do not fit.

        Rules that only validation knows were kept when it was written, and are not asked again.
        """
        if len(state) <= LARGEST_QUICK and holds_only_text(state):
            decoder = self._decoders.get(topic) or self._decoder(topic)
            try:
                fact = decoder(state)
                if fact.origin.recorded_at.tzinfo is UTC:
                    return fact  # type: ignore[no-any-return]  # the catalogue has events only
            except NOT_DECODED:
                pass
        # What is wrong with other bytes, if anything is, validation says.
        return self.validated(topic, state)

    def decode_at(self, position: int, topic: str, state: bytes) -> Event:
        """Return the fact as `decode` does; a fact that cannot be read is refused with its position."""
        try:
            return self.decode(topic, state)
        except NotReadable as error:
            raise NotReadable(f"Event {position}, named “{topic[:80]}”,", error.why) from None

    def decode_all(self, topics: Sequence[str], states: Sequence[bytes]) -> list[Event]:
        """Return the facts of events, as `decode` does of each."""
        if max(map(len, states)) <= LARGEST_QUICK and holds_only_text(b"".join(states)):
            decoders = {topic: self._decoders.get(topic) or self._decoder(topic) for topic in set(topics)}
            with suppress(*NOT_DECODED):
                facts = [decoders[topic](state) for topic, state in zip(topics, states, strict=True)]
                if all(fact.origin.recorded_at.tzinfo is UTC for fact in facts):
                    return cast("list[Event]", facts)
        return list(map(self.decode, topics, states))

    def validated(self, topic: str, state: bytes) -> Event:
        """Return the fact as `decode` does, all of its content validated again."""
        topic, state = self._upcast(topic, state)
        if topic not in self._catalogue:
            raise NotReadable(f"An event named “{topic[:80]}”", "this version of Inspectrail knows no such event")
        _refuse_too_large(topic, state)
        from pydantic import ValidationError

        try:
            return cast("Event", validated_json(self._catalogue[topic], state))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))[:LONGEST_PLACE] or "the whole"
            raise NotReadable(f"An event named “{topic}”", f"{where}: {first['msg']}") from None

    def _decoder(self, topic: str) -> Decoder:
        """Return what decodes events of this name: quickly, if they are written as facts of today are."""
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
                why = f"it does not become an event of today ({error!r})"
                raise NotReadable(f"An event named “{topic}”", why) from None
            if newer == topic:
                break
            topic = newer
        return topic, state


def _refuse_too_large(topic: str, state: bytes) -> None:
    if len(state) > LARGEST_STATE or state.count(b",") > MOST_COMMAS:
        raise NotReadable(f"An event named “{topic}”", "it is larger than any event of ours can be")
