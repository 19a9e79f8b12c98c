"""Show reminders on the terminal and as data, and write them as a calendar and as e-mails."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import icalendar
import pytest

from tests.cli.conftest import NAME, Walk
from tests.fixtures.command_line import Ran, here

pytestmark = pytest.mark.dated

MARCH = ("--effective", "2024-03-01")
HEAD = "Head of service"


def reminders(store: Path, *arguments: str, terminal: bool = False) -> Ran:
    return here("reminders", *arguments, "--store", str(store), terminal=terminal, COLUMNS="120", NO_COLOR="1")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return tmp_path / "files"


def files_in(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_walk_asks_for_what_was_wanting_on_the_first_of_march(walk: Walk):
    headings, *rows = walk.last("reminders").rows
    assert headings == ["recipient", "organisation", "no", "for", "due", "days", "request", "why"]
    assert [row[:6] for row in rows] == [[HEAD, "Newport City Council", "2", "action plan", "2024-01-31", "-30"]]


def test_as_json_each_reminder_has_recipient_request_reason_and_date(walk: Walk):
    document = reminders(walk.store, *MARCH, "--json").json
    assert (document["inspection"], document["on"], document["published_on"]) == (NAME, "2024-03-01", "2024-01-10")
    (reminder,) = document["reminders"]
    assert reminder == {
        "kind": "action plan",
        "recipient": {"role": HEAD, "organisation": "Newport City Council"},
        "request": "send the actions planned for recommendation 2, each with a responsible role and a due date",
        "why": "Partly agreed, but no action is planned. Due by 31 January 2024 (30 days ago), 15 working days "
        "after publication.",
        "due_on": "2024-01-31",
        "days": -30,
        "number": 2,
        "action": None,
        "late": True,
    }
    assert (document["calendar"], document["letters"]) == (None, [])


def test_as_csv_each_reminder_is_a_row(walk: Walk):
    lines = reminders(walk.store, *MARCH, "--csv").out.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("Head of service,Newport City Council,2,action plan,2024-01-31,-30,")


def test_on_a_terminal_reminders_are_grouped_by_recipient(walk: Walk):
    output = reminders(walk.store, "--effective", "2024-05-05", terminal=True).out
    assert output.startswith(f"4 reminders for {NAME} on 5 May 2024, all overdue\n")
    assert output.index("Chief Executive, Newport City Council") < output.index("Head of service, Newport City Council")
    assert "5 overdue" in output


def test_days_are_counted_from_the_day_given_and_what_is_known_from_at(walk: Walk):
    day = reminders(walk.store, *MARCH, "--on", "2024-01-31", "--json").json
    assert (day["on"], day["reminders"][0]["days"]) == ("2024-01-31", 0)
    future = reminders(walk.store, *MARCH, "--on", "2025-01-31", "--json").json
    days = {(reminder["number"], reminder["kind"]): reminder["days"] for reminder in future["reminders"]}
    assert (future["on"], days[2, "action plan"], days[None, "review"]) == ("2025-01-31", -366, -21)
    # As the record stands now, both are closed.
    assert reminders(walk.store, "--on", "2024-03-01", "--json").json["reminders"] == []


def test_a_past_date_shows_how_to_see_what_was_known_then(walk: Walk):
    output = reminders(walk.store, *MARCH, "--on", "2024-02-20", terminal=True).out
    assert "Days are counted from 2024-02-20, but everything recorded since is included." in output
    assert "add --at 2024-02-20" in output
    assert "today" in reminders(walk.store, *MARCH, "--on", "2024-01-31", terminal=True).out
    assert "in 1" in reminders(walk.store, *MARCH, "--on", "2024-01-30", terminal=True).out


def test_without_reminders_a_message_is_printed(walk: Walk, begun: Path):
    assert reminders(walk.store, terminal=True).out.startswith(f"No reminders for {NAME} on ")
    before = reminders(walk.store, "--on", "2024-01-09", terminal=True).out
    assert before == f"No reminders for {NAME} on 9 January 2024: the report was not published yet.\n"
    assert "the report was not published yet" in reminders(begun, terminal=True).out
    assert reminders(begun).rows == [["recipient", "organisation", "no", "for", "due", "days", "request", "why"]]


def test_the_time_a_claim_may_wait_is_an_option(walk: Walk):
    june = ("--effective", "2024-06-10", "--json")
    kinds = [reminder["kind"] for reminder in reminders(walk.store, *june, "--verify-within", "7").json["reminders"]]
    assert "verification" in kinds
    assert "verification" not in [reminder["kind"] for reminder in reminders(walk.store, *june).json["reminders"]]
    assert reminders(walk.store, "--verify-within", "-1").code == 2


# The calendar


def test_a_calendar_file_has_every_due_date_and_milestone(walk: Walk, files: Path):
    ran = reminders(walk.store, *MARCH, "--ics", str(files / "follow-up.ics"))
    assert (ran.code, ran.err) == (0, f"Wrote the calendar {files / 'follow-up.ics'}.\n")
    calendar = icalendar.Calendar.from_ical((files / "follow-up.ics").read_bytes())
    assert {str(event["UID"]).removeprefix(f"{NAME}/").removesuffix("@inspectrail") for event in calendar.events} == {
        *("action-plan", "month-3", "month-6", "month-9", "review"),
        *("recommendation-1/due", "recommendation-2/due", "recommendation-1/action-1"),
    }


def test_before_publication_no_calendar_is_written(begun: Path, files: Path):
    ran = reminders(begun, "--ics", str(files / "x.ics"), "--letters", str(files / "letters"))
    assert (ran.code, ran.out) == (5, "")
    assert "It is too soon to write a calendar: the report is not published yet, so nothing is due." in ran.err
    assert not files.exists()


# E-mails


def test_each_recipient_gets_an_email(walk: Walk, files: Path):
    ran = reminders(walk.store, "--effective", "2024-05-05", "--letters", str(files))
    assert (ran.code, ran.err) == (0, f"Wrote 2 e-mails to {files}. Nothing was sent.\n")
    assert files_in(files) == [
        "01-chief-executive-newport-city-council.eml", "02-head-of-service-newport-city-council.eml",
    ]  # fmt: skip
    message = message_from_bytes((files / files_in(files)[1]).read_bytes(), policy=SMTP)
    assert (str(message["To"]), message["To"].addresses) == ('"Head of service, Newport City Council":;', ())
    assert message["Subject"] == "Inspection of Newport Youth Justice Service: reminder of 5 May 2024"
    body = message.get_content()
    assert "Recommendation 2: Plans are reviewed in time" in body
    assert "Ann Archer, Youth Inspectorate" in body


def test_with_json_the_files_are_listed_in_the_document_only(walk: Walk, files: Path):
    ran = reminders(walk.store, *MARCH, "--letters", str(files), "--ics", str(files / "x.ics"), "--json")
    assert ran.err == ""
    assert ran.json["calendar"] == str(files / "x.ics")
    assert ran.json["letters"] == [str(files / "01-head-of-service-newport-city-council.eml")]


def test_with_nothing_to_ask_for_no_letter_is_written(walk: Walk, files: Path):
    ran = reminders(walk.store, "--letters", str(files), "--ics", str(files / "x.ics"))
    assert ran.code == 0
    assert ran.err.endswith("There are no reminders, so no e-mail was written.\n")
    assert files_in(files) == ["x.ics"]
    alone = reminders(walk.store, "--letters", str(files / "more"))
    assert (alone.code, files_in(files)) == (0, ["x.ics"])


def test_files_are_replaced_only_with_overwrite_and_are_the_same(walk: Walk, files: Path):
    options = (*MARCH, "--letters", str(files), "--ics", str(files / "x.ics"))
    assert reminders(walk.store, *options).code == 0
    before = {name: (files / name).read_bytes() for name in files_in(files)}
    (files / "x.ics").unlink()
    ran = reminders(walk.store, *options)
    assert (ran.code, ran.out) == (2, "")
    assert "exists already. Nothing was written." in ran.err
    assert "x.ics" not in files_in(files)
    assert reminders(walk.store, *options, "--overwrite").code == 0
    assert {name: (files / name).read_bytes() for name in files_in(files)} == before
    both = reminders(walk.store, *options)
    assert "exist already. Nothing was written. Name another place, or replace them with --overwrite." in both.err


def test_if_a_file_cannot_be_written_none_is_and_existing_files_stay(walk: Walk, files: Path):
    files.mkdir()
    (files / "a-file").write_text("in the way")
    (files / "x.ics").write_text("before")
    options = (*MARCH, "--ics", str(files / "x.ics"), "--letters", str(files / "a-file" / "letters"), "--overwrite")
    ran = reminders(walk.store, *options)
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be used" in ran.err
    assert (files_in(files), (files / "x.ics").read_text()) == (["a-file", "x.ics"], "before")
    new = (*MARCH, "--ics", str(files / "new" / "x.ics"), "--letters", str(files / "a-file" / "letters"))
    assert reminders(walk.store, *new).code == 2
    assert sorted(path.name for path in files.iterdir()) == ["a-file", "x.ics"]


def test_a_folder_that_is_a_file_and_a_file_that_is_a_folder_are_refused(walk: Walk, files: Path):
    files.mkdir()
    (files / "a-file").write_text("in the way")
    assert reminders(walk.store, *MARCH, "--letters", str(files / "a-file")).code == 2
    assert reminders(walk.store, *MARCH, "--ics", str(files)).code == 2
    (files / "01-head-of-service-newport-city-council.eml").mkdir()
    ran = reminders(walk.store, *MARCH, "--letters", str(files), "--overwrite")
    assert ran.code == 2
    assert files_in(files) == ["a-file"]


def test_today_is_the_day_of_the_clock(walk: Walk):
    now = datetime(2027, 3, 1, 23, 30, tzinfo=UTC)
    assert here("reminders", "--store", str(walk.store), "--json", now=now).json["on"] == "2027-03-01"


def test_emails_of_an_earlier_run_are_refused(walk: Walk, files: Path):
    files.mkdir(exist_ok=True)
    (files / "07-somebody-else.eml").write_text("To: Somebody:;")
    (files / "notes.txt").write_text("kept")
    for more in ((), ("--overwrite",)):
        ran = reminders(walk.store, *MARCH, "--letters", str(files), *more)
        assert (ran.code, ran.out) == (2, "")
        assert f"{files} holds e-mails of an earlier run (07-somebody-else.eml). Nothing was written." in ran.err
    assert files_in(files) == ["07-somebody-else.eml", "notes.txt"]


def test_a_calendar_is_not_put_where_the_letters_go(walk: Walk, files: Path):
    assert reminders(walk.store, *MARCH, "--letters", str(files / "a")).code == 0
    (letter, *_) = files_in(files / "a")
    for letters, ics in ((files / "b", files / "b" / letter), (files / "b" / ".." / "c", files / "c")):
        ran = reminders(walk.store, *MARCH, "--letters", str(letters), "--ics", str(ics))
        assert (ran.code, ran.out) == (2, "")
        assert "is among the e-mails of --letters. Nothing was written. Name another file." in ran.err
    assert not (files / "b").exists()
