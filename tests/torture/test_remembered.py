"""Errors that flipped bits once revealed: a damaged database always ends in a message."""

import sqlite3
from contextlib import closing

import psycopg
import pytest

from events_store.errors import NotReadable, NotRecorded
from events_store.store_url import create_store
from tests.torture.support.proxy import WHERE, Cut, between
from tests.torture.support.stores import opened


@pytest.mark.parametrize("name", [b"stored_events", b"originator_id", b"command_id"])
def test_an_invalid_letter_in_the_schema_ends_in_a_message(tmp_path, name):
    path = tmp_path / "store.db"
    create_store(str(path))
    content = path.read_bytes()
    path.write_bytes(content.replace(name, bytes([name[0] | 0x80]) + name[1:]))
    with pytest.raises(NotReadable, match="cannot be read"):
        read(str(path))


def test_a_text_as_last_position_ends_in_a_message(tmp_path):
    path = tmp_path / "store.db"
    create_store(str(path))
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "ALTER TABLE stored_events RENAME TO kept;"
            "CREATE VIEW stored_events AS SELECT 'newcastle' AS position, * FROM kept UNION SELECT 'newcastle', kept.* "
            "FROM kept UNION SELECT 'newcastle', 0, '', 1, '', '', x''"
        )
    with opened(str(path)) as store, pytest.raises(NotReadable, match="its list of events is damaged"):
        store.head()


def read(address):
    with opened(address) as store:
        return list(store.follow()), store.recorded_by("c-1")


def test_a_database_without_a_readable_version_ends_in_a_message(database):
    create_store(database)
    with closing(psycopg.connect(database, autocommit=True)) as connection:
        connection.execute("DROP TABLE inspectrail.store")
        connection.execute("CREATE VIEW inspectrail.store AS SELECT 1 / length('') AS version")
    with pytest.raises(NotReadable, match="cannot be read: division by zero"), opened(database):
        pass


# After a cut without waiting, the answer may still arrive; for the last message, nothing is lost then.
CUTS = [
    *(("has_table_privilege", where) for where in WHERE),
    *(("COMMIT", where) for where in WHERE if where != "after"),
]


@pytest.mark.parametrize(("text", "where"), CUTS)
def test_a_server_lost_while_a_store_is_opened_is_reported_as_unreachable(database, text, where):
    create_store(database)
    with between(database) as (proxy, through):
        proxy.cut = Cut((text,), where)
        with pytest.raises(NotRecorded, match="cannot be reached"), opened(through, 0):
            pass
