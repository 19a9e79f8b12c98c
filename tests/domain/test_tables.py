"""Every table of given, when and then: what a command records, or why it is refused."""

import pytest

from tests.domain.tables import RECORDS, REFUSES


@pytest.mark.parametrize("row", RECORDS, ids=str)
def test_it_is_recorded_that(row):
    assert row.decided() == row.then


@pytest.mark.parametrize("row", REFUSES, ids=str)
def test_it_is_refused_when(row):
    with pytest.raises(row.then) as refused:
        row.decided()
    assert row.saying in str(refused.value)
