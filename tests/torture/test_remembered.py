"""What flipped bits brought to light once: a broken database ends in a sentence, wherever the break is."""

import sqlite3
from contextlib import closing

import psycopg
import pytest

from events_store.store import NotReadable, NotRecorded
from events_store.store_url import create_store
from tests.torture.proxy import WHERE, Cut, between
from tests.torture.stores import opened


@pytest.mark.parametrize("name", [b"stored_events", b"originator_id", b"command_id"])
def test_a_letter_of_the_schema_that_is_none_ends_in_a_sentence(tmp_path, name):
    path = tmp_path / "store.db"
    create_store(str(path))
    content = path.read_bytes()
    path.write_bytes(content.replace(name, bytes([name[0] | 0x80]) + name[1:]))
    with pytest.raises(NotReadable, match="cannot be read"):
        read(str(path))


def test_a_list_of_events_with_text_for_its_last_position_ends_in_a_sentence(tmp_path):
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


def test_a_database_that_cannot_say_its_version_ends_in_a_sentence(database):
    create_store(database)
    with closing(psycopg.connect(database, autocommit=True)) as connection:
        connection.execute("DROP TABLE inspectrail.store")
        connection.execute("CREATE VIEW inspectrail.store AS SELECT 1 / length('') AS version")
    with pytest.raises(NotReadable, match="cannot be read: division by zero"), opened(database):
        pass


# Cut after a message, without waiting, the answer may still come; to the last message, then nothing was lost.
CUTS = [
    *(("has_table_privilege", where) for where in WHERE),
    *(("COMMIT", where) for where in WHERE if where != "after"),
]


@pytest.mark.parametrize(("sentence", "where"), CUTS)
def test_a_server_that_is_lost_while_a_store_is_opened_cannot_be_reached(database, sentence, where):
    create_store(database)
    with between(database) as (proxy, through):
        proxy.cut = Cut((sentence,), where)
        with pytest.raises(NotRecorded, match="cannot be reached"), opened(through, 0):
            pass
