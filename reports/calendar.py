"""Write the due dates of a follow-up as a calendar file (iCalendar, RFC 5545)."""

import re
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from domain import VERSION
from projections.monitoring.calendar import DueDate, DueDates

if TYPE_CHECKING:
    from icalendar import Event, vText

# At 9 am, two weeks before: an all-day entry begins at midnight.
ALARM = timedelta(days=-14, hours=9)

ESCAPED = re.compile(r"\r\n|[\r\n\\;,]")
ESCAPES = dict.fromkeys(("\r\n", "\r", "\n"), r"\n")


def calendar_file(inspection: str, dates: DueDates) -> bytes:
    """Return the calendar of an inspection: one all-day entry per due date, in date order.

    An entry keeps its UID and counts its changes in SEQUENCE, so importing a later file updates an earlier import.
    Ended due dates are cancelled, not left out: a missing entry would stay in people's calendars. The same log gives
    the same file.
    """
    from icalendar import Calendar

    text = _text_type()
    calendar = Calendar.new(
        prodid=f"-//Inspectrail//Inspectrail {VERSION}//EN",
        name=text(f"Follow-up of {dates.body} ({inspection})"),
        uid=f"{inspection}@inspectrail",
    )
    for due_date in sorted(dates.by_name.values(), key=lambda due_date: (due_date.on, due_date.name)):
        calendar.add_component(_entry(inspection, dates.body, due_date))
    content: bytes = calendar.to_ical()
    return content


def _entry(inspection: str, body: str, due_date: DueDate) -> "Event":
    from icalendar import STATUS, TRANSP, Alarm, Event

    text = _text_type()
    entry = Event.new(
        uid=f"{inspection}/{due_date.name}@inspectrail",
        stamp=due_date.changed_at,
        start=due_date.on,
        summary=text(f"{'Done: ' if due_date.ended else ''}{due_date.title} ({body})"),
        description=text(due_date.description),
        created=due_date.created_at,
        last_modified=due_date.changed_at,
        sequence=due_date.changes,
        status=STATUS.CANCELLED if due_date.ended else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
        categories=[inspection],
    )
    if not due_date.ended:
        alarm = Alarm.new(description=text(due_date.title))
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", ALARM)
        entry.add_component(alarm)
    return entry


@cache
def _text_type() -> "type[vText]":
    """Return a text type that escapes as RFC 5545, section 3.3.11, requires."""
    from icalendar import vText

    class Text(vText):
        def to_ical(self) -> bytes:
            # The library encodes a backslash before an N, as in the path S:\Newcastle, as a new line.
            return ESCAPED.sub(lambda match: ESCAPES.get(match[0], f"\\{match[0]}"), self).encode()

    return Text
