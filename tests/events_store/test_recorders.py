"""Our recorders are recorders as the eventsourcing library means it: its own test cases say so."""

import threading
from uuid import uuid4

import pytest
from eventsourcing.persistence import ApplicationRecorder, IntegrityError, StoredEvent
from eventsourcing.sqlite import SQLiteDatastore
from eventsourcing.tests.persistence import ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase

from events_store.postgres.datastore import PooledDatastore
from events_store.postgres.recorder import PostgresPositionRecorder
from events_store.sqlite import schema
from events_store.sqlite.recorder import SQLitePositionRecorder
from events_store.sqlite.store import DurablePool
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import kept_root, log_root


class Recorders:
    """What the library's test cases need to know."""

    def new_originator_id(self):
        return str(uuid4())

    def give_back(self):
        # The library's cases leave threads that read once more: a connection must not be closed under them.
        for thread in threading.enumerate():
            if "read_continuously" in thread.name:
                thread.join()
        self.recorder.datastore.close()


class InSQLite(Recorders):
    """A recorder on a file."""

    @pytest.fixture(autouse=True)
    def _place(self, tmp_path):
        self.path = tmp_path / "store.db"
        schema.create(self.path)
        yield
        self.give_back()

    def create_recorder(self) -> ApplicationRecorder:
        datastore = SQLiteDatastore(schema.address(self.path, True), lock_timeout=10)
        datastore.pool = DurablePool(draft=False, db_name=datastore.pool.db_name, lock_timeout=10)
        self.recorder = SQLitePositionRecorder(datastore)
        return self.recorder


class InPostgreSQL(Recorders):
    """A recorder in a database."""

    @pytest.fixture(autouse=True)
    def _place(self, database):
        self.address = database
        create_store(database)
        yield
        self.give_back()

    def create_recorder(self) -> ApplicationRecorder:
        self.recorder = PostgresPositionRecorder(PooledDatastore(self.address, wait=10))
        return self.recorder


class TestApplicationRecorderInSQLite(InSQLite, ApplicationRecorderTestCase):
    """The library's case for the recorder of an application."""


class TestApplicationRecorderInPostgreSQL(InPostgreSQL, ApplicationRecorderTestCase):
    """The same on the other database."""


class TestNoInterleavingInSQLite(InSQLite, NonInterleavingNotificationIDsBaseCase):
    """The library's case for positions that are not passed over by readers."""


class TestNoInterleavingInPostgreSQL(InPostgreSQL, NonInterleavingNotificationIDsBaseCase):
    """The same on the other database."""


# The library's cases clash with a name of their own.
del ApplicationRecorderTestCase, NonInterleavingNotificationIDsBaseCase


def test_what_the_library_records_is_in_the_ledger_too(address):
    create_store(address)
    store = open_store(address)
    try:
        events = [StoredEvent("case:a/b", version, "a", b"{}") for version in (1, 2, 3)]
        assert list(store.recorder.insert_events(events)) == [1, 2, 3]
        with pytest.raises(IntegrityError):
            store.recorder.insert_events(events[:1])
        assert kept_root(store.hashes, 3) == log_root(store.rows())
        assert len(list(store.entries())) == 1
    finally:
        store.close()
