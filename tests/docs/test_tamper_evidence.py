"""The page on tamper evidence: a new user can follow it from the first key to a proof that somebody else checks."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from docs.pages import ROOT
from tests.cli.conftest import begin
from tests.fixtures.command_line import environment

PAGE = (ROOT / "docs" / "tamper-evidence.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def followed(store: Path, folder: Path):
    """Run every step of the page in order, in a folder with the page's own folder beside; yield what each says."""
    (folder / "docs").symlink_to(ROOT / "docs")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for step in STEPS:
        yield subprocess.run(
            ["bash", "-euc", step],
            cwd=folder,
            env=environment(PATH=path, INSPECTRAIL_STORE=str(store)),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )


def test_every_step_can_be_followed_and_the_last_one_shows_the_event_to_somebody_else(tmp_path: Path):
    folder = tmp_path / "desk"
    folder.mkdir()
    said = list(followed(begin(tmp_path / "inspectrail.db", "newport-2023"), folder))
    assert [(STEPS[i], one.stderr) for i, one in enumerate(said) if one.returncode or one.stderr] == []
    shown = json.loads(said[-1].stdout)
    assert (shown["log"], shown["position"]) == ("example.gov.uk/inspections", 1)
    assert len(shown["cosigned_at"]) == 1
    assert "trusted it at first sight" in "".join(one.stdout for one in said)


def test_the_page_uses_each_of_the_commands_it_is_about():
    steps = "".join(STEPS)
    for command in ("key new", "checkpoint", "witness", "verify --since", "prove"):
        assert f"inspectrail {command} " in steps
