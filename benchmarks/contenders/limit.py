"""The limit: bare `sqlite3`, without rules, versions or hashes."""

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import orjson

from benchmarks.changes import Change
from benchmarks.turns import Clock

TABLE = "CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, state BLOB NOT NULL)"


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection that syncs each commit to the disk, as Inspectrail does."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def save_together(path: Path, changes: Sequence[Change]) -> float:
    """Insert all changes in one transaction, as JSON encoded beforehand; return the seconds."""
    rows = [
        (number, f"{change.inspection}/{change.case}", orjson.dumps(change._asdict()))
        for number, change in enumerate(changes, start=1)
    ]
    with closing(opened(path)) as connection:
        connection.execute(TABLE)
        with Clock() as clock:
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")
    return clock.seconds


def save_separately(path: Path, changes: Sequence[Change]) -> float:
    """Insert each change in a separate transaction; return the seconds."""
    with closing(opened(path)) as connection:
        connection.execute(TABLE)
        with Clock() as clock:
            for number, change in enumerate(changes, start=1):
                state = orjson.dumps(change._asdict())
                connection.execute(
                    "INSERT INTO events VALUES (?, ?, ?)", (number, f"{change.inspection}/{change.case}", state)
                )
    return clock.seconds


def read(path: Path) -> float:
    """Read Inspectrail's events, decode each and read two fields; return the seconds."""
    with closing(sqlite3.connect(path)) as connection, Clock() as clock:
        for (state,) in connection.execute("SELECT state FROM stored_events ORDER BY position"):
            fact = orjson.loads(state)
            fact["origin"], fact.get("question")
    return clock.seconds


def hash_each(path: Path) -> float:
    """Read Inspectrail's events and hash each; return the seconds."""
    with closing(sqlite3.connect(path)) as connection, Clock() as clock:
        for (state,) in connection.execute("SELECT state FROM stored_events ORDER BY position"):
            hashlib.sha256(state).digest()
    return clock.seconds


def answers(path: Path, inspection: str) -> dict[tuple[str, str], str]:
    """Return the current answers of the cases that are not excluded."""
    current: dict[tuple[str, str], str] = {}
    out: dict[str, str] = {}
    with closing(sqlite3.connect(path)) as connection:
        for (state,) in connection.execute("SELECT state FROM events ORDER BY position"):
            change = Change(**orjson.loads(state))
            if change.inspection == inspection:
                if change.question:
                    current[change.case, change.question] = change.response
                else:
                    out[change.case] = change.response
    return {key: response for key, response in current.items() if out.get(key[0]) != "out"}
