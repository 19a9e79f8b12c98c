"""London days, the corresponding date months later, and working days."""

import calendar
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import (
    ACTION_PLAN_WORKING_DAYS,
    DRAFT_WORKING_DAYS,
    FOLLOW_UP_MONTHS,
    MILESTONE_MONTHS,
    NOTICE_WORKING_DAYS,
    PUBLICATION_WORKING_DAYS,
    end_of_day,
    is_working_day,
    london_day,
    months_after,
    working_days_after,
    working_days_between,
)

pytestmark = pytest.mark.dated


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


# An almanac of our own: nothing in it comes from the domain, from `calendar` or from arithmetic on dates.

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def length(year, month):
    return 29 if month == 2 and is_leap(year) else LENGTHS[month - 1]


def by_the_almanac(year, month, day, months):
    """Turn over one month at a time; the day is that of the start, or the last that the month has."""
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return year, month, min(day, length(year, month))


def days_of(year):
    return [(year, month, day) for month in range(1, 13) for day in range(1, length(year, month) + 1)]


@pytest.mark.parametrize("months", range(1, 13))
@pytest.mark.parametrize("year", [2015, 2016, 2019, 2020, 2099, 2100, 2400], ids=str)
def test_every_day_of_a_year_has_its_corresponding_date_in_each_of_the_twelve_months(year, months):
    starts = days_of(year)
    assert len(starts) == (366 if is_leap(year) else 365)
    wrong = [
        start
        for start in starts
        if (months_after(date(*start), months).timetuple()[:3]) != by_the_almanac(*start, months)
    ]
    assert wrong == []


def test_the_days_of_a_leap_year_that_lose_days_in_twelve_months():
    lost = [start for start in days_of(2016) if by_the_almanac(*start, 12)[2] != start[2]]
    assert lost == [(2016, 2, 29)]
    assert months_after(date(2016, 2, 29), 12) == date(2017, 2, 28)


@given(st.dates(max_value=date(2999, 12, 31)), st.integers(0, 24))
def test_a_later_start_is_never_due_earlier(day, months):
    assert months_after(day, months) <= months_after(day + timedelta(days=1), months)


def test_recommendations_are_followed_up_for_twelve_months_with_a_look_each_quarter():
    assert FOLLOW_UP_MONTHS == 12
    assert MILESTONE_MONTHS == (3, 6, 9, 12)
    assert MILESTONE_MONTHS[-1] == FOLLOW_UP_MONTHS


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        pytest.param(datetime(2016, 1, 11, 23, 59, tzinfo=UTC), date(2016, 1, 11), id="in winter London keeps UTC"),
        pytest.param(datetime(2016, 6, 1, 22, 59, tzinfo=UTC), date(2016, 6, 1), id="before midnight in summer"),
        pytest.param(datetime(2016, 6, 1, 23, 0, tzinfo=UTC), date(2016, 6, 2), id="at midnight in summer"),
        pytest.param(
            datetime(2016, 7, 15, 22, 59, 59, 999999, tzinfo=UTC), date(2016, 7, 15), id="the last microsecond"
        ),
        pytest.param(datetime(2016, 3, 26, 23, 30, tzinfo=UTC), date(2016, 3, 26), id="the night clocks go forward"),
        pytest.param(datetime(2016, 3, 27, 23, 30, tzinfo=UTC), date(2016, 3, 28), id="the night after that"),
        pytest.param(datetime(2016, 10, 29, 23, 30, tzinfo=UTC), date(2016, 10, 30), id="the night clocks go back"),
        pytest.param(datetime(2016, 10, 30, 23, 30, tzinfo=UTC), date(2016, 10, 30), id="the night after"),
        pytest.param(datetime(2016, 2, 29, 23, 59, tzinfo=UTC), date(2016, 2, 29), id="the end of a leap day"),
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


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_day_in_london_ends_a_microsecond_before_the_next_begins(day):
    end = end_of_day(day)
    assert london_day(end) == day
    assert london_day(end + timedelta(microseconds=1)) == day + timedelta(days=1)


# Working days

EASTER = {date(2016, 3, 25), date(2016, 3, 28)}


@pytest.mark.parametrize(
    ("day", "number", "later"),
    [
        pytest.param(date(2016, 3, 21), 1, date(2016, 3, 22), id="the next day"),
        pytest.param(date(2016, 3, 21), 5, date(2016, 3, 30), id="over a weekend between two holidays"),
        pytest.param(date(2016, 3, 24), 1, date(2016, 3, 29), id="Good Friday and Easter Monday are no working days"),
        pytest.param(date(2016, 3, 26), 1, date(2016, 3, 29), id="from a Saturday"),
        pytest.param(date(2016, 3, 29), -1, date(2016, 3, 24), id="before Easter"),
        pytest.param(date(2016, 3, 26), -2, date(2016, 3, 23), id="backwards from a Saturday"),
        pytest.param(date(2016, 3, 26), 0, date(2016, 3, 26), id="none after a day is that day"),
        pytest.param(date(2016, 2, 26), 2, date(2016, 3, 1), id="a leap day is worked like any Monday"),
    ],
)
def test_working_days_after_a_day(day, number, later):
    assert working_days_after(day, number, EASTER) == later


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        pytest.param(date(2016, 3, 24), date(2016, 3, 29), 1, id="Easter is not counted"),
        pytest.param(date(2016, 3, 21), date(2016, 3, 21), 0, id="a day is none after itself"),
        pytest.param(date(2016, 3, 18), date(2016, 3, 20), 0, id="a weekend has none"),
        pytest.param(date(2016, 3, 29), date(2016, 3, 24), -1, id="backwards it is negative"),
    ],
)
def test_working_days_between_two_days(first, last, number):
    assert working_days_between(first, last, EASTER) == number


days = st.dates(date(2015, 1, 1), date(2018, 12, 31))
closures = st.frozensets(days, max_size=40)


@given(days, st.integers(1, 60), closures)
def test_so_many_working_days_lie_between_a_day_and_the_one_so_many_working_days_after_it(day, number, closed):
    later = working_days_after(day, number, closed)
    assert is_working_day(later, closed)
    assert working_days_between(day, later, closed) == number


@given(days, st.integers(1, 60), closures)
def test_from_a_working_day_counting_forth_and_back_comes_back(day, number, closed):
    worked = working_days_after(day, 1, closed)
    assert working_days_after(working_days_after(worked, number, closed), -number, closed) == worked


@given(days, days, days, closures)
def test_working_days_add_up_along_the_way(first, middle, last, closed):
    first, middle, last = sorted((first, middle, last))
    together = working_days_between(first, last, closed)
    assert together == working_days_between(first, middle, closed) + working_days_between(middle, last, closed)


@given(days, days, closures, days)
def test_one_more_bank_holiday_is_never_one_more_working_day(first, last, closed, holiday):
    first, last = sorted((first, last))
    fewer = working_days_between(first, last, closed | {holiday})
    assert working_days_between(first, last, closed) - 1 <= fewer <= working_days_between(first, last, closed)


def test_the_periods_are_those_of_the_inspectorate():
    periods = (NOTICE_WORKING_DAYS, DRAFT_WORKING_DAYS, PUBLICATION_WORKING_DAYS, ACTION_PLAN_WORKING_DAYS)
    assert periods == (11, 15, 30, 15)
