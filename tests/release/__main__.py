"""Build sdist and wheel in dist/, and try them as a user would: `make release`."""

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
    """Build, compare and install; exit with a message at the first error."""
    refuse_uncommitted()
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    sdist, wheel = build(ROOT, "sdist", dist), build(ROOT, "wheel", dist)
    if missing := missing_files(sdist):
        sys.exit(f"{sdist.name} lacks {', '.join(missing)}. Check tool.hatch.build in pyproject.toml.")
    with tempfile.TemporaryDirectory(prefix="an empty place ") as place:
        again = build(unpacked(sdist, Path(place)), "wheel", Path(place) / "again")
        if again.read_bytes() != wheel.read_bytes():
            sys.exit(f"The wheel built from {sdist.name} differs from the wheel built from this folder.")
        _try(wheel, Path(place))
    for file in (sdist, wheel):
        _print(f"dist/{file.name}: {file.stat().st_size // 1000:,} kB")


def _try(wheel: Path, place: Path) -> None:
    """Install the wheel in an empty environment, and run the example."""
    environment = Environment(place / "empty environment")
    environment.install(wheel)
    desk = place / "empty folder"
    desk.mkdir()
    if (version := environment.run("inspectrail", "--version", folder=desk)) != f"{VERSION}\n":
        sys.exit(f"{wheel.name} reports version {version.strip()}.")
    environment.run("python", "-I", str(IMPORT_ALL), *PACKAGES, folder=desk)
    environment.run("inspectrail", "demo", "newcastle", folder=desk)
    _print(environment.run("inspectrail", "verify", "--store", "newcastle-2016.db", folder=desk).rstrip())


def _print(sentence: str) -> None:
    print(sentence)  # noqa: T201 - the output of this program


if __name__ == "__main__":
    try:
        main()
    except subprocess.CalledProcessError as failed:
        sys.exit(f"{failed}\n{failed.stdout or ''}{failed.stderr or ''}")
