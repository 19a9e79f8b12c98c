"""A store of an earlier version is brought up to date after a copy, and loses nothing; one of a newer is left alone."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from events_store.errors import InvalidStore, NotReadable, NotRecorded
from events_store.sqlite.schema import SCHEMA_VERSION, create
from events_store.store import Batch
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import kept_root, log_root
from events_store.verify.log import Verified, verify
from tests.events_store.sqlite.version_1 import kept_in, old_store, version_of
from tests.events_store.test_golden import ROOTS
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import STREAM, behind_its_back, opened, put


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return old_store(tmp_path / "old.db")


def looked_at(path: Path) -> Verified:
    with closing(open_store(str(path))) as store:
        return verify(store)


def contents(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


def test_every_byte_position_and_command_is_kept_and_the_log_holds(old: Path):
    before = kept_in(old)
    found = looked_at(old)
    assert (found.fault, found.events) == (None, len(before["stored_events"]))
    assert kept_in(old) == before
    assert version_of(old) == SCHEMA_VERSION


def test_the_root_is_the_one_that_the_log_had_then(old: Path):
    with closing(open_store(str(old))) as store:
        assert kept_root(store.hashes, store.head()) == log_root(store.rows()) == ROOTS["0.1.0"]


def test_the_log_of_an_earlier_release_holds_in_a_store_of_each_kind_of_today(old: Path, address: str):
    create_store(address)
    with closing(open_store(str(old))) as then, closing(open_store(address)) as now:
        now.append_entries(then.entries())
        found = verify(now)
        assert (found.fault, found.events, found.root) == (None, then.head(), ROOTS["0.1.0"])


def test_it_is_the_same_store_as_one_that_is_made_today(old: Path, tmp_path: Path):
    create(tmp_path / "new.db")
    looked_at(old)
    shapes = []
    for path in (old, tmp_path / "new.db"):
        with closing(sqlite3.connect(path)) as connection:
            made = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
            shapes.append(sorted((*one[:3], " ".join((one[3] or "").lower().split())) for one in made))
    assert shapes[0] == shapes[1]


def test_recording_goes_on_where_it_was(old: Path):
    with closing(open_store(str(old))) as store:
        head = store.head()
        put(store, "c-1", "seen after the upgrade", stream="case:newcastle-2016/NC-99")
        assert verify(store).events == head + 1
        assert store.append(NEWCASTLE, Batch(STREAM, len(store.read(STREAM))), command="nothing new") == []
        assert verify(store).fault is None


def test_a_copy_is_kept_beside_it_and_is_what_it_was(old: Path):
    before = kept_in(old)
    looked_at(old)
    copy = old.with_name("old.db.version-1")
    assert kept_in(copy) == before
    assert version_of(copy) == 1
    assert looked_at(copy).fault is None


def test_nothing_more_is_copied_when_it_is_opened_again(old: Path):
    looked_at(old)
    before = sorted(contents(old.parent))
    looked_at(old)
    assert sorted(contents(old.parent)) == before == ["old.db", "old.db.version-1"]


def test_a_copy_that_is_there_already_is_never_replaced(old: Path):
    there = old.with_name("old.db.version-1")
    there.write_text("somebody else's")
    looked_at(old)
    assert there.read_text() == "somebody else's"
    assert version_of(old.with_name("old.db.version-1-1")) == 1


def test_what_waits_in_the_write_ahead_log_is_brought_along(old: Path):
    with closing(sqlite3.connect(old, isolation_level=None)) as writer:
        writer.execute("PRAGMA wal_autocheckpoint=0")
        writer.execute("INSERT INTO commands VALUES ('waits', 1, 0)")
        assert looked_at(old).fault is None
        for path in (old, old.with_name("old.db.version-1")):
            assert ("waits", 1, 0) in kept_in(path)["commands"]


def test_those_who_open_it_at_the_same_moment_bring_it_up_to_date_once(old: Path):
    before = kept_in(old)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(looked_at, [old] * 8))
    assert [(one.fault, one.events) for one in found] == [(None, len(before["stored_events"]))] * 8
    assert sorted(contents(old.parent)) == ["old.db", "old.db.version-1"]


def test_an_old_store_that_is_being_written_to_is_left_as_it_is(old: Path):
    before = kept_in(old)
    with closing(sqlite3.connect(old, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotRecorded, match=r"could not be upgraded .* Nothing was changed\."):
            open_store(str(old), wait=0)
    assert (version_of(old), kept_in(old)) == (1, before)


def test_a_store_of_a_newer_version_is_refused_and_not_touched(tmp_path: Path):
    path = tmp_path / "store.db"
    with opened(path) as store:
        put(store, "c-1", "first")
    behind_its_back(path, f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    before = contents(tmp_path)
    with pytest.raises(
        InvalidStore, match=r"newer version of Inspectrail .* Nothing was changed\. Upgrade Inspectrail\."
    ):
        open_store(str(path))
    assert contents(tmp_path) == before


# Where it is killed, told by what it is about to do.
MOMENTS = {
    "before the copy": "migrations._copy_first = lambda *_: die()",
    "in the copy": "migrations.os.fsync = lambda _: die()",
    "after the copy": "migrations.STEPS = (lambda _: die(),)",
    "in the first step": (
        "migrations.LEDGER = (*migrations.LEDGER, 'CREATE TABLE x (y)'); migrations._events = lambda _: die()"
    ),
    "after the last step": "steps = migrations.STEPS; migrations.STEPS = (*steps, lambda _: die())",
}
KILLED = """
import os, signal, sys
from events_store.sqlite import migrations
from events_store.store_url import create_store, open_store
def die():
    os.kill(os.getpid(), signal.SIGKILL)
{moment}
open_store(sys.argv[1])
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_where_it_is_killed_the_old_store_is_as_it_was_and_is_brought_up_to_date_next_time(old: Path, moment: str):
    before = kept_in(old)
    program = [sys.executable, "-c", KILLED.format(moment=MOMENTS[moment]), str(old)]
    killed = subprocess.run(program, cwd=Path(__file__).parents[3], env={**os.environ}, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert (version_of(old), kept_in(old)) == (1, before)
    found = looked_at(old)
    assert (found.fault, found.events) == (None, len(before["stored_events"]))
    assert kept_in(old) == before
    copies = [path for path in old.parent.iterdir() if path.name.startswith("old.db.version-1")]
    assert copies
    assert all(kept_in(copy) == before for copy in copies)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO stored_events VALUES (85, 'case:x/y', 1, 'x', X'FF', X'7B7D')",
        "INSERT INTO stored_events VALUES (85, X'FF', 1, 'x', 'a', X'7B7D')",
        "INSERT INTO stored_events VALUES (85, CAST(X'FF' AS TEXT), 1, 'x', 'a', X'7B7D')",
        "INSERT INTO stored_events VALUES (85, 'case:x/y', 1, 'x', 'a', '{}')",
    ],
)
def test_an_old_store_that_another_program_changed_is_refused_or_told_of_but_never_falls_over(tmp_path, statement):
    path = old_store(tmp_path / "old.db", statement)
    try:
        found = looked_at(path)
    except (NotRecorded, NotReadable):
        assert version_of(path) == 1
    else:
        assert found.fault is not None
        assert found.fault.position == 85


def test_an_old_store_with_a_gap_is_brought_up_to_date_and_told_of(tmp_path):
    path = old_store(
        tmp_path / "old.db", "DROP TRIGGER no_delete_of_stored_events", "DELETE FROM stored_events WHERE position = 40"
    )
    found = looked_at(path)
    assert found.fault is not None
    assert found.fault.position is not None
    assert found.fault.position <= 40
