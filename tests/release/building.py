"""Build the archives of a release, and check their contents."""

import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("cli", "domain", "events_store", "frameworks", "projections", "reports")
# Scripts for our own checks are of no use to those who build from an archive.
NOT_SHIPPED = (".ci/",)


def refuse_uncommitted() -> None:
    """Exit if the folder has uncommitted changes."""
    if changed := _git("status", "--porcelain"):
        sys.exit(
            f"A release is built from a commit. These files are not committed:\n{changed}Commit, move or ignore them."
        )


def build(source: Path, kind: str, folder: Path) -> Path:
    """Build the sdist or the wheel of a source folder, and return the file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True, encoding="utf-8")
    [file] = folder.glob("*.tar.gz" if kind == "sdist" else "*.whl")
    return file


def unpacked(sdist: Path, folder: Path) -> Path:
    """Unpack an sdist and return its folder."""
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(folder)], check=True)
    return folder / sdist.name.removesuffix(".tar.gz")


def missing_files(sdist: Path) -> list[str]:
    """Return the files of the commit that an sdist lacks."""
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    tracked = _git("ls-files", "-z").split("\0")
    return [name for name in tracked if name and name not in packed and not name.startswith(NOT_SHIPPED)]


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
