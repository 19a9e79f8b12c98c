"""A cache of stores for tests: built once for all workers and runs, copied before use."""

import fcntl
import hashlib
import inspect
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".pytest_cache" / "stores"
SOURCES = ("cli", "domain", "events_store", "frameworks", "projections", "reports", "tests")
SUFFIXES = {".css", ".csv", ".html", ".js", ".py", ".sql", ".toml", ".txt"}
# A run of earlier source may still be in progress.
KEPT_DIGESTS = 3

Build = Callable[[Path], object]


def built_once(name: str, build: Build) -> Path:
    """Return the folder that `build` fills, cached for the same source.

    The folder must not be changed. The result must not depend on the clock, the time zone or the locale.
    """
    folder = CACHE / source_digest(Path(inspect.getfile(build))) / name
    if not folder.is_dir():
        _make_room(folder.parent)
        with _locked(folder.with_name(f"{name}.lock")):
            if not folder.is_dir():
                _fill(folder, build)
    return folder


@cache
def source_digest(builder: Path) -> str:
    """Return a digest of the product, the test helpers, the builder and the versions."""
    files = [ROOT / "requirements.lock", builder.resolve()]
    for package in SOURCES:
        paths = (path for path in (ROOT / package).rglob("*") if path.suffix in SUFFIXES)
        files += sorted(path for path in paths if not path.name.startswith("test_"))
    digest = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"\n{file.relative_to(ROOT)} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _make_room(folder: Path) -> None:
    """Create the folder of a digest, and delete the oldest folders."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with _locked(CACHE / "lock"):
        if not folder.is_dir():
            earlier = sorted((path for path in CACHE.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
            for path in earlier[: 1 - KEPT_DIGESTS]:
                shutil.rmtree(path)
            folder.mkdir()


def _fill(folder: Path, build: Build) -> None:
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".unfinished-") as unfinished:
        filled = Path(unfinished) / "filled"
        filled.mkdir()
        build(filled)
        filled.rename(folder)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
