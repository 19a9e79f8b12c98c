"""Vanilla: the eventsourcing library as its documentation shows it, on SQLite."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from benchmarks.changes import Change
from benchmarks.turns import Clock

# The library's documentation saves several aggregates at once; more than these do not make it faster.
AGGREGATES_OF_A_SAVE = 20
PAGE = 1_000


class Case(Aggregate):
    """A case file with its answers."""

    def __init__(self, inspection: str, case: str) -> None:
        self.inspection, self.case = inspection, case
        self.answers: dict[str, str] = {}
        self.out = False

    @event("Answered")
    def answer(self, question: str, response: str, person: str, at: str, text: str) -> None:
        """Answer a question, or change the answer."""
        self.answers[question] = response

    @event("Moved")
    def move(self, response: str, person: str, at: str, text: str) -> None:
        """Take the case out of the score, or put it back."""
        self.out = response == "out"

    def tell(self, one: Change) -> None:
        """Do what happened."""
        if one.question:
            self.answer(one.question, one.response, one.person, one.at, one.text)
        else:
            self.move(one.response, one.person, one.at, one.text)


def application(path: Path) -> Application[Any]:
    """Return the library's application on a file."""
    return Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def save_together(path: Path, told: Sequence[Change]) -> float:
    """Save aggregates with many events each, several at a time; return the seconds."""
    grouped = [list(of) for _, of in groupby(sorted(told, key=_case), key=_case)]
    with closing(application(path)) as app, Clock() as clock:
        for start in range(0, len(grouped), AGGREGATES_OF_A_SAVE):
            cases = []
            for of in grouped[start : start + AGGREGATES_OF_A_SAVE]:
                case = Case(of[0].inspection, of[0].case)
                for one in of:
                    case.tell(one)
                cases.append(case)
            app.save(*cases)
    return clock.seconds


def save_one_by_one(path: Path, told: Sequence[Change]) -> float:
    """Save after every event, with the aggregates in memory; return the seconds."""
    with closing(application(path)) as app:
        cases = {key: Case(*key) for key in dict.fromkeys(map(_case, told))}
        app.save(*cases.values())
        with Clock() as clock:
            for one in told:
                case = cases[_case(one)]
                case.tell(one)
                app.save(case)
    return clock.seconds


def read(path: Path) -> float:
    """Read every event from the notification log, and make an object of it; return the seconds."""
    with closing(application(path)) as app, Clock() as clock:
        for _ in _events(app):
            pass
    return clock.seconds


def answers(path: Path, inspection: str) -> dict[tuple[str, str], str]:
    """Return the answers that stand in cases that count, from what was saved."""
    with closing(application(path)) as app:
        ids = dict.fromkeys(one.originator_id for one in _events(app))
        cases = [app.repository.get(one) for one in ids]
    return {
        (case.case, question): response
        for case in cases
        if case.inspection == inspection and not case.out
        for question, response in case.answers.items()
    }


def _events(app: Application[Any]) -> Iterator[Any]:
    start = 1
    # The log's own sections of ten notifications would be slower.
    while page := app.recorder.select_notifications(start=start, limit=PAGE):
        for notification in page:
            yield app.mapper.to_domain_event(notification)
        start = page[-1].id + 1


def _case(one: Change) -> tuple[str, str]:
    return one.inspection, one.case
