"""All faults, with the counts of a small and of a full run."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.torture.faults import crowd, cuts, disk, flips, full_server, machine, pages, servers, views, writers
from tests.torture.oracle.tally import Tally
from tests.torture.support.stores import NewStore, Places

Run = Callable[[int, Random, Tally, Places], None]


@dataclass(frozen=True)
class Fault:
    """A fault, with its count in `make test` and its count in `make torture`."""

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


# The longest first, so that faults that run in parallel end at about the same time.
FAULTS = (
    *_on_both("writers-killed", writers.run, 50, 1_000),
    Fault("same-commands-everywhere", machine.run, 50, 500),
    Fault("server-killed", servers.run, 10, 200),
    Fault("bits-flipped-sqlite", flips.run, 200, 5_000),
    Fault("bits-flipped-postgres", pages.run, 10, 200),
    *_on_both("views-killed", views.run, 50, 500),
    Fault("connection-cut", cuts.run, 50, 500),
    *_on_both("crowd-over-34-cases", crowd.over_many_cases, 500, 2_000),
    *_on_both("crowd-on-one-case", crowd.on_single_case, 250, 1_000),
    Fault("disk-full-sqlite", disk.run, 5, 20),
    Fault("disk-full-postgres", full_server.run, 5, 20),
)
