"""A view is one fold, used for now, for any instant and for a rebuild."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_store.errors import NotReadable, NotRecorded
from events_store.memory import MemoryStore
from events_store.store import Batch, SavedView
from projections.engine.fold import live, rebuild
from projections.saved import audit_trail, blindness, findings, milestones, recommendation_tracker
from projections.saved.all_views import PROJECTIONS, Views
from projections.saved.audit_trail import AUDIT_TRAIL
from projections.saved.blindness import BLINDNESS
from projections.saved.findings import FINDINGS
from projections.saved.milestones import MILESTONES
from projections.saved.recommendation_tracker import TRACKER
from projections.saved.theme_scores import THEME_SCORES
from tests.fixtures.inspections import NAME, Deed, at, deeds, followed_up, played


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)
def test_a_view_reads_back_as_it_was_saved(projection):
    view = at(projection, followed_up().store, NAME, 51)
    assert projection.load(projection.dump(view)) == view


@pytest.mark.parametrize("projection", PROJECTIONS, ids=lambda projection: projection.name)
def test_a_fold_leaves_the_view_it_was_given_as_it_was(projection):
    view = projection.start
    for recorded in followed_up().store.follow():
        before = projection.dump(view)
        after = projection.fold(view, recorded)
        assert projection.dump(view) == before
        view = after


@pytest.mark.parametrize(
    ("projection", "step"),
    [
        (AUDIT_TRAIL, audit_trail.fold),
        (TRACKER, lambda view, recorded: recommendation_tracker.fold(view, [recorded])),
        (MILESTONES, milestones.fold),
        (BLINDNESS, blindness.fold),
        (FINDINGS, findings.fold),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_a_fold_of_some_kinds_of_events_would_do_nothing_for_the_rest(projection, step):
    view = projection.start
    for recorded in followed_up().store.follow():
        after = step(view, recorded)
        assert after == projection.fold(view, recorded)
        view = after


@given(deeds, st.integers(1, 9))
@settings(max_examples=25)
def test_a_log_folded_in_pieces_of_any_length_gives_the_same_bytes_as_folded_at_once(done: list[Deed], length: int):
    log = list(played(done).store.follow(inspection=NAME))
    for projection in PROJECTIONS:
        view = projection.start
        for start in range(0, len(log), length):
            view = projection.after(view, log[start : start + length])
        assert projection.dump(view) == projection.dump(projection.replay(log))


@given(deeds)
@settings(max_examples=25, deadline=None)
def test_caught_up_in_steps_folded_at_once_and_rebuilt_are_the_same_bytes(done: list[Deed]):
    store = played(done).store
    for position in range(1, store.head(), 7):
        folded = {
            projection.saved_as: SavedView(position, projection.dump(at(projection, store, NAME, position)))
            for projection in PROJECTIONS
        }
        store.save_views(NAME, folded)
    caught_up = [projection.dump(live(projection, store, NAME)) for projection in PROJECTIONS]
    at_once = [projection.dump(at(projection, store, NAME, store.head())) for projection in PROJECTIONS]
    rebuild(PROJECTIONS, store, NAME)
    saved = store.load_views(NAME, [projection.saved_as for projection in PROJECTIONS])
    assert caught_up == at_once == [saved[projection.saved_as].state for projection in PROJECTIONS]


@given(deeds, st.floats(0, 1))
@settings(max_examples=40)
def test_the_state_at_a_position_is_the_fold_of_the_events_up_to_it(done: list[Deed], where: float):
    story = played(done)
    log = list(story.store.follow(inspection=NAME))
    number = round(where * len(log))
    position = log[number - 1].position if number else 0
    views = Views.replay(log[:number])
    for projection, view in zip(PROJECTIONS, views.in_order, strict=True):
        assert projection.dump(at(projection, story.store, NAME, position)) == projection.dump(view)


def test_a_view_that_is_caught_up_is_saved_with_the_position_it_reached():
    store = followed_up().store
    live(THEME_SCORES, store, NAME)
    saved = store.load_views(NAME, [THEME_SCORES.saved_as]).get(THEME_SCORES.saved_as)
    assert saved is not None
    assert saved.position == store.head()


def test_a_view_of_an_inspection_without_events_is_its_start_and_is_not_saved():
    store = followed_up().store
    assert live(THEME_SCORES, store, "elsewhere") == THEME_SCORES.start
    assert store.load_views("elsewhere", [THEME_SCORES.saved_as]).get(THEME_SCORES.saved_as) is None


def test_bytes_that_are_not_a_view_are_refused():
    store = followed_up().store
    store.save_views(NAME, {THEME_SCORES.saved_as: SavedView(51, b'{"cases": 7}')})
    with pytest.raises(NotReadable, match="inspectrail rebuild"):
        live(THEME_SCORES, store, NAME)


def test_a_view_saved_by_another_release_is_not_read_as_this_ones():
    store = followed_up().store
    store.save_views(NAME, {"theme scores 0.0.1": SavedView(51, b"{}")})
    assert len(live(THEME_SCORES, store, NAME).cases) == 3


class CannotSave(MemoryStore):
    def save_views(self, inspection, views):
        raise NotRecorded("the store is locked")


def test_reading_works_while_the_store_cannot_be_written():
    store = CannotSave()
    for recorded in followed_up().store.follow():
        batch = Batch(recorded.stream, recorded.version - 1, [recorded.fact])
        store.append(NAME, batch, command=f"copy-{recorded.position}")
    assert len(live(THEME_SCORES, store, NAME).cases) == 3
