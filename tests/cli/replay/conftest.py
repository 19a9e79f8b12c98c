"""A replay of a store, and a store with a blind second assessment."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import NAME, begin
from tests.fixtures.command_line import Ran, here


def replayed(store: Path, *words: str, **more: str) -> Ran:
    return here("replay", *words, "--store", str(store), **more)


@pytest.fixture
def blind(tmp_path: Path) -> Path:
    """A store in which Gus assesses NP-01 blind, and Ben has answered a question of it."""
    store = begin(tmp_path / "inspectrail.db", NAME)
    for line in (
        "team add gus --name Gus --role local_assessor --organisation Cardiff --as ann",
        "fieldwork start --as ann",
        "second assign NP-01 gus --as ann",
        "answer record NP-01 1.1 sufficient --evidence seen --as ben",
        "evidence add E-1 --kind comment --source child --text early --on 2025-03-02 --as ann",
    ):
        assert here(*line.split(), "--store", str(store), now=datetime(2025, 3, 5, 9, tzinfo=UTC)).code == 0
    return store
