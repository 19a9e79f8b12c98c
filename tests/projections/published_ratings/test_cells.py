"""What does a cell of a published table contain?"""

from datetime import date

import pytest

from projections.published_ratings.cells import day_of, plain_words, without_note
from projections.published_ratings.check import RatingFault
from tests.projections.published_ratings.rows import (
    faults,
    row,
)


@pytest.mark.parametrize(
    "text",
    ["2019-05-13", "13/05/2019", "13-05-2019", "13.05.2019", "13 May 2019", "13th May 2019", "13-May-2019",
     "Monday 13 May 2019", "Monday, 13 May 2019", "May 13, 2019", "2019-05-13 00:00:00", "2019-05-13T00:00:00Z"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways_the_day_before_the_month(text):
    assert day_of(text) == date(2019, 5, 13)


@pytest.mark.parametrize(
    "text", ["31/02/2019", "May 2019", "2019", "13/05/19", "05/13/2019", "soon", "2019-13-05", "٢٠١٩-٠٥-١٣"]
)
def test_what_is_no_day_is_reported(text):
    (found,) = faults(row(published_on=text))
    assert (found.what, found.value) == (RatingFault.NOT_A_DATE, text)


def test_words_are_compared_without_case_hyphens_and_spaces_too_many():
    assert plain_words("Requires‑  IMPROVEMENT_") == "requires improvement"
    assert without_note("Good (note 1) * [a]") == "Good"


@pytest.mark.parametrize("text", ["Sunday 13 May 2019", "0001-01-01", "13/05/1899", "Tuesday, 2019-05-13"])
def test_a_day_that_was_on_another_weekday_or_long_before_is_none(text):
    assert day_of(text) is None


@pytest.mark.parametrize("text", ["Monday 13 May 2019", "monday, 2019-05-13"])
def test_a_weekday_that_is_right_is_passed_over(text):
    assert day_of(text) == date(2019, 5, 13)


def test_a_long_text_is_no_word_with_marks():
    assert without_note("x" + "*" * 199) == "x"
    assert without_note("x" + "*" * 200) == "x" + "*" * 200
