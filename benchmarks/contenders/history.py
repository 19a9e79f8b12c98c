"""A table with history: SQLAlchemy with SQLAlchemy-Continuum, which keeps every version of every row."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, configure_mappers, declarative_base
from sqlalchemy_continuum import make_versioned, version_class

from benchmarks.changes import Change
from benchmarks.turns import Clock

make_versioned(user_cls=None)
Base: Any = declarative_base()
TOGETHER = 1_000


class Answer(Base):
    """The current answer, with the person and the reason."""

    __versioned__: dict[str, object] = {}
    __tablename__ = "answer"
    inspection = sa.Column(sa.String, primary_key=True)
    case = sa.Column(sa.String, primary_key=True)
    question = sa.Column(sa.String, primary_key=True)
    response = sa.Column(sa.String)
    person = sa.Column(sa.String)
    at = sa.Column(sa.String)
    text = sa.Column(sa.String)


configure_mappers()


def engine(path: Path) -> sa.Engine:
    """Return an engine on a file that syncs each commit to the disk."""
    database = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(database, "connect")
    def durable(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    Base.metadata.create_all(database)
    return database


def save_together(path: Path, changes: Sequence[Change]) -> float:
    """Write all changes, a thousand in each transaction; return the seconds."""
    database, known = engine(path), set[tuple[str, ...]]()
    with Session(database) as session, Clock() as clock:
        for start in range(0, len(changes), TOGETHER):
            for change in changes[start : start + TOGETHER]:
                _keep(session, known, change)
            session.commit()
    database.dispose()
    return clock.seconds


def save_separately(path: Path, changes: Sequence[Change]) -> float:
    """Write each change in a separate transaction; return the seconds."""
    database, known = engine(path), set[tuple[str, ...]]()
    with Session(database) as session, Clock() as clock:
        for change in changes:
            _keep(session, known, change)
            session.commit()
    database.dispose()
    return clock.seconds


def _keep(session: Session, known: set[tuple[str, ...]], change: Change) -> None:
    """Insert a new row, or update a known row."""
    key = change[:3]
    if key in known:
        session.merge(Answer(**change._asdict()))
    else:
        known.add(key)
        session.add(Answer(**change._asdict()))


def read(path: Path) -> float:
    """Read every version of every answer; return the seconds."""
    database = engine(path)
    versions = version_class(Answer)
    with Session(database) as session, Clock() as clock:
        for change in session.execute(sa.select(versions)).scalars().yield_per(TOGETHER):
            _ = change.response, change.question
    database.dispose()
    return clock.seconds


def answers(path: Path, inspection: str) -> dict[tuple[str, str], str]:
    """Return the current answers of the cases that are not excluded."""
    database = engine(path)
    with Session(database) as session:
        responses = {
            (change.case, change.question): change.response
            for change in session.scalars(sa.select(Answer).where(Answer.inspection == inspection))
        }
    database.dispose()
    out = {case for (case, question), response in responses.items() if not question and response == "out"}
    return {
        (case, question): response for (case, question), response in responses.items() if question and case not in out
    }
