"""The program is named in printed commands as a shell finds it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.program import program
from tests.cli.test_newcastle import demo as demo
from tests.fixtures.command_line import SCRIPT, SECONDS, copied, environment


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the program in `my bin`, which no shell searches."""
    (tmp_path / "my bin").mkdir()
    (tmp_path / "my bin" / "inspectrail").symlink_to(SCRIPT)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return tmp_path


@pytest.mark.parametrize("called", ["pytest", "-c", ""])
def test_within_another_program_it_has_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch, called: str):
    monkeypatch.setattr(sys, "argv", [called])
    assert program() == "inspectrail"


def test_off_the_path_it_is_called_by_its_path_in_quotes_if_needed(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "argv", ["my bin/inspectrail"])
    assert program() == "'my bin/inspectrail'"
    monkeypatch.setattr(sys, "argv", ["bin/inspectrail"])
    assert program() == "bin/inspectrail"


def test_on_the_path_it_is_called_by_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", f"{folder / 'my bin'}{os.pathsep}/usr/bin")
    for called in ("my bin/inspectrail", str(folder / "my bin" / "inspectrail"), str(SCRIPT)):
        monkeypatch.setattr(sys, "argv", [called])
        assert program() == "inspectrail"


def test_another_program_of_its_name_on_the_path_is_not_meant(folder: Path, monkeypatch: pytest.MonkeyPatch):
    namesake = folder / "inspectrail"
    namesake.write_text("#!/bin/sh\n")
    namesake.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    for called, printed in (("my bin/inspectrail", "'my bin/inspectrail'"), ("gone/inspectrail", "gone/inspectrail")):
        monkeypatch.setattr(sys, "argv", [called])
        assert program() == printed


def test_the_commands_that_the_example_prints_work(demo: Path, folder: Path):
    store = copied(demo, folder)

    def ran(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", line], cwd=folder, env=environment(), capture_output=True, text=True, timeout=SECONDS
        )

    shown = ran(f"'my bin/inspectrail' demo newcastle --store {store.name}").stdout
    assert f"\n$ 'my bin/inspectrail' scores --at published --store {store.name}\n" in shown
    lines = shown.partition("\nTo continue, type:\n")[2].partition("\n\n")[0].splitlines()
    assert len(lines) == 3
    assert [(line, done.stderr) for line in lines if (done := ran(line)).returncode] == []
