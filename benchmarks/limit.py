"""The limit: bare `sqlite3`, without rules, versions, hashes or anything else."""

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
    """Return a connection that forces to the disk what it acknowledges, as ours do."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def save_together(path: Path, told: Sequence[Change]) -> float:
    """Insert everything in one transaction, as JSON that is made beforehand; return the seconds."""
    rows = [
        (number, f"{one.inspection}/{one.case}", orjson.dumps(one._asdict()))
        for number, one in enumerate(told, start=1)
    ]
    with closing(opened(path)) as connection:
        connection.execute(TABLE)
        with Clock() as clock:
            connection.execute("BEGIN")
            connection.executemany("INSERT INTO events VALUES (?, ?, ?)", rows)
            connection.execute("COMMIT")
    return clock.seconds


def save_one_by_one(path: Path, told: Sequence[Change]) -> float:
    """Insert each in a transaction of its own; return the seconds."""
    with closing(opened(path)) as connection:
        connection.execute(TABLE)
        with Clock() as clock:
            for number, one in enumerate(told, start=1):
                state = orjson.dumps(one._asdict())
                connection.execute(
                    "INSERT INTO events VALUES (?, ?, ?)", (number, f"{one.inspection}/{one.case}", state)
                )
    return clock.seconds


def read(path: Path) -> float:
    """Read our own events, decode each and look at two fields; return the seconds."""
    with closing(sqlite3.connect(path)) as connection, Clock() as clock:
        for (state,) in connection.execute("SELECT state FROM stored_events ORDER BY position"):
            fact = orjson.loads(state)
            fact["origin"], fact.get("question")
    return clock.seconds


def hash_each(path: Path) -> float:
    """Read our own events and hash each; return the seconds."""
    with closing(sqlite3.connect(path)) as connection, Clock() as clock:
        for (state,) in connection.execute("SELECT state FROM stored_events ORDER BY position"):
            hashlib.sha256(state).digest()
    return clock.seconds


def answers(path: Path, inspection: str) -> dict[tuple[str, str], str]:
    """Return the answers that stand in cases that count, from what was inserted."""
    found: dict[tuple[str, str], str] = {}
    out: dict[str, str] = {}
    with closing(sqlite3.connect(path)) as connection:
        for (state,) in connection.execute("SELECT state FROM events ORDER BY position"):
            one = Change(**orjson.loads(state))
            if one.inspection == inspection:
                if one.question:
                    found[one.case, one.question] = one.response
                else:
                    out[one.case] = one.response
    return {key: response for key, response in found.items() if out.get(key[0]) != "out"}
