"""What is wrong with a log is told by the first bad position and a sentence, whatever is stored."""

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from random import Random

import psycopg
import pytest

from events_store.errors import NotReadable
from events_store.sqlite.schema import create
from events_store.sqlite.store import SQLiteStore
from events_store.store import Batch, case_stream, inspection_stream
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import kept_root
from events_store.verify import log as verify_log
from events_store.verify import raw_tables
from events_store.verify.log import since, verify
from events_store.verify.raw_tables import Fault
from tests.events_store.honest import grown, published, record, said
from tests.events_store.verify.tampering import INSPECTION, STATE, VERSION, Tables, put_in_place, tables_of
from tests.events_store.verify.tampering import STREAM as OF
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import STREAM, asked_of, behind_its_back, without_triggers

OWN = inspection_stream(NEWCASTLE)
NEWPORT = case_stream("newport-2023", "NP-01")


@pytest.fixture
def path(tmp_path):
    """A log of seven events in six commands, one of which recorded nothing; the sixth event is a publication."""
    path = tmp_path / "store.db"
    create(path)
    chance = Random(1)
    with closing(SQLiteStore(path)) as store:
        store.append(NEWCASTLE, Batch(STREAM, 0, [said(chance, "c-1"), said(chance, "c-1")]), command="c-1")
        store.append(NEWCASTLE, Batch(STREAM, 2), command="c-2")
        store.append(NEWCASTLE, Batch(OWN, 0, [said(chance, "c-3")]), command="c-3")
        batches = (Batch(STREAM, 2, [said(chance, "c-4")]), Batch(OWN, 1, [said(chance, "c-4")]))
        store.append(NEWCASTLE, *batches, command="c-4")
        store.append(NEWCASTLE, Batch(OWN, 2, [published(store, "c-5")]), command="c-5")
        store.append("newport-2023", Batch(NEWPORT, 0, [said(chance, "c-6")]), command="c-6")
    return path


def found(path: Path) -> Fault | None:
    with closing(SQLiteStore(path)) as store:
        return verify(store).fault


def hashed_anew(path: Path, change: Callable[[Tables], None]) -> None:
    """Change the tables of a store, and make all hashes anew: they go with what is there."""
    with closing(sqlite3.connect(path)) as connection:
        tables = tables_of(connection)
        change(tables)
        tables.hashed_anew()
        with without_triggers(connection):
            put_in_place(connection, tables)


def test_a_log_that_holds_is_told_with_all_that_was_looked_at(path):
    with closing(SQLiteStore(path)) as store:
        told = verify(store, [0, 4, 7, 9])
        assert (told.fault, told.events, told.commands) == (None, 7, 6)
        assert told.streams == {STREAM: 3, OWN: 3, NEWPORT: 1}
        assert told.root == kept_root(store.hashes, 7)
        assert told.roots == {size: kept_root(store.hashes, size) for size in (0, 4, 7)}


def test_a_log_that_holds_is_told_the_same_event_by_event(path, monkeypatch):
    with closing(SQLiteStore(path)) as store:
        by_pages = verify(store, [0, 4, 7])
        monkeypatch.setattr(verify_log, "extend", lambda *_: False)
        assert verify(store, [0, 4, 7]) == by_pages


def test_an_empty_log_holds(tmp_path):
    create(tmp_path / "empty.db")
    assert found(tmp_path / "empty.db") is None


EVENT = "UPDATE stored_events SET"
LEDGER = "UPDATE ledger SET"
COMMAND = "UPDATE commands SET"
FIRST_CHANGED = f"{EVENT} state = X'7B7D' WHERE position = 1"
OTHER = "X'00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff'"
KIND = "its columns have the wrong types."
CHANGED = "Event {} was changed: it does not match its hash in the ledger."
GONE = "Event {} was deleted: the ledger has it as version {} of {}."
HASH = "The ledger was changed at event {}: its hash of the event is wrong."
ENDING = "The ledger was changed at event {}: its hashes of the trees that end there are wrong."


@pytest.mark.parametrize(
    ("statements", "position", "sentence"),
    [
        # Events
        ([FIRST_CHANGED], 1, CHANGED.format(1)),
        ([f"{EVENT} state = X'7B7D' WHERE position = 2"], 2, CHANGED.format(2)),
        ([f"{EVENT} state = X'7B7D' WHERE position = 7"], 7, CHANGED.format(7)),
        ([f"{EVENT} state = X'7B7D' WHERE position IN (2, 5)"], 2, CHANGED.format(2)),
        ([f"{EVENT} topic = 'answer-confirmed.v1' WHERE position = 4"], 4, CHANGED.format(4)),
        ([f"{EVENT} state = '{{}}' WHERE position = 3"], 3, f"Event 3 was changed: {KIND}"),
        ([f"{EVENT} topic = X'00' WHERE position = 3"], 3, f"Event 3 was changed: {KIND}"),
        ([f"{EVENT} originator_version = 'x' WHERE position = 3"], 3, f"Event 3 was changed: {KIND}"),
        ([f"{EVENT} originator_version = 1.5 WHERE position = 3"], 3, f"Event 3 was changed: {KIND}"),
        (
            [f"{EVENT} originator_version = 9 WHERE position = 3"],
            3,
            "Event 3 was changed: the log has version 9 of newcastle-2016; the ledger has version 1 of newcastle-2016.",
        ),
        (["DELETE FROM stored_events WHERE position = 3"], 3, GONE.format(3, 1, NEWCASTLE)),
        (["DELETE FROM stored_events WHERE position >= 6"], 6, GONE.format(6, 3, NEWCASTLE)),
        (["DELETE FROM stored_events"], 1, GONE.format(1, 1, "newcastle-2016/NC-07")),
        (
            ["DELETE FROM stored_events WHERE position = 3", "DELETE FROM ledger WHERE position = 3"],
            3,
            "Event 3 is missing from the log and from the ledger, but later events exist.",
        ),
        (
            ["INSERT INTO stored_events SELECT 8, 'case:x/y', 1, inspection, topic, state FROM stored_events LIMIT 1"],
            8,
            "Event 8 is not in the ledger: the event was added, or the ledger was cut short.",
        ),
        (
            ["INSERT INTO stored_events SELECT -3, 'case:x/y', 1, inspection, topic, state FROM stored_events LIMIT 1"],
            -3,
            "The log has a row at position -3. Positions begin at 1.",
        ),
        (
            [f"{EVENT} inspection = 'newport-2023' WHERE position = 4"],
            4,
            "Event 4 is filed under the inspection newport-2023, but is in case:newcastle-2016/NC-07.",
        ),
        (
            [f"{EVENT} inspection = 'newcastle-2016/NC-07' WHERE position = 1"],
            1,
            "Event 1 is filed under the inspection newcastle-2016/NC-07, but is in case:newcastle-2016/NC-07.",
        ),
        # The ledger
        ([f"{LEDGER} hashes = {OTHER} WHERE position = 1"], 1, HASH.format(1)),
        ([f"{LEDGER} hashes = CAST({OTHER} || substr(hashes, 33) AS BLOB) WHERE position = 2"], 2, HASH.format(2)),
        ([f"{LEDGER} hashes = substr(hashes, 1, 32) WHERE position = 4"], 4, ENDING.format(4)),
        ([f"{LEDGER} hashes = CAST(hashes || {OTHER} AS BLOB) WHERE position = 3"], 3, ENDING.format(3)),
        ([f"{LEDGER} hashes = 'x' WHERE position = 3"], 3, f"The ledger was changed at event 3: {KIND}"),
        ([f"{LEDGER} version = 'x' WHERE position = 3"], 3, f"The ledger was changed at event 3: {KIND}"),
        (
            [f"{LEDGER} version = 9 WHERE position = 3"],
            3,
            "The ledger was changed at event 3: it has the event as version 9 of newcastle-2016.",
        ),
        (
            ["DELETE FROM ledger WHERE position > 4"],
            5,
            "Event 5 is not in the ledger: the event was added, or the ledger was cut short.",
        ),
        (["INSERT INTO ledger SELECT 9, 'case:x/y', 2, hashes FROM ledger LIMIT 1"], 9, GONE.format(9, 2, "x/y")),
        (
            ["INSERT INTO ledger SELECT 9, 'case:x/y', 'x', hashes FROM ledger LIMIT 1"],
            9,
            f"The ledger was changed at event 9: {KIND}",
        ),
        (
            ["INSERT INTO ledger SELECT 0, stream, version, hashes FROM ledger LIMIT 1"],
            0,
            "The ledger has a row at position 0. Positions begin at 1.",
        ),
        # What would tell which of the two was changed is gone as well
        ([FIRST_CHANGED, f"{LEDGER} hashes = 'x' WHERE position = 2"], 1, CHANGED.format(1)),
        ([FIRST_CHANGED, "DELETE FROM ledger WHERE position = 2"], 1, CHANGED.format(1)),
        ([FIRST_CHANGED, f"{LEDGER} stream = CAST(X'FF' AS TEXT) WHERE position = 2"], 1, CHANGED.format(1)),
        # Commands
        (
            [f"{COMMAND} command_id = 'x' WHERE first_position = 4"],
            4,
            "Event 4 names the command c-4, but the store names x.",
        ),
        (["DELETE FROM commands WHERE command_id = 'c-4'"], 4, "No command claims event 4."),
        (["DELETE FROM commands WHERE command_id = 'c-6'"], 7, "No command claims event 7."),
        ([f"{COMMAND} events = 1 WHERE command_id = 'c-4'"], 5, "No command claims event 5."),
        (
            ["INSERT INTO commands VALUES ('x', 5, 1)"],
            5,
            "Two commands claim event 5: c-4 and x.",
        ),
        (
            ["INSERT INTO commands VALUES ('x', 7, 1)"],
            7,
            "Two commands claim event 7: c-6 and x.",
        ),
        (
            [f"{COMMAND} events = 3 WHERE command_id = 'c-6'"],
            8,
            "The command c-6 claims events after event 7, which is the last.",
        ),
        (
            ["INSERT INTO commands VALUES ('x', 12, 1)"],
            12,
            "The command x claims events after event 7, which is the last.",
        ),
        (
            ["INSERT INTO commands VALUES ('x', 12, 0)"],
            12,
            "The command x claims events after event 7, which is the last.",
        ),
        ([f"{COMMAND} events = -1 WHERE command_id = 'c-4'"], 4, "The command c-4 claims -1 events."),
        ([f"{COMMAND} events = 'x' WHERE command_id = 'c-4'"], 4, "The command c-4 claims x events."),
        (
            ["INSERT INTO commands VALUES (X'C3A9', 4, 2)"],
            4,
            r"The command b'\xc3\xa9' claims 2 events.",
        ),
        (
            [f"{COMMAND} first_position = 0 WHERE command_id = 'c-1'"],
            0,
            "The list of commands has a row at position 0. Positions begin at 1.",
        ),
        (
            [f"{COMMAND} first_position = 'x' WHERE command_id = 'c-2'"],
            None,
            "The list of commands has a row at position x. Positions begin at 1.",
        ),
    ],
)
def test_the_first_bad_position_is_told_in_a_sentence(path, statements, position, sentence):
    behind_its_back(path, *statements)
    assert found(path) == Fault(position, sentence)


def test_what_is_told_of_a_name_is_no_longer_than_a_person_reads(path):
    behind_its_back(path, f"{COMMAND} command_id = '{'x' * 5_000}' WHERE command_id = 'c-4'")
    fault = found(path)
    assert fault is not None
    assert fault.sentence == f"Event 4 names the command c-4, but the store names {'x' * 160} …."


# What still shows once all hashes were made to go with it


def event(position: int, column: int, value: object) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        tables.events[position - 1][column] = value

    return change


def saying(position: int, **fields: object) -> Callable[[Tables], None]:
    def change(tables: Tables) -> None:
        there = tables.events[position - 1]
        there[STATE] = json.dumps({**json.loads(there[STATE]), **fields}).encode()

    return change


def under_another_command(tables: Tables) -> None:
    there = tables.events[2]
    there[STATE] = there[STATE].replace(b"c-3", b"c-9")


def in_a_case_of_two_names(tables: Tables) -> None:
    there = tables.events[3]
    there[OF], there[VERSION] = "case:newcastle-2016/A/B", 1


def in_two_inspections(tables: Tables) -> None:
    there = tables.events[4]
    there[OF], there[VERSION], there[INSPECTION] = case_stream("newport-2023", "NP-02"), 1, "newport-2023"


def in_two_inspections_with_versions_that_go_with_it(tables: Tables) -> None:
    in_two_inspections(tables)
    tables.events[5][VERSION] = 2


@pytest.mark.parametrize(
    ("change", "position", "sentence"),
    [
        (
            event(2, VERSION, 5),
            2,
            "Event 2 is version 5 of newcastle-2016/NC-07, but version 2 comes next.",
        ),
        (event(2, OF, "orphan"), 2, "Event 2 is version 2 of orphan, but version 1 comes next."),
        (
            event(3, STATE, b'{"origin": 1}'),
            3,
            r"Event 3 is not valid. An event named “answer-recorded.v1” cannot be read: .*",
        ),
        (event(3, 4, "no-such-event.v1"), 3, r"Event 3 is not valid. An event named .*"),
        (
            in_a_case_of_two_names,
            4,
            "Event 4 is filed under the inspection newcastle-2016, but is in case:newcastle-2016/A/B.",
        ),
        (under_another_command, 3, "Event 3 names the command c-9, but the store names c-3."),
        (
            in_two_inspections,
            5,
            "Event 5 belongs to newport-2023, but its command recorded events of newcastle-2016.",
        ),
        (
            in_two_inspections_with_versions_that_go_with_it,
            5,
            "Event 5 belongs to newport-2023, but its command recorded events of newcastle-2016.",
        ),
    ],
)
@pytest.mark.parametrize("page", [1, 2, 1_000])
def test_hashes_that_go_with_it_do_not_make_a_log_hold(path, change, position, sentence, page, monkeypatch):
    monkeypatch.setattr(raw_tables, "PAGE", page)
    hashed_anew(path, change)
    fault = found(path)
    assert fault is not None
    assert fault.position == position
    assert re.fullmatch(sentence, fault.sentence)


def hashed_but_for_publications(path: Path, change: Callable[[Tables], None]) -> None:
    """Make the ledger anew, but leave alone which root a publication says the log had."""
    behind_its_back(path)
    with closing(sqlite3.connect(path)) as connection:
        tables = tables_of(connection)
        change(tables)
        kept = [json.loads(one[STATE]) for one in tables.events]
        tables.hashed_anew(publications=False)
        assert kept == [json.loads(one[STATE]) for one in tables.events]
        with without_triggers(connection):
            put_in_place(connection, tables)


def test_a_publication_tells_of_a_log_that_was_rewritten_before_it(path):
    hashed_but_for_publications(path, saying(2, evidence="made up later"))
    fault = found(path)
    assert fault is not None
    assert fault.position == 6
    said_of = r"Event 6 is a publication that gives the root of the first 5 events as (\w{64}). It is (\w{64})."
    assert re.fullmatch(said_of, fault.sentence)


def test_a_publication_is_not_of_a_log_that_had_not_been_written(path):
    hashed_but_for_publications(path, saying(6, log_size=6))
    assert found(path) == Fault(6, "Event 6 is a publication that claims 6 events before it.")


def test_a_publication_is_not_of_less_than_nothing(path):
    hashed_but_for_publications(path, saying(6, log_size=-1))
    assert found(path).sentence.endswith("log_size: Input should be greater than or equal to 0.")


# What was seen elsewhere


def test_a_log_that_has_grown_since_it_was_seen_is_not_accused(path):
    with closing(SQLiteStore(path)) as store:
        for size in range(8):
            told = verify(store, [size])
            assert since(store, told, size, bytes.fromhex(kept_root(store.hashes, size))) is None


def test_a_log_that_is_shorter_than_it_was_was_rolled_back(path):
    with closing(SQLiteStore(path)) as store:
        assert since(store, verify(store, [9]), 9, bytes(32)) == Fault(
            8,
            "The log was rolled back: it has 7 events, but had 9. It was replaced by an older copy, or its end was cut "
            "off.",
        )


def test_a_log_that_begins_otherwise_than_it_did_was_rewritten(path):
    with closing(SQLiteStore(path)) as store:
        told = verify(store, [5])
        assert since(store, told, 5, bytes(32)) == Fault(
            None,
            f"The log was rewritten: its first 5 events are not the original events. Their root is {told.roots[5]}, "
            f"but was {'00' * 32}.",
        )


# Anything at all

HOSTILE = (
    *("-1", "0", "1", "2", "9", "9223372036854775807", "-9223372036854775808", "1.5", "9e999", "'x'", "''", "X''"),
    *("X'00'", "X'FF'", "CAST(X'FF' AS TEXT)", "CAST(X'00' AS TEXT)", "char(27)", "zeroblob(70000)", "'inspection:'"),
    *("'report-published.v1'", "X'7B7D'", "X'5B5B5B'", "'newcastle-2016'", "'c-4'", "printf('%.*c', 9000, 'x')"),
)
COLUMNS = {
    "stored_events": ("position", "originator_id", "originator_version", "inspection", "topic", "state"),
    "ledger": ("position", "stream", "version", "hashes"),
    "commands": ("command_id", "first_position", "events"),
}


@pytest.mark.no_cover
@pytest.mark.parametrize("block", range(4))
def test_whatever_stands_in_a_column_is_told_and_never_raised(path, block):
    empty = path.read_bytes()
    for number in range(block, 400, 4):
        chance = Random(f"hostile {number}")
        path.write_bytes(empty)
        table = chance.choice(list(COLUMNS))
        column = chance.choice(COLUMNS[table])
        key = chance.choice([one for one in COLUMNS[table] if "position" in one])
        place, value = chance.randint(1, 7), chance.choice(HOSTILE)
        # Nothing tells of a command that recorded nothing but its own row.
        which = f"{key} = {place}" + (" AND events > 0" if table == "commands" else "")
        changed = f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE {which}"
        with closing(sqlite3.connect(path)) as connection:
            was = list(connection.iterdump())
            with without_triggers(connection), contextlib.suppress(sqlite3.IntegrityError):
                connection.execute(changed)
            connection.commit()
        with closing(sqlite3.connect(path)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            same = list(connection.iterdump()) == was
        assert (found(path) is None) == same, f"seed {number}: {changed}"


# What is not as it was made


def made_anew(table: str, *statements: str) -> tuple[str, ...]:
    """Return what makes a table again without its keys, with the same rows, and then does something."""
    return (f"ALTER TABLE {table} RENAME TO old", f"CREATE TABLE {table} AS SELECT * FROM old", "DROP TABLE old",
            *statements)  # fmt: skip


TWICE = "INSERT INTO {0} SELECT * FROM {0} WHERE position = {1}"
NOT_AS_MADE = "The table {} of the store was changed."


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (made_anew("stored_events"), NOT_AS_MADE.format("stored_events")),
        (made_anew("ledger"), NOT_AS_MADE.format("ledger")),
        (made_anew("commands"), NOT_AS_MADE.format("commands")),
        (made_anew("views"), NOT_AS_MADE.format("views")),
        (["DROP INDEX events_of_inspection"], "The index events_of_inspection of the store is missing."),
        (["CREATE TABLE mine (one)"], "The store has a table mine, which Inspectrail did not create."),
        (
            ["CREATE TRIGGER mine AFTER INSERT ON stored_events BEGIN SELECT 1; END"],
            "The store has a trigger mine, which Inspectrail did not create.",
        ),
        (["DROP TABLE views"], "The table views of the store is missing."),
        (
            [
                "ALTER TABLE stored_events RENAME TO old",
                "CREATE VIEW stored_events AS WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more) "
                "SELECT n AS position, '' AS originator_id, 1 AS originator_version, '' AS inspection, '' AS topic, "
                "x'' AS state FROM more",
            ],
            "The table stored_events of the store is missing.",
        ),
    ],
)
def test_what_was_made_is_as_it_was_made(path, statements, sentence):
    behind_its_back(path, *statements)
    assert found(path) == Fault(None, sentence)


def test_triggers_that_are_gone_are_told_where_nothing_else_is_wrong(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER no_update_of_ledger")
    assert found(path) == Fault(None, "The trigger no_update_of_ledger of the store is missing.")


def test_statistics_of_sqlite_are_nothing_that_was_changed(path):
    behind_its_back(path, "ANALYZE")
    assert found(path) is None


@pytest.mark.parametrize("page", [2, 3, 1_000])
@pytest.mark.parametrize(("table", "humanise"), [("stored_events", "The log"), ("ledger", "The ledger")])
def test_a_position_that_is_there_twice_is_told(path, monkeypatch, page, table, humanise):
    behind_its_back(path, *made_anew(table, TWICE.format(table, 3)))
    monkeypatch.setattr(raw_tables, "PAGE", page)
    fault = found(path)
    # Where a page ends between the two, the second is not met: then the table is, which has no key.
    expected = (3, f"{humanise} has position 3 more than once.") if page != 3 else (None, NOT_AS_MADE.format(table))
    assert fault == Fault(*expected)


def test_an_event_is_told_before_a_command_that_comes_later(path):
    behind_its_back(
        path,
        f"{EVENT} state = X'7B7D' WHERE position = 1",
        "UPDATE commands SET events = 'many' WHERE first_position = 3",
    )
    assert found(path) == Fault(1, CHANGED.format(1))


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (
            [
                "ALTER TABLE stored_events DROP CONSTRAINT stored_events_pkey CASCADE",
                "INSERT INTO stored_events SELECT 1, originator_id, 2, inspection, topic, state FROM stored_events",
            ],
            "The log has position 1 more than once.",
        ),
        (
            ["ALTER TABLE ledger DROP CONSTRAINT ledger_pkey"],
            "The keys or triggers of the table ledger of the store were changed.",
        ),
        (
            ["ALTER TABLE ledger DISABLE TRIGGER never_changed"],
            "The keys or triggers of the table ledger of the store were changed.",
        ),
        (
            ["ALTER TABLE stored_events ENABLE ROW LEVEL SECURITY"],
            "Something else stands in place of the table stored_events of the store.",
        ),
        (
            ["ALTER TABLE ledger RENAME TO old", "CREATE VIEW ledger AS SELECT * FROM old"],
            "Something else stands in place of the table ledger of the store.",
        ),
        (["CREATE TABLE mine (one integer)"], "The store has mine, which Inspectrail did not create."),
        (["DROP TABLE views"], "The table views of the store is missing."),
    ],
)
def test_what_was_made_in_postgresql_is_as_it_was_made(database, statements, sentence):
    create_store(database)
    with closing(open_store(database)) as store:
        store.append(NEWCASTLE, Batch(STREAM, 0, [said(Random(1), "c-1")]), command="c-1")
        assert verify(store).fault is None
        without_checks = "-c search_path=inspectrail -c session_replication_role=replica"
        with closing(psycopg.connect(database, options=without_checks, autocommit=True)) as connection:
            for statement in statements:
                connection.execute(statement)
        fault = verify(store).fault
        assert fault is not None
        assert fault.sentence == sentence


# Pages


@pytest.mark.parametrize("page", [1, 2, 3, 10])
def test_it_makes_no_difference_how_many_rows_are_read_at_once(path, monkeypatch, page):
    monkeypatch.setattr(raw_tables, "PAGE", page)
    assert found(path) is None
    behind_its_back(path, f"{EVENT} state = X'7B7D' WHERE position = 6")
    assert found(path) == Fault(6, CHANGED.format(6))


@pytest.mark.parametrize("position", range(1, 8))
def test_of_a_page_that_cannot_be_read_the_rows_before_the_bad_one_are(path, position):
    behind_its_back(path, f"{EVENT} topic = CAST(X'FF' AS TEXT) WHERE position = {position}")
    with closing(SQLiteStore(path)) as store:
        told = verify(store)
    assert told.events == position - 1
    assert told.fault is not None
    assert told.fault.position == position
    assert told.fault.sentence.startswith(f"The log is damaged at event {position}. The store {path} cannot be read: ")


def test_an_index_that_does_not_go_with_its_table_is_told(path):
    behind_its_back(
        path,
        "CREATE INDEX partly ON stored_events (topic) WHERE position < 4",
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_schema SET sql = 'CREATE INDEX partly ON stored_events (topic)' WHERE name = 'partly'",
    )
    fault = found(path)
    assert fault is not None
    assert fault.position is None
    assert re.fullmatch(r"The file of the store is damaged: .*partly.*\.", fault.sentence)


def test_a_store_of_which_nothing_can_be_read_is_told(path):
    class Unreadable(SQLiteStore):
        def head(self) -> int:
            raise NotReadable("The store", "it is gone")

    with closing(Unreadable(path)) as store:
        assert verify(store).fault == Fault(None, "The store cannot be read: it is gone.")


@pytest.mark.parametrize("page", [1, 3, 1_000])
def test_what_is_recorded_meanwhile_is_not_taken_for_tampering(path, monkeypatch, page):
    """Between any two readings somebody records something."""
    monkeypatch.setattr(raw_tables, "PAGE", page)
    chance = Random(page)

    class Busy(SQLiteStore):
        def raw_rows(self, *asked, **more):
            there = super().raw_rows(*asked, **more)
            if self.head() < 60:
                record(writer, chance, f"later-{chance.getrandbits(64):x}")
            return there

    with closing(SQLiteStore(path)) as writer, closing(Busy(path)) as store:
        told = verify(store, [3])
        assert (told.fault, told.events) == (None, 7)
        assert writer.head() > 7
        assert since(store, told, 3, bytes.fromhex(kept_root(store.hashes, 3))) is None
        assert verify(writer).fault is None


def test_the_pages_of_a_long_log_follow_each_other(tmp_path, monkeypatch):
    monkeypatch.setattr(raw_tables, "PAGE", 7)
    path = tmp_path / "long.db"
    create(path)
    with closing(SQLiteStore(path, draft=True)) as store:
        grown(store, Random(3), 100)
        told = verify(store)
        assert (told.fault, told.events) == (None, store.head())
    assert asked_of(path, "SELECT count(*) FROM commands") == [(told.commands,)]
