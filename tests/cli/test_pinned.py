"""The output of read commands changes only on purpose: with `python -m tests.cli.pinned` and a review."""

import json
from pathlib import Path

import pytest

from tests.cli.pinned import DIGESTS, LINES, STORES, digest, output
from tests.cli.test_help import READING
from tests.fixtures.command_line import command_of

# The example is built by a process, and the other store from it.
pytestmark = pytest.mark.processes

PINNED = json.loads(DIGESTS.read_text())
# Their output does not show their effect.
DOING = {"rebuild"}


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: read.build(tmp_path_factory.mktemp("pinned")) for name, read in STORES.items()}


def test_every_reading_command_is_pinned():
    assert {command_of(line.split()) for line in LINES} >= set(READING) - DOING
    assert {name: list(pinned) for name, pinned in PINNED.items()} == dict.fromkeys(STORES, LINES)


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("name", STORES)
def test_the_output_of_a_read_command_is_unchanged(name: str, line: str, stores: dict[str, Path]):
    shown = output(STORES[name], stores[name], line)
    assert digest(shown) == PINNED[name][line], shown[:4_000]
