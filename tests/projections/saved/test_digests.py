"""Two stores lead to the same views where their logs are the same, at every position."""

from domain import VERSION
from events_store.memory import MemoryStore
from projections.engine.fold import FOLDS
from projections.saved.check import views_digest
from tests.fixtures.inspections import followed_up


def test_stores_with_the_same_log_have_the_same_digest_of_views_at_every_position():
    store, copy = followed_up().store, MemoryStore()
    copy.append_entries(store.entries())
    digests = [views_digest(store, until) for until in (0, 1, store.head() // 2, store.head())]
    assert digests == [views_digest(copy, until) for until in (0, 1, store.head() // 2, store.head())]
    assert len(set(digests)) == len(digests)
    assert views_digest(store) == digests[-1]


def test_a_digest_says_how_views_were_folded():
    how, _, digest = views_digest(followed_up().store).partition(":")
    assert (how, len(digest)) == (f"{VERSION}/{FOLDS}", 64)
