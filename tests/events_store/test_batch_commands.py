"""Many commands at once: decided one after the other, recorded all or none, in every store."""

import pytest
from msgspec import structs

from domain.actor import Request
from domain.commands.sampling import SampleCase
from domain.refusals.case import AlreadyAnswered, NotAssigned, UnknownCase
from events_store.batch_commands import decide, record
from events_store.command_handler import TRIES, CommandHandler
from events_store.errors import AlreadyRecorded, NotReadable, StreamMoved
from events_store.sql_store import PAGE
from events_store.store import Batch, case_stream, inspection_stream
from events_store.transparency.merkle_tree import kept_root, log_root
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import CASE, NOW, STREAM, answered, answering, in_fieldwork, noted, put

OTHER = case_stream(NEWCASTLE, "NC-08")


# The store's part


def test_several_commands_are_recorded_in_order_each_under_its_own_id(store):
    commands = {
        "c-1": [Batch(STREAM, 0, [noted("first"), noted("second")]), Batch(OTHER, 0)],
        "c-2": [Batch(OTHER, 0, [noted("third")])],
        "c-3": [],
        "c-4": [Batch(STREAM, 2, [noted("fourth")]), Batch(OTHER, 1, [noted("fifth")])],
    }
    recorded = store.append_all(NEWCASTLE, commands)
    assert list(recorded) == list(store.follow())
    assert [(one.position, one.stream, one.version) for one in recorded] == [
        (1, STREAM, 1),
        (2, STREAM, 2),
        (3, OTHER, 1),
        (4, STREAM, 3),
        (5, OTHER, 2),
    ]
    assert [(entry.command, len(entry.rows)) for entry in store.entries()] == [
        ("c-1", 2),
        ("c-2", 1),
        ("c-3", 0),
        ("c-4", 2),
    ]
    assert [one.position for one in store.recorded_by("c-4")] == [4, 5]


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_where_one_command_cannot_be_recorded_none_is(store, moved):
    put(store, "before", "a")
    before = log_root(store.rows())
    commands = {f"c-{number}": [Batch(OTHER, number, [noted()])] for number in range(3)}
    commands[f"c-{moved}"] = [Batch(STREAM, 0, [noted()])]
    with pytest.raises(StreamMoved):
        store.append_all(NEWCASTLE, commands)
    assert (log_root(store.rows()), store.head(), list(store.recorded_by("c-0"))) == (before, 1, [])
    assert len(store.append_all(NEWCASTLE, {"c-0": [Batch(STREAM, 1, [noted()])]})) == 1


def in_turn(first, last):
    """Return commands for two streams by turns, each resting on the one before it."""
    return {
        f"c-{number}": [Batch((STREAM, OTHER)[number % 2], number // 2, [noted()])] for number in range(first, last)
    }


def test_more_commands_than_are_inserted_at_once_are_recorded_in_order(store):
    recorded = store.append_all(NEWCASTLE, in_turn(0, PAGE + 3))
    recorded = [*recorded, *store.append_all(NEWCASTLE, in_turn(PAGE + 3, PAGE + 5))]
    assert recorded == list(store.follow())
    assert [(one.position, one.version) for one in recorded[-3:]] == [
        (PAGE + position, (PAGE + position + 1) // 2) for position in (3, 4, 5)
    ]
    assert kept_root(store.hashes, PAGE + 5) == log_root(store.rows())
    assert store.recorded_by(f"c-{PAGE + 1}") == [recorded[PAGE + 1]]


def test_where_the_last_of_many_commands_cannot_be_recorded_none_is(store):
    moved = {"moved": [Batch(case_stream(NEWCASTLE, "NC-09"), 1, [noted()])]}
    with pytest.raises(StreamMoved):
        store.append_all(NEWCASTLE, in_turn(0, PAGE + 3) | moved)
    assert (store.head(), store.recorded_commands(["c-0", "moved"])) == (0, set())


def test_where_one_command_was_recorded_before_none_is_recorded(store):
    put(store, "c-2", "a")
    with pytest.raises(AlreadyRecorded) as already:
        store.append_all(NEWCASTLE, {"c-1": [Batch(OTHER, 0, [noted()])], "c-2": [Batch(STREAM, 1, [noted()])]})
    assert [one.position for one in already.value.recorded] == [1]
    assert store.head() == 1


def test_where_one_fact_would_not_read_back_nothing_is_recorded(store):
    odd = structs.replace(noted(), evidence="a\x00")
    with pytest.raises(NotReadable):
        store.append_all(NEWCASTLE, {"c-1": [Batch(STREAM, 0, [noted()])], "c-2": [Batch(STREAM, 1, [odd])]})
    assert store.head() == 0


# Deciding and recording


def test_each_command_rests_on_those_before_it(store):
    in_fieldwork(store)
    asks = [answering("a.1"), answering("a.2"), answering("a.3", case="NC-99")]
    decided, _ = decide(CommandHandler(store), asks)
    assert [type(one.refused) for one in decided] == [type(None), AlreadyAnswered, UnknownCase]
    assert store.recorded_by("a.1") == []


def test_where_one_is_refused_nothing_is_recorded_unless_it_is_to_keep_going(store):
    in_fieldwork(store)
    handler, head = CommandHandler(store), store.head()
    asks = [answering("a.1"), answering("a.2")]
    decided, recorded = record(handler, asks)
    assert ([one.refused is None for one in decided], list(recorded), store.head()) == ([True, False], [], head)
    decided, recorded = record(handler, asks, keep_going=True)
    assert ([one.refused is None for one in decided], len(recorded), store.head()) == ([True, False], 1, head + 1)
    decided, recorded = record(handler, asks, keep_going=True)
    assert ([len(one.before) for one in decided], list(recorded), store.head()) == ([1, 0], [], head + 1)


def test_what_was_another_command_before_is_refused(store):
    in_fieldwork(store)
    refusal = NotAssigned("Ben", CASE, None)
    answered(CommandHandler(store), "a.1")
    decided, recorded = record(CommandHandler(store), [answering("a.1")], lambda *_: refusal, keep_going=True)
    assert ([one.refused for one in decided], recorded) == ([refusal], [])


def test_where_somebody_else_was_first_all_are_decided_again(store):
    in_fieldwork(store)
    first = []

    handler = CommandHandler(store)
    asks = [answering("a.1")]

    def late(asks):
        yield from asks
        if not first:
            first.append(answered(CommandHandler(store), "theirs"))

    decided, recorded = record(handler, asks, watched=late)
    assert ([type(one.refused) for one in decided], recorded) == ([AlreadyAnswered], [])
    assert [one.fact.origin.command_id for one in store.read(STREAM)][-1] == "theirs"


def test_the_inspection_must_be_as_it_was_when_it_was_decided_on(store):
    in_fieldwork(store)
    stream, tried = inspection_stream(NEWCASTLE), []

    def late(asks):
        yield from asks
        tried.append(1)
        if len(tried) == 1:
            there = store.read(stream)
            store.append(NEWCASTLE, Batch(stream, len(there), [there[-1].fact]), command="theirs")

    _, recorded = record(CommandHandler(store), [answering("a.1")], watched=late)
    assert (len(tried), len(recorded)) == (2, 1)


def test_somebody_who_is_always_first_is_given_up_on_in_the_end(store, monkeypatch):
    in_fieldwork(store)
    monkeypatch.setattr("events_store.command_handler.LONGEST_PAUSE_SECONDS", 0)
    tried = []

    def never(inspection, commands):
        tried.append(1)
        raise StreamMoved(STREAM, 1, 2)

    monkeypatch.setattr(store, "append_all", never)
    with pytest.raises(StreamMoved):
        record(CommandHandler(store), [answering("a.1")])
    assert len(tried) == TRIES


def drawn(case):
    request = Request.of("ann", NOW, "a.1")
    return SampleCase(inspection=NEWCASTLE, case=case, request=request, pseudonym="Wren", conditions=("custody",))


def test_what_a_command_recorded_before_is_read_once_for_all_its_parts(store, monkeypatch):
    in_fieldwork(store)
    commands = [drawn("NC-08"), drawn("NC-09")]
    record(CommandHandler(store), commands)
    read = []
    recorded_by = store.recorded_by
    monkeypatch.setattr(store, "recorded_by", lambda command: read.append(command) or recorded_by(command))
    decided, recorded = record(CommandHandler(store), commands)
    assert [len(one.before) for one in decided] == [2, 2]
    assert (read, recorded) == (["a.1"], [])
