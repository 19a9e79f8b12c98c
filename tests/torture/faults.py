"""All faults, with the counts of a small and of a full run."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.torture import crowd, cuts, disk, flips, full_server, machine, pages, servers, views, writers
from tests.torture.stores import NewStore, Places
from tests.torture.tally import Tally

Run = Callable[[int, Random, Tally, Places], None]


@dataclass(frozen=True)
class Fault:
    """What is done, how often in `make test`, and how often in `make torture`."""

    name: str
    run: Run
    small: int
    full: int


def _on_both(
    name: str, run: Callable[[int, Random, Tally, NewStore], None], small: int, full: int
) -> tuple[Fault, ...]:
    return (
        Fault(f"{name}-sqlite", lambda n, chance, tally, places: run(n, chance, tally, places.file), small, full),
        Fault(f"{name}-postgres", lambda n, chance, tally, places: run(n, chance, tally, places.database), small, full),
    )


# The longest first, so that those that run beside them end together.
FAULTS = (
    *_on_both("writers-killed", writers.run, 50, 1_000),
    Fault("same-commands-everywhere", machine.run, 50, 500),
    Fault("server-killed", servers.run, 10, 200),
    Fault("bits-flipped-sqlite", flips.run, 200, 5_000),
    Fault("bits-flipped-postgres", pages.run, 10, 200),
    *_on_both("views-killed", views.run, 50, 500),
    Fault("connection-cut", cuts.run, 50, 500),
    *_on_both("crowd-over-34-cases", crowd.over_many, 500, 2_000),
    *_on_both("crowd-on-one-case", crowd.on_one, 250, 1_000),
    Fault("disk-full-sqlite", disk.run, 5, 20),
    Fault("disk-full-postgres", full_server.run, 5, 20),
)
