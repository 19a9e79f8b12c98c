"""Every fault in small, each in a process of its own, because it forks and kills. A failure prints its seed."""

import os
import subprocess
import sys

import pytest

from tests.postgres_server import GIVEN
from tests.torture.faults import FAULTS

pytestmark = pytest.mark.slow

# Runs that went wrong once.
REMEMBERED = [
    # Nine of a thousand commands were given up, after twelve tries each.
    ("crowd-on-one-case-sqlite", 670_712),
]


@pytest.fixture
def torture(postgres_server):
    def run(*asked):
        command = [sys.executable, "-m", "tests.torture", "--small", *map(str, asked)]
        known = {**os.environ, GIVEN: postgres_server}
        return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=known)

    return run


@pytest.mark.parametrize("fault", [fault.name for fault in FAULTS])
def test_nothing_that_was_acknowledged_is_lost_or_there_twice(fault, torture):
    ran = torture("--only", fault)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(("fault", "seed"), REMEMBERED)
def test_what_went_wrong_once_does_not_go_wrong_again(fault, seed, torture):
    ran = torture("--only", fault, "--seed", seed)
    assert ran.returncode == 0, ran.stdout + ran.stderr
