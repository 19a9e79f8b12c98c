"""Do one piece of work and print its memory: `python -m benchmarks.child WORK STORE`."""

import json
import resource
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.contenders import limit, vanilla
from benchmarks.turns import Clock


def main(work: str, address: str) -> None:
    """Do the work, and print the seconds and the largest process's memory in MB."""
    seconds = WORKS[work](address)
    print(json.dumps({"seconds": seconds, "memory_mb": round(_peak() / 1024, 1)}))  # noqa: T201 - to its parent


def _peak() -> int:
    """Return the peak memory, in kB, of this process and its children."""
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    status = Path("/proc/self/status")
    if not status.exists():
        return max(of_children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    # The system's own count includes the parent's memory from before the exec.
    own = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return max(of_children, int(own))


def _rebuild(address: str) -> float:
    from events_store.store_url import open_store
    from projections.saved.rebuild import rebuild_all

    with closing(open_store(address)) as store, Clock() as clock:
        rebuild_all(store, address)
    return clock.seconds


def _verify(address: str) -> float:
    from events_store.store_url import open_store
    from events_store.verify.log import verify

    with closing(open_store(address)) as store, Clock() as clock:
        result = verify(store)
    if result.fault:
        raise RuntimeError(result.fault.sentence)
    return clock.seconds


WORKS: dict[str, Callable[[str], float]] = {
    "rebuild": _rebuild,
    "verify": _verify,
    "read": lambda address: limit.read(Path(address)),
    "hash": lambda address: limit.hash_each(Path(address)),
    "vanilla": lambda address: vanilla.read(Path(address)),
}


if __name__ == "__main__":
    main(*sys.argv[1:])
