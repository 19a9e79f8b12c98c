"""Describe the machine and the versions of a run."""

import os
import platform
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("eventsourcing", "pydantic", "orjson", "msgspec", "click", "SQLAlchemy", "SQLAlchemy-Continuum", "psycopg")


def described() -> dict[str, object]:
    """Return the machine, the versions, the date and the revision."""
    return {
        "machine": {
            "processor": _processor(),
            "processors": os.cpu_count(),
            "memory_gb": _memory(),
            "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        },
        "versions": {
            "Python": platform.python_version(),
            "SQLite": sqlite3.sqlite_version,
            **{name: version(name) for name in LIBRARIES},
        },
        "date": datetime.now(UTC).date().isoformat(),
        "revision": _revision(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def _revision() -> str:
    git = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return git.stdout.strip() or "unknown"
