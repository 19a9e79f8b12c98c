"""What every store does: those in SQLite and PostgreSQL, and the one in memory that they are held against."""

import tempfile
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.events.sampling import CaseExcluded
from events_store.codec import encode
from events_store.errors import AlreadyRecorded, NotReadable, NotRecorded, StoreFault, StreamMoved
from events_store.memory import MemoryStore
from events_store.sql_store import PAGE
from events_store.store import Batch, Entry, Row, SavedView, case_stream, inspection_stream
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import kept_root, leaf, log_root
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import NOW, STREAM, noted, put
from tests.postgres_server import emptied

OTHER = case_stream(NEWCASTLE, "NC-08")
LEEDS = "leeds-2016"


def texts(log):
    return [recorded.fact.evidence for recorded in log]


# Reading and appending


def test_a_new_store_is_empty(store):
    assert store.head() == 0
    assert list(store.read(STREAM)) == []
    assert list(store.follow()) == []
    assert list(store.rows()) == []
    assert list(store.inspections()) == []
    assert list(store.recorded_by("c-1")) == []


def test_what_is_appended_is_read_back_as_it_was_in_order(store):
    facts = [noted("first"), noted("second")]
    appended = store.append(NEWCASTLE, Batch(STREAM, 0, facts), command="c-1")
    assert list(appended) == list(store.read(STREAM)) == list(store.follow())
    assert [recorded.fact for recorded in appended] == facts
    assert [(recorded.position, recorded.version) for recorded in appended] == [(1, 1), (2, 2)]


def test_what_is_read_says_its_place_its_time_and_its_case(store):
    (recorded,) = put(store, "c-1", "seen")
    assert (recorded.stream, recorded.inspection, recorded.case) == (STREAM, NEWCASTLE, "NC-07")
    assert recorded.recorded_at == NOW
    (about_all,) = put(store, "c-2", "seen", stream=inspection_stream(NEWCASTLE))
    assert about_all.case is None


def test_a_stream_is_read_from_after_a_version(store):
    put(store, "c-1", "a", "b", "c")
    put(store, "c-2", "not in this stream", stream=OTHER)
    assert texts(store.read(STREAM, after=1)) == ["b", "c"]
    assert texts(store.read(STREAM, after=3)) == []


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stream_that_is_not_at_the_expected_version_has_moved_and_nothing_is_recorded(store, expected):
    put(store, "c-1", "a", "b")
    with pytest.raises(StreamMoved, match="recorded something in newcastle-2016/NC-07 at"):
        store.append(NEWCASTLE, Batch(STREAM, expected, [noted()]), command="c-2")
    assert store.head() == 2
    assert list(store.recorded_by("c-2")) == []


def test_several_streams_are_appended_to_at_once(store):
    recorded = store.append(
        NEWCASTLE, Batch(STREAM, 0, [noted("a"), noted("b")]), Batch(OTHER, 0, [noted("c")]), command="c-1"
    )
    assert [(one.position, one.stream, one.version) for one in recorded] == [
        (1, STREAM, 1),
        (2, STREAM, 2),
        (3, OTHER, 1),
    ]


@pytest.mark.parametrize("moved_first", [True, False])
def test_several_streams_are_appended_to_all_or_none(store, moved_first):
    put(store, "c-1", "a", stream=OTHER)
    batches = [Batch(OTHER, 0, [noted("x")]), Batch(STREAM, 0, [noted("y")])]
    with pytest.raises(StreamMoved):
        store.append(NEWCASTLE, *(batches if moved_first else reversed(batches)), command="c-2")
    assert texts(store.follow()) == ["a"]
    assert list(store.read(STREAM)) == []


def test_a_batch_without_facts_asks_that_the_stream_has_not_moved(store):
    put(store, "c-1", "a", stream=OTHER)
    store.append(NEWCASTLE, Batch(STREAM, 0, [noted("b")]), Batch(OTHER, 1), command="c-2")
    put(store, "c-3", "c", stream=OTHER)
    with pytest.raises(StreamMoved):
        store.append(NEWCASTLE, Batch(STREAM, 1, [noted("d")]), Batch(OTHER, 1), command="c-4")
    assert texts(store.follow()) == ["a", "b", "c"]


def test_a_batch_without_facts_can_ask_that_a_stream_is_not_there_yet(store):
    store.append(NEWCASTLE, Batch(STREAM, 0, [noted("a")]), Batch(OTHER, 0), command="c-1")
    assert list(store.read(OTHER)) == []


def test_positions_are_gapless_from_1_also_after_appends_that_failed(store):
    put(store, "c-1", "a")
    with pytest.raises(StreamMoved):
        store.append(NEWCASTLE, Batch(STREAM, 0, [noted()]), command="c-2")
    with pytest.raises(AlreadyRecorded):
        store.append(NEWCASTLE, Batch(STREAM, 1, [noted()]), command="c-1")
    with pytest.raises(StreamMoved):
        store.append(NEWCASTLE, Batch(OTHER, 0, [noted()]), Batch(STREAM, 0), command="c-3")
    with pytest.raises(NotReadable):
        store.append(NEWCASTLE, Batch(STREAM, 1, [unreadable()]), command="c-4")
    put(store, "c-5", "b", "c", stream=OTHER)
    assert [recorded.position for recorded in store.follow()] == [1, 2, 3]
    assert [row.position for row in store.rows()] == [1, 2, 3]
    assert store.head() == 3


def unreadable():
    return CaseExcluded(origin=noted().origin, reason="")


def test_a_fact_that_would_not_read_back_takes_the_others_of_its_command_with_it(store):
    with pytest.raises(NotReadable):
        store.append(NEWCASTLE, Batch(STREAM, 0, [noted()]), Batch(OTHER, 0, [unreadable()]), command="c-1")
    assert store.head() == 0
    assert list(store.recorded_by("c-1")) == []


# Commands


def test_a_command_is_recorded_once_and_its_first_outcome_told(store):
    first = put(store, "c-1", "a", "b")
    put(store, "c-2", "c")
    with pytest.raises(AlreadyRecorded, match="The command c-1 is already recorded") as refused:
        store.append(NEWCASTLE, Batch(STREAM, 3, [noted("again")]), command="c-1")
    assert list(refused.value.recorded) == first
    assert texts(store.follow()) == ["a", "b", "c"]


def test_a_command_that_comes_again_is_known_though_its_stream_has_moved(store):
    first = put(store, "c-1", "a")
    with pytest.raises(AlreadyRecorded) as refused:
        store.append(NEWCASTLE, Batch(STREAM, 0, [noted("a")]), command="c-1")
    assert list(refused.value.recorded) == first


def test_a_command_that_recorded_no_fact_is_known_too(store):
    store.append(NEWCASTLE, Batch(STREAM, 0), command="c-1")
    with pytest.raises(AlreadyRecorded) as refused:
        store.append(NEWCASTLE, Batch(STREAM, 0), command="c-1")
    assert list(refused.value.recorded) == []


def test_what_a_command_recorded_is_found_by_it_across_streams(store):
    put(store, "c-1", "a")
    both = store.append(NEWCASTLE, Batch(OTHER, 0, [noted("b")]), Batch(STREAM, 1, [noted("c")]), command="c-2")
    put(store, "c-3", "d")
    assert list(store.recorded_by("c-2")) == list(both)
    assert texts(store.recorded_by("c-2")) == ["b", "c"]
    assert list(store.recorded_by("c-9")) == []


def test_of_many_commands_those_that_were_recorded_are_known(store):
    put(store, "c-1", "a")
    store.append(NEWCASTLE, Batch(STREAM, 1), command="c-2")
    asked = [f"c-{number}" for number in range(PAGE + 2)]
    assert store.recorded_commands(asked) == {"c-1", "c-2"}
    assert store.recorded_commands(asked[::-1]) == {"c-1", "c-2"}
    assert store.recorded_commands([]) == set()


def test_a_command_whose_append_failed_may_come_again(store):
    put(store, "c-1", "a")
    with pytest.raises(StreamMoved):
        store.append(NEWCASTLE, Batch(STREAM, 0, [noted()]), command="c-2")
    assert texts(put(store, "c-2", "b")) == ["b"]


# Following


def test_the_log_is_followed_after_a_position_up_to_another_and_by_inspection(store):
    put(store, "c-1", "a", "b")
    put(store, "c-2", "c", stream=case_stream(LEEDS, "L-1"), inspection=LEEDS)
    put(store, "c-3", "d")
    assert texts(store.follow(after=1)) == ["b", "c", "d"]
    assert texts(store.follow(until=2)) == ["a", "b"]
    assert texts(store.follow(after=1, until=3)) == ["b", "c"]
    assert texts(store.follow(until=0)) == []
    assert texts(store.follow(after=9)) == []
    assert texts(store.follow(inspection=LEEDS)) == ["c"]
    assert texts(store.follow(after=2, inspection=NEWCASTLE)) == ["d"]
    assert texts(store.follow(until=3, inspection=NEWCASTLE)) == ["a", "b"]
    assert texts(store.follow(inspection="elsewhere")) == []


def test_a_log_of_more_than_a_page_is_followed_whole(store):
    for batch in range(9):
        stream, inspection = (case_stream(LEEDS, "L-1"), LEEDS) if batch % 3 == 2 else (STREAM, NEWCASTLE)
        put(store, f"c-{batch}", *(f"{batch}-{n}" for n in range(350)), stream=stream, inspection=inspection)
    everything = list(store.follow())
    assert [recorded.position for recorded in everything] == list(range(1, 3_151))
    assert [row.position for row in store.rows()] == list(range(1, 3_151))
    assert [row.position for row in store.rows(until=1_001)] == list(range(1, 1_002))
    assert [row.position for row in store.rows(after=1_500, until=1_502)] == [1_501, 1_502]
    assert list(store.follow(after=999, until=2_001)) == everything[999:2_001]
    assert list(store.follow(inspection=LEEDS)) == [one for one in everything if one.inspection == LEEDS]
    assert [one.version for one in store.read(STREAM)] == list(range(1, 2_101))


def test_inspections_are_listed_in_the_order_in_which_they_were_announced(store):
    for number, name in enumerate(("zzz-2016", "aaa-2016", "zzz-2016")):
        put(store, f"c-{number}", "a", stream=inspection_stream(name), inspection=name)
    assert list(store.inspections()) == ["zzz-2016", "aaa-2016"]


def test_rows_are_the_stored_bytes(store):
    put(store, "c-1", "a")
    (row,) = store.rows()
    assert (row.position, row.stream, row.version, row.topic) == (1, STREAM, 1, "answer-recorded.v1")
    assert row.state.startswith(b'{"origin":{"actor":{"id":"ben",')
    assert list(store.rows(until=0)) == []


# Views


def test_a_view_is_saved_with_its_position_and_never_goes_back(store):
    assert store.load_views(NEWCASTLE, ["status"]).get("status") is None
    store.save_views(NEWCASTLE, {"status": SavedView(5, b"five")})
    store.save_views(NEWCASTLE, {"status": SavedView(4, b"four")})
    store.save_views(NEWCASTLE, {"status": SavedView(5, b"five again")})
    assert store.load_views(NEWCASTLE, ["status"]).get("status") == SavedView(5, b"five")
    store.save_views(NEWCASTLE, {"status": SavedView(6, b"six")})
    assert store.load_views(NEWCASTLE, ["status"]).get("status") == SavedView(6, b"six")


def test_a_view_belongs_to_its_name_and_its_inspection(store):
    store.save_views(NEWCASTLE, {"status": SavedView(1, b"newcastle")})
    store.save_views(LEEDS, {"status": SavedView(2, b"leeds")})
    assert store.load_views(LEEDS, ["status"]).get("status") == SavedView(2, b"leeds")
    assert store.load_views(LEEDS, ["scores"]).get("scores") is None


def test_views_are_forgotten_for_one_inspection_or_for_all(store):
    for name in ("status", "scores"):
        for inspection in (NEWCASTLE, LEEDS):
            store.save_views(inspection, {name: SavedView(1, b"x")})
    assert store.forget_views(LEEDS) == 2
    assert store.load_views(LEEDS, ["status"]).get("status") is None
    assert store.load_views(NEWCASTLE, ["status"]).get("status") is not None
    assert store.forget_views() == 2
    assert store.forget_views() == 0


def test_views_are_no_part_of_the_log(store):
    put(store, "c-1", "a")
    before = log_root(store.rows())
    store.save_views(NEWCASTLE, {"status": SavedView(1, b"x")})
    store.forget_views()
    assert log_root(store.rows()) == before


def test_views_are_saved_together_and_each_goes_on_by_itself(store):
    store.save_views(NEWCASTLE, {"status": SavedView(5, b"a"), "scores": SavedView(3, b"b")})
    store.save_views(NEWCASTLE, {"status": SavedView(4, b"c"), "scores": SavedView(4, b"d")})
    assert store.load_views(NEWCASTLE, ["status", "scores", "trail"]) == {
        "status": SavedView(5, b"a"),
        "scores": SavedView(4, b"d"),
    }


# The ledger


def test_the_ledger_keeps_every_event_with_its_place_and_its_leaf(store):
    put(store, "c-1", "a", "b")
    put(store, "c-2", "c", stream=OTHER)
    rows, kept = list(store.rows()), list(store.ledger())
    assert [(one.position, one.stream, one.version) for one in kept] == [(1, STREAM, 1), (2, STREAM, 2), (3, OTHER, 1)]
    assert [one.hashes[:32] for one in kept] == [leaf(row) for row in rows]
    assert [one.position for one in store.ledger(until=2)] == [1, 2]


def test_the_root_at_every_size_is_that_of_the_events_however_they_came(store):
    for number, size in enumerate((1, 1, 5, 1, 13, 2)):
        put(store, f"c-{number}", *(f"{number}-{one}" for one in range(size)))
    for size in range(24):
        assert kept_root(store.hashes, size) == log_root(store.rows(until=size))


def test_an_append_that_failed_leaves_the_ledger_as_it_was(store):
    put(store, "c-1", "a")
    with pytest.raises(StreamMoved):
        store.append(NEWCASTLE, Batch(STREAM, 0, [noted()]), command="c-2")
    put(store, "c-3", "b")
    assert kept_root(store.hashes, 2) == log_root(store.rows())


# Entries


def test_entries_are_what_each_command_recorded_as_bytes_in_order(store):
    put(store, "z-1", "a", "b")
    store.append(NEWCASTLE, Batch(STREAM, 2), command="y-2")
    store.append(NEWCASTLE, Batch(STREAM, 2), command="b-2")
    put(store, "c-3", "c", stream=OTHER)
    rows = list(store.rows())
    assert list(store.entries()) == [
        Entry("z-1", 1, NEWCASTLE, rows[:2]),
        Entry("b-2", 3, "", []),
        Entry("y-2", 3, "", []),
        Entry("c-3", 3, NEWCASTLE, rows[2:]),
    ]


def test_entries_taken_by_another_store_keep_every_position_byte_and_hash(store):
    memory = MemoryStore()
    for number in range(40):
        put(memory, f"c-{number}", *("x" * (number % 3)), stream=(STREAM, OTHER)[number % 2])
    store.append_entries(memory.entries())
    assert list(store.rows()) == list(memory.rows())
    assert list(store.ledger()) == list(memory.ledger())
    assert list(store.entries()) == list(memory.entries())
    assert list(store.follow(inspection=NEWCASTLE)) == list(memory.follow(inspection=NEWCASTLE))
    put(store, "c-40", "d")


BYTES = encode(noted())


@pytest.mark.parametrize(
    "places",
    [[(2, 1)], [(1, 1), (3, 2)], [(1, 1), (1, 2)], [(1, 2)], [(1, 1), (2, 1)]],
    ids=["late", "gap", "same place", "version", "same version"],
)
def test_entries_that_do_not_fit_together_are_not_taken_at_all(store, places):
    rows = [Row(position, STREAM, version, "answer-recorded.v1", BYTES) for position, version in places]
    entries = [Entry(f"c-{number}", row.position, NEWCASTLE, [row]) for number, row in enumerate(rows)]
    with pytest.raises(NotRecorded, match="Nothing was recorded"):
        store.append_entries(entries)
    assert (store.head(), list(store.rows()), list(store.ledger()), list(store.entries())) == (0, [], [], [])


# Both alike

STREAMS = [case_stream(inspection, case) for inspection in (NEWCASTLE, LEEDS) for case in ("A", "B")]

batches = st.lists(
    st.tuples(st.sampled_from(STREAMS), st.integers(-1, 1), st.integers(0, 3)),
    max_size=3,
    unique_by=lambda batch: batch[0],
)
appends = st.lists(
    st.tuples(st.sampled_from([NEWCASTLE, LEEDS]), batches, st.sampled_from("abcdefgh")), min_size=1, max_size=12
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(appends)
def test_any_appends_leave_every_store_alike(database, asked):
    """Each append is at, before or past its stream's version, under a command that may have come before."""
    memory = MemoryStore()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        kept = []
        for address in (str(Path(folder) / "store.db"), emptied(database)):
            create_store(address)
            kept.append(opened.enter_context(closing(open_store(address))))
        for number, (inspection, wanted, command) in enumerate(asked):
            made = [
                Batch(
                    stream,
                    max(0, len(memory.read(stream)) + off),
                    [noted(f"{number}-{n}") for n in range(facts)],
                )
                for stream, off, facts in wanted
            ]
            said = outcome(memory, inspection, made, command)
            assert [outcome(store, inspection, made, command) for store in kept] == [said, said]
        for store in kept:
            assert list(store.rows()) == list(memory.rows())
            assert list(store.ledger()) == list(memory.ledger())
            assert list(store.entries()) == list(memory.entries())
            assert list(store.follow()) == list(memory.follow())
            part = {"after": 2, "until": 5, "inspection": LEEDS}
            assert list(store.follow(**part)) == list(memory.follow(**part))
            assert list(store.inspections()) == list(memory.inspections())
            for command in "abcdefgh":
                assert list(store.recorded_by(command)) == list(memory.recorded_by(command))


def outcome(store, inspection, made, command):
    try:
        return list(store.append(inspection, *made, command=command))
    except StoreFault as fault:
        return type(fault), str(fault)
