"""The sizes and rounds of a run, and the stores that several measures share."""

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
# The baseline for starting a command: imports the libraries and does nothing else.
IMPORTS = "imports alone"
# Work that is measured on logs of several sizes.
GROWING = ("rebuild", "verify")


@dataclass(frozen=True)
class Sizes:
    """The sizes of a run: inspections of the three logs, answers to import, and so on."""

    inspections: tuple[int, int, int]
    cases: int
    answers: int
    single_answers: int
    read_by_vanilla: int
    on_postgres: int
    appended: int
    rounds: int


FULL = Sizes((10, 100, 1_000), 11, 100_000, 300, 100_000, 100, 2_000, 3)
QUICK = Sizes((2, 10, 40), 11, 4_000, 60, 4_000, 8, 200, 1)


@dataclass
class Setting:
    """A run with its folder, seed and sizes."""

    folder: Path
    seed: int
    sizes: Sizes
    _names: Iterator[int] = field(default_factory=count)
    _stores: dict[int, Path] = field(default_factory=dict)

    @cached_property
    def template(self) -> Template:
        """The inspection that all are copied from."""
        return template(self.sizes.cases)

    def store(self, inspections: int) -> Path:
        """Return a store of so many inspections, generated once."""
        if inspections not in self._stores:
            path = self.folder / f"{inspections}-of-{self.sizes.cases}-cases-seed-{self.seed}.db"
            if not path.exists():
                # The file gets its final name when it is complete.
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
        """Return the number of events of so many inspections."""
        return inspections * self.template.events

    def answer_changes(self, number: int) -> Sequence[Change]:
        """Return so many changes of answers for contenders to save."""
        needed = min(number // (self.sizes.cases * 60) + 2, self.sizes.inspections[-1])
        with closing(open_store(str(self.store(needed)))) as store:
            return list(changes(store, number))

    @contextmanager
    def fresh(self) -> Iterator[Path]:
        """Yield the path of a new file, and remove it afterwards."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            yield Path(folder) / f"{next(self._names)}.db"

    @contextmanager
    def copy(self, of: Path) -> Iterator[Path]:
        """Yield a copy of a store, and remove it afterwards."""
        with self.fresh() as path:
            shutil.copy(of, path)
            # Otherwise the first commits would wait until the copy is on the disk.
            with path.open("rb") as copied:
                os.fsync(copied.fileno())
            yield path
