"""A store as version 1 of the product made it: before there was a ledger."""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

GOLDEN = Path(__file__).parents[2] / "golden" / "0.1.0" / "log.jsonl"
APPLICATION_ID = int.from_bytes(b"INSP", "big")

# Word for word as it was written then. It never changes.
SCHEMA = """
CREATE TABLE stored_events (
        position INTEGER PRIMARY KEY,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        inspection TEXT NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version));
CREATE INDEX events_of_inspection ON stored_events (inspection, position);
CREATE TABLE commands (
        command_id TEXT PRIMARY KEY,
        first_position INTEGER NOT NULL,
        events INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE views (
        name TEXT NOT NULL,
        inspection TEXT NOT NULL,
        position INTEGER NOT NULL,
        state BLOB NOT NULL,
        PRIMARY KEY (name, inspection)) WITHOUT ROWID;
CREATE TRIGGER no_update_of_stored_events BEFORE update ON stored_events
            BEGIN SELECT RAISE(ABORT, 'what was recorded is never changed'); END;
CREATE TRIGGER no_delete_of_stored_events BEFORE delete ON stored_events
            BEGIN SELECT RAISE(ABORT, 'what was recorded is never changed'); END;
CREATE TRIGGER no_update_of_commands BEFORE update ON commands
            BEGIN SELECT RAISE(ABORT, 'what was recorded is never changed'); END;
CREATE TRIGGER no_delete_of_commands BEFORE delete ON commands
            BEGIN SELECT RAISE(ABORT, 'what was recorded is never changed'); END;
"""

TABLES = ("stored_events", "commands", "views")


def old_store(path: Path, *statements: str) -> Path:
    """Make a store of version 1 that has the golden log of 0.1.0 in it; then change it by these statements."""
    events = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute("PRAGMA user_version=1")
        connection.executescript(SCHEMA)
        for name in ("position", "stream", "version", "inspection", "topic"):
            assert name in events[0]
        connection.executemany(
            "INSERT INTO stored_events VALUES (:position, :stream, :version, :inspection, :topic, :state)",
            [{**one, "state": one["state"].encode()} for one in events],
        )
        for command, group in groupby(events, lambda one: json.loads(one["state"])["origin"]["command_id"]):
            positions = [one["position"] for one in group]
            connection.execute("INSERT INTO commands VALUES (?, ?, ?)", (command, positions[0], len(positions)))
        connection.execute("INSERT INTO commands VALUES ('nothing came of it', 5, 0)")
        connection.execute("INSERT INTO views VALUES ('theme scores 0.1.0', 'newcastle-2016', 3, X'7B7D')")
        for statement in statements:
            connection.execute(statement)
    return path


def kept_in(path: Path, tables: Sequence[str] = TABLES) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of the tables that version 1 had, and the version that the file says it is of."""
    with closing(sqlite3.connect(path)) as connection:
        return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables}


def version_of(path: Path) -> int:
    """Return the version that a file says it is of."""
    with closing(sqlite3.connect(path)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        return version
