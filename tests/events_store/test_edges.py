"""What no store takes in, and no store reads where another program put it there: pitfalls 11 and 13."""

import json

import pytest
from msgspec import structs

from domain.events.judging import ScoreBasis
from events_store.codec import LARGEST_STATE, MOST_COMMAS, Codec
from events_store.errors import NotReadable
from events_store.store import Batch, Entry, Row
from events_store.transparency.merkle_tree import log_root
from tests.fixtures.events import EXAMPLES, NEWCASTLE
from tests.fixtures.stores import STREAM, noted, put

ODD = [
    *(chr(code) for code in range(0x20) if chr(code) not in "\n\t\r"),
    *(chr(code) for code in range(0x7F, 0xA0)),
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029",
    "\ud800",
    "\udfff",
]


# Pitfall 11: NaN is accepted, stored as null, and cannot be read back.


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), 1e400])
def test_a_number_that_is_none_is_not_written_and_the_store_is_as_it_was(store, number):
    put(store, "before", "a")
    before = log_root(store.rows())
    basis = ScoreBasis(rule="pooled", sufficient=number, answered=1, numerator=1, denominator=1, position=1)
    judged = structs.replace(EXAMPLES["judgement-made.v1"], rested_on=basis)
    with pytest.raises(NotReadable, match=r"judgement-made\.v1.* cannot be read"):
        store.append(NEWCASTLE, Batch("inspection:x", 0, [judged]), command="c-1")
    assert (log_root(store.rows()), list(store.recorded_by("c-1"))) == (before, [])


# Pitfall 13: SQLite keeps NUL characters, PostgreSQL refuses them; neither is asked.


def test_a_character_that_is_not_text_is_not_written_by_any_store(store):
    for odd in ODD:
        fact = structs.replace(noted(), evidence=f"a{odd}b")
        with pytest.raises(NotReadable, match=r"answer-recorded\.v1.* cannot be read"):
            store.append(NEWCASTLE, Batch(STREAM, 0, [fact]), command="c-1")
    assert store.head() == 0


def test_newlines_tabs_and_characters_beyond_the_first_plane_are_kept_as_they_are(store):
    text = "a\n\tb – 𝄞 é e\u0301 \u200f"
    put(store, "c-1", text)
    assert [one.fact.evidence for one in store.read(STREAM)] == [text.strip()]


# What another program put there


STATE = Codec().encode(noted())[1]


def replaced(field: bytes, value: bytes) -> bytes:
    document = json.loads(STATE)
    written = json.dumps(document[field.decode()], ensure_ascii=False, separators=(",", ":")).encode()
    whole = b'"' + field + b'":'
    assert whole + written in STATE
    return STATE.replace(whole + written, whole + value)


HOSTILE = {
    "NaN": replaced(b"evidence", b"NaN"),
    "1e400": replaced(b"evidence", b"1e400"),
    "a number of a million digits": replaced(b"evidence", b"9" * 1_000_000),
    "a nought": replaced(b"evidence", b'"\\u0000"'),
    "an override": replaced(b"evidence", '"\u202e"'.encode()),
    "half of a character": replaced(b"evidence", b'"\\ud800"'),
    "bytes that are no text": replaced(b"evidence", b'"\xff"'),
    "a thousand lists": replaced(b"evidence", b"[" * 1_000 + b"]" * 1_000),
    "a million lists": replaced(b"evidence", b"[" * 1_000_000),
    "a thousand objects": replaced(b"evidence", b'{"a":' * 1_000 + b"1" + b"}" * 1_000),
    "more values than any event has": replaced(b"references", b"[" + b"1," * MOST_COMMAS + b"1]"),
    "many values": replaced(b"references", b"[" + b"1," * 20_000 + b"1]"),
    "more bytes than any event has": replaced(b"evidence", b'"' + b"a" * LARGEST_STATE + b'"'),
    "a name of a million letters": b'{"' + b"a" * 1_000_000 + b'":1,' + STATE[1:],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_event_is_not_read_and_is_told_in_a_short_sentence(store, what):
    row = Row(1, STREAM, 1, "answer-recorded.v1", HOSTILE[what])
    store.append_entries([Entry("c-1", 1, NEWCASTLE, [row])])
    for read in (
        lambda: list(store.follow()),
        lambda: store.read(STREAM),
        lambda: store.recorded_by("c-1"),
    ):
        with pytest.raises(NotReadable, match=r"^Event 1, named “answer-recorded\.v1”, cannot be read") as refused:
            read()
        assert len(str(refused.value)) < 300
    assert [one.state for one in store.rows()] == [HOSTILE[what]]


def test_an_old_event_that_is_too_large_is_not_changed_into_a_new_one():
    codec = Codec(upcasters={"answer-recorded.v0": lambda document: ("answer-recorded.v1", document)})
    assert codec.decode("answer-recorded.v0", STATE) == noted()
    with pytest.raises(NotReadable, match=r"“answer-recorded\.v0” cannot be read: it is larger than an event can be"):
        codec.decode("answer-recorded.v0", b" " * LARGEST_STATE + STATE)
    with pytest.raises(NotReadable, match=r"“answer-recorded\.v0” cannot be read: it cannot be converted"):
        codec.decode("answer-recorded.v0", b"[" * 100_000)


def test_the_largest_texts_that_may_be_written_are_far_from_the_limit():
    fact = structs.replace(noted("𝄞" * 20_000), references=("𝄞," * 100,) * 500)
    topic, state = Codec().encode(fact)
    assert Codec().decode(topic, state) == fact
    assert len(state) < LARGEST_STATE / 4
