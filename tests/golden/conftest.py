"""Copies of the files of each release that a test may change."""

import json
import shutil
from collections.abc import Callable
from contextlib import chdir, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.fixtures.command_line import Ran, here

FOLDERS = sorted(path.parent for path in Path(__file__).parent.glob("*/expected.json"))


@dataclass(frozen=True)
class Release:
    """A copy of the files of a release, with the current program."""

    folder: Path

    @property
    def expected(self) -> dict[str, Any]:
        """The summary that the release wrote of its store."""
        shown: dict[str, Any] = json.loads(self.file("expected.json").read_text(encoding="utf-8"))
        return shown

    def file(self, name: str) -> Path:
        """Return the path of a file."""
        return self.folder / name

    def size_of(self, checkpoint: str) -> int:
        """Return the number of events of the log at a checkpoint."""
        return int(self.file(checkpoint).read_text(encoding="utf-8").splitlines()[1])

    def run(self, *words: str, code: int = 0, store: str = "store.db") -> Ran:
        """Run a command in the folder; it must exit with this status."""
        with chdir(self.folder):
            ran = here(*words, INSPECTRAIL_STORE=store, INSPECTRAIL_ACTOR="ann")
        assert ran.code == code, ran.err
        return ran

    def address(self, store: str) -> str:
        """Return the absolute address of a store of the release, or of a database."""
        return store if "://" in store else str(self.file(store))

    def load_dump(self, database: str) -> str:
        """Load the dump into an empty database, and return its address."""
        with closing(psycopg.connect(database, autocommit=True)) as connection:
            connection.execute(self.file("store.sql").read_bytes())
        return database


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def release(request: pytest.FixtureRequest, tmp_path: Path) -> Release:
    """The files of each release."""
    return Release(shutil.copytree(request.param, tmp_path / request.param.name))


def _restored(release: Release, backup: str, store: str) -> str:
    release.run("restore", backup, "--store", store, *SINCE)
    return store


def _copied(release: Release, store: str) -> str:
    release.run("copy", "store.db", store)
    return store


SINCE = ("--since", "cosigned.txt", "--key", "log.pub", "--witness", "witness.pub")
ON_FILES: dict[str, Callable[[Release], str]] = {
    "store": lambda release: "store.db",
    "backup": lambda release: _restored(release, "backup", "restored.db"),
}
IN_DATABASE: dict[str, Callable[[Release, str], str]] = {
    "dump": Release.load_dump,
    "postgres-backup": lambda release, database: _restored(release, "postgres-backup", database),
    "copy": _copied,
}


@pytest.fixture(params=[*ON_FILES, *IN_DATABASE])
def store(request: pytest.FixtureRequest, release: Release) -> str:
    """The store of a release: unchanged, loaded, restored and copied."""
    if request.param in ON_FILES:
        return ON_FILES[request.param](release)
    return IN_DATABASE[request.param](release, request.getfixturevalue("database"))
