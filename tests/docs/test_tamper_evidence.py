"""The page on tamper evidence: every step works, from the first key to the check of a proof."""

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


def run_steps(store: Path, folder: Path):
    """Run every step of the page in order, in a folder with the documents; yield each result."""
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


def test_every_step_works_and_the_last_step_shows_the_event(tmp_path: Path):
    folder = tmp_path / "desk"
    folder.mkdir()
    results = list(run_steps(begin(tmp_path / "inspectrail.db", "newport-2023"), folder))
    failed = [(step, ran.stderr) for step, ran in zip(STEPS, results, strict=True) if ran.returncode or ran.stderr]
    assert failed == []
    event = json.loads(results[-1].stdout)
    assert (event["log"], event["position"]) == ("example.gov.uk/inspections", 1)
    assert len(event["cosigned_at"]) == 1
    assert "trusted without proof" in "".join(ran.stdout for ran in results)


def test_the_page_uses_each_command_it_describes():
    steps = "".join(STEPS)
    for command in ("key new", "checkpoint", "witness", "verify --since", "prove"):
        assert f"inspectrail {command} " in steps
