"""All views of a log, folded at once or event by event."""

from projections.saved.all_views import PROJECTIONS, Views
from tests.fixtures.inspections import NAME, followed_up


def test_views_start_from_the_initial_view_of_each_projection():
    assert Views().in_order == tuple(projection.start for projection in PROJECTIONS)


def test_views_folded_event_by_event_equal_views_folded_at_once():
    log = list(followed_up().store.follow(inspection=NAME))
    views = Views()
    for recorded in log:
        views = views.after(recorded)
    assert views == Views.replay(log)


def test_each_view_is_at_the_place_of_its_projection():
    log = list(followed_up().store.follow(inspection=NAME))
    assert Views.replay(log).in_order == tuple(projection.replay(log) for projection in PROJECTIONS)
