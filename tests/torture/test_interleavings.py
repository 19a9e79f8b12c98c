"""Views stay correct while statements of catching up, rebuilding and recording interleave."""

from contextlib import suppress
from random import Random

import psycopg
import pytest

from events_store import sql_store
from events_store.command_handler import CommandHandler
from events_store.errors import NotRecorded
from events_store.postgres.recorder import APPEND, append_parameters
from events_store.store import SavedView
from events_store.store_names import names_database
from events_store.store_url import create_store
from projections.engine import fold as engine
from projections.engine.fold import catch_up, rebuild
from tests.fixtures.events import NEWCASTLE
from tests.torture.faults.views import VIEWS
from tests.torture.support.commands import CASES, revise, set_up
from tests.torture.support.stores import opened
from tests.torture.support.turns import take_turns

AMONG = CASES[:2]
ORDERS = 6
COMMANDS = 12
NAMES = [view.saved_as for view in VIEWS]


@pytest.fixture(params=["sqlite", "postgres"])
def address(request, tmp_path, monkeypatch):
    # A short log is then read and folded in many steps.
    monkeypatch.setattr(sql_store, "PAGE", 2)
    monkeypatch.setattr(engine, "TOGETHER", 3)
    address = str(tmp_path / "store.db") if request.param == "sqlite" else request.getfixturevalue("database")
    create_store(address)
    with opened(address) as store:
        set_up(store, AMONG)
    return address


@pytest.mark.parametrize("seed", range(ORDERS))
def test_a_saved_view_is_the_fold_up_to_its_position_in_any_order_of_statements(address, seed):
    chance = Random(seed)
    works = [
        recording(address, chance),
        catching_up(address, chance),
        catching_up(address, chance),
        rebuilding(address),
    ]
    order = list(in_bursts(chance, len(works)))
    seen = {}
    with opened(address) as store:
        take_turns(works, order, lambda: compare(store, seen))
    assert seen


def in_bursts(chance, works):
    """Yield the numbers of works: a few recording steps, then one or more steps of another work.

    So a work sometimes falls far behind.
    """
    for _ in range(30):
        yield from [0] * chance.randint(0, 3)
        yield from [chance.randrange(1, works)] * chance.choice((1, 2, 4, 8, 16))


def compare(store, seen):
    """Compare saved views with the folds; a view may be forgotten, but its position never falls."""
    head = store.head()
    views_found = store.load_views(NEWCASTLE, NAMES)
    for name, saved in views_found.items():
        assert saved.position <= head
        assert name not in seen or seen[name].position <= saved.position
        if seen.get(name) != saved:
            assert saved == folded(store, saved.position)[name]
    seen.clear()
    seen.update(views_found)


def folded(store, position):
    log = list(store.follow(until=position, inspection=NEWCASTLE))
    return {view.saved_as: SavedView(position, view.dump(view.replay(log))) for view in VIEWS}


def states(views):
    return {name: view.state for name, view in views.items()}


def catching_up(address, chance):
    def work(pause):
        with opened(address) as store:
            paused_before_each_statement(store, pause)
            for _ in range(4):
                first = store.head()
                some = chance.sample(VIEWS, chance.randint(1, len(VIEWS)))
                views = catch_up(some, store, NEWCASTLE)
                dumps = {view.saved_as: view.dump(state) for view, state in zip(some, views, strict=True)}
                with opened(address) as unpaused:
                    folds = [folded(unpaused, position) for position in range(first, unpaused.head() + 1)]
                assert any(dumps.items() <= states(fold).items() for fold in folds)

    return work


def rebuilding(address):
    def work(pause):
        with opened(address) as store:
            paused_before_each_statement(store, pause)
            rebuild(VIEWS, store, NEWCASTLE)

    return work


def recording(address, chance):
    def work(pause):
        with opened(address) as store:
            if names_database(address):
                store._insert = lambda proposals: in_two_steps(address, proposals, pause, chance)
            for number in range(COMMANDS):
                pause()
                with suppress(NotRecorded):
                    revise(CommandHandler(store), f"c-{number}", AMONG)

    return work


def in_two_steps(address, proposals, pause, chance):
    with psycopg.connect(address) as connection:
        firsts = [connection.execute(APPEND, append_parameters(proposal)).fetchone()[0] for proposal in proposals]
        pause()
        if chance.random() < 0.3:
            connection.rollback()
            raise NotRecorded("it was rolled back")
    return firsts


def paused_before_each_statement(store, pause):
    def paused(statement):
        def after_a_pause(*given):
            pause()
            return statement(*given)

        return after_a_pause

    for name in ("_rows", "_columns", "_write"):
        setattr(store, name, paused(getattr(store, name)))
