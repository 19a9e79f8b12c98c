"""Rebuild all views of a store, inspection by inspection, on all processors."""

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

# The maximum number of inspections that a process folds at a time.
TOGETHER = 16
# Starting a process takes as long as folding this many events.
EVENTS_PER_PROCESS = 50_000

Folded = list[tuple[str, dict[str, SavedView]]]


def rebuild_all(store: TableStore, address: str, processes: int | None = None) -> Sequence[str]:
    """Delete all saved views of a store, and fold and save them again.

    Return the references of the inspections. `processes` is by default the number of processors, or less for a short
    log. The memory of each process depends on the largest inspections, not on the length of the log.
    """
    store.forget_views()
    inspections = store.inspections()
    at_most = processes or min(os.cpu_count() or 1, 1 + store.head() // EVENTS_PER_PROCESS)
    for part in _folded(store, address, inspections, at_most):
        for inspection, views in part:
            store.save_views(inspection, views)
    return inspections


def _folded(store: TableStore, address: str, inspections: Sequence[str], processes: int) -> Iterator[Folded]:
    size = max(1, min(TOGETHER, -(-len(inspections) // processes)))
    parts = [inspections[start : start + size] for start in range(0, len(inspections), size)]
    if processes == 1 or len(parts) <= 1:
        yield from (fold(store, part) for part in parts)
        return
    # A spawned process does not share the connection of this process.
    with ProcessPoolExecutor(min(processes, len(parts)), get_context("spawn")) as pool:
        yield from pool.map(opened_and_folded, repeat(address), parts)


def opened_and_folded(address: str, inspections: Sequence[str]) -> Folded:
    """Open the store in a separate process and fold some inspections."""
    with closing(open_store(address)) as store:
        return fold(store, inspections)


def fold(store: TableStore, inspections: Sequence[str]) -> Folded:
    """Fold the views of some inspections from their events alone."""
    return [(inspection, from_start(PROJECTIONS, store, inspection)) for inspection in inspections]
