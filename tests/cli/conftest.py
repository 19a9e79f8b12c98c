"""Fixtures of the command line tests: a small inspection, and stores to read and change."""

import json
import shlex
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator
from contextlib import chdir
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from events_store.store_names import names_database
from tests.events_store.conftest import address as address
from tests.fixtures.command_line import Ran, copied, here
from tests.store_cache import built_once

FILES = Path(__file__).parent
WALK = [words for line in (FILES / "walk.txt").read_text().splitlines() if (words := shlex.split(line, comments=True))]
NAME = "newport-2023"
# Later than every day that the walk names.
WALK_STARTS = datetime(2026, 6, 1, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Walk:
    """The small inspection after its last command, and the output of every command."""

    store: Path
    ran: list[Ran]

    def last(self, *words: str) -> Ran:
        """Return the last command that began with these words."""
        return next(ran for ran in reversed(self.ran) if tuple(ran.arguments[: len(words)]) == words)


def walk_in(folder: Path, run: Callable[..., Ran], leave_out: Collection[str] = ()) -> Iterator[Ran]:
    """Walk through the small inspection in a folder, until a command fails."""
    copy_inputs(folder)
    for words in WALK:
        if words[0] in leave_out:
            continue
        ran = run(*words)
        yield ran
        if ran.code:
            break


def copy_inputs(folder: Path) -> None:
    """Copy the files that the walk reads into a folder."""
    for name in ("small.toml", "sample.csv", "answers.csv", "published.csv"):
        shutil.copy(FILES / name, folder)


def walk_here(folder: Path, *, leave_out: Collection[str] = (), **more: str) -> list[Ran]:
    """Walk through the small inspection in this process, a minute for each command, with counted command ids."""
    minutes, numbers = count(), count(1)

    def run(*words: str) -> Ran:
        now = WALK_STARTS + timedelta(minutes=next(minutes))
        return here(*words, now=now, new_id=lambda: f"walk-{next(numbers):03}", **more)

    with chdir(folder):
        return list(walk_in(folder, run, leave_out))


def built_walk() -> Path:
    """Return the cached folder of the walk."""
    return built_once("walk", _keep_walk)


def _keep_walk(folder: Path) -> None:
    ran = walk_here(folder)
    (folder / "ran.json").write_text(json.dumps([asdict(result) for result in ran]))


@pytest.fixture(scope="session")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """The small inspection, from an empty store to its review."""
    folder = built_walk()
    ran = [Ran(**fields) for fields in json.loads((folder / "ran.json").read_text())]
    return Walk(copied(folder / "inspectrail.db", tmp_path_factory.mktemp("walked")), ran)


@pytest.fixture
def walked(walk: Walk, tmp_path: Path) -> Path:
    """The store of the small inspection, after its review: a copy that a test may change."""
    return copied(walk.store, tmp_path)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A store whose inspection has a framework, Ann who leads, Ben, Cat, and a case assigned to Ben."""
    return copied(_built_beginning(), tmp_path)


def _built_beginning() -> Path:
    return built_once("begun", _keep_begun) / "inspectrail.db"


def _keep_begun(folder: Path) -> None:
    begin(folder / "inspectrail.db", NAME)


@pytest.fixture
def begun_anywhere(address: str) -> str:
    """The same inspection, in a store of each kind."""
    if not names_database(address):
        return str(copied(_built_beginning(), Path(address).parent, Path(address).name))
    with tempfile.TemporaryDirectory() as folder:
        ran = here("copy", str(copied(_built_beginning(), Path(folder))), address)
    assert ran.code == 0, ran.err
    return address


def begin(store: Path | str, name: str, now: datetime = datetime(2025, 3, 3, 9, tzinfo=UTC)) -> Path | str:
    """Create a store if it does not exist, and begin an inspection in it."""
    acting = {"INSPECTRAIL_STORE": str(store), "INSPECTRAIL_ACTOR": "ann", "INSPECTRAIL_INSPECTION": name}
    numbers = count(1)
    for line in (
        "init",
        f"inspection announce {name} --name 'Ann Archer' --organisation 'Youth Inspectorate' --title 'Youth justice'"
        " --body 'Newport Youth Justice Service' --programme 'Joint' --from 2025-03-03 --until 2025-03-14",
        shlex.join(("framework", "adopt", str(FILES / "small.toml"))),
        "team add ben --name 'Ben Baker' --role inspector --organisation 'Youth Inspectorate'",
        "team add cat --name 'Cat Carter' --role moderator --organisation 'Youth Inspectorate'",
        "case add NP-01 --pseudonym Robin --setting community",
        "case assign NP-01 ben",
    ):
        ran = here(*shlex.split(line), now=now, new_id=lambda: f"{name}-{next(numbers)}", **acting)
        assert ran.code == 0, ran.err
    return store
