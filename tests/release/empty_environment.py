"""Install a wheel and its dependencies at the locked versions in an empty environment."""

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
    """A new virtual environment, run without the variables of this one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)

    def install(self, wheel: Path) -> None:
        """Install the locked dependencies of a wheel, then the wheel; nothing is resolved."""
        lock = self.folder / "needed.lock"
        lock.write_text(locked(needed(wheel), LOCK.read_text(encoding="utf-8")), encoding="utf-8")
        pip = ("python", "-m", "pip", "--disable-pip-version-check")
        self.run(*pip, "install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(lock))
        self.run(*pip, "install", "--no-deps", "--no-index", str(wheel))
        self.run(*pip, "check")

    def run(self, program: str, *words: str, folder: Path | None = None) -> str:
        """Run a program of the environment and return its output; raise if it fails."""
        prefixes = ("INSPECTRAIL_", "PYTHON", "VIRTUAL_ENV")
        environment = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
        command = [str(self.folder / "bin" / program), *words]
        return subprocess.run(
            command, cwd=folder or self.folder, env=environment, check=True, capture_output=True, encoding="utf-8"
        ).stdout


def needed(wheel: Path) -> set[str]:
    """Return the direct and indirect dependencies of a wheel on this Python, without extras."""
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_string(archive.read(name).decode("utf-8"))
    seen: set[tuple[str, frozenset[str]]] = set()
    pending = _direct(metadata.get_all("Requires-Dist", []))
    while pending:
        requirement = pending.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key not in seen:
            seen.add(key)
            pending += _direct(requires(requirement.name) or [], requirement.extras)
    return {package for package, _ in seen}


def _direct(texts: Iterable[str], extras: Iterable[str] = ()) -> list[Requirement]:
    """Return the requirements that apply on this Python, with these extras."""
    settings = [{"extra": extra} for extra in ("", *extras)]
    return [
        requirement
        for requirement in map(Requirement, texts)
        if requirement.marker is None or any(map(requirement.marker.evaluate, settings))
    ]


def locked(packages: set[str], lock: str) -> str:
    """Return the entries of these packages in a lock; raise LookupError if any is missing."""
    entries = {canonicalize_name(entry.partition("==")[0].strip()): entry for entry in re.split(r"\n(?=\S)", lock)}
    if missing := sorted(packages - entries.keys()):
        raise LookupError(f"The lock has no {', '.join(missing)}. Update it with: make lock")
    return "".join(f"{entries[package].rstrip()}\n" for package in sorted(packages))
