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
    """The answer that stands, with who gave it and why."""

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
    """Return an engine on a file that forces to the disk what it acknowledges."""
    made = sa.create_engine(f"sqlite:///{path}")

    @sa.event.listens_for(made, "connect")
    def durable(connection: Any, _: object) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    Base.metadata.create_all(made)
    return made


def save_together(path: Path, told: Sequence[Change]) -> float:
    """Write everything, a thousand changes to a transaction; return the seconds."""
    made, known = engine(path), set[tuple[str, ...]]()
    with Session(made) as session, Clock() as clock:
        for start in range(0, len(told), TOGETHER):
            for one in told[start : start + TOGETHER]:
                _keep(session, known, one)
            session.commit()
    made.dispose()
    return clock.seconds


def save_one_by_one(path: Path, told: Sequence[Change]) -> float:
    """Write each change in a transaction of its own; return the seconds."""
    made, known = engine(path), set[tuple[str, ...]]()
    with Session(made) as session, Clock() as clock:
        for one in told:
            _keep(session, known, one)
            session.commit()
    made.dispose()
    return clock.seconds


def _keep(session: Session, known: set[tuple[str, ...]], one: Change) -> None:
    """Add a row that is new, which whoever answers knows, and change one that is there."""
    key = one[:3]
    if key in known:
        session.merge(Answer(**one._asdict()))
    else:
        known.add(key)
        session.add(Answer(**one._asdict()))


def read(path: Path) -> float:
    """Read every version of every answer; return the seconds."""
    made = engine(path)
    versions = version_class(Answer)
    with Session(made) as session, Clock() as clock:
        for one in session.execute(sa.select(versions)).scalars().yield_per(TOGETHER):
            _ = one.response, one.question
    made.dispose()
    return clock.seconds


def answers(path: Path, inspection: str) -> dict[tuple[str, str], str]:
    """Return the answers that stand in cases that count, from what was written."""
    made = engine(path)
    with Session(made) as session:
        found = {
            (one.case, one.question): one.response
            for one in session.scalars(sa.select(Answer).where(Answer.inspection == inspection))
        }
    made.dispose()
    out = {case for (case, question), response in found.items() if not question and response == "out"}
    return {(case, question): said for (case, question), said in found.items() if question and case not in out}
