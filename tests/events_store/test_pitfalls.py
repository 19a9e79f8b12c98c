"""Defects that were measured in what we build on: each is shown not to reach us, on every store that is kept.

Input (numbers that are none, characters that are not text, terminals, spreadsheets) has tests of its own at the edge,
and so have connections cut, disks full, bits flipped and fifty writers at once, in tests/torture.
"""

import subprocess
import sys
import threading
import tomllib
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from domain.refusals.base import Refused
from events_store.codec import Codec
from events_store.command_handler import CommandHandler
from events_store.errors import NotReadable, StoreFault, StreamMoved
from events_store.store import Batch, Entry, Row, case_stream
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import kept_root, leaf, log_root
from projections.engine.fold import catch_up
from projections.saved.all_views import PROJECTIONS
from tests.fixtures.events import EXAMPLES, NEWCASTLE
from tests.fixtures.stores import CASE, STREAM, answered, asked_of, behind_its_back, in_fieldwork, noted, put

OTHER = case_stream(NEWCASTLE, "NC-08")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def made(address):
    """The address of an empty store, in a file and in a database."""
    create_store(address)
    return address


@pytest.fixture
def kept(made):
    """A store in a file, and in a database."""
    with closing(open_store(made)) as store:
        yield store


def asked(address, question):
    """Ask the database itself."""
    if not names_database(address):
        return asked_of(Path(address), question)
    with closing(psycopg.connect(address, options="-c search_path=inspectrail")) as connection:
        return connection.execute(question).fetchall()


def changed(address, statement):
    """Change the database as somebody could who owns it."""
    if not names_database(address):
        return behind_its_back(Path(address), statement)
    with closing(psycopg.connect(address, options="-c search_path=inspectrail", autocommit=True)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(statement)
    return None


WRITES = """
import sys
from events_store.store_url import open_store
from tests.fixtures.stores import put
store = open_store(sys.argv[1])
for number in range(60):
    put(store, f"{sys.argv[2]}-{number}", "a", "b", stream=f"case:a/{sys.argv[2]}", inspection="a")
store.close()
"""


def test_1_a_reader_never_passes_a_position_that_comes_later(made, kept):
    writers = [subprocess.Popen([sys.executable, "-c", WRITES, made, me]) for me in "vwx"]
    seen = []
    while len(seen) < 360:
        seen += [one.position for one in kept.follow(after=len(seen))]
        assert seen == list(range(1, len(seen) + 1))
    for writer in writers:
        assert writer.wait() == 0


@pytest.mark.parametrize("topic", ["subprocess:Popen", "os:system", "domain.case.events:AnswerRecorded", ""])
def test_3_a_stored_name_that_is_no_event_of_ours_is_never_called(kept, topic):
    kept.append_entries([Entry("c-1", 1, NEWCASTLE, [Row(1, STREAM, 1, topic, b'["touch", "/tmp/ran"]')])])
    with pytest.raises(NotReadable, match="does not know this type"):
        list(kept.follow())


def test_4_events_whose_bytes_were_swapped_no_longer_have_their_hashes(made, kept):
    put(kept, "c-1", "sufficient")
    put(kept, "c-2", "insufficient", stream=OTHER)
    one, other = (row.state for row in kept.rows())
    quoted = "'\\x{}'" if names_database(made) else "x'{}'"
    for position, state in ((1, other), (2, one)):
        changed(made, f"UPDATE stored_events SET state = {quoted.format(state.hex())} WHERE position = {position}")
    hashes = kept.hashes([1, 2])
    assert [leaf(row) == hashes[row.position][:32] for row in kept.rows()] == [False, False]


def test_5_nothing_outside_the_hashes_is_taken_for_what_happened(made, kept):
    in_fieldwork(kept)
    schema = "table_name FROM information_schema.tables WHERE table_schema = 'inspectrail'"
    tables = schema if names_database(made) else "name FROM sqlite_master WHERE type = 'table'"
    there = {name for (name,) in asked(made, f"SELECT {tables}")} - {"store"}
    assert there == {"stored_events", "commands", "ledger", "views"}
    before = CommandHandler(kept).case(NEWCASTLE, CASE)
    changed(made, "DELETE FROM views")
    assert CommandHandler(kept).case(NEWCASTLE, CASE) == before


def test_7_a_position_is_never_used_again(made, kept):
    put(kept, "c-1", "a", "b")
    with pytest.raises(StreamMoved):
        kept.append(NEWCASTLE, Batch(STREAM, 0, [noted()]), command="c-2")
    assert [one.position for one in put(kept, "c-3", "c")] == [3]
    changed(made, "DELETE FROM stored_events WHERE position = 3")
    with pytest.raises((NotReadable, StoreFault)):
        put(kept, "c-4", "d")
    assert kept.head() == 2


def test_8_the_log_is_pulled_so_that_no_store_needs_to_push(kept):
    put(kept, "c-1", "a")
    after = kept.head()
    put(kept, "c-2", "b")
    assert [one.fact.evidence for one in kept.follow(after=after)] == ["b"]


def test_12_after_a_failed_append_nobody_goes_on_from_what_was_not_recorded(kept):
    in_fieldwork(kept)
    handler, other = CommandHandler(kept), CommandHandler(kept)
    handler.case(NEWCASTLE, CASE)
    answered(other, "c-1")
    with pytest.raises(Refused):
        answered(handler, "c-2")
    assert handler.case(NEWCASTLE, CASE) == CommandHandler(kept).case(NEWCASTLE, CASE)
    assert [one.fact.origin.command_id for one in kept.read(STREAM)][-1] == "c-1"


def test_15_two_that_read_and_then_write_at_once_both_come_to_an_end(made, kept):
    ended = []

    def write(me):
        with closing(open_store(made)) as store:
            for number in range(40):
                store.head()
                ended.append(put(store, f"{me}-{number}", "a", stream=f"case:a/{me}", inspection="a")[0].position)

    writers = [threading.Thread(target=write, args=(me,)) for me in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert sorted(ended) == list(range(1, 81))


def test_16_and_17_the_store_says_which_database_it_is_and_that_it_waits_for_the_disk(made, kept):
    settings = kept.settings()
    if names_database(made):
        assert settings.keys() >= {"PostgreSQL"}
        assert (settings["fsync"], settings["synchronous_commit"]) == ("on", "on")
    else:
        assert settings.keys() >= {"SQLite"}
        assert (settings["journal"], settings["synchronous"]) == ("wal", "full")


def test_20_a_command_reads_only_what_is_new_of_its_stream(kept, monkeypatch):
    in_fieldwork(kept)
    handler = CommandHandler(kept)
    for number in range(2):
        answered(handler, f"c-{number}", question=f"1.0{number + 1}")
    read = []
    monkeypatch.setattr(kept, "read", lambda stream, after=0: read.append((stream, after)) or [])
    handler.case(NEWCASTLE, CASE)
    assert read == [(STREAM, 3)], "as sampled and assigned, and the first answer, it knows"


def test_21_the_library_stays_below_the_version_that_changes_its_tables():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert [one for one in project["dependencies"] if one.startswith("eventsourcing")] == ["eventsourcing>=9.5.6,<10"]


def test_22_every_event_comes_back_as_what_it_was(kept):
    facts = list(EXAMPLES.values())
    recorded = kept.append(NEWCASTLE, Batch(STREAM, 0, facts), command="c-1")
    assert [one.fact for one in kept.read(STREAM)] == facts
    assert [type(one.fact) for one in recorded] == [type(fact) for fact in facts]
    codec = Codec()
    assert [codec.encode(one.fact)[1] for one in kept.follow()] == [row.state for row in kept.rows()]


def test_23_events_are_kept_in_the_order_of_their_positions(made, kept):
    if names_database(made):
        question = (
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'inspectrail.stored_events'::regclass AND contype = 'p'"
        )
        assert asked(made, question) == [('PRIMARY KEY ("position")',)]
    else:
        assert asked(made, "SELECT name FROM pragma_table_info('stored_events') WHERE pk = 1") == [("position",)]


def test_24_whoever_writes_does_not_keep_the_database_from_tidying_up(database):
    create_store(database)
    with closing(psycopg.connect(database)) as writing:
        writing.execute("SELECT inspectrail.append_events('c-1', 'a', '{}', '{}', '{s}', '{1}', '{t}', '{\\\\x00}')")
        with closing(psycopg.connect(database, autocommit=True)) as keeping:
            keeping.execute("SET lock_timeout = '2s'")
            keeping.execute("VACUUM ANALYZE inspectrail.stored_events")


def test_25_views_are_saved_once_for_all_that_is_new(kept, monkeypatch):
    in_fieldwork(kept)
    saved = []
    save = kept.save_views
    monkeypatch.setattr(kept, "save_views", lambda *given: saved.append(given) or save(*given))
    catch_up(PROJECTIONS, kept, NEWCASTLE)
    ((inspection, views),) = saved
    assert (inspection, {view.position for view in views.values()}) == (NEWCASTLE, {kept.head()})
    assert len(views) == len(PROJECTIONS)


def test_26_and_27_what_is_fetched_at_run_time_or_copyleft_is_no_part_of_the_product():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = " ".join([*project["dependencies"], *project["optional-dependencies"]["postgres"]])
    assert "duckdb" not in wanted
    assert "pymerkle" not in wanted


def test_the_ledger_of_a_log_that_several_wrote_at_once_has_the_root_of_the_log(made, kept):
    writers = [subprocess.Popen([sys.executable, "-c", WRITES, made, me]) for me in "vw"]
    for writer in writers:
        assert writer.wait() == 0
    assert kept_root(kept.hashes, 240) == log_root(kept.rows())
