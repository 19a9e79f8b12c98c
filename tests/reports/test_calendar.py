"""Write a calendar file that calendar programs (RFC 5545) and people can use."""

import re
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from projections.monitoring.calendar import DueDate, DueDates, due_dates
from reports.calendar import calendar_file
from tests.fixtures.inspections import NAME, followed_up, published

pytestmark = pytest.mark.dated

AT = datetime(2025, 3, 14, 9, 0, tzinfo=UTC)
REQUIRED = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION", "SEQUENCE", "LAST-MODIFIED", "CREATED", "STATUS"}
ONCE = {*REQUIRED, "TRANSP"}


def written(story):
    return calendar_file(NAME, due_dates(tuple(story.store.follow(inspection=NAME))))


def of(*entries, body="Newport Service"):
    return calendar_file(
        NAME, DueDates(body=body, by_name={due_date.name: due_date for due_date in entries}, published=True)
    )


def entry(**more):
    fields = {"name": "recommendation-1/due", "on": date(2026, 3, 14), "title": "Due", "description": "Plans", **more}
    return DueDate(**fields, created_at=AT, changed_at=AT)


def unfolded(content):
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


@pytest.fixture(scope="module")
def content():
    return written(followed_up())


def test_it_reads_back_as_a_calendar_with_one_entry_for_each_due_date_and_milestone(content):
    calendar = icalendar.Calendar.from_ical(content)
    assert (str(calendar["VERSION"]), str(calendar["PRODID"])[:16]) == ("2.0", "-//Inspectrail//")
    assert calendar.errors == []
    days = {str(event["UID"]): event["DTSTART"].dt for event in calendar.events}
    assert days == {
        f"{NAME}/action-plan@inspectrail": date(2025, 4, 4),
        f"{NAME}/month-3@inspectrail": date(2025, 6, 14),
        f"{NAME}/recommendation-1/action-1@inspectrail": date(2025, 9, 1),
        f"{NAME}/month-6@inspectrail": date(2025, 9, 14),
        f"{NAME}/month-9@inspectrail": date(2025, 12, 14),
        f"{NAME}/recommendation-1/due@inspectrail": date(2026, 3, 14),
        f"{NAME}/review@inspectrail": date(2026, 3, 14),
        f"{NAME}/recommendation-2/due@inspectrail": date(2026, 6, 1),
    }


def test_every_entry_has_the_properties_it_must_have_and_each_once(content):
    calendar = icalendar.Calendar.from_ical(content)
    for event in calendar.events:
        assert event.errors == []
        names = [name for name, _ in event.property_items(recursive=False) if name not in ("BEGIN", "END")]
        assert set(names) >= REQUIRED
        assert [name for name in ONCE if names.count(name) != 1] == []
    assert len({str(event["UID"]) for event in calendar.events}) == len(calendar.events)


def test_entries_last_the_whole_day_and_block_nobody(content):
    for event in icalendar.Calendar.from_ical(content).events:
        assert event["DTSTART"].params["VALUE"] == "DATE"
        assert type(event["DTSTART"].dt) is date
        assert str(event["TRANSP"]) == "TRANSPARENT"
    assert not [line for line in unfolded(content) if line.startswith("DTSTART") and "VALUE=DATE" not in line]


def test_times_are_in_utc(content):
    stamps = [line for line in unfolded(content) if line.startswith(("DTSTAMP", "CREATED", "LAST-MODIFIED"))]
    assert stamps
    assert [line for line in stamps if not re.fullmatch(r"[A-Z-]+:\d{8}T\d{6}Z", line)] == []


def test_lines_end_with_a_carriage_return_and_a_newline_and_have_at_most_75_octets(content):
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 75
    assert all(re.fullmatch(r"[A-Z-]+[:;].*", line) for line in unfolded(content) if line)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=200).filter(str.strip))
@example(r"S:\Newcastle\notes")
def test_whatever_people_wrote_reads_back_as_it_was(text):
    content = of(entry(title=f"Due {text} end", description=f"{text}\n\nOwner: {text}"), body=f"Body {text} end")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    (event,) = icalendar.Calendar.from_ical(content).events
    assert str(event["DESCRIPTION"]) == f"{text}\n\nOwner: {text}"
    assert str(event["SUMMARY"]) == f"Due {text} end (Body {text} end)"


def test_nothing_that_people_wrote_becomes_a_property_or_an_entry():
    wicked = "x\nEND:VEVENT\nBEGIN:VEVENT\nUID:other\nATTENDEE:mailto:a@b.c; , \\n \\"
    calendar = icalendar.Calendar.from_ical(of(entry(description=wicked)))
    (event,) = calendar.events
    assert str(event["DESCRIPTION"]) == wicked
    assert "ATTENDEE" not in event


def test_text_of_many_bytes_is_not_folded_within_a_character():
    content = of(entry(description="–" * 200 + "Ŵ" * 200))
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert all(line.decode() for line in content.split(b"\r\n") if line)


def test_the_same_log_gives_the_same_file():
    assert written(published()) == written(published())


def test_a_changed_entry_keeps_its_uid_and_counts_up(content):
    before = {str(event["UID"]): event for event in icalendar.Calendar.from_ical(written(published())).events}
    after = {str(event["UID"]): event for event in icalendar.Calendar.from_ical(content).events}
    moved = f"{NAME}/recommendation-2/due@inspectrail"
    assert before.keys() < after.keys()
    assert (before[moved]["SEQUENCE"], after[moved]["SEQUENCE"]) == (0, 1)
    assert before[moved]["LAST-MODIFIED"].dt < after[moved]["LAST-MODIFIED"].dt
    assert after[moved]["LAST-MODIFIED"].dt == after[moved]["DTSTAMP"].dt
    same = [uid for uid in before if before[uid]["SEQUENCE"] == after[uid]["SEQUENCE"]]
    assert [before[uid].to_ical() for uid in same] == [after[uid].to_ical() for uid in same]


def test_what_is_over_is_cancelled_without_an_alarm_and_what_is_not_rings_two_weeks_before_at_nine(content):
    events = icalendar.Calendar.from_ical(content).events
    over = [event for event in events if str(event["STATUS"]) == "CANCELLED"]
    assert {str(event["UID"]).partition("@")[0].removeprefix(f"{NAME}/") for event in over} == {
        "review", "action-plan", "month-3", "month-6", "month-9", "recommendation-1/action-1",
    }  # fmt: skip
    assert [event.alarms.times for event in over] == [[]] * 6
    assert all(str(event["SUMMARY"]).startswith("Done: ") for event in over)
    for event in events:
        if event not in over:
            (alarm,) = event.walk("VALARM")
            assert (str(alarm["ACTION"]), bool(alarm["DESCRIPTION"])) == ("DISPLAY", True)
            midnight = datetime.combine(event["DTSTART"].dt, datetime.min.time())
            assert midnight + alarm["TRIGGER"].dt == midnight - timedelta(days=14) + timedelta(hours=9)


def test_the_first_and_the_last_day_there_is_can_be_written():
    content = of(entry(on=date.max), entry(name="month-3", on=date.min))
    days = [event["DTSTART"].dt for event in icalendar.Calendar.from_ical(content).events]
    assert days == [date.min, date.max]
