"""Facts are made of their bytes without validating them again: the same facts, or none."""

from functools import reduce
from operator import getitem

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from msgspec.json import Decoder

from domain.event_types import BY_NAME
from events_store.codec import LARGEST_QUICK, LARGEST_STATE, NOT_DECODED, Codec, holds_only_text
from events_store.errors import NotReadable
from tests.fixtures.events import EXAMPLES

CODEC = Codec()


def bytes_of(fact):
    return CODEC.encode(fact)[1]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_kind_of_event_is_read_quickly_and_is_the_fact_that_validation_makes(name):
    state = bytes_of(EXAMPLES[name])
    quickly = Decoder(BY_NAME[name]).decode(state)
    validated = CODEC.validated(name, state)
    assert quickly == validated
    assert type(quickly) is type(validated)
    assert bytes_of(quickly) == bytes_of(validated) == state


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
        quickly = Decoder(BY_NAME[name]).decode(changed)
    except NOT_DECODED:
        return
    assert quickly == CODEC.validated(name, changed)


def test_fields_in_another_order_make_the_same_fact_and_its_same_bytes():
    state = bytes_of(EXAMPLES["case-excluded.v1"])
    origin, _, reason = state[1:-1].partition(b',"reason"')
    fact = Decoder(BY_NAME["case-excluded.v1"]).decode(b'{"reason"' + reason + b"," + origin + b"}")
    assert bytes_of(fact) == state


def test_large_states_are_validated_which_bounds_what_they_may_cost():
    state = bytes_of(EXAMPLES["case-excluded.v1"])
    topic, large = "case-excluded.v1", state + b" " * LARGEST_QUICK
    assert CODEC.decode_all([topic] * 2, [state, large]) == [CODEC.decode(topic, large)] * 2
    with pytest.raises(NotReadable, match="larger than an event"):
        CODEC.decode(topic, state + b" " * LARGEST_STATE)


@pytest.mark.parametrize("character", ["\u0000", "\u001b", "\u007f", "\u009b", "\u202e", "\u2067", "\u2028"])
def test_bytes_with_a_character_that_terminals_obey_are_seen_not_to_be_only_text(character):
    assert not holds_only_text(CODEC.encode(EXAMPLES["case-excluded.v1"])[1].replace(b"window", rb"win\u0000dow"))
    assert not holds_only_text(f"win{character}dow".encode() if character > "\u001f" else rb"win\u001bdow")


@pytest.mark.parametrize(
    "text", ["a window", "a – window", "“café” \U0001f44d 東京", "line\nline\ttab", r"C:\users\ben\riverside\files"]
)
def test_bytes_of_text_that_is_kept_hold_only_text(text):
    fact = structs.replace(EXAMPLES["case-excluded.v1"], reason=text)
    assert holds_only_text(bytes_of(fact))
    assert CODEC.decode("case-excluded.v1", bytes_of(fact)).reason == text


def test_a_page_with_one_event_that_may_hold_more_than_text_is_read_one_by_one():
    state = bytes_of(EXAMPLES["case-excluded.v1"])
    escaped = state.replace(b"window", rb"win\u0064ow")
    assert CODEC.decode_all(["case-excluded.v1"] * 2, [state, escaped]) == [EXAMPLES["case-excluded.v1"]] * 2


@pytest.mark.parametrize(
    ("escaped", "only_text"),
    [
        (rb"\u0000", False),
        (rb"\b", False),
        (rb"\f", False),
        (rb"\r", False),
        (rb"\u202e", False),
        (rb"\\\r", False),
        (rb"\\\\\u0000", False),
        (rb"\\u0000", True),
        (rb"\\b", True),
        (rb"\\r", True),
        (rb"\\\\r", True),
        (rb"\n\t", True),
        (rb"\"", True),
    ],
)
def test_an_escaped_control_character_is_told_from_a_backslash_and_a_letter(escaped, only_text):
    assert holds_only_text(b'{"reason":"a' + escaped + b'"}') is only_text


@pytest.mark.parametrize("time", ["2015-10-21T09:30:15.250000+01:00", "2015-10-21T09:30:15.250000"])
def test_a_time_that_is_not_in_utc_is_refused_alone_and_in_a_page(time):
    state = bytes_of(EXAMPLES["case-excluded.v1"])
    elsewhere = state.replace(b"2015-10-21T09:30:15.250000Z", time.encode())
    for read in (
        lambda: CODEC.decode("case-excluded.v1", elsewhere),
        lambda: CODEC.decode_all(["case-excluded.v1"] * 2, [state, elsewhere]),
    ):
        with pytest.raises(NotReadable, match="the recorded time must be in UTC"):
            read()
