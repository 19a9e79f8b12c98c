"""Bits that flip in the file of a store, or in the log beside it: what is read otherwise must be noticed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from events_store.handling import Handler
from events_store.ledger import log_root
from events_store.store import Store, StoreFault
from events_store.verifying import verify
from projections.drift import compared
from projections.engine import catch_up
from tests.events_store.examples import NEWCASTLE
from tests.torture.children import Tell, fork
from tests.torture.commands import CASES, revise, set_up
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally
from tests.torture.views import VIEWS

AMONG = CASES[:6]
COMMANDS = 30
FLIPS_OF_A_CHILD = 25


@dataclass(frozen=True)
class Original:
    """A store as it was, with the log that waits beside it, and what was witnessed of it elsewhere."""

    file: bytes
    waiting: bytes
    seen: object
    size: int
    root: str

    def put(self, path: Path) -> None:
        """Write it somewhere."""
        path.write_bytes(self.file)
        path.with_name(f"{path.name}-wal").write_bytes(self.waiting)

    def flipped(self, chance: Random) -> "Original":
        """Return it with one bit flipped: in the file, or as often in the log where one waits."""
        if self.waiting and chance.random() < 0.5:
            return Original(self.file, _flip(self.waiting, chance), self.seen, self.size, self.root)
        return Original(_flip(self.file, chance), self.waiting, self.seen, self.size, self.root)


def run(flips: int, chance: Random, tally: Tally, places: Places) -> None:
    """Flip so many bits, each in a fresh copy."""
    originals = [_original(places, name, waits=waits) for name, waits in (("closed", False), ("open", True))]
    for first in range(0, flips, FLIPS_OF_A_CHILD):
        seeds = [chance.random() for _ in range(first, min(flips, first + FLIPS_OF_A_CHILD))]
        # Whatever a broken file does to the database, it does to a child.
        child = fork([_flipping(originals, seeds, places.folder / "copy")])
        for line in child.lines():
            what, seed = line.split()
            tally.count += 1
            tally.acknowledged += what == "read-as-it-was"
            tally.detected += what == "noticed"
            if what == "unnoticed":
                tally.lost += 1
                tally.wrong.append(f"the flip of {seed} changed what is read, and nobody noticed")
        if child.ended() != [0]:
            tally.wrong.append("a child that read a broken file failed")


def _flipping(originals: list[Original], seeds: list[float], path: Path) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        for seed in seeds:
            chance = Random(seed)
            broken = chance.choice(originals).flipped(chance)
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
            broken.put(path / "store.db")
            tell(f"{_came_of(broken, path / 'store.db')} {seed}")

    return work


def _came_of(broken: Original, path: Path) -> str:
    try:
        with opened(str(path)) as store:
            return "noticed" if _told(store, broken) else _read(store, broken)
    except StoreFault:
        return "noticed"


def _told(store: Store, broken: Original) -> bool:
    """Whether verify, the comparison of views, or what was witnessed elsewhere tells that something is wrong."""
    found = verify(store)
    witnessed = (found.events, found.root) == (broken.size, broken.root)
    return found.fault is not None or not witnessed or bool(compared(VIEWS, store)[1])


def _read(store: Store, broken: Original) -> str:
    return "read-as-it-was" if _everything(store) == broken.seen else "unnoticed"


def _everything(store: Store) -> object:
    log = list(store.follow())
    commands = [(command, list(store.recorded_by(command))) for command in ("set-up", "drawn", *_commands())]
    # A saved view that is gone, or older, is no loss: what people see is caught up first.
    views = catch_up(VIEWS, store, NEWCASTLE)
    streams = [list(store.read(stream)) for stream in sorted({one.stream for one in log})]
    of_it = list(store.follow(inspection=NEWCASTLE))
    return log, of_it, streams, list(store.rows()), list(store.ledger()), commands, views, list(store.inspections())


def _commands() -> list[str]:
    return [f"f-{number}" for number in range(COMMANDS)]


def _original(places: Places, name: str, *, waits: bool) -> Original:
    folder = places.folder / name
    folder.mkdir()
    address = places.file_in(folder)
    with opened(address) as store:
        set_up(store, AMONG)
    with opened(address) as store:
        for command in _commands():
            revise(Handler(store), command, AMONG)
        catch_up(VIEWS, store, NEWCASTLE)
        if waits:
            return _taken(store, Path(address))
    with opened(address) as store:
        return _taken(store, Path(address))


def _taken(store: Store, path: Path) -> Original:
    seen, size, root = _everything(store), store.head(), log_root(store.rows())
    waiting = path.with_name(f"{path.name}-wal")
    return Original(path.read_bytes(), waiting.read_bytes() if waiting.exists() else b"", seen, size, root)


def _flip(content: bytes, chance: Random) -> bytes:
    flipped = bytearray(content)
    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)
