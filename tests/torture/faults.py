"""All faults, with the counts of a small and of a full run."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.torture import crowd, disk, flips, machine, views, writers
from tests.torture.stores import NewStore
from tests.torture.tally import Tally


@dataclass(frozen=True)
class Fault:
    """What is done, how often in `make test`, and how often in `make torture`."""

    name: str
    run: Callable[[int, Random, Tally, NewStore], None]
    small: int
    full: int


FAULTS = (
    Fault("writers-killed", writers.run, 50, 1_000),
    Fault("views-killed", views.run, 50, 500),
    Fault("disk-full", disk.run, 5, 20),
    Fault("bits-flipped", flips.run, 200, 5_000),
    Fault("same-commands-everywhere", machine.run, 50, 500),
    Fault("crowd-over-34-cases", crowd.over_many, 50, 50),
    Fault("crowd-on-one-case", crowd.on_one, 50, 50),
)
