"""Every chapter runs its own rows of given, when and then."""

import pytest

from tests.domain.tables import CHAPTERS


def rows_run_by(test):
    [mark] = [mark for mark in test.pytestmark if mark.name == "parametrize"]
    return mark.args[1]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.__name__)
def test_a_chapter_runs_all_its_rows(chapter):
    assert rows_run_by(chapter.test_it_is_recorded_that) is chapter.RECORDS
    assert rows_run_by(chapter.test_it_is_refused_when) is chapter.REFUSES
