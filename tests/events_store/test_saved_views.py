"""A view is saved as bytes and comes back as it was, or not at all."""

from fractions import Fraction

import pytest

from events_store.saved_views import Unreadable, dump, loader
from projections.views import PROJECTIONS, Views
from tests.projections.inspections import followed_up


def test_what_a_value_remembers_beside_its_fields_is_not_saved():
    view = Views.over(followed_up().store.follow()).scores
    before = dump(view)
    assert view.framework.digest
    assert view.framework.theme_of
    assert dump(view) == before


@pytest.mark.parametrize("state", [b"", b"[]", b'{"cases": 7}', b'{"framework": 1}', b'{"framework": {}}', b"\xff"])
def test_bytes_of_no_such_view_are_not_read(state):
    with pytest.raises(Unreadable):
        loader(type(PROJECTIONS[0].start))(state)


def test_a_view_holds_only_what_can_be_read_back():
    with pytest.raises(TypeError, match="no place for a Fraction"):
        dump({"share": Fraction(1, 3)})
