"""The due dates and milestones of a follow-up as a calendar file (iCalendar, RFC 5545)."""

from datetime import timedelta
from typing import TYPE_CHECKING

from domain import VERSION
from projections.due_dates import DueDate, DueDates

if TYPE_CHECKING:
    from icalendar import Event

# Nine in the morning, two weeks before: an all-day entry begins at midnight.
ALARM = timedelta(days=-14, hours=9)


def calendar_file(inspection: str, dates: DueDates) -> bytes:
    """Return the calendar of an inspection: one all-day entry for each due date and milestone, in order of their days.

    An entry keeps its UID, and counts its changes, so that a later file brings an earlier one up to date. What is done,
    closed or held is cancelled, not left out: an entry that is only missing would stay in people's calendars. The same
    log gives the same file.
    """
    from icalendar import Calendar

    calendar = Calendar.new(
        prodid=f"-//Inspectrail//Inspectrail {VERSION}//EN",
        name=f"Follow-up of {dates.body} ({inspection})",
        uid=f"{inspection}@inspectrail",
    )
    for one in sorted(dates.by_name.values(), key=lambda one: (one.on, one.name)):
        calendar.add_component(_entry(inspection, dates.body, one))
    written: bytes = calendar.to_ical()
    return written


def _entry(inspection: str, body: str, one: DueDate) -> "Event":
    from icalendar import STATUS, TRANSP, Alarm, Event

    entry = Event.new(
        uid=f"{inspection}/{one.name}@inspectrail",
        stamp=one.changed_at,
        start=one.on,
        summary=f"{'Done: ' if one.over else ''}{one.title} ({body})",
        description=one.text,
        created=one.made_at,
        last_modified=one.changed_at,
        sequence=one.changes,
        status=STATUS.CANCELLED if one.over else STATUS.CONFIRMED,
        transparency=TRANSP.TRANSPARENT,
        categories=[inspection],
    )
    if not one.over:
        alarm = Alarm.new(description=one.title)
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", ALARM)
        entry.add_component(alarm)
    return entry
