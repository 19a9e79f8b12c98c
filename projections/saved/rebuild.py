"""How is every view of a store built again? Each inspection by itself, on all the processors there are."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from itertools import repeat
from multiprocessing import get_context

from events_store.sql_store import TableStore
from events_store.store import SavedView
from events_store.store_url import open_store
from projections.engine.fold import from_start
from projections.saved.all_views import PROJECTIONS

# As many as one process takes on at a time, at most.
TOGETHER = 16
# To begin a process takes as long as to fold so many events.
WORTH_A_PROCESS = 50_000

Folded = list[tuple[str, dict[str, SavedView]]]


def rebuild_all(store: TableStore, address: str, processes: int | None = None) -> Sequence[str]:
    """Throw every saved view of a store away, fold the log again and save them; return of which inspections.

    `processes` are at most the processors of the machine, and one for a short log, unless it is said. What one holds
    in memory depends on the largest inspections and not on the length of the log.
    """
    store.forget_views()
    inspections = store.inspections()
    at_most = processes or min(os.cpu_count() or 1, 1 + store.head() // WORTH_A_PROCESS)
    for part in _folded(store, address, inspections, at_most):
        for inspection, views in part:
            store.save_views(inspection, views)
    return inspections


def _folded(store: TableStore, address: str, inspections: Sequence[str], processes: int) -> Iterator[Folded]:
    each = max(1, min(TOGETHER, -(-len(inspections) // processes)))
    parts = [inspections[start : start + each] for start in range(0, len(inspections), each)]
    if processes == 1 or len(parts) <= 1:
        yield from (fold(store, part) for part in parts)
        return
    # A process that is begun anew shares no connection with this one.
    with ProcessPoolExecutor(min(processes, len(parts)), get_context("spawn")) as pool:
        yield from pool.map(opened_and_folded, repeat(address), parts)


def opened_and_folded(address: str, inspections: Sequence[str]) -> Folded:
    """Do it in a process of its own."""
    with closing(open_store(address)) as store:
        return fold(store, inspections)


def fold(store: TableStore, inspections: Sequence[str]) -> Folded:
    """Return the views of some inspections, folded from their events alone."""
    return [(inspection, from_start(PROJECTIONS, store, inspection)) for inspection in inspections]
