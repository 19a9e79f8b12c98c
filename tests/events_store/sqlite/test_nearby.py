"""The stores in a folder: named by their headers, and left as they are."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from events_store.sqlite import nearby as module
from events_store.sqlite.nearby import nearby_stores
from events_store.sqlite.schema import SCHEMA_VERSION, create
from tests.events_store.sqlite.version_1 import old_store


def names(folder: Path) -> list[str]:
    prefix = f"{folder}{os.sep}"
    return [address.removeprefix(prefix) for address in nearby_stores(folder)]


def of_version(path: Path, version: int) -> None:
    create(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA user_version={version}")


def test_the_stores_of_a_folder_are_named_in_order(tmp_path: Path):
    for name in ("b.db", "a", "c.sqlite"):
        create(tmp_path / name)
    assert names(tmp_path) == ["a", "b.db", "c.sqlite"]


@pytest.mark.parametrize(
    "content", [b"", b"SQLite", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(84), bytes(200)]
)
def test_a_file_that_is_no_store_is_not_named(tmp_path: Path, content: bytes):
    (tmp_path / "notes.db").write_bytes(content)
    assert names(tmp_path) == []


def test_a_database_of_another_program_is_not_named(tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "photos.db")) as connection:
        connection.execute("CREATE TABLE photos (name)")
    assert names(tmp_path) == []


def test_folders_pipes_and_links_to_nothing_are_not_named_nor_waited_for(tmp_path: Path):
    (tmp_path / "folder.db").mkdir()
    os.mkfifo(tmp_path / "pipe.db")
    (tmp_path / "gone.db").symlink_to(tmp_path / "nowhere.db")
    (tmp_path / "round.db").symlink_to(tmp_path / "round.db")
    create(tmp_path / "ours.db")
    assert names(tmp_path) == ["ours.db"]


def test_an_earlier_version_is_named_and_a_later_one_is_not(tmp_path: Path):
    old_store(tmp_path / "early.db")
    of_version(tmp_path / "late.db", SCHEMA_VERSION + 1)
    assert names(tmp_path) == ["early.db"]


@pytest.mark.parametrize(
    "name", ["ours.db.version-1", "ours.db.version-1-2", ".hidden.db", "bell\a.db", "half\udcff.db"]
)
def test_copies_before_an_upgrade_hidden_files_and_names_nobody_can_type_are_left_out(tmp_path: Path, name: str):
    create(tmp_path / name)
    create(tmp_path / "ours.db")
    assert names(tmp_path) == ["ours.db"]


def test_a_backup_with_its_receipt_is_left_out_because_recording_would_change_it(tmp_path: Path):
    create(tmp_path / "kept")
    assert names(tmp_path) == ["kept"]
    (tmp_path / "kept.json").touch()
    assert names(tmp_path) == []


def test_a_file_with_several_names_is_named_once_by_its_own(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    create(tmp_path / "elsewhere" / "far.db")
    create(tmp_path / "z.db")
    (tmp_path / "a.db").symlink_to(tmp_path / "z.db")
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere" / "far.db")
    assert names(tmp_path) == ["link.db", "z.db"]


def test_a_folder_that_is_not_there_or_cannot_be_read_has_no_stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    create(tmp_path / "ours.db")
    assert nearby_stores(tmp_path / "nowhere") == ()
    assert nearby_stores(tmp_path / "ours.db") == ()
    assert nearby_stores(Path("null\0character")) == ()

    def denied(self: Path) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "iterdir", denied)
    assert nearby_stores(tmp_path) == ()


def test_a_file_that_cannot_be_read_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in ("locked.db", "open.db"):
        create(tmp_path / name)
    unpatched = Path.open

    def denied(self: Path, *how: str):
        if self.name == "locked.db":
            raise PermissionError(13, "Permission denied", str(self))
        return unpatched(self, *how)

    monkeypatch.setattr(Path, "open", denied)
    assert names(tmp_path) == ["open.db"]


def test_nothing_is_changed_and_no_lock_is_waited_for(tmp_path: Path):
    store = tmp_path / "ours.db"
    create(store)
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
        assert names(tmp_path) == ["ours.db"]
        after = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    assert after == before


def test_of_too_many_files_those_called_db_are_looked_at_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "MOST_FILES", 2)
    for number in range(20):
        (tmp_path / f"{number:02}.jsonl").touch()
    create(tmp_path / "ours.db")
    create(tmp_path / "zz")
    assert names(tmp_path) == ["ours.db"]


def test_among_hundreds_of_files_a_store_is_found(tmp_path: Path):
    for number in range(600):
        (tmp_path / f"{number:03}.csv").write_text("name,score\n")
    create(tmp_path / "500")
    assert names(tmp_path) == ["500"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("two words.db", "'two words.db'"),
        ("$HOME.db", "'$HOME.db'"),
        ("-x.db", "./-x.db"),
        ("host=x.db", "./host=x.db"),
    ],
)
def test_an_address_can_be_typed_in_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, typed: str):
    monkeypatch.chdir(tmp_path)
    create(Path(f"./{name}"))
    assert nearby_stores(Path()) == (typed,)
