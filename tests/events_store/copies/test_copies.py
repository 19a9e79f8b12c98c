"""Exports, backups and copies: whatever store a log is in, it is the same log, and what is not the same is refused."""

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from itertools import pairwise

import pytest

from events_store.copies import replicate
from events_store.copies.backup import back_up, receipt_of, restore
from events_store.copies.export import lines
from events_store.copies.replicate import copy, digest
from events_store.errors import InvalidStore, NotReadable, NotRecorded, StoreNotFound
from events_store.memory import MemoryStore
from events_store.store import SavedView, case_stream
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import STREAM, behind_its_back, put
from tests.postgres_server import emptied

LEEDS = "leeds-2016"


def filled(store):
    """Put events of two inspections into a store, and a saved view."""
    for number in range(25):
        stream, inspection = (STREAM, NEWCASTLE) if number % 3 else (case_stream(LEEDS, "L-1"), LEEDS)
        put(store, f"c-{number}", *("é„x“" * (number % 4 + 1)), stream=stream, inspection=inspection)
    store.save_views(NEWCASTLE, {"status": SavedView(3, b"x")})
    return store


def views(store, until=None):
    """Stand for the digest of views: what the log says, another way."""
    return "folded:" + "".join(one.fact.evidence for one in store.follow(until=until))


def nothing(store):
    """Check nothing more."""


@pytest.fixture
def there(address):
    """The address of a store with a log."""
    create_store(address)
    with closing(open_store(address)) as store:
        filled(store)
    return address


@pytest.fixture
def kept(tmp_path):
    """A folder for what is copied."""
    (tmp_path / "kept").mkdir()
    return tmp_path / "kept"


def elsewhere(there, kept):
    """Return where a store like this one is restored to: another file, or the same database, emptied."""
    return emptied(there) if names_database(there) else str(kept / "restored.db")


def held(address):
    with closing(open_store(address)) as store:
        return [*lines(store)], [*store.ledger()], [*store.entries()]


# Exports


def test_a_line_is_an_event_with_its_place_and_its_stored_json_as_it_is(store):
    filled(store)
    first, *_ = lines(store)
    state = next(iter(store.rows())).state
    assert first.endswith(b'"event":' + state + b"}\n")
    assert {**json.loads(first), "event": None} == {
        "position": 1,
        "stream": "case:leeds-2016/L-1",
        "version": 1,
        "inspection": LEEDS,
        "command": "c-0",
        "type": "answer-recorded.v1",
        "event": None,
    }


def test_every_store_exports_the_same_bytes(store):
    assert list(lines(filled(store))) == list(lines(filled(MemoryStore())))
    assert digest(store) == digest(filled(MemoryStore()))


def test_an_export_can_be_of_one_inspection_and_of_the_beginning(store):
    whole = list(lines(filled(store)))
    of_leeds = [line for line in whole if json.loads(line)["inspection"] == LEEDS]
    assert list(lines(store, inspection=LEEDS)) == of_leeds
    assert list(lines(store, until=5)) == whole[:5]
    assert list(lines(store, until=0)) == []


def test_what_is_not_json_is_not_exported(path):
    create_store(str(path))
    with closing(open_store(str(path))) as store:
        filled(store)
    behind_its_back(path, "UPDATE stored_events SET state = x'7b' WHERE position = 3")
    with closing(open_store(str(path))) as store, pytest.raises(NotReadable, match="Event 3 cannot be read: it is not"):
        list(lines(store))


# Copies


@pytest.mark.parametrize("first", ["file", "database"])
def test_from_store_to_store_and_back_every_position_byte_and_hash_is_kept(tmp_path, database, first):
    addresses = [str(tmp_path / "a.db"), database, str(tmp_path / "b.db")]
    if first == "database":
        addresses = [database, str(tmp_path / "a.db"), str(tmp_path / "b.db")]
    create_store(addresses[0])
    with closing(open_store(addresses[0])) as store:
        filled(store)
    for source, target in pairwise(addresses):
        with closing(open_store(source)) as store:
            assert copy(store, target) == digest(store)
    assert held(addresses[0]) == held(addresses[1]) == held(addresses[2])
    with closing(open_store(addresses[2])) as store:
        put(store, "c-25", "goes on")
        assert store.load_views(NEWCASTLE, ["status"]) == {}


def test_nothing_is_copied_over_a_store_that_holds_something(there, tmp_path):
    source = filled(MemoryStore())
    before = held(there)
    with pytest.raises(InvalidStore, match=r"already (exists|has events)\. Nothing was copied\. Name"):
        copy(source, there)
    assert held(there) == before
    with pytest.raises(InvalidStore, match="There is no folder"):
        copy(source, str(tmp_path / "nowhere" / "a.db"))


def test_a_copy_that_came_out_otherwise_is_refused_and_no_file_is_left(tmp_path, monkeypatch):
    source = filled(MemoryStore())
    monkeypatch.setattr(
        replicate, "digest", lambda store, **_: digest(store) if store is source else digest(MemoryStore())
    )
    with pytest.raises(
        NotReadable, match=r"The copy for .* cannot be read: it has 0 events and the root e3b0c44298fc1c1"
    ):
        copy(source, str(tmp_path / "a.db"))
    assert list(tmp_path.iterdir()) == []


def test_logs_that_differ_only_in_their_commands_differ():
    one, other = MemoryStore(), MemoryStore()
    put(one, "c-1", "a")
    put(other, "c-2", "a")
    with pytest.raises(NotReadable, match="but its commands differ"):
        replicate.check_equal(digest(one), digest(other), "The copy")


# Backups


def test_a_backup_has_a_receipt_and_is_restored_to_the_same_log(there, kept):
    before = held(there)
    receipt = back_up(there, kept / "b", views)
    with closing(open_store(there)) as store:
        assert receipt == {"log": vars(digest(store)), "views": views(store)}
    assert json.loads(receipt_of(kept / "b").read_text()) == receipt
    assert sorted(file.name for file in kept.iterdir()) == ["b", "b.json"]
    target = elsewhere(there, kept)
    assert restore(kept / "b", target, views, nothing) == receipt
    assert held(target) == before
    with closing(open_store(target)) as store:
        put(store, "c-99", "goes on")


WRITER = """
import sys
from events_store.store_url import open_store
from tests.fixtures.stores import put
store, me = open_store(sys.argv[1]), sys.argv[2]
for number in range(10_000):
    put(store, f"{me}-{number}", "x", stream=f"case:a/{me}", inspection="a")
    print(number, flush=True)
"""


def test_a_backup_taken_while_others_write_holds_all_that_was_acknowledged_before(there, kept):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, there, me], stdout=subprocess.PIPE, text=True) for me in "vw"
    ]
    try:
        for _ in range(20):
            for writer in writers:
                acknowledged = int(writer.stdout.readline())
        receipt = back_up(there, kept / "b", views)
    finally:
        for writer in writers:
            writer.send_signal(signal.SIGKILL)
            writer.communicate()
    with closing(open_store(there)) as store:
        assert digest(store, until=receipt["log"]["events"]).root == receipt["log"]["root"]
    target = elsewhere(there, kept)
    restore(kept / "b", target, views, nothing)
    with closing(open_store(target)) as store:
        for me in "vw":
            assert len(store.recorded_by(f"{me}-{acknowledged}")) == 1
        assert store.head() == receipt["log"]["events"]


def test_a_backup_never_replaces_a_file(there, kept):
    (kept / "b").write_text("mine")
    with pytest.raises(InvalidStore, match=r"b already exists. Nothing was backed up"):
        back_up(there, kept / "b", views)
    with pytest.raises(InvalidStore, match="There is no folder"):
        back_up(there, kept / "nowhere" / "b", views)
    assert (kept / "b").read_text() == "mine"
    assert [file.name for file in kept.iterdir()] == ["b"]


def test_a_backup_that_fails_leaves_no_file(there, kept):
    def fails(store, until):
        raise NotRecorded("no")

    with pytest.raises(NotRecorded):
        back_up(there, kept / "b", fails)
    assert list(kept.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from events_store.copies.backup import back_up
back_up(sys.argv[1], Path(sys.argv[2]), lambda store, until: os.kill(os.getpid(), signal.SIGKILL))
"""


def test_a_backup_that_is_killed_leaves_no_file_of_its_name(there, kept):
    ran = subprocess.run([sys.executable, "-c", KILLED, there, kept / "b"], check=False, timeout=60)
    assert ran.returncode == -signal.SIGKILL
    assert not (kept / "b").exists()
    back_up(there, kept / "b", views)


def test_a_backup_that_is_not_what_its_receipt_says_is_not_restored_and_leaves_nothing(there, kept):
    back_up(there, kept / "b", views)
    receipt = json.loads(receipt_of(kept / "b").read_text())
    target = elsewhere(there, kept)
    others = {
        "it has 244 events and the root .*, but should have 245": {**receipt, "log": {**receipt["log"], "events": 245}},
        "its events are the same, but its commands differ": {**receipt, "log": {**receipt["log"], "export": "00"}},
        "its views differ from those of the original": {**receipt, "views": receipt["views"] + "x"},
    }
    for said, other in others.items():
        receipt_of(kept / "b").write_text(json.dumps(other))
        with pytest.raises(NotReadable, match=said):
            restore(kept / "b", target, views, nothing)
        assert sorted(file.name for file in kept.iterdir()) == ["b", "b.json"]
    receipt_of(kept / "b").write_text(json.dumps(receipt))
    restore(kept / "b", target, views, nothing)


def test_what_is_checked_besides_may_refuse_it_and_leaves_nothing(there, kept):
    back_up(there, kept / "b", views)
    target = elsewhere(there, kept)

    def older(store):
        raise NotReadable("The backup", "it is older than the checkpoint")

    with pytest.raises(NotReadable, match="older than the checkpoint"):
        restore(kept / "b", target, views, older)
    restore(kept / "b", target, views, nothing)


@pytest.mark.parametrize("receipt", [None, "", "{}", '{"log": {}, "views": ""}', '{"log": 7, "views": ""}', "[1]"])
def test_without_its_receipt_a_backup_is_not_restored(path, kept, receipt):
    create_store(str(path))
    back_up(str(path), kept / "b", views)
    receipt_of(kept / "b").unlink()
    if receipt is not None:
        receipt_of(kept / "b").write_text(receipt)
    with pytest.raises(
        InvalidStore, match=r"b.json is missing or is not the receipt of a backup. Nothing was restored"
    ):
        restore(kept / "b", str(kept / "r.db"), views, nothing)
    assert not (kept / "r.db").exists()


def test_a_damaged_backup_is_not_restored(path, kept):
    create_store(str(path))
    with closing(open_store(str(path))) as store:
        filled(store)
    back_up(str(path), kept / "b", views)
    whole = (kept / "b").read_bytes()
    for damaged in (whole[:5_000], whole[:4_096] + bytes(4_096) + whole[8_192:], whole.replace(b"case:", b"cafe:")):
        (kept / "b").write_bytes(damaged)
        with pytest.raises((NotReadable, InvalidStore)):
            restore(kept / "b", str(kept / "r.db"), views, nothing)
        assert not (kept / "r.db").exists()


def test_a_file_that_is_no_backup_is_not_restored(kept):
    (kept / "b").write_text("case,answer")
    with pytest.raises(InvalidStore, match=r"b is not a backup made by Inspectrail. Nothing was restored"):
        restore(kept / "b", str(kept / "r.db"), views, nothing)
    with pytest.raises(InvalidStore, match=r"gone cannot be read \(No such file or directory\)"):
        restore(kept / "gone", str(kept / "r.db"), views, nothing)


def test_nothing_is_restored_over_a_store(there, kept):
    back_up(there, kept / "b", views)
    before = held(there)
    with pytest.raises(InvalidStore, match=r"already (exists|has a store)\. Nothing was restored\. Name"):
        restore(kept / "b", there, views, nothing)
    assert held(there) == before
    if not names_database(there):
        with pytest.raises(InvalidStore, match="There is no folder"):
            restore(kept / "b", str(kept / "nowhere" / "r.db"), views, nothing)


def test_a_backup_is_restored_to_a_store_of_its_own_kind(path, database, kept):
    create_store(str(path))
    create_store(database)
    back_up(str(path), kept / "f", views)
    back_up(database, kept / "d", views)
    with pytest.raises(
        InvalidStore, match=r"f is a backup of a file. Restore it as a file, then use: inspectrail copy"
    ):
        restore(kept / "f", database, views, nothing)
    with pytest.raises(
        InvalidStore, match=r"d is a backup of a PostgreSQL database. Restore it into an empty database"
    ):
        restore(kept / "d", str(kept / "r.db"), views, nothing)


FULL = """
import resource, sys
from pathlib import Path
from events_store.copies.backup import back_up, restore
from events_store.errors import NotRecorded
resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
one, other = map(Path, sys.argv[2:])
try:
    if sys.argv[1] == "back up":
        back_up(str(one), other, lambda store, until: "")
    else:
        restore(one, str(other), lambda store, until: "", lambda store: None)
except NotRecorded as fault:
    print(fault)
"""


def test_a_disk_that_is_full_is_said_to_be_so_and_no_file_is_left(path, kept):
    create_store(str(path))
    with closing(open_store(str(path))) as store:
        put(store, "c-1", *["x" * 1_000] * 100)
    assert _on_a_full_disk("back up", path, kept / "b") == (
        f"{path} could not be backed up (disk I/O error). Nothing was written."
    )
    assert list(kept.iterdir()) == []
    back_up(str(path), kept / "b", lambda *_: "")
    assert _on_a_full_disk("restore", kept / "b", kept / "r.db") == (
        f"{kept / 'r.db'} cannot be written (disk I/O error). Nothing was restored. Free some space."
    )
    assert sorted(file.name for file in kept.iterdir()) == ["b", "b.json"]


def _on_a_full_disk(*words):
    ran = subprocess.run([sys.executable, "-c", FULL, *words], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.strip()


def test_the_programs_of_the_database_must_be_there_and_succeed(database, kept, monkeypatch):
    create_store(database)
    monkeypatch.setenv("PATH", str(kept))
    with pytest.raises(NotRecorded, match=r"pg_dump is not installed. Install the PostgreSQL client programs"):
        back_up(database, kept / "b", views)
    (kept / "pg_dump").write_text('#!/bin/sh\necho "$PGPASSWORD is wrong for $1" >&2\nexit 1\n')
    (kept / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{kept}{os.pathsep}/bin")
    secret = database.replace("tester@", "tester:secret@")
    with pytest.raises(
        NotRecorded, match=r"pg_dump failed \(secret is wrong for --dbname=(?!.*secret).*\). Nothing was"
    ):
        back_up(secret, kept / "b", views)
    assert not (kept / "b").exists()


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path):
    (tmp_path / "fresh").write_text("new")
    (tmp_path / "there").write_text("mine")
    with pytest.raises(InvalidStore, match=r"there already exists. Nothing was replaced"):
        replicate.sync_into_place(tmp_path / "fresh", tmp_path / "there")
    assert (tmp_path / "there").read_text() == "mine"


# What a breaker found


FULL_AT_THE_END = """
import resource, sys
from contextlib import closing
from events_store.store_url import open_store
from events_store.copies.replicate import copy
from events_store.errors import NotRecorded
with closing(open_store(sys.argv[1])) as source:
    for limit in range(60_000, 400_000, 20_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
        try:
            copy(source, f"{sys.argv[2]}-{limit}")
        except NotRecorded as fault:
            print(limit)
"""


def test_a_copy_to_a_disk_that_fills_up_is_whole_or_not_there(path, kept):
    create_store(str(path))
    with closing(open_store(str(path))) as store:
        put(store, "c-1", *["x" * 1_000] * 100)
        expected = digest(store)
    ran = subprocess.run(
        [sys.executable, "-c", FULL_AT_THE_END, path, kept / "c"], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    failed = {f"c-{limit}" for limit in ran.stdout.split()}
    made = {file.name for file in kept.iterdir()}
    assert failed
    assert made
    assert not failed & made
    for name in made:
        with closing(open_store(str(kept / name))) as store:
            assert digest(store) == expected


@pytest.mark.parametrize("end", ["-wal", "-journal"])
def test_a_log_left_over_from_another_store_is_never_played_into_a_copy(path, kept, end):
    create_store(str(path))
    back_up(str(path), kept / "b", views)
    (kept / f"r.db{end}").write_bytes(b"left over")
    with pytest.raises(InvalidStore, match=rf"r.db{end} already exists. Nothing was restored"):
        restore(kept / "b", str(kept / "r.db"), views, nothing)
    with closing(open_store(str(path))) as store, pytest.raises(InvalidStore, match=rf"r.db{end} already exists"):
        copy(store, str(kept / "r.db"))


def test_what_is_recorded_meanwhile_stays_behind_and_the_copy_is_whole(there, tmp_path, monkeypatch):
    with closing(open_store(there)) as source:
        before = digest(source)
        entries = source.entries

        def recorded_meanwhile(**more):
            put(source, f"late-{source.head()}", "x", stream="case:a/late", inspection="a")
            return entries(**more)

        monkeypatch.setattr(source, "entries", recorded_meanwhile)
        assert copy(source, str(tmp_path / "c.db")) == before
    with closing(open_store(str(tmp_path / "c.db"))) as copied:
        assert digest(copied) == before


def test_a_receipt_that_is_there_is_not_replaced(there, kept):
    receipt_of(kept / "b").write_text("mine")
    with pytest.raises(InvalidStore, match=r"b.json already exists. Nothing was backed up"):
        back_up(there, kept / "b", views)
    assert [file.name for file in kept.iterdir()] == ["b.json"]


def test_where_a_backup_cannot_get_its_name_its_receipt_is_not_left(there, kept):
    def taken_meanwhile(store, until):
        (kept / "b").write_text("mine")
        return "views"

    with pytest.raises(InvalidStore, match=r"b already exists. Nothing was replaced"):
        back_up(there, kept / "b", taken_meanwhile)
    assert [file.name for file in kept.iterdir()] == ["b"]


def test_a_backup_of_another_release_is_restored_though_views_are_folded_otherwise(there, kept):
    back_up(there, kept / "b", lambda store, until: "0.0.9/1:aaaa")
    target = elsewhere(there, kept)
    with pytest.raises(NotReadable, match="its views differ"):
        restore(kept / "b", target, lambda store, until: "0.0.9/1:bbbb", nothing)
    restore(kept / "b", target, lambda store, until: "1.0.0/7:cccc", nothing)


def test_saved_views_are_not_restored(there, kept):
    back_up(there, kept / "b", views)
    target = elsewhere(there, kept)
    restore(kept / "b", target, views, nothing)
    with closing(open_store(target)) as store:
        assert store.load_views(NEWCASTLE, ["status"]) == {}


def test_copies_are_for_nobody_else_than_the_store(path, kept):
    create_store(str(path))
    path.chmod(0o600)
    back_up(str(path), kept / "b", views)
    restore(kept / "b", str(kept / "r.db"), views, nothing)
    with closing(open_store(str(path))) as store:
        copy(store, str(kept / "c.db"))
    assert {file.name: file.stat().st_mode & 0o777 for file in kept.iterdir()} == dict.fromkeys(
        ("b", "b.json", "r.db", "c.db"), 0o600
    )


def test_what_comes_out_of_a_database_is_private(database, kept):
    create_store(database)
    back_up(database, kept / "b", views)
    with closing(open_store(database)) as store:
        copy(store, str(kept / "c.db"))
    assert {file.stat().st_mode & 0o777 for file in kept.iterdir()} == {0o600}


def test_a_disk_without_hard_links_takes_files_too(path, kept, monkeypatch):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pathlib.Path.hardlink_to", no_links)
    create_store(str(path))
    back_up(str(path), kept / "b", views)
    restore(kept / "b", str(kept / "r.db"), views, nothing)
    with pytest.raises(InvalidStore, match="already exists"):
        replicate.sync_into_place(kept / "b", kept / "r.db")


def test_a_refused_copy_into_a_database_leaves_no_empty_store(database, monkeypatch):
    source = filled(MemoryStore())
    monkeypatch.setattr(source, "entries", lambda **_: iter([*MemoryStore().entries()]))
    with pytest.raises(NotReadable, match="it has 0 events"):
        copy(source, database)
    with pytest.raises(StoreNotFound):
        open_store(database)


def test_a_pipe_is_no_backup(kept):
    os.mkfifo(kept / "b")
    with pytest.raises(InvalidStore, match=r"b is not a file. Nothing was restored"):
        restore(kept / "b", str(kept / "r.db"), views, nothing)


def test_a_damaged_dump_is_said_to_be_unreadable(database, kept):
    create_store(database)
    back_up(database, kept / "b", views)
    whole = (kept / "b").read_bytes()
    (kept / "b").write_bytes(whole[:200])
    with pytest.raises(NotReadable, match=r"The backup .*b cannot be read: pg_restore failed"):
        restore(kept / "b", emptied(database), views, nothing)
    with pytest.raises(StoreNotFound):
        open_store(database)


def test_a_program_that_says_nothing_when_it_fails_is_told_of_all_the_same(database, kept, monkeypatch):
    create_store(database)
    (kept / "pg_dump").write_text("#!/bin/sh\nkill -9 $$\n")
    (kept / "pg_dump").chmod(0o755)
    monkeypatch.setenv("PATH", f"{kept}{os.pathsep}/bin")
    with pytest.raises(NotRecorded, match=r"pg_dump failed \(it exited with -9\)"):
        back_up(database, kept / "b", views)
