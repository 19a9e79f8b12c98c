"""Runs the measures and prints one table: `python -m benchmarks --quick`."""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.agreeing import agree
from benchmarks.machine import described
from benchmarks.measured import Measured, as_data
from benchmarks.measures import MEASURES
from benchmarks.on_postgres import on_postgres
from benchmarks.setting import FULL, QUICK, Setting
from benchmarks.table import plain
from benchmarks.targets import targets

ALL = {**MEASURES, "postgres": on_postgres}


def main(given: Sequence[str] | None = None) -> int:
    """Run what was asked for; return 1 where the contenders do not come to the same scores."""
    asked = _parser().parse_args(given)
    with ExitStack() as leaving:
        folder = asked.keep or leaving.enter_context(tempfile.TemporaryDirectory(prefix="benchmarks-"))
        Path(folder).mkdir(parents=True, exist_ok=True)
        setting = Setting(Path(folder), asked.seed, QUICK if asked.quick else FULL)
        agree(setting)
        found: list[Measured] = []
        try:
            for name in asked.only or ALL:
                _say(name)
                found += list(ALL[name](setting))
        finally:
            # What was measured is told, though something else failed or took too long for somebody.
            rows = _rows(found, setting)
            print(plain(rows))  # noqa: T201 - what was asked for
    if asked.quick:
        _say("These sizes are smaller than the targets are stated for, and most rows have one round.")
    if asked.json:
        whole = {**described(), "seed": asked.seed, "quick": asked.quick, "rows": rows}
        asked.json.write_text(json.dumps(whole, indent=1) + "\n")
    return 0


def _rows(found: Sequence[Measured], setting: Setting) -> list[dict[str, Any]]:
    works = {one.work for one in found}
    return as_data(found, [target for target in targets(setting) if target.work in works])


def _writable(name: str) -> Path:
    path = Path(name)
    try:
        path.open("a").close()
    except OSError as error:
        raise argparse.ArgumentTypeError(f"{name} cannot be written ({error.strerror}).") from None
    return path


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - the whole is a long wait


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller data, under a minute")
    parser.add_argument("--only", action="append", choices=list(ALL), help="one measure; can be given again")
    parser.add_argument("--json", type=_writable, metavar="FILE", help="write what was measured into a file")
    parser.add_argument("--seed", type=int, default=1, help="of the answers that are made up")
    parser.add_argument(
        "--keep", metavar="FOLDER", help="keep the stores that are made, and use those that this revision kept before"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
