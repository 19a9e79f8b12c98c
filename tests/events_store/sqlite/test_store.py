"""The store in one SQLite file: how it is made, kept, recognised and protected."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from events_store.codec import Codec
from events_store.errors import InvalidStore, NotReadable, NotRecorded, StoreFault, StoreNotFound, StreamMoved
from events_store.sqlite import store as module
from events_store.sqlite.schema import APPLICATION_ID, SCHEMA_VERSION, create
from events_store.sqlite.store import SQLiteStore, wal_reset_is_unsafe
from events_store.store import Batch, SavedView
from events_store.transparency.merkle_tree import log_root
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import STREAM, asked_of, behind_its_back, noted, opened, put

EVENTS = "SELECT position, originator_version, originator_id FROM stored_events ORDER BY position"


def pragma(store, name):
    with store.recorder.datastore.transaction(commit=False) as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


# How it is kept


def test_every_connection_writes_ahead_and_waits_for_the_disk(sqlite):
    assert sqlite.settings()["journal"] == "wal"
    assert sqlite.settings()["synchronous"] == "full"
    assert sqlite.settings()["SQLite"] == sqlite3.sqlite_version


def test_connections_of_other_threads_wait_for_the_disk_too(sqlite):
    said = []
    with sqlite.recorder.datastore.transaction(commit=False):
        threads = [threading.Thread(target=lambda: said.append(pragma(sqlite, "synchronous"))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert said == [2, 2, 2]


def test_the_file_says_whose_it_is_and_of_which_version(path, sqlite):
    header = path.read_bytes()[:100]
    assert header[68:72] == b"INSP"
    assert (pragma(sqlite, "application_id"), pragma(sqlite, "user_version")) == (APPLICATION_ID, SCHEMA_VERSION)


@pytest.mark.parametrize(
    ("version", "unsafe"),
    [
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
        ((4, 0, 0), False),
    ],
)
def test_the_versions_that_can_lose_a_write_when_two_checkpoint_at_once_are_known(version, unsafe):
    assert wal_reset_is_unsafe(version) is unsafe


@pytest.mark.parametrize(("unsafe", "pages"), [(True, 0), (False, 1_000)])
def test_only_the_last_to_close_checkpoints_where_two_at_once_are_unsafe(path, monkeypatch, unsafe, pages):
    monkeypatch.setattr(module, "wal_reset_is_unsafe", lambda version: unsafe)
    with opened(path) as store:
        assert pragma(store, "wal_autocheckpoint") == pages


def test_the_last_to_close_leaves_one_file(path):
    with opened(path) as store:
        put(store, "c-1", "a")
        assert path.with_name("store.db-wal").exists()
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def test_what_was_recorded_is_there_when_the_store_is_opened_again(path):
    with opened(path) as store:
        recorded = put(store, "c-1", "a", "b")
        store.save_views(NEWCASTLE, {"status": SavedView(2, b"x")})
    with opened(path) as store:
        assert list(store.follow()) == recorded
        assert list(store.recorded_by("c-1")) == recorded
        assert store.load_views(NEWCASTLE, ["status"]).get("status") == SavedView(2, b"x")


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "a?mode=memory.db", "a#b.db", "übung.db", "no-suffix", "-x.db"])
def test_a_store_may_have_any_name(tmp_path, name):
    with opened(tmp_path / name) as store:
        put(store, "c-1", "a")
    assert [file.name for file in tmp_path.iterdir()] == [name]


# How it is made


def test_a_store_is_made_once(path):
    assert create(path) is True
    with opened(path) as store:
        put(store, "c-1", "a")
    before = path.read_bytes()
    assert create(path) is False
    assert path.read_bytes() == before


MAKERS = """
import os, sys
from pathlib import Path
from events_store.sqlite.schema import create
ready, go = os.pipe()
makers = []
for _ in range(50):
    maker = os.fork()
    if not maker:
        os.close(go)
        os.read(ready, 1)  # until the parent closes the other end, for all fifty at once
        os._exit(10 if create(Path(sys.argv[1])) else 20)
    makers.append(maker)
os.close(go)
print(sorted(os.waitstatus_to_exitcode(os.waitpid(maker, 0)[1]) for maker in makers))
"""


def test_fifty_processes_that_make_the_same_store_at_once_make_one_and_none_fails(path):
    ran = subprocess.run([sys.executable, "-c", MAKERS, path], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.stdout, ran.stderr) == (f"{[10] + [20] * 49}\n", "")
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]
    with opened(path) as store:
        put(store, "c-1", "a")


def test_threads_that_make_use_and_make_again_find_one_store(path):
    made, failed = [], []

    def make(number):
        try:
            made.append(create(path))
            with closing(SQLiteStore(path)) as store:
                put(store, f"c-{number}", "a", stream=f"case:x/{number}")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=make, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(made) == [False] * 11 + [True]
    assert len(asked_of(path, EVENTS)) == 12


def test_opening_a_store_makes_no_tables(path):
    create(path)
    behind_its_back(path, "DROP TABLE views")
    with closing(SQLiteStore(path)) as store:
        with pytest.raises(NotReadable, match="no such table: views"):
            store.load_views(NEWCASTLE, ["status"]).get("status")
        assert store.head() == 0


def test_a_store_is_made_only_in_a_folder_that_is_there(tmp_path):
    with pytest.raises(InvalidStore, match="There is no folder"):
        create(tmp_path / "nowhere" / "store.db")


def test_a_store_that_cannot_be_made_is_said_to_be_so_and_leaves_nothing(tmp_path):
    limited = f"""
import resource
from pathlib import Path
from events_store.sqlite.schema import create
from events_store.errors import NotRecorded
resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, 8_192))
try:
    create(Path({str(tmp_path / "store.db")!r}))
except NotRecorded as fault:
    print(fault)
"""
    ran = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "store.db cannot be created (disk I/O error). Check its folder and the disk." in ran.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_a_folder_that_takes_no_files_is_not_made():
    with pytest.raises(NotRecorded, match=r"/proc/store.db cannot be created \(No such file or directory\)"):
        create(Path("/proc/store.db"))


def test_a_link_to_nothing_is_not_taken_for_a_store(tmp_path):
    (tmp_path / "link.db").symlink_to(tmp_path / "gone.db")
    with pytest.raises(StoreNotFound):
        create(tmp_path / "link.db")


def test_a_journal_left_over_from_another_store_is_never_played_into_a_new_one(path):
    path.with_name("store.db-journal").touch()
    with pytest.raises(InvalidStore, match=r"store.db-journal is left over from another store"):
        create(path)
    assert not path.exists()


def test_a_log_left_over_from_another_store_is_never_played_into_a_new_one(path):
    with opened(path) as store:
        put(store, "c-1", "a")
        shutil.copy(path.with_name("store.db-wal"), path.with_name("kept"))
    path.unlink()
    path.with_name("kept").rename(path.with_name("store.db-wal"))
    with pytest.raises(InvalidStore, match=r"store.db-wal is left over from another store"):
        create(path)
    assert not path.exists()


# What was recorded is never changed


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET state = x'7b7d'",
        "UPDATE stored_events SET position = position + 10",
        "DELETE FROM stored_events",
        "DELETE FROM stored_events WHERE position = 2",
        "UPDATE commands SET events = 0",
        "DELETE FROM commands",
        "UPDATE ledger SET hashes = x''",
        "DELETE FROM ledger WHERE position = 2",
    ],
)
def test_the_database_refuses_to_change_or_take_out_what_was_recorded(path, statement):
    with opened(path) as store:
        put(store, "c-1", "a", "b")
        before = log_root(store.rows())
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        connection.execute(statement)
    with opened(path) as store:
        assert log_root(store.rows()) == before
        assert len(store.recorded_by("c-1")) == 2


def test_the_database_refuses_two_events_at_one_place(path):
    with opened(path) as store:
        put(store, "c-1", "a")
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        connection.execute("INSERT INTO stored_events SELECT 9, originator_id, originator_version, inspection, topic, "
                           "state FROM stored_events")  # fmt: skip


# Files that are not ours


def foreign_database(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE stored_events (position INTEGER)")
        connection.commit()


def another_application(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA application_id=7")
        connection.execute("CREATE TABLE a (b)")
        connection.commit()


def newer(path):
    create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version=99")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda path: path.write_bytes(b""), "is not an Inspectrail store"),
        (lambda path: path.write_bytes(b"case,answer\n"), "is not an Inspectrail store"),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), "is not an Inspectrail store"),
        (lambda path: path.write_bytes(b"SQLite format 3\0" + b"x" * 4_080), "is not an Inspectrail store"),
        (foreign_database, "is not an Inspectrail store"),
        (another_application, "is not an Inspectrail store"),
        (newer, r"newer version of Inspectrail \(store version 99; this one reads up to 2\)"),
    ],
    ids=["empty", "text", "header only", "header and noise", "a database", "of another program", "newer"],
)
def test_a_file_that_is_not_ours_is_not_touched(path, made, said):
    made(path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    for attempt in (SQLiteStore, create):
        with pytest.raises(InvalidStore, match=said):
            attempt(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert [file.name for file in path.parent.iterdir()] == ["store.db"]


def test_a_folder_is_not_a_store(tmp_path):
    for attempt in (SQLiteStore, create):
        with pytest.raises(InvalidStore, match="is a folder"):
            attempt(tmp_path)


def test_a_pipe_is_not_waited_for(path):
    os.mkfifo(path)
    for attempt in (SQLiteStore, create):
        with pytest.raises(InvalidStore, match="is not a file"):
            attempt(path)


def test_a_store_that_is_not_there_is_named_with_what_to_do(path):
    with pytest.raises(StoreNotFound, match=r"There is no store at .*store.db. Create one with: inspectrail init"):
        SQLiteStore(path)
    assert not path.exists()


def test_a_file_that_cannot_be_read_is_said_to_be_so(path, monkeypatch):
    create(path)

    def denied(self, *_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", denied)
    with pytest.raises(InvalidStore, match=r"cannot be read \(Permission denied\)"):
        SQLiteStore(path)


# Locked, full, changed by others


def test_who_waits_longer_than_was_said_is_told_that_the_store_is_locked(path):
    with opened(path) as store:
        put(store, "c-1", "a")
    with (
        closing(sqlite3.connect(path, isolation_level=None)) as other,
        opened(path, wait=0) as store,
    ):
        other.execute("BEGIN IMMEDIATE")
        started = time.monotonic()
        with pytest.raises(NotRecorded, match="is locked: another program"):
            put(store, "c-2", "b")
        assert time.monotonic() - started < 3
        assert store.head() == 1, "reading goes on"
        other.execute("ROLLBACK")
        assert put(store, "c-2", "b")[0].position == 2


def test_a_thread_that_waits_for_another_longer_than_was_said_is_told_the_same(path):
    with opened(path, wait=1) as store, store.recorder.datastore.transaction(commit=True):
        said = []

        def write():
            try:
                put(store, "c-1", "a")
            except StoreFault as fault:
                said.append(fault)

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert [type(fault) for fault in said] == [NotRecorded]
    assert "is locked" in str(said[0])


def test_a_full_database_records_nothing_and_works_again_when_there_is_room(path):
    with opened(path) as store:
        put(store, "c-1", "a")
        pragma(store, f"max_page_count={pragma(store, 'page_count')}")
        with pytest.raises(NotRecorded, match=r"The disk is full or failing \(database or disk is full\)"):
            put(store, "c-2", *("x" * 20_000 for _ in range(20)))
        assert store.head() == 1
        assert list(store.recorded_by("c-2")) == []
        pragma(store, "max_page_count=1000000")
        assert put(store, "c-2", "b")[0].position == 2
    assert asked_of(path, "PRAGMA integrity_check") == [("ok",)]


FULL = """
import resource, sys
from pathlib import Path
from events_store.sqlite.store import SQLiteStore
from events_store.errors import NotRecorded
from tests.fixtures.stores import put

def limit(size):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

store = SQLiteStore(Path(sys.argv[1]))
put(store, "c-1", "a")
for size in (100_000, 60_000, 50_000):
    limit(size)
    try:
        put(store, f"c-{size}", *("x" * 20_000 for _ in range(20)))
    except NotRecorded as fault:
        print(fault)
    limit(resource.RLIM_INFINITY)
    assert [row.position for row in store.rows()] == list(range(1, store.head() + 1))
    put(store, f"d-{size}", "b")
store.close()
"""


def test_a_disk_that_fills_up_while_writing_records_nothing_and_the_same_store_goes_on(path):
    create(path)
    ran = subprocess.run([sys.executable, "-c", FULL, path], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count("The disk is full or failing (disk I/O error). Nothing was recorded.") == 3
    assert asked_of(path, EVENTS) == [(number, number, STREAM) for number in range(1, 5)]
    assert asked_of(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("state", "CAST(state AS TEXT)"),
        ("topic", "CAST(topic AS BLOB)"),
        ("originator_id", "CAST(originator_id AS BLOB)"),
        ("originator_version", "'two'"),
        ("inspection", "CAST(inspection AS BLOB)"),
    ],
)
def test_a_column_of_another_kind_is_not_read(path, column, value):
    with opened(path) as store:
        put(store, "c-1", "a", "b")
    behind_its_back(path, f"UPDATE stored_events SET {column} = {value} WHERE position = 2")
    with opened(path) as store:
        for read in (store.rows, store.follow):
            with pytest.raises(NotReadable, match="Event 2 cannot be read: another program changed it"):
                list(read())


def test_a_page_that_was_overwritten_is_not_read(path):
    with opened(path) as store:
        put(store, "c-1", *("x" * 3_000 for _ in range(50)))
    content = bytearray(path.read_bytes())
    content[-4_096 * 20 :] = b"\xaa" * (4_096 * 20)
    path.write_bytes(content)
    with opened(path) as store, pytest.raises(NotReadable, match="malformed"):
        list(store.rows())


def test_a_table_that_is_gone_is_not_read_nor_written_to(path):
    create(path)
    behind_its_back(path, "DROP TABLE stored_events")
    with opened(path) as store:
        with pytest.raises(NotReadable, match="no such table"):
            store.head()
        with pytest.raises(NotReadable, match="no such table"):
            store.append(NEWCASTLE, Batch(STREAM, 0, [noted()]), command="c-1")


def test_an_insert_that_the_database_refuses_for_a_reason_unknown_records_nothing(path):
    create(path)
    behind_its_back(
        path, "CREATE TRIGGER strange BEFORE INSERT ON stored_events BEGIN SELECT RAISE(ABORT, 'strange'); END"
    )
    with opened(path) as store, pytest.raises(NotRecorded, match=r"refused the events. Nothing was recorded"):
        put(store, "c-1", "a")


def test_a_failure_of_the_connection_itself_records_nothing(sqlite, monkeypatch):
    def dies(*_, **__):
        raise sqlite3.InterfaceError("the cable was pulled")

    monkeypatch.setattr(sqlite.recorder, "insert", dies)
    with pytest.raises(NotRecorded, match=r"failed \(the cable was pulled\). Nothing was recorded"):
        put(sqlite, "c-1", "a")


def test_a_store_that_was_moved_away_is_said_not_to_open(path, monkeypatch):
    create(path)
    monkeypatch.setattr(module, "identify", lambda path: path.unlink() or SCHEMA_VERSION)
    with pytest.raises(NotRecorded, match="cannot be opened"):
        SQLiteStore(path)


# Two at once


def test_two_stores_of_one_file_see_each_other(path):
    with opened(path) as one, opened(path) as other:
        put(one, "c-1", "a")
        assert other.head() == 1
        put(other, "c-2", "b")
        with pytest.raises(StreamMoved):
            one.append(NEWCASTLE, Batch(STREAM, 1, [noted()]), command="c-3")


def test_what_a_killed_process_acknowledged_is_there(path):
    program = """
import os, signal, sys
from pathlib import Path
from events_store.sqlite.store import SQLiteStore
from tests.fixtures.stores import put
put(SQLiteStore(Path(sys.argv[1])), "c-1", "a", "b")
os.kill(os.getpid(), signal.SIGKILL)
"""
    create(path)
    ran = subprocess.run([sys.executable, "-c", program, path], timeout=60, check=False)
    assert ran.returncode == -signal.SIGKILL
    with opened(path) as store:
        assert store.head() == 2
        assert len(store.recorded_by("c-1")) == 2


# Only to be read


@pytest.fixture
def unwritable(path, monkeypatch):
    """A store of one event that this process may only read."""
    with opened(path) as store:
        put(store, "c-1", "a")
    monkeypatch.setattr(os, "access", lambda *_: False)
    return path


def test_a_store_that_may_only_be_read_is_read_and_takes_nothing(unwritable):
    before = unwritable.read_bytes()
    with closing(SQLiteStore(unwritable)) as store:
        assert store.head() == 1
        store.save_views(NEWCASTLE, {"status": SavedView(1, b"x")})
        assert store.load_views(NEWCASTLE, ["status"]).get("status") is None
        with pytest.raises(NotRecorded, match=r"is read-only. Nothing was recorded"):
            put(store, "c-2", "b")
    assert unwritable.read_bytes() == before
    assert [file.name for file in unwritable.parent.iterdir()] == ["store.db"]


@pytest.mark.parametrize("through_a_link", [False, True])
def test_a_store_that_may_only_be_read_is_read_with_what_waits_in_its_log(path, monkeypatch, through_a_link):
    with opened(path) as writing:
        put(writing, "c-1", "a")
        named = path
        if through_a_link:
            (path.parent / "links").mkdir()
            named = path.parent / "links" / "link.db"
            named.symlink_to(path)
        monkeypatch.setattr(os, "access", lambda *_: False)
        with closing(SQLiteStore(named)) as reading:
            assert reading.head() == 1
            assert reading.writable is False


def test_a_store_in_a_folder_that_cannot_be_written_is_read(path, monkeypatch):
    with opened(path) as store:
        put(store, "c-1", "a")
    monkeypatch.setattr(os, "access", lambda asked, _: asked != path.parent)
    with closing(SQLiteStore(path)) as store:
        assert store.writable is False
        assert store.head() == 1


def test_events_that_the_library_inserts_without_a_command_get_positions_too(sqlite):
    put(sqlite, "c-1", "a")
    topic, state = Codec().encode(noted("b"))
    assert sqlite.recorder.insert_events([StoredEvent(STREAM, 2, topic, state)], inspection=NEWCASTLE) == [2]
    assert [recorded.fact.evidence for recorded in sqlite.follow()] == ["a", "b"]
    assert sqlite.recorder.construct_create_table_statements() == []


@pytest.mark.parametrize("column", ["position", "state"])
def test_a_saved_view_of_another_kind_is_told_and_not_taken(path, column):
    with opened(path) as store:
        store.save_views("a", {"status": SavedView(5, b"five")})
        behind_its_back(path, f"UPDATE views SET {column} = 'x'")
        with pytest.raises(NotReadable, match=r"A saved view of a cannot be read: .*inspectrail rebuild"):
            store.load_views("a", ["status"])


def test_an_inspection_of_another_kind_is_told(path):
    with opened(path) as store:
        put(store, "c-1", "a")
    behind_its_back(
        path,
        "ALTER TABLE stored_events RENAME TO old",
        "CREATE TABLE stored_events (position, originator_id, originator_version, inspection, topic, state)",
        "INSERT INTO stored_events SELECT * FROM old",
        "UPDATE stored_events SET inspection = 7",
    )
    with opened(path) as store, pytest.raises(NotReadable, match="its list of inspections is damaged"):
        store.inspections()
