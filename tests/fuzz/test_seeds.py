"""Every saved seed and finding of the fuzzer is read or refused without other exceptions."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz.__main__ import MISSING, SEEDS
from tests.fuzz.targets import TARGETS

KEPT = sorted(path for path in SEEDS.rglob("*") if path.is_file())


@pytest.mark.parametrize("seed", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_seed_is_read_or_refused(seed: Path):
    TARGETS[seed.parent.name](seed.read_bytes())


def test_every_target_has_seeds():
    assert {path.parent.name for path in KEPT} == set(TARGETS)
    assert {path.name for path in SEEDS.iterdir()} == set(TARGETS)


@pytest.mark.parametrize("target", TARGETS)
def test_empty_input_and_noise_are_read_or_refused(target: str):
    for noise in (b"", b"\n", bytes(range(256)), b"\xff" * 100, b"\x00" * 100, b"[" * 5_000, "𝄞\u202e".encode() * 50):
        TARGETS[target](noise)


def test_without_atheris_the_run_fails_with_the_command_to_install_it():
    program = (
        "import importlib.util as util, sys\n"
        "find_spec = util.find_spec\n"
        "util.find_spec = lambda name: None if name == 'atheris' else find_spec(name)\n"
        "import runpy\n"
        "sys.argv = ['fuzz']\n"
        "runpy.run_module('tests.fuzz', run_name='__main__')\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", f"{MISSING}\n")


def test_an_unknown_target_is_refused():
    words = [sys.executable, "-m", "tests.fuzz", "--only", "nothing"]
    ran = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    assert (ran.returncode, "there is no target nothing; there are stored_event," in ran.stderr) == (2, True)
