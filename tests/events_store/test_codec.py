"""A fact becomes its permanent name and bytes, and the same fact again; nothing else is ever read."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from domain.event_types import BY_NAME, EVENT_TYPES
from domain.events.judging import ScoreBasis
from domain.events.moderating import ModerationCompleted
from domain.events.sampling import CaseExcluded
from domain.text import LONGEST_TEXT
from events_store.codec import Codec
from events_store.errors import NotReadable
from events_store.sqlite.schema import create
from events_store.sqlite.store import SQLiteStore
from events_store.store import Batch
from events_store.transparency.merkle_tree import log_root
from events_store.upcasters import UPCASTERS
from tests.fixtures.events import EXAMPLES, NEWCASTLE
from tests.fixtures.stores import STREAM, changed, noted, put

CODEC = Codec()
EXCLUDED = EXAMPLES["case-excluded.v1"]


def encoded(fact=EXCLUDED):
    return CODEC.encode(fact)[1]


# Every event of the catalogue


def test_there_is_an_example_of_every_event_of_the_catalogue():
    assert EXAMPLES.keys() == BY_NAME.keys()


def test_permanent_names_are_of_one_shape_and_each_is_used_once():
    assert len(BY_NAME) == len(EVENT_TYPES)
    for name in BY_NAME:
        kind, _, version = name.rpartition(".v")
        assert kind.replace("-", "").isalpha()
        assert kind.islower()
        assert version.isdecimal()


@pytest.mark.parametrize("name", BY_NAME)
def test_every_event_reads_back_as_it_was_written(name):
    topic, state = CODEC.encode(EXAMPLES[name])
    assert topic == name
    again = CODEC.decode(topic, state)
    assert again == EXAMPLES[name]
    assert type(again) is BY_NAME[name]
    assert CODEC.encode(again) == (topic, state)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_field_of_every_event_is_missed_when_it_is_gone_unless_it_has_a_default(name):
    document = json.loads(encoded(EXAMPLES[name]))
    for about in structs.fields(BY_NAME[name]):
        field = about.name
        shorter = orjson.dumps({key: value for key, value in document.items() if key != field})
        if about.required:
            # An upcaster looks at the origin before anything else does.
            why = "cannot be converted" if name in UPCASTERS and field == "origin" else f"{field}: Field required"
            with pytest.raises(NotReadable, match=why):
                CODEC.decode(name, shorter)
        else:
            assert CODEC.decode(name, shorter)


@pytest.mark.parametrize("name", BY_NAME)
def test_every_event_refuses_a_field_it_does_not_know(name):
    with pytest.raises(NotReadable, match="extra: Extra inputs are not permitted"):
        CODEC.decode(name, changed(encoded(EXAMPLES[name]), extra=1))


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=200))
def test_any_text_that_is_accepted_reads_back_as_it_was(text):
    try:
        fact = noted(text)
    except ValueError:
        return
    assert CODEC.decode(*CODEC.encode(fact)) == fact


def test_the_longest_text_reads_back():
    fact = noted("𝄞" * LONGEST_TEXT)
    assert CODEC.decode(*CODEC.encode(fact)) == fact


def test_stored_bytes_are_plain_json_in_the_order_of_the_fields_with_times_in_utc():
    assert encoded() == (
        b'{"origin":{"actor":{"id":"ann","name":"Ann Archer","role":"lead_inspector",'
        b'"organisation":"HM Inspectorate of Probation"},"recorded_at":"2015-10-21T09:30:15.250000Z",'
        b'"command_id":"ann-20151021","occurred_on":null},"reason":"Sentenced outside the window"}'
    )


# Names outside the catalogue

FOREIGN = [
    "subprocess:Popen",
    "os:system",
    "domain.case.events:CaseExcluded",
    "tests.events_store.never_imported:Fact",
    "CaseExcluded",
    "case-excluded",
    "case-excluded.v2",
    "case-excluded.v1 ",
    "CASE-EXCLUDED.V1",
    "",
    "x" * 1_000,
]


@pytest.mark.parametrize("name", FOREIGN)
def test_a_name_outside_the_catalogue_is_not_read(name):
    with pytest.raises(NotReadable, match="does not know this type") as refused:
        CODEC.decode(name, encoded())
    assert len(str(refused.value)) < 200


def test_reading_a_foreign_name_imports_and_runs_nothing(tmp_path):
    (tmp_path / "planted.py").write_text("raise SystemExit('it was imported')\n", encoding="utf-8")
    proof = tmp_path / "proof"
    program = f"""
import sys
sys.path.insert(0, {str(tmp_path)!r})
from events_store.codec import Codec
from events_store.errors import NotReadable
codec = Codec()
loaded = set(sys.modules)
for name, state in (
    ("subprocess:Popen", b'{{"args": ["touch", {json.dumps(str(proof))}]}}'),
    ("os:system", b'{{"command": "touch {proof}"}}'),
    ("planted:Fact", b"{{}}"),
    ("planted", b"{{}}"),
):
    try:
        codec.decode(name, state)
    except NotReadable:
        continue
    sys.exit("it was read")
sys.exit(", ".join(set(sys.modules) - loaded) or None)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr.strip()) == (0, "")
    assert not proof.exists()


# Bytes that do not fit


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (b"", "EOF while parsing"),
        (b"null", "should be an object"),
        (b"[]", "should be an object"),
        (b'"case-excluded.v1"', "should be an object"),
        (b"[" * 100_000, "recursion limit"),
        (encoded()[:-1], "EOF while parsing"),
        (encoded()[:40], "EOF while parsing"),
        (encoded() + b"}", "trailing characters"),
        (encoded() * 2, "trailing characters"),
        (b"\xef\xbb\xbf" + encoded(), "expected value"),
        (encoded().replace(b"window", b"wind\xff"), "invalid unicode"),
        (encoded().replace(b"window", rb"\ud800"), "hex escape"),
        (encoded().replace(b"window", b"win\ndow"), "control character"),
        (encoded().replace(b"window", rb"win\u0000dow"), r"not text \(U\+0000"),
        (encoded().replace(b"window", rb"win\u202edow"), r"not text \(U\+202E"),
        (encoded().decode().encode("utf-16"), "expected value"),
        (changed(encoded(), reason=None), "reason: Input should be a valid string"),
        (changed(encoded(), reason=1), "reason: Input should be a valid string"),
        (changed(encoded(), reason=["a"]), "reason: Input should be a valid string"),
        (changed(encoded(), reason=float("nan")), "reason: Input should be a valid string"),
        (changed(encoded(), origin={}), "origin.actor: Field required"),
        (encoded().replace(b".250000Z", b".250000+01:00"), "must be in UTC"),
        (encoded().replace(b".250000Z", b".250000"), "must be in UTC"),
        (encoded().replace(b'"2015-10-21T09:30:15.250000Z"', b"1445419815"), "valid datetime"),
        (encoded().replace(b'"lead_inspector"', b'"wizard"'), "origin.actor.role: Input should be"),
        (encoded().replace(b'"occurred_on":null', b'"occurred_on":"2015-02-30"'), "occurred_on"),
    ],
)
def test_bytes_that_do_not_fit_the_event_are_not_read(broken, why):
    with pytest.raises(NotReadable, match=f"“case-excluded.v1” cannot be read: .*{why}"):
        CODEC.decode("case-excluded.v1", broken)


@pytest.mark.parametrize(
    ("out_of_bounds", "why"),
    [
        (changed(encoded(), reason=""), "reason: Value error, is empty"),
        (changed(encoded(), reason="x" * 20_001), "has 20,001 characters"),
        (changed(encoded(EXAMPLES["judgement-made.v1"]), rating="x" * 65), "is not a reference"),
    ],
)
def test_lengths_and_bounds_are_asked_of_what_is_read(out_of_bounds, why):
    topic = "case-excluded.v1" if b"reason" in out_of_bounds else "judgement-made.v1"
    with pytest.raises(NotReadable, match=f"“{topic}” cannot be read: .*{why}"):
        CODEC.decode(topic, out_of_bounds)


@pytest.mark.parametrize(
    ("against_a_rule", "why"),
    [
        (changed(encoded(), reason=" a "), "it would be decoded to a different event"),
        (encoded().replace(b'"occurred_on":null', b'"occurred_on":"2099-01-01"'), "is in the future"),
    ],
)
def test_rules_that_only_validation_knows_were_kept_when_it_was_written_and_are_not_asked_of_what_is_read(
    against_a_rule, why
):
    fact = CODEC.decode("case-excluded.v1", against_a_rule)
    assert CODEC.decode(*CODEC.encode(fact)) == fact
    if why == "it would be decoded to a different event":
        assert CODEC.validated("case-excluded.v1", against_a_rule) != fact
    else:
        with pytest.raises(NotReadable, match=why):
            CODEC.validated("case-excluded.v1", against_a_rule)


@pytest.mark.parametrize("value", [b"3.0", b"3e0", b'"3"', b"NaN", b"Infinity", b"-Infinity", b"true", b"null", b"[3]"])
def test_only_a_whole_number_is_read_as_one(value):
    topic, state = CODEC.encode(EXAMPLES["moderation-completed.v1"])
    with pytest.raises(NotReadable, match="saw_version: Input should be a valid integer"):
        CODEC.decode(topic, state.replace(b'"saw_version":9', b'"saw_version":' + value))


def test_the_bytes_of_one_event_are_not_read_as_another():
    with pytest.raises(NotReadable):
        CODEC.decode("case-reinstated.v1", encoded(EXAMPLES["answer-revised.v1"]))


@given(st.binary(max_size=60))
def test_no_bytes_at_all_bring_the_codec_down(state):
    with pytest.raises(NotReadable):
        CODEC.decode("case-excluded.v1", state)


@given(st.integers(0, len(encoded()) - 1), st.integers(0, 255))
def test_one_byte_that_is_another_is_refused_or_reads_as_another_fact_or_the_same(index, byte):
    state = encoded()
    flipped = state[:index] + bytes([byte]) + state[index + 1 :]
    try:
        fact = CODEC.decode("case-excluded.v1", flipped)
    except NotReadable:
        return
    assert type(fact) is CaseExcluded


# What would not read back is not written


class Louder(CaseExcluded):
    """Has the permanent name of another event, and a field that it has not."""

    volume: int


def unwritable():
    origin = EXCLUDED.origin
    nan = float("nan")
    basis = ScoreBasis(rule="pooled", sufficient=nan, answered=1, numerator=1, denominator=1, position=1)
    judged = structs.replace(EXAMPLES["judgement-made.v1"], rested_on=basis)
    naive = structs.replace(origin, recorded_at=origin.recorded_at.replace(tzinfo=None))
    return {
        "not a number": judged,
        "infinity": structs.replace(judged, rating=float("inf")),
        "a lone surrogate": CaseExcluded(origin=origin, reason="\ud800"),
        "a control character": CaseExcluded(origin=origin, reason="\x00"),
        "an empty text": CaseExcluded(origin=origin, reason=""),
        "nothing": CaseExcluded(origin=origin, reason=None),
        "bytes": CaseExcluded(origin=origin, reason=b"a"),
        "a set": CaseExcluded(origin=origin, reason={"a"}),
        "an object": CaseExcluded(origin=origin, reason=object()),
        "a time without a zone": CaseExcluded(origin=naive, reason="a"),
        "a number that is too large": ModerationCompleted(origin=origin, saw_version=2**64),
        "a number with a fraction": ModerationCompleted(origin=origin, saw_version=1.5),
        "a list for a tuple": structs.replace(EXAMPLES["case-sampled.v1"], conditions=["community"]),
        "a field too many": Louder(origin=origin, reason="a", volume=11),
    }


@pytest.mark.parametrize("what", unwritable())
def test_what_would_not_read_back_is_not_written_and_the_store_is_as_it_was(store, what):
    put(store, "c-1", "a")
    before = log_root(store.rows())
    with pytest.raises(NotReadable):
        store.append(NEWCASTLE, Batch(STREAM, 1, [noted(), unwritable()[what]]), command="c-2")
    assert log_root(store.rows()) == before
    assert list(store.recorded_by("c-2")) == []
    assert put(store, "c-2", "b")[0].position == 2


def test_what_is_refused_is_named():
    with pytest.raises(
        NotReadable,
        match=r"A new moderation-completed.v1 .*: saw_version: .* equal to 9223372036854775807",
    ):
        CODEC.encode(ModerationCompleted(origin=EXCLUDED.origin, saw_version=2**64))
    with pytest.raises(
        NotReadable, match=r"A new case-sampled.v1 cannot be read: it would be decoded to a different event"
    ):
        CODEC.encode(structs.replace(EXAMPLES["case-sampled.v1"], conditions=["community"]))


# Old names


def because(document):
    """From v0, which said why in another field, to an interim name."""
    return "case-excluded.v0b", {**document, "reason": document["because"], "because": None}


def without_because(document):
    document.pop("because")
    return "case-excluded.v1", document


OLD = Codec(
    upcasters={
        "case-excluded.v0": because,
        "case-excluded.v0b": without_because,
    }
)


def old(**fields):
    origin = json.loads(encoded())["origin"]
    return orjson.dumps({"origin": origin, **fields})


def test_an_event_of_an_old_name_is_read_as_the_newest_one_through_every_step():
    fact = OLD.decode("case-excluded.v0", old(because="Sentenced outside the window"))
    assert fact == EXCLUDED
    assert OLD.decode("case-excluded.v0b", old(reason=EXCLUDED.reason, because=None)) == EXCLUDED


def test_what_is_written_anew_has_the_newest_name():
    fact = OLD.decode("case-excluded.v0", old(because="Sentenced outside the window"))
    assert OLD.encode(fact) == CODEC.encode(EXCLUDED)


@pytest.mark.parametrize("state", [old(), old(because=1), b"[]", b"null", b"{", b'"x"', b"", old(because="x", more=1)])
def test_an_old_event_that_does_not_become_the_new_one_is_not_read(state):
    with pytest.raises(NotReadable, match="An event named “case-excluded"):
        OLD.decode("case-excluded.v0", state)


@pytest.mark.parametrize("error", [KeyError, IndexError, TypeError, ValueError, AttributeError])
def test_an_upcaster_that_fails_makes_the_event_unreadable_and_says_which(error):
    def fails(document):
        raise error("no such thing")

    codec = Codec(upcasters={"case-excluded.v0": fails})
    with pytest.raises(
        NotReadable, match=r"“case-excluded.v0” cannot be read: it cannot be converted to a current event"
    ):
        codec.decode("case-excluded.v0", old(because="x"))


def test_an_upcaster_may_leave_an_event_of_its_name_as_it_is():
    codec = Codec(upcasters={"case-excluded.v1": lambda document: ("case-excluded.v1", document)})
    assert codec.decode("case-excluded.v1", encoded()) == EXCLUDED


def test_an_upcaster_to_a_name_outside_the_catalogue_is_not_read():
    codec = Codec(upcasters={"case-excluded.v0": lambda document: ("os:system", document)})
    with pytest.raises(NotReadable, match="“os:system” cannot be read: this version of Inspectrail does not know"):
        codec.decode("case-excluded.v0", old(because="x"))


def test_a_store_reads_old_names_and_leaves_the_stored_bytes_as_they_are(path):
    create(path)
    state = old(because=EXCLUDED.reason)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(
            "INSERT INTO stored_events VALUES (1, ?, 1, ?, 'case-excluded.v0', ?)", (STREAM, NEWCASTLE, state)
        )
    with closing(SQLiteStore(path, codec=OLD)) as store:
        assert [recorded.fact for recorded in store.follow()] == [EXCLUDED]
        assert [(row.topic, row.state) for row in store.rows()] == [("case-excluded.v0", state)]
