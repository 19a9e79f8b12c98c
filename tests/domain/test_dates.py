"""London days, and the corresponding date months later."""

import calendar
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import FOLLOW_UP_MONTHS, end_of_day, london_day, months_after


@pytest.mark.parametrize(
    ("day", "months", "corresponding"),
    [
        pytest.param(date(2016, 2, 29), 12, date(2017, 2, 28), id="the 29th of February has none in a common year"),
        pytest.param(date(2016, 2, 29), 48, date(2020, 2, 29), id="the 29th of February has one in a leap year"),
        pytest.param(date(2016, 2, 28), 12, date(2017, 2, 28), id="the 28th of February keeps its day"),
        pytest.param(date(2015, 2, 28), 12, date(2016, 2, 28), id="the last day of a month is not kept as such"),
        pytest.param(date(1978, 9, 30), 4, date(1979, 1, 30), id="the dates of Dodds v Walker"),
        pytest.param(date(2016, 8, 31), 6, date(2017, 2, 28), id="a 31st becomes the last day of a shorter month"),
        pytest.param(date(2016, 12, 31), 1, date(2017, 1, 31), id="December is followed by January"),
        pytest.param(date(2016, 11, 30), 1, date(2016, 12, 30), id="November is followed by December"),
        pytest.param(date(2016, 3, 14), 0, date(2016, 3, 14), id="no months later it is the same day"),
    ],
)
def test_the_corresponding_date(day, months, corresponding):
    assert months_after(day, months) == corresponding


@given(st.dates(max_value=date(2999, 12, 31)), st.integers(0, 600))
def test_a_corresponding_date_lies_in_the_month_so_many_months_later(day, months):
    later = months_after(day, months)
    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    last = calendar.monthrange(later.year, later.month)[1]
    assert later.day == day.day or later.day == last < day.day


def test_recommendations_are_followed_up_for_twelve_months():
    assert FOLLOW_UP_MONTHS == 12


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param(datetime(2016, 1, 11, 23, 59, tzinfo=UTC), date(2016, 1, 11), id="in winter London keeps UTC"),
        pytest.param(datetime(2016, 6, 1, 22, 59, tzinfo=UTC), date(2016, 6, 1), id="before midnight in summer"),
        pytest.param(datetime(2016, 6, 1, 23, 0, tzinfo=UTC), date(2016, 6, 2), id="at midnight in summer"),
    ],
)
def test_the_day_in_london(instant, day):
    assert london_day(instant) == day


@pytest.mark.parametrize(
    ("day", "end"),
    [
        pytest.param(date(2016, 1, 11), datetime(2016, 1, 11, 23, 59, 59, 999999, tzinfo=UTC), id="in winter"),
        pytest.param(date(2016, 6, 1), datetime(2016, 6, 1, 22, 59, 59, 999999, tzinfo=UTC), id="in summer"),
        pytest.param(date(2016, 3, 27), datetime(2016, 3, 27, 22, 59, 59, 999999, tzinfo=UTC), id="as clocks change"),
    ],
)
def test_the_last_instant_of_a_day_in_london(day, end):
    assert end_of_day(day) == end
    assert london_day(end) == day
