"""Letters to those who are asked: e-mail files that a mail program opens, with the address left to fill in."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from email import message_from_bytes
from email.policy import SMTP
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.events.recommendation_terms import Owner
from projections.monitoring.reminders import Reminder, ReminderKind
from reports.reminder_emails import LetterContext, letters

pytestmark = pytest.mark.dated

HEAD = Owner(role="Head of service", organisation="Newport Service")
LEAD = Owner(role="Lead inspector", organisation="Youth Inspectorate")
DAY = date(2025, 6, 14)
ABOUT = LetterContext(
    "Youth justice in Newport",
    "Newport Service",
    date(2025, 3, 14),
    {1: "Plans are made with children.\nAll of them.", 2: "The board drives the work."},
    "Ann Archer, Youth Inspectorate",
    DAY,
)


def reminder(ask=HEAD, number=1, wanted="news of it", why="Month 3 was reached."):
    return Reminder(ReminderKind.NEWS, ask, wanted, why, DAY, 0, number)


def opened(content):
    return message_from_bytes(content, policy=SMTP)


def only(*reminders, about=ABOUT):
    ((name, content),) = letters(reminders, about).items()
    return name, opened(content)


def test_there_is_one_letter_for_each_who_is_asked_in_their_order():
    found = letters([reminder(), reminder(number=2), reminder(LEAD, None)], ABOUT)
    assert list(found) == [
        "01-head-of-service-newport-service.eml", "02-lead-inspector-youth-inspectorate.eml",
    ]  # fmt: skip
    assert letters([], ABOUT) == {}


def test_the_header_names_the_role_and_holds_no_address():
    _, message = only(reminder())
    (group,) = message["To"].groups
    assert (group.display_name, group.addresses) == ("Head of service, Newport Service", ())
    assert message["To"].defects == ()
    assert message["Subject"] == "Inspection of Newport Service: what we ask you for on 14 June 2025"
    assert parsedate_to_datetime(message["Date"]) == datetime(2025, 6, 14, 9, tzinfo=timezone(timedelta(hours=1)))
    assert message["X-Unsent"] == "1"
    assert message.defects == []


def test_the_body_says_what_is_wanted_and_why_under_each_recommendation():
    _, message = only(
        reminder(), reminder(wanted="the plan", why="None yet."), reminder(number=2), reminder(number=None)
    )
    assert message.get_content().replace("\r\n", "\n") == (
        "Dear Head of service\n"
        "\n"
        "This is about the report “Youth justice in Newport”, published on 14\n"
        "March 2025, and what has been done about its recommendations. Please let\n"
        "us have:\n"
        "\n"
        "Recommendation 1: Plans are made with children. All of them.\n"
        "\n"
        "1. News of it.\n"
        "   Month 3 was reached.\n"
        "\n"
        "2. The plan.\n"
        "   None yet.\n"
        "\n"
        "Recommendation 2: The board drives the work.\n"
        "\n"
        "3. News of it.\n"
        "   Month 3 was reached.\n"
        "\n"
        "4. News of it.\n"
        "   Month 3 was reached.\n"
        "\n"
        "If you have told us already, please say when you did and whom you told,\n"
        "so that we can record it.\n"
        "\n"
        "Ann Archer, Youth Inspectorate\n"
    )


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300).filter(str.strip)


@given(texts, texts, texts)
def test_whatever_people_wrote_the_message_is_well_formed_and_its_lines_are_short(role, organisation, statement):
    about = LetterContext("Title", organisation, DAY, {1: statement}, "Ann", DAY)
    ((name, content),) = letters([reminder(Owner(role=role, organisation=organisation))], about).items()
    message = opened(content)
    assert {key.title() for key in message} == {
        "To", "Subject", "Date", "X-Unsent", "Content-Type", "Content-Transfer-Encoding", "Mime-Version",
    }  # fmt: skip
    assert message["To"].addresses == ()
    assert " ".join(statement.split()).replace(" ", "") in "".join(message.get_content().split())
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert name.isascii()
    assert "/" not in name


def test_a_name_without_latin_letters_still_gets_a_file():
    name, _ = only(reminder(Owner(role="負責人", organisation="服務")))
    assert name == "01-owner.eml"


ENCODED = [
    "=?utf-8?q?x=0D=0ABcc=3A_evil=40x.y?=",
    "=?utf-8?b?////?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAeC55?=",
    "==?utf-8?q?a?=",
]


@pytest.mark.parametrize("text", ENCODED)
def test_what_reads_like_an_encoded_header_is_text_and_makes_no_header_of_its_own(text):
    about = replace(ABOUT, body=text)
    ((_, content),) = letters([reminder(Owner(role=text, organisation=text))], about).items()
    for message in (opened(content), message_from_bytes(content)):
        assert set(message) & {"Bcc", "Cc", "From"} == set()
        assert "evil@x.y" not in str(message["To"]) + str(message["Subject"])
    assert opened(content)["To"].addresses == ()
    assert text in opened(content).get_content()


def test_even_the_greeting_keeps_within_the_longest_line_of_a_message():
    ((_, content),) = letters([reminder(Owner(role="\N{GRINNING FACE}" * 290, organisation="x"))], ABOUT).items()
    assert max(map(len, content.split(b"\r\n"))) <= 998
