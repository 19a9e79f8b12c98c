"""Run the faults, two at a time, and print one table: `python -m tests.torture --small`."""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.postgres_server import GIVEN, server_address
from tests.torture.faults.registry import FAULTS, Fault
from tests.torture.oracle.tally import Tally, table
from tests.torture.support.stores import Places

AT_ONCE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen faults; return 1 if any tally is not clean."""
    options = _parser().parse_args(arguments)
    chosen = [fault for fault in FAULTS if not options.only or fault.name in options.only]
    counts = [options.count or (fault.small if options.small else fault.full) for fault in chosen]
    if len(chosen) == 1:
        tallies = [_run(chosen[0], options.seed, counts[0])]
    else:
        with server_address() as server, ThreadPoolExecutor(AT_ONCE) as pool:
            # Each fault runs in a separate process: a process with threads must not fork.
            tallies = list(pool.map(lambda fault, n: _apart(fault, options.seed, n, server), chosen, counts))
    print(json.dumps([vars(tally) for tally in tallies]) if options.json else table(tallies))  # noqa: T201 - the output of this program
    return 0 if all(tally.clean for tally in tallies) else 1


def _run(fault: Fault, seed: int, count: int) -> Tally:
    tally = Tally(fault.name, seed=seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder, ExitStack() as leaving:
        fault.run(count, Random(f"{seed} {fault.name}"), tally, Places(Path(folder), leaving))
    tally.seconds = time.monotonic() - began
    return tally


def _apart(fault: Fault, seed: int, count: int, server: str) -> Tally:
    command = [sys.executable, "-m", "tests.torture", "--json", "--only", fault.name, "--seed", str(seed)]
    ran = subprocess.run(
        [*command, "--count", str(count)],
        capture_output=True, text=True, check=False, env={**os.environ, GIVEN: server},
    )  # fmt: skip
    if not ran.stdout:
        tally = Tally(fault.name, count, seed=seed, wrong=[ran.stderr])
    else:
        tally = Tally(**json.loads(ran.stdout)[0])
        tally.notes = Counter(tally.notes)
    print(*tally.cells(), *tally.wrong, sep="  ", file=sys.stderr, flush=True)  # noqa: T201 - the run takes minutes
    return tally


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    names = [fault.name for fault in FAULTS]
    parser.add_argument("--only", action="append", choices=names, metavar="FAULT", help=f"one of: {', '.join(names)}")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="the seed of a run to repeat")
    parser.add_argument("--small", action="store_true", help="use the counts of `make test`")
    parser.add_argument("--count", type=int, help="a count to use instead of the small or full count")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
