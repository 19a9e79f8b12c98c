"""Changes the code in many small ways, one at a time, and lists the changes that no test notices: `make mutants`.

The sample is the same for the same seed and code. Each mutant meets the tests that run its line, found by coverage,
in a copy of the product. Exits with status 1 if fewer than 90% of the mutants are killed.
"""

import argparse
import difflib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

from coverage import CoverageData

ROOT = Path(__file__).parents[2]
PACKAGES = ("benchmarks", "cli", "docs", "domain", "events_store", "frameworks", "projections", "reports", "tests")
MUTATED = ("domain", "projections", "events_store/transparency", "events_store/verify")
TESTS = ("tests/domain", "tests/projections", "tests/events_store")
QUIET = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", "--tb=no")
MOST_TESTS = 250
SECONDS = 120
AIM = 0.9


@dataclass(frozen=True)
class Mutant:
    """A file with one change."""

    file: str
    operator: str
    line: int
    of: int
    text: str


def sampled(python: str, size: int, seed: int) -> list[Mutant]:
    """Return a sample of mutants, made by the Python in which Cosmic Ray is installed."""
    files = [str(file.relative_to(ROOT)) for package in MUTATED for file in sorted((ROOT / package).rglob("*.py"))]
    command = [python, "-m", "tests.mutants.sample", str(size), str(seed), *files]
    ran = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [Mutant(**json.loads(line)) for line in ran.stdout.splitlines()]


def tests_by_line(folder: Path) -> dict[str, dict[int, list[str]]]:
    """Run the tests once, and return which of them run each line of each file."""
    environment = _environment(folder) | {"COVERAGE_FILE": str(folder / ".coverage")}
    options = ("-n", "auto", "-m", "not processes", "--cov", "--cov-context=test", "--cov-report=", "-q")
    subprocess.run([sys.executable, "-m", "pytest", *options, *TESTS], cwd=folder, check=True, env=environment)
    data = CoverageData(str(folder / ".coverage"))
    data.read()
    return {
        str(Path(file).relative_to(folder)): {
            line: sorted({context.partition("|")[0] for context in contexts if context})
            for line, contexts in data.contexts_by_lineno(file).items()
        }
        for file in data.measured_files()
    }


def killed(mutant: Mutant, tests: Sequence[str], folder: Path) -> bool:
    """Return whether a test fails, or does not end, with the mutant in this copy of the product."""
    file = folder / mutant.file
    before = file.read_text(encoding="utf-8")
    file.write_text(mutant.text, encoding="utf-8")
    try:
        command = [sys.executable, "-m", "pytest", *QUIET, *tests]
        ran = subprocess.run(
            command, cwd=folder, check=False, env=_environment(folder), capture_output=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return True
    finally:
        file.write_text(before, encoding="utf-8")
    return ran.returncode != 0


def of_line(mutant: Mutant, lines: dict[str, dict[int, list[str]]]) -> Sequence[str]:
    """Return the tests for a mutant: those that run its line; if it only runs on import, those of its room."""
    tests = lines.get(mutant.file, {}).get(mutant.line, [])
    if tests:
        return tests[:: max(1, len(tests) // MOST_TESTS)]
    room = ROOT / "tests" / Path(mutant.file).parent
    while not room.is_dir():
        room = room.parent
    return [str(room.relative_to(ROOT))]


def survivors(mutants: Sequence[Mutant], processes: int) -> Iterator[Mutant]:
    """Yield the mutants that no test notices."""
    with tempfile.TemporaryDirectory() as parent:
        folders: Queue[Path] = Queue()
        for number in range(processes):
            folders.put(_copy(Path(parent) / str(number)))
        first = folders.get()
        lines = tests_by_line(first)
        folders.put(first)

        def survives(mutant: Mutant) -> bool:
            folder = folders.get()
            try:
                return not killed(mutant, of_line(mutant, lines), folder)
            finally:
                folders.put(folder)

        with ThreadPoolExecutor(processes) as pool:
            for mutant, alive in zip(mutants, pool.map(survives, mutants), strict=True):
                if alive:
                    yield mutant


def difference(mutant: Mutant) -> str:
    """Return what a mutant changes, as a diff without context."""
    before = (ROOT / mutant.file).read_text(encoding="utf-8").splitlines()
    lines = list(difflib.unified_diff(before, mutant.text.splitlines(), mutant.file, mutant.operator, "", "", 0, ""))
    return "\n".join(lines[2:])


def _copy(folder: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}


def _print(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - the report


def main() -> int:
    """Run the sample and print its survivors; return 1 if too many survive."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("python", help="the Python in which Cosmic Ray is installed")
    parser.add_argument("--size", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    began = time.monotonic()
    mutants = sampled(chosen.python, chosen.size, chosen.seed)
    alive = 0
    for mutant in survivors(mutants, chosen.processes):
        alive += 1
        _print(f"survived: {mutant.file}:{mutant.line}\n{difference(mutant)}\n")
    share = 1 - alive / len(mutants)
    minutes = (time.monotonic() - began) / 60
    _print(
        f"{len(mutants) - alive} of {len(mutants)} mutants killed ({share:.1%}), of {mutants[0].of:,} possible, "
        f"seed {chosen.seed}, {minutes:.0f} minutes."
    )
    return 0 if share >= AIM else 1


if __name__ == "__main__":
    sys.exit(main())
