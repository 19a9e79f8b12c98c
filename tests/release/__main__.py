"""Builds sdist and wheel into dist/, and tries them as a user would: `make release`.

It lies beside the tests, as torture does: it tries what is shipped, and is not shipped itself.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from domain import VERSION
from tests.release.building import PACKAGES, ROOT, build, missing_files, refuse_uncommitted, unpacked
from tests.release.empty_environment import Environment

IMPORT_ALL = Path(__file__).with_name("import_all.py")


def main() -> None:
    """Build, compare and install; stop with a sentence at the first thing that is not as it should be."""
    refuse_uncommitted()
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    sdist, wheel = build(ROOT, "sdist", dist), build(ROOT, "wheel", dist)
    if missing := missing_files(sdist):
        sys.exit(f"{sdist.name} lacks {', '.join(missing)}. Look at tool.hatch.build in pyproject.toml.")
    with tempfile.TemporaryDirectory(prefix="an empty place ") as place:
        again = build(unpacked(sdist, Path(place)), "wheel", Path(place) / "again")
        if again.read_bytes() != wheel.read_bytes():
            sys.exit(f"The wheel that is built from {sdist.name} differs from the one that is built here.")
        _try(wheel, Path(place))
    for file in (sdist, wheel):
        _print(f"dist/{file.name}: {file.stat().st_size // 1000:,} kB")


def _try(wheel: Path, place: Path) -> None:
    """Install the wheel in an empty environment, and run the example from it."""
    environment = Environment(place / "empty environment")
    environment.install(wheel)
    desk = place / "empty folder"
    desk.mkdir()
    if (version := environment.run("inspectrail", "--version", folder=desk)) != f"{VERSION}\n":
        sys.exit(f"{wheel.name} says that it is {version.strip()}.")
    environment.run("python", "-I", str(IMPORT_ALL), *PACKAGES, folder=desk)
    environment.run("inspectrail", "demo", "newcastle", folder=desk)
    _print(environment.run("inspectrail", "verify", "--store", "newcastle-2016.db", folder=desk).rstrip())


def _print(sentence: str) -> None:
    print(sentence)  # noqa: T201 - what it is run for


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed}\n{failed.stdout or ''}{failed.stderr or ''}")
