"""What all tests share: generated examples may take their time, because time is never asserted in a test."""

import os

import pytest
from hypothesis import settings

from tests.postgres_server import emptied, new_database, server_address

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def postgres_server():
    """The address of a real PostgreSQL server; where there is none, the test fails."""
    with server_address() as address:
        yield address


@pytest.fixture(scope="session")
def _database(postgres_server):
    return new_database(postgres_server, f"inspectrail_{os.getpid()}")


@pytest.fixture
def database(_database):
    """The address of a database without anything of ours."""
    return emptied(_database)
