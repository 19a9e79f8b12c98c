"""The store in a PostgreSQL database: how it is made, recognised and protected, and what it says when it cannot."""

import os
import subprocess
import sys
import threading
from contextlib import closing

import psycopg
import pytest
from eventsourcing.persistence import OperationalError

from events_store.errors import (
    AlreadyRecorded,
    InvalidStore,
    NotAnAddress,
    NotReadable,
    NotRecorded,
    OutcomeUnknown,
    StoreNotFound,
    StreamMoved,
)
from events_store.memory import MemoryStore
from events_store.postgres.database import SCHEMA_VERSION
from events_store.postgres.recorder import APPEND
from events_store.postgres.store import PostgresStore
from events_store.store import Batch, SavedView
from events_store.store_url import create_store, open_store, shown
from events_store.transparency.merkle_tree import kept_root, log_root
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import STREAM, noted, put
from tests.postgres_server import running


@pytest.fixture
def store(database):
    create_store(database)
    with closing(PostgresStore(database)) as store:
        yield store


def as_keeper(address, *statements):
    """Do something in the database as who owns it, past the product."""
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        found = [connection.execute(statement) for statement in statements]
        return found[-1].fetchall() if found[-1].description else []


def without_triggers(*statements):
    return "SET session_replication_role = replica", *statements


# How it is kept


def test_what_is_acknowledged_is_on_the_disk(database, store):
    assert store.settings() == {
        "PostgreSQL": store.settings()["PostgreSQL"],
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
    }
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    as_keeper(database, f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    with closing(PostgresStore(database)) as other:
        assert other.settings()["synchronous_commit"] == "on"
    as_keeper(database, f'ALTER DATABASE "{name}" RESET synchronous_commit')


def test_a_server_that_does_not_wait_for_the_disk_is_not_used():
    with running(fsync="off") as server:
        create_store(server.address)
        with pytest.raises(InvalidStore, match=r"set to fsync=off: .* Set fsync=on"):
            PostgresStore(server.address)


def test_the_way_of_inserting_without_a_lock_is_refused(database, monkeypatch):
    create_store(database)
    monkeypatch.setenv("POSTGRES_ENABLE_DB_FUNCTIONS", "y")
    with pytest.raises(InvalidStore, match="insert events without a lock"):
        PostgresStore(database)


def test_a_password_is_never_shown():
    assert (
        shown("postgresql://ann:secret@db.example:5433/inspections") == "postgresql://ann@db.example:5433/inspections"
    )
    assert shown("postgresql:///inspections?password=secret") == "postgresql:///inspections"
    assert shown("a file.db") == "a file.db"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inspectrail.stored_events SET state = ''",
        "DELETE FROM inspectrail.stored_events WHERE position = 2",
        "TRUNCATE inspectrail.stored_events",
        "UPDATE inspectrail.commands SET events = 0",
        "DELETE FROM inspectrail.commands",
        "UPDATE inspectrail.ledger SET hashes = ''",
        "DELETE FROM inspectrail.ledger",
        "TRUNCATE inspectrail.ledger",
    ],
)
def test_the_database_refuses_to_change_or_take_out_what_was_recorded(database, store, statement):
    put(store, "c-1", "a", "b")
    before = list(store.rows()), list(store.ledger()), list(store.entries())
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="never changed"):
        as_keeper(database, statement)
    assert (list(store.rows()), list(store.ledger()), list(store.entries())) == before


def test_a_ledger_that_is_not_as_long_as_the_log_is_not_written_on(database, store):
    put(store, "c-1", "a", "b", "c")
    as_keeper(database, *without_triggers("DELETE FROM inspectrail.ledger WHERE position = 3"))
    with pytest.raises(NotReadable, match=r"The ledger cannot be read: its length differs from the log's.* verify"):
        put(store, "c-2", "d")
    assert store.head() == 3


def test_a_ledger_with_gaps_is_not_written_on(database, store):
    put(store, "c-1", *"abcde")
    as_keeper(database, *without_triggers("DELETE FROM inspectrail.ledger WHERE position = 4"))
    with pytest.raises(NotReadable, match="The ledger cannot be read"):
        put(store, "c-2", "f")
    assert store.head() == 5


# How it is made and found


MAKERS = """
import sys
from events_store.store_url import create_store
sys.stdin.read()  # until the parent closes it, for all at once
print(create_store(sys.argv[1]))
"""


def test_processes_that_make_the_same_store_at_once_make_one_and_none_fails(database):
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", MAKERS, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(8)
    ]
    for maker in makers:
        maker.stdin.close()
    said = []
    for maker in makers:
        with maker:
            said.append(maker.stdout.read())
    assert sorted(said) == ["False\n"] * 7 + ["True\n"]
    with closing(open_store(database)) as store:
        put(store, "c-1", "a")


def test_a_database_without_a_store_is_named_with_what_to_do(database):
    with pytest.raises(StoreNotFound, match=r"There is no store at postgresql://.* Create one with: inspectrail init"):
        PostgresStore(database)


@pytest.mark.parametrize("version", [1, 99])
def test_a_store_of_another_version_is_not_touched(database, version):
    create_store(database)
    as_keeper(database, f"UPDATE inspectrail.store SET version = {version}")
    with pytest.raises(InvalidStore, match=f"has version {version}; this Inspectrail needs version 2"):
        PostgresStore(database)


@pytest.mark.parametrize("make", [create_store, PostgresStore])
def test_a_server_that_is_not_there_is_said_to_be_so_without_the_password(make):
    with pytest.raises(NotRecorded, match="cannot be reached") as refused:
        make("postgresql://ann:secret@127.0.0.1:1/inspections")
    assert "secret" not in str(refused.value)


WITH_PASSWORDS = [
    "postgresql://[",
    "postgresql://a/b?no_such_setting=1",
    "postgresql://k:s3cr%zzet@h/db",
    "postgresql://k:secret/x@h/db",
    "postgresql://k:secret@cret@h/db",
    "postgresql://k:secret@[::1/db",
    "host=h password=secret dbname",
    "Postgresql://k:secret@h/db",
]


@pytest.mark.parametrize("address", WITH_PASSWORDS)
@pytest.mark.parametrize("use", [create_store, open_store, shown])
def test_an_address_that_cannot_be_taken_apart_is_refused_and_never_repeated(use, address):
    with pytest.raises(NotAnAddress, match="Write it as postgresql://user@host:port/database") as refused:
        use(address)
    assert "cret" not in str(refused.value)


def test_the_other_form_of_address_is_known_as_one_and_is_no_name_of_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotRecorded, match="cannot be reached") as refused:
        create_store("host=127.0.0.1 port=1 password=secret")
    assert "secret" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_does_not_keep_texts_as_they_are_is_refused(postgres_server):
    with closing(psycopg.connect(postgres_server, autocommit=True)) as connection:
        connection.execute("DROP DATABASE IF EXISTS ascii")
        connection.execute("CREATE DATABASE ascii TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
        try:
            with pytest.raises(InvalidStore, match=r"/ascii is encoded in SQL_ASCII. Create one with ENCODING 'UTF8'"):
                create_store(postgres_server.removesuffix("postgres") + "ascii")
        finally:
            connection.execute("DROP DATABASE ascii")


def test_other_ways_of_reading_that_a_database_is_set_to_do_not_stop_writers(database):
    create_store(database)
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    as_keeper(database, f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = 'serializable'")
    try:
        writers = [threading.Thread(target=writes, args=(database, me)) for me in "abc"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
        with closing(PostgresStore(database)) as store:
            assert store.head() == 60
    finally:
        as_keeper(database, f'ALTER DATABASE "{name}" RESET default_transaction_isolation')


def writes(database, me):
    with closing(PostgresStore(database)) as store:
        for number in range(20):
            put(store, f"{me}-{number}", "a", stream=f"case:a/{me}", inspection="a")


def test_what_a_role_may_not_do_to_a_database_is_said_in_a_sentence(database):
    role = f"nobody_{os.getpid()}"
    as_keeper(database, f"DROP ROLE IF EXISTS {role}", f"CREATE ROLE {role} LOGIN")
    try:
        with pytest.raises(NotRecorded, match=r"failed \(permission denied for database .*\). Nothing was recorded"):
            create_store(database.replace("tester@", f"{role}@"))
    finally:
        as_keeper(database, f"DROP ROLE {role}")


# Who may do what


@pytest.fixture
def auditor(database):
    """The address by which somebody reads who may only read."""
    create_store(database)
    role = f"auditor_{os.getpid()}"
    as_keeper(
        database,
        f"DROP ROLE IF EXISTS {role}",
        f"CREATE ROLE {role} LOGIN",
        f"GRANT USAGE ON SCHEMA inspectrail TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA inspectrail TO {role}",
    )
    yield database.replace("tester@", f"{role}@")
    as_keeper(database, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_whoever_may_only_read_reads_and_saves_no_views(store, auditor):
    put(store, "c-1", "a")
    with closing(PostgresStore(auditor)) as reading:
        assert reading.head() == 1
        assert kept_root(reading.hashes, 1) == log_root(store.rows())
        reading.save_views(NEWCASTLE, {"status": SavedView(1, b"x")})
        assert reading.load_views(NEWCASTLE, ["status"]) == {}
        with pytest.raises(NotRecorded, match=r"You are not allowed to do that in the store .* Nothing was recorded"):
            put(reading, "c-2", "b")
        with pytest.raises(NotRecorded, match="You are not allowed to do that"):
            reading.forget_views()


def test_whoever_may_not_even_read_is_told_to_ask(database, auditor):
    as_keeper(database, f"REVOKE SELECT ON inspectrail.store FROM auditor_{os.getpid()}")
    with pytest.raises(InvalidStore, match=r"You are not allowed to read the store .* Ask its owner"):
        PostgresStore(auditor)


def test_a_table_that_is_gone_is_said_to_be_unreadable(database, store):
    as_keeper(database, "DROP TABLE inspectrail.views")
    with pytest.raises(NotReadable, match=r"The store postgresql://.* cannot be read: relation \"views\""):
        store.load_views(NEWCASTLE, ["status"])


def test_what_the_database_cannot_keep_is_not_recorded(store):
    with pytest.raises(NotRecorded, match=r"failed \(PostgreSQL text fields cannot contain NUL"):
        store.append(NEWCASTLE, Batch("case:a\0b", 0, [noted()]), command="c-1")
    assert store.head() == 0


def test_a_server_that_can_take_no_more_is_said_to_be_so(store, monkeypatch):
    def full(*_):
        raise OperationalError("could not extend file") from psycopg.errors.DiskFull("could not extend file")

    monkeypatch.setattr(store.recorder, "insert", full)
    with pytest.raises(NotRecorded, match=r"is out of resources \(could not extend file\). Nothing was recorded"):
        put(store, "c-1", "a")


# Locks and lost connections


def test_what_one_command_records_is_one_statement_so_that_nobody_waits_for_its_round_trips(store):
    with store._datastore.get_connection() as connection:
        sent = []
        execute = connection.execute
        connection.execute = lambda statement, *given: sent.append(statement) or execute(statement, *given)
        connection.transaction = None  # whoever begins one makes round trips of their own for it
    put(store, "c-1", "a", "b")
    assert [statement for statement in sent if "append_events" in statement] == [APPEND]
    assert store.head() == 2


def test_a_command_that_is_refused_leaves_the_connection_ready_for_the_next(store):
    put(store, "c-1", "a")
    with pytest.raises(StreamMoved):
        store.append(NEWCASTLE, Batch(STREAM, 5, [noted()]), command="c-2")
    assert [one.position for one in put(store, "c-2", "b")] == [2]


def test_who_waits_too_long_for_the_lock_is_told_so(database, store):
    with closing(psycopg.connect(database)) as holding:
        holding.execute("LOCK TABLE inspectrail.store IN EXCLUSIVE MODE")
        with closing(PostgresStore(database, wait=1)) as waiting:
            with pytest.raises(NotRecorded, match="locked: another program has been writing to it for more than 1 sec"):
                put(waiting, "c-1", "a")
            assert waiting.head() == 0, "reading goes on"
    put(store, "c-1", "a")


BACKENDS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def test_a_connection_that_ended_meanwhile_is_made_again(database, store):
    put(store, "c-1", "a")
    as_keeper(database, f"SELECT pg_terminate_backend(pid) {BACKENDS}")
    assert store.head() == 1
    as_keeper(database, f"SELECT pg_terminate_backend(pid) {BACKENDS}")
    put(store, "c-2", "b")
    as_keeper(database, f"SELECT pg_terminate_backend(pid) {BACKENDS}")
    store.save_views(NEWCASTLE, {"status": SavedView(2, b"x")})
    assert store.load_views(NEWCASTLE, ["status"]) == {"status": SavedView(2, b"x")}


def test_a_connection_that_ends_while_it_waits_for_the_lock_is_made_again_and_the_command_recorded_once(
    database, store
):
    with closing(psycopg.connect(database)) as holding:
        holding.execute("LOCK TABLE inspectrail.store IN EXCLUSIVE MODE")
        recorded = []
        writer = threading.Thread(target=lambda: recorded.extend(put(store, "c-1", "a")))
        writer.start()
        waiting = f"{BACKENDS} AND wait_event_type = 'Lock'"
        assert any(as_keeper(database, f"SELECT pg_terminate_backend(pid) {waiting}") for _ in range(5_000))
    writer.join()
    assert [one.position for one in recorded] == [1]
    assert list(store.recorded_by("c-1")) == recorded == list(store.follow())


def loses_the_answer(store, monkeypatch, *, times):
    """Let what is appended be recorded, and its answer be lost on the way back."""
    insert, left = store.recorder.insert, [times]

    def lost(proposals):
        positions = insert(proposals)
        if left[0]:
            left[0] -= 1
            raise OperationalError("gone") from psycopg.OperationalError("server closed the connection unexpectedly")
        return positions

    monkeypatch.setattr(store.recorder, "insert", lost)


def test_an_append_whose_answer_was_lost_is_found_again_and_not_recorded_twice(store, monkeypatch):
    loses_the_answer(store, monkeypatch, times=1)
    recorded = put(store, "c-1", "a", "b")
    assert [one.position for one in recorded] == [1, 2]
    assert list(store.follow()) == recorded


def test_whatever_comes_after_an_answer_that_was_lost_it_is_not_said_that_nothing_was_recorded(store, monkeypatch):
    attempts = iter([psycopg.OperationalError("server closed the connection"), psycopg.errors.LockNotAvailable("busy")])

    def fails(_):
        raise OperationalError("gone") from next(attempts)

    monkeypatch.setattr(store.recorder, "insert", fails)
    with pytest.raises(OutcomeUnknown, match="--command-id c-1"):
        put(store, "c-1", "a")


def test_who_does_not_wait_at_all_is_told_at_once_that_it_is_locked(database, store):
    with closing(psycopg.connect(database)) as holding, closing(PostgresStore(database, wait=0)) as impatient:
        holding.execute("LOCK TABLE inspectrail.store IN EXCLUSIVE MODE")
        with pytest.raises(NotRecorded, match="locked"):
            put(impatient, "c-1", "a")


def test_a_machine_that_is_cut_off_while_it_records_is_given_up_after_two_minutes(store):
    asked = "SELECT name, setting FROM pg_settings WHERE name LIKE 'tcp_keepalives%'"
    with store._datastore.get_connection() as connection:
        set_to = {row["name"].removeprefix("tcp_keepalives_"): row["setting"] for row in connection.execute(asked)}
    assert set_to == {"idle": "60", "interval": "10", "count": "6"}


def test_two_that_copy_into_one_store_at_once_do_not_mix(database, store, monkeypatch):
    source = MemoryStore()
    put(source, "c-1", "a")
    head = store.head
    monkeypatch.setattr(store, "head", lambda: head() + 0 * len(put_by_another(database)))
    with pytest.raises(NotRecorded, match="position 2 instead of 1"):
        store.append_entries(source.entries())
    assert [one.fact.origin.command_id for one in store.follow()] == ["c-1"]
    assert len(list(store.entries())) == 1


def put_by_another(database):
    """Record something between the look at the head and the lock."""
    with closing(PostgresStore(database)) as other:
        return put(other, "other", "b", stream="case:a/b", inspection="a")


def test_a_command_recorded_by_somebody_else_is_not_taken_for_ones_own(store):
    first = put(store, "c-1", "a")
    with pytest.raises(AlreadyRecorded) as refused:
        put(store, "c-1", "b")
    assert list(refused.value.recorded) == first


def test_where_the_answer_stays_lost_it_is_said_how_to_make_sure(database, store, monkeypatch):
    with closing(PostgresStore(database, wait=0)) as impatient:
        loses_the_answer(impatient, monkeypatch, times=1)
        with pytest.raises(OutcomeUnknown, match=r"not known whether this was recorded.* --command-id c-1: it is rec"):
            put(impatient, "c-1", "a")
    with pytest.raises(AlreadyRecorded):
        put(store, "c-1", "a")
    assert store.head() == 1


def test_a_server_that_went_away_is_said_not_to_answer():
    with running() as server:
        create_store(server.address)
        with closing(PostgresStore(server.address, wait=1)) as store:
            server.stop()
            with pytest.raises(NotRecorded, match=r"did not answer within 1 seconds. Nothing was recorded"):
                store.head()
            with pytest.raises((NotRecorded, OutcomeUnknown)):
                store.append(NEWCASTLE, Batch(STREAM, 0, [noted()]), command="c-1")
            server.start()
            assert store.head() == 0
            put(store, "c-1", "a")


def test_a_failure_in_the_middle_of_what_is_copied_is_not_sent_again(store, monkeypatch):
    def dies(proposals):
        list(proposals)
        raise OperationalError("gone") from psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(store.recorder, "insert", dies)
    with pytest.raises(
        OutcomeUnknown, match=r"Either everything was recorded or nothing. Find out with: inspectrail stat"
    ):
        store.append_entries([])


def test_psycopg_is_asked_for_only_where_it_is_needed(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg_pool", None)
    for use in (open_store, create_store, shown):
        with pytest.raises(
            InvalidStore, match=r"needs psycopg, which is not installed. Install inspectrail\[postgres\]"
        ):
            use("postgresql://a/b")


def test_the_tables_are_those_of_the_version_that_is_written(database, store):
    assert as_keeper(database, "SELECT version FROM inspectrail.store") == [(SCHEMA_VERSION,)]
