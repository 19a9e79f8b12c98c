"""Days and instants: London days, the corresponding date months later, working days."""

import calendar
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Months after publication when each recommendation is checked. The review is due at the last of them.
MILESTONE_MONTHS = (3, 6, 9, 12)
FOLLOW_UP_MONTHS = 12

# Periods in working days. The first three are those of full joint inspections. Source: the report of Newcastle (2016),
# under "Methodology" and "Publication arrangements": services "are informed approximately 11 working days
# prior", "a draft report is sent ... three weeks after the inspection, with publication approximately six weeks later".
# No source states when an action plan is due: three weeks after publication is our choice.
NOTICE_WORKING_DAYS = 11
DRAFT_WORKING_DAYS = 15
PUBLICATION_WORKING_DAYS = 30
ACTION_PLAN_WORKING_DAYS = 15

SATURDAY = 5


def london_day(instant: datetime) -> date:
    """Return the calendar day in London at an instant, which must have a time zone."""
    return instant.astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """Return the last microsecond of a London day, in UTC."""
    return datetime.combine(day, time.max, tzinfo=LONDON).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """Return the corresponding date: the same day of the month, else the last day of that month.

    Source: the corresponding-date rule of English law (Dodds v Walker [1981] 1 WLR 1027).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def is_working_day(day: date, bank_holidays: Collection[date]) -> bool:
    """Return whether a day is neither at the weekend nor a bank holiday."""
    return day.weekday() < SATURDAY and day not in bank_holidays


def working_days_after(day: date, number: int, bank_holidays: Collection[date]) -> date:
    """Return the working day that is a number of working days after a day.

    The day itself is not counted. A negative number counts backwards. For 0 it returns the day itself, even if it is no
    working day.
    """
    step = timedelta(days=-1 if number < 0 else 1)
    for _ in range(abs(number)):
        day += step
        while not is_working_day(day, bank_holidays):
            day += step
    return day


def working_days_between(first: date, last: date, bank_holidays: Collection[date]) -> int:
    """Return the number of working days after the first day, up to the last.

    The last day is counted, the first is not. The number is negative if the last day is before the first.
    """
    if last < first:
        return -working_days_between(last, first, bank_holidays)
    days = (first + timedelta(days=passed) for passed in range(1, (last - first).days + 1))
    return sum(is_working_day(day, bank_holidays) for day in days)
