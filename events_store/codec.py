"""A fact as its permanent name and bytes, and back. Only names in the catalogue are ever read."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, cast

import orjson
from pydantic import ValidationError

from domain.catalogue import BY_NAME, Event
from domain.fact import Fact
from events_store.reading_back import UNFAMILIAR, fields_of, plain, reader
from events_store.store import NotReadable
from events_store.upcasting import UPCASTERS, Upcaster

# Four times the largest framework, which is the largest thing that an event holds.
LARGEST_STATE = 4 * 1024**2
# A value that does not fit is described in hundreds of bytes, and each but the first follows a comma.
MOST_COMMAS = 200_000
LONGEST_PLACE = 100
# A larger state is rare, and strict validation bounds what it may cost.
LARGEST_QUICK = 64 * 1024


class Codec:
    """Encodes and decodes facts, with the catalogue and the upcasters it is given."""

    def __init__(
        self, catalogue: Mapping[str, type[Fact]] = BY_NAME, upcasters: Mapping[str, Upcaster] = UPCASTERS
    ) -> None:
        self._catalogue = catalogue
        self._upcasters = upcasters
        self._readers: dict[str, Callable[[bytes], Fact]] = {}

    def encode(self, fact: Fact) -> tuple[str, bytes]:
        """Return the name and bytes of a fact; raises NotReadable where they would not read back as it is."""
        try:
            written = orjson.dumps(fact.model_dump(warnings=False), option=orjson.OPT_UTC_Z)
            # What orjson returns holds kilobytes of room behind it, and thousands may be kept.
            state = bytes(memoryview(written))
        except (TypeError, ValueError) as error:
            raise NotReadable(f"A new {fact.TYPE}", str(error)) from None
        if self.validated(fact.TYPE, state) != fact:
            raise NotReadable(f"A new {fact.TYPE}", "it would read back differently")
        return fact.TYPE, state

    def decode(self, topic: str, state: bytes) -> Event:
        """Return the fact; raises NotReadable for a name outside the catalogue, and bytes that do not fit.

        The rules for what a fact may say were kept when it was written, and are not asked again.
        """
        if len(state) > LARGEST_QUICK or not plain(state):
            return self.validated(topic, state)
        read = self._readers.get(topic) or self._reader(topic)
        try:
            return cast("Event", read(state))
        except UNFAMILIAR:
            # What is wrong with it, if anything is, is said there.
            return self.validated(topic, state)

    def decode_at(self, position: int, topic: str, state: bytes) -> Event:
        """Return the fact as `decode` does; where it cannot be read, the position is said too."""
        try:
            return self.decode(topic, state)
        except NotReadable as error:
            raise NotReadable(f"Event {position}, named “{topic[:80]}”,", error.why) from None

    def decode_all(self, topics: Sequence[str], states: Sequence[bytes]) -> list[Event]:
        """Return the facts of events, as `decode` does of each."""
        if max(map(len, states)) <= LARGEST_QUICK and plain(b"".join(states)):
            readers = {topic: self._readers.get(topic) or self._reader(topic) for topic in set(topics)}
            with suppress(*UNFAMILIAR):
                facts = [readers[topic](state) for topic, state in zip(topics, states, strict=True)]
                return cast("list[Event]", facts)
        return list(map(self.decode, topics, states))

    def read_all(self, topics: Sequence[str], states: Sequence[bytes]) -> list[Any]:
        """Return what events say: their fields, of the right kinds, without facts being made of them.

        Raises NotReadable as `decode` does, and for bytes that only validation can tell.
        """
        if max(map(len, states)) > LARGEST_QUICK or not plain(b"".join(states)):
            return self.decode_all(topics, states)
        try:
            decoders = {topic: fields_of(self._catalogue[topic]) for topic in set(topics) - self._upcasters.keys()}
            return [decoders[topic](state) for topic, state in zip(topics, states, strict=True)]
        except (*UNFAMILIAR, KeyError):
            return self.decode_all(topics, states)

    def validated(self, topic: str, state: bytes) -> Event:
        """Return the fact as `decode` does, all of its content validated again."""
        while topic in self._upcasters:
            topic, state = self._upcast(topic, state)
        if topic not in self._catalogue:
            raise NotReadable(f"An event named “{topic[:80]}”", "this version of Inspectrail knows no such event")
        _refuse_too_large(topic, state)
        try:
            return cast("Event", self._catalogue[topic].model_validate_json(state))
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"]))[:LONGEST_PLACE] or "the whole"
            raise NotReadable(f"An event named “{topic}”", f"{where}: {first['msg']}") from None

    def _reader(self, topic: str) -> Callable[[bytes], Fact]:
        """Return what reads events of this name: quickly where they are written as facts of today are."""
        if topic in self._upcasters or topic not in self._catalogue:
            return partial(self.validated, topic)
        return self._readers.setdefault(topic, reader(self._catalogue[topic]))

    def _upcast(self, topic: str, state: bytes) -> tuple[str, bytes]:
        newer, change = self._upcasters[topic]
        _refuse_too_large(topic, state)
        try:
            return newer, orjson.dumps(change(orjson.loads(state)))
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise NotReadable(f"An event named “{topic}”", f"it does not become {newer} ({error!r})") from None


def _refuse_too_large(topic: str, state: bytes) -> None:
    if len(state) > LARGEST_STATE or state.count(b",") > MOST_COMMAS:
        raise NotReadable(f"An event named “{topic}”", "it is larger than any event of ours can be")
