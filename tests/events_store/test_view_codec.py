"""A view is saved as bytes and comes back as it was, or not at all."""

import pytest

from domain.events.fieldwork import Citations, Direction
from events_store.view_codec import Unreadable, dump, loader
from projections.saved.all_views import PROJECTIONS, Views
from projections.saved.findings import Findings, StandingFinding
from tests.fixtures.inspections import followed_up


def test_what_a_value_remembers_beside_its_fields_is_not_saved():
    view = Views.replay(followed_up().store.follow()).scores
    before = dump(view)
    assert view.framework.digest
    assert view.framework.theme_of
    assert dump(view) == before


@pytest.mark.parametrize("state", [b"", b"[]", b'{"cases": 7}', b'{"framework": 1}', b'{"framework": {}}', b"\xff"])
def test_bytes_of_no_such_view_are_not_read(state):
    with pytest.raises(Unreadable):
        loader(type(PROJECTIONS[0].start))(state)


def test_a_view_with_a_character_that_terminals_obey_is_not_read():
    view = Views.replay(followed_up().store.follow()).scores
    with pytest.raises(Unreadable):
        loader(type(view))(dump(view).replace(b"Was it planned?", rb"Was it\u001b[2J?"))


def test_a_path_with_backslashes_is_a_text_like_any_other():
    finding = StandingFinding("1", r"See C:\users\ben", Direction.DEFICIT, Citations(), (7,))
    view = Findings({"1/key_finding/1": finding})
    assert loader(Findings)(dump(view)) == view
