"""Flip bits in the file of a store or its write-ahead log: every changed result must be noticed."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from events_store.store import Store
from tests.torture.oracle.reading import Witnessed, came_of, count, fill, witnessed
from tests.torture.oracle.tally import Tally
from tests.torture.support.children import Report, fork
from tests.torture.support.stores import Places, opened

FLIPS_OF_A_CHILD = 25


@dataclass(frozen=True)
class Original:
    """An undamaged store with its write-ahead log."""

    file: bytes
    waiting: bytes
    before: Witnessed

    def put(self, path: Path) -> None:
        """Write the files to a path."""
        path.write_bytes(self.file)
        path.with_name(f"{path.name}-wal").write_bytes(self.waiting)

    def flipped(self, chance: Random) -> "Original":
        """Return a copy with one bit flipped, in the file or its log."""
        if self.waiting and chance.random() < 0.5:
            return replace(self, waiting=flip(self.waiting, chance))
        return replace(self, file=flip(self.file, chance))


def run(flips: int, chance: Random, tally: Tally, places: Places) -> None:
    """Flip so many bits, each in a fresh copy."""
    originals = [_original(places, name, tally, waits=waits) for name, waits in (("closed", False), ("open", True))]
    for first in range(0, flips, FLIPS_OF_A_CHILD):
        seeds = [chance.random() for _ in range(first, min(flips, first + FLIPS_OF_A_CHILD))]
        # A child reads the damaged file, because the database may crash.
        child = fork([_flipping(originals, seeds, places.folder / "copy")])
        for line in child.lines():
            result, seed = line.split()
            count(result, f"of {seed}", tally)
        if child.ended() != [0]:
            tally.wrong.append("a child that read a damaged file failed")


def flip(content: bytes, chance: Random) -> bytes:
    """Return the content with one bit flipped."""
    flipped = bytearray(content)
    flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _flipping(originals: list[Original], seeds: list[float], path: Path) -> Callable[[Report], None]:
    def work(report: Report) -> None:
        for seed in seeds:
            chance = Random(seed)
            broken = chance.choice(originals).flipped(chance)
            shutil.rmtree(path, ignore_errors=True)
            path.mkdir()
            broken.put(path / "store.db")
            report(f"{came_of(str(path / 'store.db'), broken.before)} {seed}")

    return work


def _original(places: Places, name: str, tally: Tally, *, waits: bool) -> Original:
    folder = places.folder / name
    folder.mkdir()
    address = places.file_in(folder)
    with opened(address) as store:
        fill(store, tally)
        if waits:
            return _copy(store, Path(address))
    with opened(address) as store:
        return _copy(store, Path(address))


def _copy(store: Store, path: Path) -> Original:
    before = witnessed(store)
    waiting = path.with_name(f"{path.name}-wal")
    return Original(path.read_bytes(), waiting.read_bytes() if waiting.exists() else b"", before)
