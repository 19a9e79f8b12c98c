"""Fuzz every decoder: `python -m tests.fuzz --seconds 60`. Needs atheris.

A finding is any exception that is not one of our refusals. It is printed and saved as a seed, which pytest replays.
"""

import argparse
import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"
OURS = ["cli", "domain", "events_store", "projections"]
LONGEST_INPUT = 4_096
LIMITS = ["-rss_limit_mb=2048", "-timeout=20", f"-max_len={LONGEST_INPUT}", "-print_final_stats=1", "-verbosity=0"]
MISSING = (
    "Atheris is not installed, so nothing was fuzzed. It is a development dependency, on Linux with Python "
    "3.11 to 3.13. Install it with: make .venv/testable"
)


def main(arguments: Sequence[str]) -> int:
    """Fuzz all targets, or those named; return 1 if there are findings."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="seconds for all targets together (default 60)")
    parser.add_argument("--only", action="append", metavar="TARGET", help="fuzz only this target; repeatable")
    parser.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if find_spec("atheris") is None:
        sys.exit(MISSING)
    if options.child:
        _fuzz(*options.child)
    from tests.fuzz.targets import TARGETS

    names = options.only or list(TARGETS)
    if unknown := set(names) - set(TARGETS):
        parser.error(f"there is no target {', '.join(sorted(unknown))}; there are {', '.join(TARGETS)}")
    together = min(os.cpu_count() or 1, len(names))
    each = max(1, options.seconds * together // len(names))
    with ThreadPoolExecutor(together) as pool:
        findings_by_target = list(pool.map(lambda name: _run(name, each), names))
    _print(f"Fuzzed {len(names)} targets, {each} s each: {sum(findings_by_target) or 'no'} findings.")
    return 1 if any(findings_by_target) else 0


def _run(name: str, seconds: int) -> int:
    """Fuzz a target in a new process; print and save its findings."""
    (SEEDS / name).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        new, findings = Path(folder) / "new", Path(folder) / "findings"
        new.mkdir()
        findings.mkdir()
        limits = [*LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix={findings}/"]
        command = [sys.executable, "-m", "tests.fuzz", "--child", name, *limits, str(new), str(SEEDS / name)]
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        executed = next((line.split()[-1] for line in ran.stderr.splitlines() if "number_of_executed" in line), "no")
        _print(f"{name}: {executed} inputs, {len(list(new.iterdir()))} of them reaching new code")
        for finding in findings.iterdir():
            data = finding.read_bytes()
            (SEEDS / name / f"found-{finding.name}").write_bytes(data)
            _print(f"{name}: a finding, saved as {SEEDS.name}/{name}/found-{finding.name}. In base64:")
            _print(base64.b64encode(data).decode())
        if ran.returncode:
            _print(f"{ran.stdout[-2_000:]}\n{ran.stderr[-4_000:]}")
        return max(int(ran.returncode != 0), len(list(findings.iterdir())))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _fuzz(name: str, *arguments: str) -> None:
    import atheris

    with atheris.instrument_imports(include=OURS):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([name, *arguments], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
