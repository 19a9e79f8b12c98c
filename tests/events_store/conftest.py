"""A store of each kind: whatever holds of one holds of the others."""

import pytest

from events_store.memory import MemoryStore
from tests.events_store.given import opened


@pytest.fixture(params=["sqlite", "memory"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    else:
        with opened(tmp_path / "store.db") as sqlite:
            yield sqlite


@pytest.fixture
def path(tmp_path):
    """The place of a store."""
    return tmp_path / "store.db"


@pytest.fixture
def sqlite(path):
    """A store in a file."""
    with opened(path) as store:
        yield store
