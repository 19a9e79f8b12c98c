"""Run a small version of every fault in a separate process; a failure prints its seed."""

import os
import subprocess
import sys

import pytest

from tests.postgres_server import GIVEN
from tests.torture.faults.registry import FAULTS

pytestmark = pytest.mark.slow

# Runs that failed before.
REMEMBERED = [
    # Nine of a thousand commands were given up, after twelve tries each.
    ("crowd-on-one-case-sqlite", 670_712),
]


@pytest.fixture
def torture(postgres_server):
    def run(*arguments):
        command = [sys.executable, "-m", "tests.torture", "--small", *map(str, arguments)]
        known = {**os.environ, GIVEN: postgres_server}
        return subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=known)

    return run


@pytest.mark.parametrize("fault", [fault.name for fault in FAULTS])
def test_acknowledged_commands_are_neither_lost_nor_duplicated(fault, torture):
    ran = torture("--only", fault)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(("fault", "seed"), REMEMBERED)
def test_a_remembered_failure_does_not_return(fault, seed, torture):
    ran = torture("--only", fault, "--seed", seed)
    assert ran.returncode == 0, ran.stdout + ran.stderr
