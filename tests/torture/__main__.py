"""Runs the faults and prints one table: `python -m tests.torture --small`."""

import argparse
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.torture.faults import FAULTS, Fault
from tests.torture.stores import Places
from tests.torture.tally import Tally, table


def main(given: Sequence[str] | None = None) -> int:
    """Run the faults that were asked for; return 1 where a zero is not a zero."""
    asked = _parser().parse_args(given)
    chosen = [fault for fault in FAULTS if not asked.only or fault.name in asked.only]
    tallies = []
    for fault in chosen:
        tallies.append(_run(fault, asked.seed, asked.count or (fault.small if asked.small else fault.full)))
        print(*tallies[-1].cells(), sep="  ", file=sys.stderr)  # noqa: T201 - the whole is a long wait
    print(table(tallies), flush=True)  # noqa: T201 - the table is what was asked for
    return 0 if all(tally.clean for tally in tallies) else 1


def _run(fault: Fault, seed: int, count: int) -> Tally:
    tally = Tally(fault.name, seed=seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="torture-") as folder, ExitStack() as leaving:
        fault.run(count, Random(f"{seed} {fault.name}"), tally, Places(Path(folder), leaving))
    tally.seconds = time.monotonic() - began
    return tally


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    names = [fault.name for fault in FAULTS]
    parser.add_argument("--only", action="append", choices=names, metavar="FAULT", help=f"one of: {', '.join(names)}")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="of a run that went wrong")
    parser.add_argument("--small", action="store_true", help="the counts that `make test` runs")
    parser.add_argument("--count", type=int, help="another count than the small or the full one")
    return parser


if __name__ == "__main__":
    sys.exit(main())
