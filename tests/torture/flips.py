"""Bits that flip in the file of a store, or in the log beside it: what is read otherwise must be noticed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from events_store.store import Store
from tests.torture.children import Tell, fork
from tests.torture.reading import Witnessed, came_of, count, fill, witnessed
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

FLIPS_OF_A_CHILD = 25


@dataclass(frozen=True)
class Original:
    """A store as it was, with the log that waits beside it."""

    file: bytes
    waiting: bytes
    before: Witnessed

    def put(self, path: Path) -> None:
        """Write it somewhere."""
        path.write_bytes(self.file)
        path.with_name(f"{path.name}-wal").write_bytes(self.waiting)

    def flipped(self, chance: Random) -> "Original":
        """Return it with one bit flipped: in the file, or as often in the log where one waits."""
        if self.waiting and chance.random() < 0.5:
            return replace(self, waiting=flip(self.waiting, chance))
        return replace(self, file=flip(self.file, chance))


def run(flips: int, chance: Random, tally: Tally, places: Places) -> None:
    """Flip so many bits, each in a fresh copy."""
    originals = [_original(places, name, tally, waits=waits) for name, waits in (("closed", False), ("open", True))]
    for first in range(0, flips, FLIPS_OF_A_CHILD):
        seeds = [chance.random() for _ in range(first, min(flips, first + FLIPS_OF_A_CHILD))]
        # Whatever a broken file does to the database, it does to a child.
        child = fork([_flipping(originals, seeds, places.folder / "copy")])
        for line in child.lines():
            what, seed = line.split()
            count(what, f"of {seed}", tally)
        if child.ended() != [0]:
            tally.wrong.append("a child that read a broken file failed")


def flip(content: bytes, chance: Random) -> bytes:
    """Return the content with one bit of it flipped."""
    flipped = bytearray(content)
    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _flipping(originals: list[Original], seeds: list[float], path: Path) -> Callable[[Tell], None]:
    def work(tell: Tell) -> None:
        for seed in seeds:
            chance = Random(seed)
            broken = chance.choice(originals).flipped(chance)
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
            broken.put(path / "store.db")
            tell(f"{came_of(str(path / 'store.db'), broken.before)} {seed}")

    return work


def _original(places: Places, name: str, tally: Tally, *, waits: bool) -> Original:
    folder = places.folder / name
    folder.mkdir()
    address = places.file_in(folder)
    with opened(address) as store:
        fill(store, tally)
        if waits:
            return _taken(store, Path(address))
    with opened(address) as store:
        return _taken(store, Path(address))


def _taken(store: Store, path: Path) -> Original:
    before = witnessed(store)
    waiting = path.with_name(f"{path.name}-wal")
    return Original(path.read_bytes(), waiting.read_bytes() if waiting.exists() else b"", before)
