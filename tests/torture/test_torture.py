"""Every fault in small, each in a process of its own, because it forks and kills. A failure prints its seed."""

import subprocess
import sys

import pytest

from tests.torture.faults import FAULTS

# Seeds of runs that went wrong once: (fault, seed).
REMEMBERED: list[tuple[str, int]] = []


def torture(*asked):
    command = [sys.executable, "-m", "tests.torture", "--small", *map(str, asked)]
    return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)


@pytest.mark.parametrize("fault", [fault.name for fault in FAULTS])
def test_nothing_that_was_acknowledged_is_lost_or_there_twice(fault):
    ran = torture("--only", fault)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(("fault", "seed"), REMEMBERED)
def test_what_went_wrong_once_does_not_go_wrong_again(fault, seed):
    ran = torture("--only", fault, "--seed", seed)
    assert ran.returncode == 0, ran.stdout + ran.stderr
