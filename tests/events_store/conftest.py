"""A store of each kind: whatever holds of one holds of the others."""

from contextlib import closing

import pytest

from events_store.memory import MemoryStore
from events_store.store_url import create_store, open_store
from tests.fixtures.stores import opened

POSTGRES = pytest.param("postgres", marks=pytest.mark.processes)


@pytest.fixture(params=["sqlite", POSTGRES, "memory"])
def store(request, tmp_path):
    if request.param == "memory":
        yield MemoryStore()
    elif request.param == "sqlite":
        with opened(tmp_path / "store.db") as sqlite:
            yield sqlite
    else:
        address = request.getfixturevalue("database")
        create_store(address)
        with closing(open_store(address)) as postgres:
            yield postgres


@pytest.fixture(params=["sqlite", POSTGRES])
def address(request, tmp_path):
    """The address of a store of each kind that is kept, where there is none yet."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    return request.getfixturevalue("database")


@pytest.fixture
def path(tmp_path):
    """The place of a store."""
    return tmp_path / "store.db"


@pytest.fixture
def sqlite(path):
    """A store in a file."""
    with opened(path) as store:
        yield store
