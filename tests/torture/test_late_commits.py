"""A server process outlives its killed client, and the oracle allows for that."""

from contextlib import closing

import psycopg
import pytest

from events_store.sql_store import TableStore
from events_store.store_url import create_store
from tests.torture.faults import views
from tests.torture.oracle import comparison
from tests.torture.oracle.tally import Tally
from tests.torture.support import stores
from tests.torture.support.commands import CASES, set_up, set_up_facts
from tests.torture.support.orphans import orphaned
from tests.torture.support.stores import come_to_rest, opened, opened_at_rest

AMONG = CASES[:4]


@pytest.fixture
def address(database):
    create_store(database)
    with opened(database) as store:
        set_up(store, AMONG)
    return database


def test_what_is_recorded_after_views_were_caught_up_does_not_make_them_wrong(address, monkeypatch):
    tally = Tally("shown", count=1)
    catch_up = views.catch_up
    with orphaned(address, "late", *AMONG) as record, opened(address) as store:

        def caught_up_and_then_recorded(*given):
            folded = catch_up(*given)
            record()
            return folded

        monkeypatch.setattr(views, "catch_up", caught_up_and_then_recorded)
        views.compare(store, 0, tally)
        assert store.head() > set_up_facts(AMONG)
    assert (tally.wrong, tally.clean) == ([], True)


def compare_views(address, tally):
    with opened_at_rest(address) as store:
        views.compare(store, 0, tally)


def compare_log(address, tally):
    comparison.compare(address, [], tally, AMONG)


@pytest.mark.parametrize("compare", [compare_views, compare_log])
def test_the_oracle_waits_until_what_killed_clients_sent_is_recorded(address, monkeypatch, compare):
    tally = Tally("shown", count=1)
    heads = []
    with orphaned(address, "late", *AMONG) as record:
        # Recorded only when the oracle waits.
        monkeypatch.setattr(stores, "sleep", lambda _: record())
        monkeypatch.setattr(TableStore, "head", counted(TableStore.head, heads))
        compare(address, tally)
    assert (tally.wrong, tally.clean) == ([], True)
    assert heads
    assert min(heads) > set_up_facts(AMONG)


def counted(head, heads):
    def counting(store):
        heads.append(head(store))
        return heads[-1]

    return counting


def test_a_client_that_stays_connected_is_named(address, monkeypatch):
    monkeypatch.setattr(stores, "LONGEST_REST_SECONDS", 0.1)
    with closing(psycopg.connect(address)) as stays:
        stays.execute("SELECT 'here to stay'")
        with pytest.raises(RuntimeError, match="here to stay"):
            come_to_rest(address)
    monkeypatch.undo()
    come_to_rest(address)
