"""Installs a wheel with what it needs, at the locked versions, into an empty environment."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from email import message_from_string
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.release.building import ROOT

LOCK = ROOT / "requirements.lock"


class Environment:
    """A virtual environment of its own, run without what steers this one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)

    def install(self, wheel: Path) -> None:
        """Install what a wheel needs as it is locked, then the wheel; nothing is resolved, and nothing may lack."""
        lock = self.folder / "needed.lock"
        lock.write_text(locked(needed(wheel), LOCK.read_text(encoding="utf-8")), encoding="utf-8")
        pip = ("python", "-m", "pip", "--disable-pip-version-check")
        self.run(*pip, "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(lock))
        self.run(*pip, "install", "--no-deps", "--no-index", str(wheel))
        self.run(*pip, "check")

    def run(self, program: str, *words: str, folder: Path | None = None) -> str:
        """Run a program of the environment, which must succeed, and return what it printed."""
        steering = ("INSPECTRAIL_", "PYTHON", "VIRTUAL_ENV")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
        command = [str(self.folder / "bin" / program), *words]
        return subprocess.run(
            command, cwd=folder or self.folder, env=kept, check=True, capture_output=True, encoding="utf-8"
        ).stdout


def needed(wheel: Path) -> set[str]:
    """Return the packages that a wheel needs on this Python, directly or not, without extras."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_string(archive.read(name).decode("utf-8"))
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = _direct(metadata.get_all("Requires-Dist", []))
    while waiting:
        requirement = waiting.pop()
        wanted = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if wanted not in found:
            found.add(wanted)
            waiting += _direct(requires(requirement.name) or [], requirement.extras)
    return {package for package, _ in found}


def _direct(texts: Iterable[str], extras: Iterable[str] = ()) -> list[Requirement]:
    """Return the requirements that count on this Python, with these extras."""
    settings = [{"extra": extra} for extra in ("", *extras)]
    return [
        requirement
        for requirement in map(Requirement, texts)
        if requirement.marker is None or any(map(requirement.marker.evaluate, settings))
    ]


def locked(packages: set[str], lock: str) -> str:
    """Return the entries of a lock that are of these packages; raises LookupError where one has none."""
    entries = {canonicalize_name(entry.partition("==")[0].strip()): entry for entry in re.split(r"\n(?=\S)", lock)}
    if missing := sorted(packages - entries.keys()):
        raise LookupError(f"The lock has no {', '.join(missing)}. Make it again with: make lock")
    return "".join(f"{entries[package].rstrip()}\n" for package in sorted(packages))
