"""What is shipped is complete, and can be built again from what is shipped."""

import zipfile
from pathlib import Path

import pytest

from domain import VERSION
from tests.release.building import PACKAGES, ROOT, build, unpacked
from tests.release.empty_environment import LOCK, locked, needed


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    for kind in ("sdist", "wheel"):
        build(ROOT, kind, folder)
    return folder


@pytest.fixture
def wheel(dist: Path) -> Path:
    return dist / f"inspectrail-{VERSION}-py3-none-any.whl"


def test_the_wheel_holds_the_packages_and_nothing_else(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        folders = {name.partition("/")[0] for name in archive.namelist()}
    assert folders == {*PACKAGES, f"inspectrail-{VERSION}.dist-info"}


def test_each_package_is_marked_as_typed_in_the_wheel(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        assert {f"{package}/py.typed" for package in PACKAGES} <= set(archive.namelist())


def test_the_sdist_builds_the_same_wheel(dist: Path, wheel: Path, tmp_path: Path):
    source = unpacked(dist / f"inspectrail-{VERSION}.tar.gz", tmp_path)
    assert build(source, "wheel", tmp_path / "again").read_bytes() == wheel.read_bytes()


def test_what_releases_wrote_is_in_the_sdist(dist: Path, tmp_path: Path):
    folder = unpacked(dist / f"inspectrail-{VERSION}.tar.gz", tmp_path) / "tests" / "golden"
    ours = ROOT / "tests" / "golden"
    written = [file.relative_to(ours) for file in ours.glob("[0-9]*/*")]
    assert written
    assert [file for file in written if not (folder / file).is_file()] == []


def test_what_the_wheel_needs_is_locked_and_what_tests_need_is_not_among_it(wheel: Path):
    packages = needed(wheel)
    # typing-inspection is needed by pydantic alone; pytest and psycopg come with groups and extras.
    assert {"click", "pydantic", "typing-inspection"} <= packages
    assert packages & {"pytest", "ruff", "psycopg"} == set()
    lock = locked(packages, LOCK.read_text(encoding="utf-8"))
    assert {line.partition("==")[0] for line in lock.splitlines() if not line.startswith(" ")} == packages
    assert lock.count("==") == len(packages)
    assert lock.count("--hash=sha256:") >= len(packages)


def test_a_package_that_is_not_locked_is_named():
    with pytest.raises(LookupError, match=r"The lock has no nowhere\."):
        locked({"click", "nowhere"}, "click==8.5.1 \\\n    --hash=sha256:00\n")
