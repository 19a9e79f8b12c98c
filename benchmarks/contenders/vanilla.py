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

# The library's documentation saves several aggregates at once; saving more does not make it faster.
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

    def apply_change(self, change: Change) -> None:
        """Apply a change."""
        if change.question:
            self.answer(change.question, change.response, change.person, change.at, change.text)
        else:
            self.move(change.response, change.person, change.at, change.text)


def application(path: Path) -> Application[Any]:
    """Return the library's application on a file."""
    return Application(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})


def save_together(path: Path, changes: Sequence[Change]) -> float:
    """Save aggregates with many events each, several at a time; return the seconds."""
    grouped = [list(of) for _, of in groupby(sorted(changes, key=_case), key=_case)]
    with closing(application(path)) as app, Clock() as clock:
        for start in range(0, len(grouped), AGGREGATES_OF_A_SAVE):
            cases = []
            for of in grouped[start : start + AGGREGATES_OF_A_SAVE]:
                case = Case(of[0].inspection, of[0].case)
                for change in of:
                    case.apply_change(change)
                cases.append(case)
            app.save(*cases)
    return clock.seconds


def save_separately(path: Path, changes: Sequence[Change]) -> float:
    """Save after every change, with the aggregates in memory; return the seconds."""
    with closing(application(path)) as app:
        cases = {key: Case(*key) for key in dict.fromkeys(map(_case, changes))}
        app.save(*cases.values())
        with Clock() as clock:
            for change in changes:
                case = cases[_case(change)]
                case.apply_change(change)
                app.save(case)
    return clock.seconds


def read(path: Path) -> float:
    """Read every event from the notification log as an object; return the seconds."""
    with closing(application(path)) as app, Clock() as clock:
        for _ in _events(app):
            pass
    return clock.seconds


def answers(path: Path, inspection: str) -> dict[tuple[str, str], str]:
    """Return the current answers of the cases that are not excluded."""
    with closing(application(path)) as app:
        ids = dict.fromkeys(stored.originator_id for stored in _events(app))
        cases = [app.repository.get(case_id) for case_id in ids]
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


def _case(change: Change) -> tuple[str, str]:
    return change.inspection, change.case
