"""Facts are made of their bytes without validating them again: the same facts, or none."""

from functools import reduce
from operator import getitem
from typing import ClassVar

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue import BY_NAME
from domain.fact import Fact
from events_store.codec import LARGEST_QUICK, LARGEST_STATE, Codec
from events_store.reading_back import UNFAMILIAR, plain, reader
from events_store.store import NotReadable
from tests.events_store.examples import EXAMPLES

CODEC = Codec()


def bytes_of(fact):
    return CODEC.encode(fact)[1]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_kind_of_event_is_read_quickly_and_is_the_fact_that_validation_makes(name):
    state = bytes_of(EXAMPLES[name])
    quickly = reader(BY_NAME[name])(state)
    validated = CODEC.validated(name, state)
    assert quickly == validated
    assert type(quickly) is type(validated)
    assert quickly.model_dump() == validated.model_dump()
    assert bytes_of(quickly) == state


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_what_is_read_quickly_is_frozen_and_can_be_copied_like_any_fact(name):
    fact = CODEC.decode(name, bytes_of(EXAMPLES[name]))
    with pytest.raises(ValueError, match="frozen"):
        fact.origin = None
    assert fact.model_copy() == fact
    assert fact.model_fields_set == set(type(fact).model_fields)


def places_in(value, path=()):
    yield path
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places_in(inner, (*path, key))


@given(st.sampled_from(sorted(BY_NAME)), st.data())
def test_a_value_of_another_kind_anywhere_is_read_quickly_only_where_validation_takes_it_too(name, data):
    whole = orjson.loads(bytes_of(EXAMPLES[name]))
    *path, last = data.draw(st.sampled_from(list(places_in(whole))[1:]))
    inside = reduce(getitem, path, whole)
    inside[last] = data.draw(st.sampled_from([1.5, None, {}, True, [None]]))
    changed = orjson.dumps(whole)
    try:
        quickly = reader(BY_NAME[name])(changed)
    except UNFAMILIAR:
        return
    assert quickly == CODEC.validated(name, changed)


class Measured(Fact):
    """A kind of event whose fields are of kinds that no event of ours has."""

    TYPE: ClassVar = "measured.v1"
    SAYS: ClassVar = "measured {share}"
    share: float
    by_name: dict[str, int] = {}


def test_a_kind_of_field_that_is_not_known_is_left_to_validation():
    codec = Codec({"measured.v1": Measured})
    fact = Measured(origin=EXAMPLES["case-excluded.v1"].origin, share=0.5, by_name={"a": 1})
    _, state = codec.encode(fact)
    with pytest.raises(UNFAMILIAR):
        reader(Measured)(state)
    assert codec.decode("measured.v1", state) == fact


def test_fields_in_another_order_make_the_same_fact_and_its_same_bytes():
    state = bytes_of(EXAMPLES["case-excluded.v1"])
    origin, _, reason = state[1:-1].partition(b',"reason"')
    fact = reader(BY_NAME["case-excluded.v1"])(b'{"reason"' + reason + b"," + origin + b"}")
    assert bytes_of(fact) == state


def test_large_states_are_validated_which_bounds_what_they_may_cost():
    state = bytes_of(EXAMPLES["case-excluded.v1"])
    topic, large = "case-excluded.v1", state + b" " * LARGEST_QUICK
    assert CODEC.decode_all([topic] * 2, [state, large]) == [CODEC.decode(topic, large)] * 2
    with pytest.raises(NotReadable, match="larger than any event"):
        CODEC.decode(topic, state + b" " * LARGEST_STATE)


@pytest.mark.parametrize("character", ["\u0000", "\u001b", "\u007f", "\u009b", "\u202e", "\u2067", "\u2028"])
def test_bytes_with_a_character_that_terminals_obey_are_not_plain(character):
    assert not plain(CODEC.encode(EXAMPLES["case-excluded.v1"])[1].replace(b"window", rb"win\u0000dow"))
    assert not plain(f"win{character}dow".encode() if character > "\u001f" else rb"win\u001bdow")


@pytest.mark.parametrize("text", ["a window", "a – window", "“café” \U0001f44d 東京", "line\nline\ttab"])
def test_bytes_of_text_that_is_kept_are_plain(text):
    fact = EXAMPLES["case-excluded.v1"].model_copy(update={"reason": text})
    assert plain(bytes_of(fact))
    assert CODEC.decode("case-excluded.v1", bytes_of(fact)).reason == text


def test_a_page_with_one_event_that_is_not_plain_is_read_one_by_one():
    state = bytes_of(EXAMPLES["case-excluded.v1"])
    escaped = state.replace(b"window", rb"win\u0064ow")
    assert CODEC.decode_all(["case-excluded.v1"] * 2, [state, escaped]) == [EXAMPLES["case-excluded.v1"]] * 2
