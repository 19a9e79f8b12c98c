"""What the tests of the command line share: a small inspection walked once, and stores to look at and to change."""

import fcntl
import json
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.command_line import Ran, copied, here, process
from tests.events_store.conftest import address as address

FILES = Path(__file__).parent
WALK = [words for line in (FILES / "walk.txt").read_text().splitlines() if (words := shlex.split(line, comments=True))]
NAME = "newport-2023"


@dataclass(frozen=True)
class Walk:
    """The small inspection after its last command, and what every command said."""

    store: Path
    ran: list[Ran]

    def last(self, *words: str) -> Ran:
        """Return the last command that began with these words."""
        return next(ran for ran in reversed(self.ran) if tuple(ran.arguments[: len(words)]) == words)


@pytest.fixture(scope="session")
def walk(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Walk:
    """Walk a small inspection from nothing to its review, a fresh process for each command; once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if worker_id != "master" else base
    told = shared / "walk.json"
    with (shared / "walk.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(json.dumps([asdict(ran) for ran in _walk(shared)]))
    ran = [Ran(**one) for one in json.loads(told.read_text())]
    return Walk(copied(shared / "walk" / "inspectrail.db", tmp_path_factory.mktemp("walked")), ran)


def _walk(shared: Path) -> Iterator[Ran]:
    folder = shared / "walk"
    folder.mkdir()
    for name in ("small.toml", "sample.csv", "answers.csv", "published.csv"):
        shutil.copy(FILES / name, folder)
    for words in WALK:
        ran = process(*words, folder=folder)
        yield ran
        if ran.code:
            break


@pytest.fixture
def walked(walk: Walk, tmp_path: Path) -> Path:
    """The store of the small inspection, after its review: a copy that a test may change."""
    return copied(walk.store, tmp_path)


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A store with an inspection that has its framework, Ann who leads, Ben, Cat, and one case of Ben's."""
    store = tmp_path / "inspectrail.db"
    begin(store, NAME)
    return store


@pytest.fixture
def begun_anywhere(address: str) -> str:
    """The same, in a store of each kind."""
    begin(address, NAME)
    return address


def begin(store: Path | str, name: str, now: datetime = datetime(2025, 3, 3, 9, tzinfo=UTC)) -> Path | str:
    """Make a store, where there is none yet, and begin an inspection in it."""
    acting = {"INSPECTRAIL_STORE": str(store), "INSPECTRAIL_ACTOR": "ann", "INSPECTRAIL_INSPECTION": name}
    for line in (
        "init",
        f"inspection announce {name} --name 'Ann Archer' --organisation 'Youth Inspectorate' --title 'Youth justice'"
        " --body 'Newport Youth Justice Service' --programme 'Joint' --from 2025-03-03 --until 2025-03-14",
        f"framework adopt {FILES / 'small.toml'}",
        "team add ben --name 'Ben Baker' --role inspector --organisation 'Youth Inspectorate'",
        "team add cat --name 'Cat Carter' --role moderator --organisation 'Youth Inspectorate'",
        "case add NP-01 --pseudonym Robin --setting community",
        "case assign NP-01 ben",
    ):
        ran = here(*shlex.split(line), now=now, **acting)
        assert ran.code == 0, ran.err
    return store
