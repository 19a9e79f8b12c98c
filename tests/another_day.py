"""Runs pytest under other clocks: `python -m tests.another_day leap-day -- tests/docs`. Needs libfaketime.

The clock of pytest and of every process that it starts, Chromium included, is moved by a number of seconds and goes on
from there. Monotonic clocks stay, since waiting is not what is tried. Servers of PostgreSQL stay under the machine's
clock (tests/postgres_server.py).
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
    """When the tests begin, in UTC, and in which time zone and locale; without a date so many days from now."""

    hour: time
    zone: str
    day: date | None = None
    days: int = 400
    locale: str = "C.UTF-8"

    def start(self, now: datetime) -> datetime:
        """Return the moment at which the tests begin."""
        day = self.day or now.date() + timedelta(days=self.days)
        return datetime.combine(day, self.hour, tzinfo=UTC)

    def environment(self, now: datetime) -> dict[str, str]:
        """Return the variables under which a process sees this clock; ends the process without libfaketime."""
        # This process may be under such a clock itself, and what is moved is the machine's.
        moved = math.ceil((self.start(now) - now).total_seconds()) + int(os.environ.get("FAKETIME", "0"))
        return {
            "LD_PRELOAD": str(library()),
            "PYTHONPATH": str(SLEEPING),
            "FAKETIME": f"{moved:+d}",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Else threads of Chromium that wait for each other until a moment wait for minutes.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
            "NO_FAKE_STAT": "1",
            "TZ": self.zone,
            "LC_ALL": self.locale,
        }


# Each begins at an hour at which its date is not London's, or at which London's clock shows an hour twice.
CLOCKS = {
    "kiritimati": Clock(time(12), "Pacific/Kiritimati", locale="POSIX"),
    "los-angeles": Clock(time(4), "America/Los_Angeles"),
    "leap-day": Clock(time(9), "Europe/London", date(2028, 2, 29)),
    "clocks-go-back": Clock(time(0, 30), "Europe/London", date(2026, 10, 25)),
}


def library() -> Path:
    """Return the path of libfaketime; ends the process with a sentence if it is not installed."""
    found = [path for pattern in LIBRARIES for path in sorted(Path("/").glob(pattern.lstrip("/")))]
    if not found:
        sys.exit(MISSING)
    return found[0]


def main(arguments: Sequence[str]) -> int:
    """Run pytest once for each clock that is named before `--`; return 1 if a run failed."""
    divider = arguments.index("--") if "--" in arguments else len(arguments)
    names, given = arguments[:divider], arguments[divider + 1 :]
    if not names or not set(names) <= set(CLOCKS):
        sys.exit(f"usage: python -m tests.another_day CLOCK... -- ARGUMENTS OF PYTEST\nClocks: {', '.join(CLOCKS)}")
    codes = {name: _run(name, given) for name in names}
    for name, code in codes.items():
        print(f"{name}: {'passed' if code == 0 else f'failed with {code}'}")  # noqa: T201 - the summary of the runs
    return 1 if any(codes.values()) else 0


def _run(name: str, given: Sequence[str]) -> int:
    clock, now = CLOCKS[name], datetime.now(UTC)
    print(f"{name}: {clock.start(now):%Y-%m-%d %H:%M} UTC, TZ={clock.zone}", flush=True)  # noqa: T201 - a long wait
    command = [sys.executable, "-m", "pytest", *given]
    return subprocess.run(command, env={**os.environ, **clock.environment(now)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
