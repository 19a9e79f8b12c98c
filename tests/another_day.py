"""Run pytest under other clocks: `python -m tests.another_day leap-day -- tests/docs`. Needs libfaketime.

The clock of pytest and of every process that it starts, including Chromium, is moved by a number of seconds and runs on
from there. Monotonic clocks do not change, because waiting is not tested. PostgreSQL servers keep the machine's clock
(tests/postgres_server.py).
"""

import math
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

MISSING = "libfaketime is not installed. On Debian and Ubuntu: apt-get install faketime"
SLEEPING = Path(__file__).with_name("libfaketime")
LIBRARIES = (
    "/usr/lib/*/faketime/libfaketimeMT.so.1",
    "/usr/lib*/faketime/libfaketimeMT.so.1",
    "/usr/local/lib/faketime/libfaketimeMT.so.1",
)


@dataclass(frozen=True)
class Clock:
    """The start of the tests in UTC, with time zone and locale; `days` from now without a date."""

    hour: time
    zone: str
    day: date | None = None
    days: int = 400
    locale: str = "C.UTF-8"

    def start(self, now: datetime) -> datetime:
        """Return the start of the tests."""
        day = self.day or now.date() + timedelta(days=self.days)
        return datetime.combine(day, self.hour, tzinfo=UTC)

    def environment(self, now: datetime) -> dict[str, str]:
        """Return the variables that give a process this clock; exit if libfaketime is missing."""
        # This process may have such a clock itself; the offset is relative to the machine's clock.
        moved = math.ceil((self.start(now) - now).total_seconds()) + int(os.environ.get("FAKETIME", "0"))
        return {
            "LD_PRELOAD": str(library()),
            "PYTHONPATH": str(SLEEPING),
            "FAKETIME": f"{moved:+d}",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Otherwise threads of Chromium wait for each other for minutes.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "NO_FAKE_STAT": "1",
            "TZ": self.zone,
            "LC_ALL": self.locale,
        }


# Each starts when its date differs from London's, or in an hour that London's clock shows twice.
CLOCKS = {
    "kiritimati": Clock(time(12), "Pacific/Kiritimati", locale="POSIX"),
    "los-angeles": Clock(time(4), "America/Los_Angeles"),
    "leap-day": Clock(time(9), "Europe/London", date(2028, 2, 29)),
    "clocks-go-back": Clock(time(0, 30), "Europe/London", date(2026, 10, 25)),
}


def library() -> Path:
    """Return the path of libfaketime; exit with a message if it is not installed."""
    paths = [path for pattern in LIBRARIES for path in sorted(Path("/").glob(pattern.lstrip("/")))]
    if not paths:
        sys.exit(MISSING)
    return paths[0]


def main(arguments: Sequence[str]) -> int:
    """Run pytest once for each clock named before `--`; return 1 if a run failed."""
    divider = arguments.index("--") if "--" in arguments else len(arguments)
    names, pytest_arguments = arguments[:divider], arguments[divider + 1 :]
    if not names or not set(names) <= set(CLOCKS):
        sys.exit(f"usage: python -m tests.another_day CLOCK... -- ARGUMENTS OF PYTEST\nClocks: {', '.join(CLOCKS)}")
    codes = {name: _run(name, pytest_arguments) for name in names}
    for name, code in codes.items():
        print(f"{name}: {'passed' if code == 0 else f'failed with {code}'}")  # noqa: T201 - the summary of the runs
    return 1 if any(codes.values()) else 0


def _run(name: str, pytest_arguments: Sequence[str]) -> int:
    clock, now = CLOCKS[name], datetime.now(UTC)
    print(f"{name}: {clock.start(now):%Y-%m-%d %H:%M} UTC, TZ={clock.zone}", flush=True)  # noqa: T201 - a long wait
    command = [sys.executable, "-m", "pytest", *pytest_arguments]
    return subprocess.run(command, env={**os.environ, **clock.environment(now)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
