"""Kill processes that catch up views while others write, and resume the views."""

import signal
import time
from collections.abc import Callable
from itertools import count
from random import Random
from typing import Any

from events_store.command_handler import CommandHandler
from events_store.store import SavedView, Store
from projections.engine.fold import Projection, catch_up
from projections.saved.audit_trail import AUDIT_TRAIL
from projections.saved.status import STATUS
from projections.saved.theme_scores import THEME_SCORES
from tests.fixtures.events import NEWCASTLE
from tests.torture.oracle.tally import Tally
from tests.torture.support.children import Report, fork
from tests.torture.support.commands import CASES, revise, set_up
from tests.torture.support.stores import NewStore, opened, opened_at_rest

VIEWS: tuple[Projection[Any], ...] = (THEME_SCORES, STATUS, AUDIT_TRAIL)
CYCLES_OF_A_STORE = 10
CHOSEN_CASES = CASES[:6]


def run(cycles: int, chance: Random, tally: Tally, new_store: NewStore) -> None:
    """Kill the writer and the processes that catch up; each saved view must equal the fold at its position."""
    for first in range(0, cycles, CYCLES_OF_A_STORE):
        address = new_store()
        with opened(address) as store:
            set_up(store, CHOSEN_CASES)
        for cycle in range(first, min(cycles, first + CYCLES_OF_A_STORE)):
            tally.count += 1
            reached = _run_cycle(address, cycle, chance, tally)
            with opened_at_rest(address) as store:
                compare(store, reached, tally)


def _run_cycle(address: str, cycle: int, chance: Random, tally: Tally) -> int:
    children = fork([_writing(address, f"{cycle}"), _catching_up(address), _catching_up(address)])
    kill_at, reached = chance.randint(1, 6), 0
    doomed = chance.sample(range(3), 3)
    for number_of_lines, line in enumerate(children.lines(), start=1):
        if line != "recorded":
            tally.acknowledged += 1
            reached = max(reached, int(line))
        if doomed and number_of_lines >= kill_at:
            time.sleep(chance.uniform(0, 0.004))
            children.kill(doomed.pop())
            kill_at += chance.randint(0, 3)
    if set(children.ended()) != {-signal.SIGKILL}:
        tally.wrong.append(f"in cycle {cycle} a child ended without being killed")
    return reached


def compare(store: Store, reached: int, tally: Tally) -> None:
    """Compare saved and caught-up views with the folds up to their positions."""
    head = store.head()
    saved = _saved(store)
    for projection in VIEWS:
        view = saved.get(projection.saved_as)
        if (view.position if view else 0) < reached:
            tally.lost += 1
            tally.wrong.append(f"{projection.name} was saved at {reached} and is now behind it")
        if view:
            tally.detected += view.position < head
            _equal(projection, view, store, "saved", tally)
    caught_up = catch_up(VIEWS, store, NEWCASTLE)
    saved = _saved(store)
    for projection, folded in zip(VIEWS, caught_up, strict=True):
        # Use the position saved with the view: the head may have moved since.
        position = saved[projection.saved_as].position
        if position < head:
            tally.lost += 1
            tally.wrong.append(f"{projection.name} was caught up to {position}, and the log went to {head}")
        _equal(projection, saved[projection.saved_as], store, "saved again", tally)
        _equal(projection, SavedView(position, projection.dump(folded)), store, "caught up", tally)


def _saved(store: Store) -> dict[str, SavedView]:
    return store.load_views(NEWCASTLE, [projection.saved_as for projection in VIEWS])


def _equal(projection: Projection[Any], view: SavedView, store: Store, which: str, tally: Tally) -> None:
    if view.state != projection.dump(projection.replay(store.follow(until=view.position, inspection=NEWCASTLE))):
        tally.duplicated += 1
        tally.wrong.append(f"{projection.name}, {which} at {view.position}, differs from the fold up to there")


def _catching_up(address: str) -> Callable[[Report], None]:
    def work(report: Report) -> None:
        with opened(address) as store:
            while True:
                head = store.head()
                catch_up(VIEWS, store, NEWCASTLE)
                report(str(head))

    return work


def _writing(address: str, name: str) -> Callable[[Report], None]:
    def work(report: Report) -> None:
        with opened(address) as store:
            handler = CommandHandler(store)
            for number in count(1):
                revise(handler, f"{name}-{number}", CHOSEN_CASES)
                report("recorded")

    return work
