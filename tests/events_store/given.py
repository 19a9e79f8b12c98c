"""Stores and facts for the tests of the events store."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import structs

from domain.actor import Origin, Request
from domain.case.events import AnswerRecorded
from domain.commands.assessing import RecordAnswer
from domain.framework import Response
from events_store.handling import Handler, Outcome
from events_store.sqlite import SQLiteStore
from events_store.sqlite_file import create
from events_store.store import Batch, EventStore, Recorded, case_stream, inspection_stream
from tests.events_store.examples import BEN, EXAMPLES, NEWCASTLE

NOW = datetime(2015, 10, 6, 9, 30, tzinfo=UTC)
CASE = "NC-07"
STREAM = case_stream(NEWCASTLE, CASE)


def noted(text: str = "seen in the file", question: str = "1.01") -> AnswerRecorded:
    """Return a fact that differs from another in what it says."""
    origin = Origin(actor=BEN, recorded_at=NOW, command_id="c-1", occurred_on=date(2015, 10, 5))
    return AnswerRecorded(origin=origin, question=question, response=Response.SUFFICIENT, evidence=text)


def put(
    store: EventStore, command: str, *texts: str, stream: str = STREAM, inspection: str = NEWCASTLE
) -> list[Recorded]:
    """Append facts to the end of a stream, whatever it is."""
    facts = [noted(text) for text in texts]
    return list(store.append(inspection, Batch(stream, len(store.read(stream)), facts), command=command))


def answered(handler: Handler, command: str, *, question: str = "1.01", case: str = CASE) -> Outcome:
    """Answer a question of a case, as its assessor."""
    return handler.handle(answering(command, question, case))


def answering(command: str, question: str = "1.01", case: str = CASE) -> RecordAnswer:
    """Return the command to answer a question."""
    return RecordAnswer(
        inspection=NEWCASTLE,
        case=case,
        request=Request.of("ben", NOW, command),
        question=question,
        response=Response.SUFFICIENT,
        evidence="seen in the file",
    )


# As ann sets it up: an inspection with its framework, in fieldwork, and ben in its team.
BEN_JOINS = structs.replace(
    EXAMPLES["team-member-assigned.v1"], person=BEN.id, name=BEN.name, role=BEN.role, organisation=BEN.organisation
)
SET_UP = (
    EXAMPLES["inspection-announced.v1"],
    EXAMPLES["framework-adopted.v1"],
    BEN_JOINS,
    EXAMPLES["fieldwork-started.v1"],
)
DRAWN = (EXAMPLES["case-sampled.v1"], EXAMPLES["assessor-assigned.v1"])


def in_fieldwork(store: EventStore) -> None:
    """Record an inspection with its framework and one case, which ben assesses, in two commands."""
    store.append(NEWCASTLE, Batch(inspection_stream(NEWCASTLE), 0, SET_UP), command="set-up")
    store.append(NEWCASTLE, Batch(STREAM, 0, DRAWN), command="drawn")


@contextmanager
def opened(path: Path, *, wait: int = 10) -> Iterator[SQLiteStore]:
    """Open a store, which is made where it is not there yet, and give it back."""
    create(path)
    with closing(SQLiteStore(path, wait=wait)) as store:
        yield store


def behind_its_back(path: Path, *statements: str) -> None:
    """Change the file of a store as another program could, the triggers taken off meanwhile."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection, without_triggers(connection):
        for statement in statements:
            connection.execute(statement)


@contextmanager
def without_triggers(connection: sqlite3.Connection) -> Iterator[None]:
    """Take the triggers off, and put those back whose tables are still there."""
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        with suppress(sqlite3.Error):
            connection.execute(sql)


def asked_of(path: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the file of a store something, past the product."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def changed(state: bytes, **fields: object) -> bytes:
    """Return the JSON of an event with some fields of another value."""
    return json.dumps({**json.loads(state), **fields}).encode()
