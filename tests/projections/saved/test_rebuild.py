"""Every view of a store is built again: by one process or several, as each is alone."""

from contextlib import closing

import pytest

from benchmarks.generator import store_of
from events_store.store_url import open_store
from projections.engine.fold import catch_up
from projections.saved.all_views import PROJECTIONS
from projections.saved.check import compared
from projections.saved.rebuild import fold, opened_and_folded, rebuild_all
from tests.fixtures.newcastle import newcastle_template

CASES, NUMBER = 3, 4


@pytest.fixture
def generated(tmp_path):
    return store_of(str(tmp_path / "generated.db"), newcastle_template(CASES), NUMBER, seed=1)


@pytest.mark.parametrize("processes", [1, 2])
def test_all_views_of_a_store_are_rebuilt_by_one_process_or_several_as_each_alone(generated, processes, monkeypatch):
    monkeypatch.setattr("projections.saved.rebuild.TOGETHER", 2)
    with closing(open_store(generated)) as store:
        alone = {name: catch_up(PROJECTIONS, store, name) for name in store.inspections()}
        assert rebuild_all(store, generated, processes) == list(alone)
        checked, drifted = compared(PROJECTIONS, store)
        assert (checked, drifted) == (NUMBER * len(PROJECTIONS), [])
        assert {name: catch_up(PROJECTIONS, store, name) for name in alone} == alone


def test_a_process_of_its_own_folds_what_another_would(generated):
    with closing(open_store(generated)) as store:
        names = store.inspections()
        assert opened_and_folded(generated, names) == fold(store, names)
