"""Days and instants: London days, the corresponding date months later."""

import calendar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FOLLOW_UP_MONTHS = 12


def london_day(instant: datetime) -> date:
    """Return the calendar day in London at an instant that knows its time zone."""
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
