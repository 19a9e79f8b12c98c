"""A cached store is built once, and again after its sources change."""

from pathlib import Path

import pytest

from tests import store_cache
from tests.store_cache import built_once, source_digest


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache for the test."""
    monkeypatch.setattr(store_cache, "CACHE", tmp_path / "stores")
    return tmp_path / "stores"


def test_it_is_built_once_and_found_the_next_time(cache: Path):
    built = []

    def build(folder: Path) -> None:
        built.append(folder)
        (folder / "store.db").write_text("a store")

    first, again = built_once("first", build), built_once("first", build)
    assert first == again
    assert (first / "store.db").read_text() == "a store"
    assert len(built) == 1


def test_each_name_has_its_own_folder(cache: Path):
    assert built_once("first", lambda folder: None) != built_once("second", lambda folder: None)


def test_what_fails_while_it_is_built_leaves_nothing_and_is_built_again(cache: Path):
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - it has no message
        built_once("first", fail)
    assert [path for path in cache.rglob("*") if path.is_dir() and path.parent != cache] == []
    assert list(built_once("first", lambda folder: (folder / "all").touch()).iterdir()) != []


def test_only_the_latest_digests_are_kept(cache: Path):
    for digest in "abcd":
        (cache / digest).mkdir(parents=True)
    built_once("first", lambda folder: None)
    assert len([path for path in cache.iterdir() if path.is_dir()]) == store_cache.KEPT_DIGESTS


@pytest.mark.parametrize(
    "changed", ["domain/rule.py", "events_store/tables.sql", "tests/helper.py", "requirements.lock"]
)
def test_another_source_has_another_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changed: str):
    monkeypatch.setattr(store_cache, "ROOT", tmp_path)
    for name in (
        "domain/rule.py",
        "events_store/tables.sql",
        "tests/helper.py",
        "requirements.lock",
        "tests/test_a.py",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("before")
    digest = source_digest.__wrapped__
    before = digest(tmp_path / "tests" / "helper.py")
    assert digest(tmp_path / "tests" / "helper.py") == before
    (tmp_path / "tests" / "test_a.py").write_text("another test changes nothing")
    assert digest(tmp_path / "tests" / "helper.py") == before
    (tmp_path / changed).write_text("after")
    assert digest(tmp_path / "tests" / "helper.py") != before
