"""Runs the measures and prints one table: `python -m benchmarks --quick`."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.contenders.agreement import agree
from benchmarks.machine import described
from benchmarks.measured import Measured, as_data
from benchmarks.measures import MEASURES
from benchmarks.on_postgres import on_postgres
from benchmarks.setting import FULL, QUICK, Setting
from benchmarks.table import plain
from benchmarks.targets import targets

ALL = {**MEASURES, "postgres": on_postgres}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the chosen measures; raise if the contenders do not agree on the scores."""
    options = _parser().parse_args(arguments)
    with ExitStack() as leaving:
        folder = options.keep or leaving.enter_context(tempfile.TemporaryDirectory(prefix="benchmarks-"))
        Path(folder).mkdir(parents=True, exist_ok=True)
        setting = Setting(Path(folder), options.seed, QUICK if options.quick else FULL)
        agree(setting)
        measured: list[Measured] = []
        try:
            for name in options.only or ALL:
                _log(name)
                measured += list(ALL[name](setting))
        finally:
            # The rows are printed even if a later measure failed or was interrupted.
            rows = _rows(measured, setting)
            print(plain(rows))  # noqa: T201 - the output of this program
    if options.quick:
        _log("The targets apply to larger sizes, and most rows have one round.")
    if options.json:
        results = {**described(), "seed": options.seed, "quick": options.quick, "rows": rows}
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 0


def _rows(measured: Sequence[Measured], setting: Setting) -> list[dict[str, Any]]:
    works = {row.work for row in measured}
    return as_data(measured, [target for target in targets(setting) if target.work in works])


def _writable(name: str) -> Path:
    path = Path(name)
    try:
        path.open("a").close()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{name} cannot be written ({error.strerror}).") from None
    return path


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - the run takes minutes


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller data, under a minute")
    parser.add_argument("--only", action="append", choices=list(ALL), help="run only this measure; repeatable")
    parser.add_argument("--json", type=_writable, metavar="FILE", help="write the results to a file")
    parser.add_argument("--seed", type=int, default=1, help="seed of the generated answers")
    parser.add_argument(
        "--keep", metavar="FOLDER", help="keep the generated stores, and reuse those of an earlier run of this revision"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
