"""What is measured on: sizes, rounds, and the stores that several measures share."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path

from benchmarks.changes import Change, changes
from benchmarks.generator import Template, store_of, template
from events_store.store_url import open_store

OURS, LIMIT, VANILLA, HISTORY = "inspectrail", "limit", "vanilla", "table with history"
# What starting a command is compared with: it records nothing and shows nothing.
IMPORTS = "imports alone"
# What is done on logs of several sizes.
GROWING = ("rebuild", "verify")


@dataclass(frozen=True)
class Sizes:
    """How much of everything: events of the large and the middle log, answers imported, and so on."""

    inspections: tuple[int, int, int]
    cases: int
    answers: int
    one_by_one: int
    read_by_vanilla: int
    on_postgres: int
    appended: int
    rounds: int


FULL = Sizes((10, 100, 1_000), 11, 100_000, 300, 100_000, 100, 2_000, 3)
QUICK = Sizes((2, 10, 40), 11, 4_000, 60, 4_000, 8, 200, 1)


@dataclass
class Setting:
    """A run: a folder, a seed, sizes."""

    folder: Path
    seed: int
    sizes: Sizes
    _names: Iterator[int] = field(default_factory=count)
    _stores: dict[int, Path] = field(default_factory=dict)

    @cached_property
    def template(self) -> Template:
        """The inspection that all are made from."""
        return template(self.sizes.cases)

    def store(self, inspections: int) -> Path:
        """Return a store of so many inspections, made once."""
        if inspections not in self._stores:
            path = self.folder / f"{inspections}-of-{self.sizes.cases}-cases-seed-{self.seed}.db"
            if not path.exists():
                # It gets its name when it is whole.
                half = path.with_suffix(".half")
                half.unlink(missing_ok=True)
                store_of(str(half), self.template, inspections, self.seed)
                half.rename(path)
            self._stores[inspections] = path
        return self._stores[inspections]

    @property
    def largest(self) -> Path:
        """The store of the most inspections."""
        return self.store(self.sizes.inspections[-1])

    def events(self, inspections: int) -> int:
        """Return how many events so many inspections have."""
        return inspections * self.template.events

    def told(self, number: int) -> Sequence[Change]:
        """Return so many changes of answers, for contenders to keep."""
        needed = min(number // (self.sizes.cases * 60) + 2, self.sizes.inspections[-1])
        with closing(open_store(str(self.store(needed)))) as store:
            return list(changes(store, number))

    @contextmanager
    def fresh(self) -> Iterator[Path]:
        """Give a file that is not there yet, and take it away afterwards."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            yield Path(folder) / f"{next(self._names)}.db"

    @contextmanager
    def copy(self, of: Path) -> Iterator[Path]:
        """Give a copy of a store, and take it away afterwards."""
        with self.fresh() as path:
            shutil.copy(of, path)
            # Else the first commits would wait until the copy is on the disk.
            with path.open("rb") as copied:
                os.fsync(copied.fileno())
            yield path
