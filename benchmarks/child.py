"""One piece of work in a process of its own, which tells its memory: `python -m benchmarks.child WORK STORE`."""

import json
import resource
import sys
from contextlib import closing

from benchmarks import limit, vanilla
from benchmarks.turns import Clock


def main(work: str, address: str) -> None:
    """Do it, and print the seconds and the largest process's memory in MB."""
    seconds = {"rebuild": _rebuild, "limit": _limit, "vanilla": _vanilla, "verify": _verify}[work](address)
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    peak = max(resource.getrusage(one).ru_maxrss for one in who)
    print(json.dumps({"seconds": seconds, "memory_mb": round(peak / 1024, 1)}))  # noqa: T201 - to its parent


def _rebuild(address: str) -> float:
    from events_store.addresses import open_store
    from projections.rebuilding import rebuild_all

    with closing(open_store(address)) as store, Clock() as clock:
        rebuild_all(store, address)
    return clock.seconds


def _verify(address: str) -> float:
    from events_store.addresses import open_store
    from events_store.verifying import verify

    with closing(open_store(address)) as store, Clock() as clock:
        found = verify(store)
    if found.fault:
        raise RuntimeError(found.fault.sentence)
    return clock.seconds


def _limit(address: str) -> float:
    from pathlib import Path

    return limit.read(Path(address))


def _vanilla(address: str) -> float:
    from pathlib import Path

    return vanilla.read(Path(address))


if __name__ == "__main__":
    main(*sys.argv[1:])
