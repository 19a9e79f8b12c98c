"""Write reminder e-mails that a mail program opens as drafts without an address."""

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
from reports.reminder_emails import EmailContext, emails

pytestmark = pytest.mark.dated

HEAD = Owner(role="Head of service", organisation="Newport Service")
LEAD = Owner(role="Lead inspector", organisation="Youth Inspectorate")
DAY = date(2025, 6, 14)
ABOUT = EmailContext(
    "Youth justice in Newport",
    "Newport Service",
    date(2025, 3, 14),
    {1: "Plans are made with children.\nAll of them.", 2: "The board drives the work."},
    "Ann Archer, Youth Inspectorate",
    DAY,
)


def reminder(recipient=HEAD, number=1, request="send an update", why="Month 3 was reached."):
    return Reminder(ReminderKind.UPDATE, recipient, request, why, DAY, 0, number)


def opened(content):
    return message_from_bytes(content, policy=SMTP)


def only(*reminders, about=ABOUT):
    ((name, content),) = emails(reminders, about).items()
    return name, opened(content)


def test_each_recipient_gets_an_email_in_order():
    files = emails([reminder(), reminder(number=2), reminder(LEAD, None)], ABOUT)
    assert list(files) == [
        "01-head-of-service-newport-service.eml", "02-lead-inspector-youth-inspectorate.eml",
    ]  # fmt: skip
    assert emails([], ABOUT) == {}


def test_the_header_names_the_role_and_holds_no_address():
    _, message = only(reminder())
    (group,) = message["To"].groups
    assert (group.display_name, group.addresses) == ("Head of service, Newport Service", ())
    assert message["To"].defects == ()
    assert message["Subject"] == "Inspection of Newport Service: reminder of 14 June 2025"
    assert parsedate_to_datetime(message["Date"]) == datetime(2025, 6, 14, 9, tzinfo=timezone(timedelta(hours=1)))
    assert message["X-Unsent"] == "1"
    assert message.defects == []


def test_the_body_lists_requests_and_reasons_under_each_recommendation():
    _, message = only(
        reminder(), reminder(request="send the plan", why="None yet."), reminder(number=2), reminder(number=None)
    )
    assert message.get_content().replace("\r\n", "\n") == (
        "Dear Head of service\n"
        "\n"
        "We are following up the recommendations of the report “Youth justice in\n"
        "Newport”, published on 14 March 2025. Please act on the points below.\n"
        "\n"
        "Recommendation 1: Plans are made with children. All of them.\n"
        "\n"
        "1. Send an update.\n"
        "   Month 3 was reached.\n"
        "\n"
        "2. Send the plan.\n"
        "   None yet.\n"
        "\n"
        "Recommendation 2: The board drives the work.\n"
        "\n"
        "3. Send an update.\n"
        "   Month 3 was reached.\n"
        "\n"
        "4. Send an update.\n"
        "   Month 3 was reached.\n"
        "\n"
        "If you have already replied, please tell us when and to whom, so that we\n"
        "can record it.\n"
        "\n"
        "Yours sincerely\n"
        "\n"
        "Ann Archer, Youth Inspectorate\n"
    )


texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=300).filter(str.strip)


@given(texts, texts, texts)
def test_the_message_is_well_formed_for_any_text_and_its_lines_are_short(role, organisation, statement):
    about = EmailContext("Title", organisation, DAY, {1: statement}, "Ann", DAY)
    ((name, content),) = emails([reminder(Owner(role=role, organisation=organisation))], about).items()
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
def test_text_that_looks_like_an_encoded_header_stays_text(text):
    about = replace(ABOUT, body=text)
    ((_, content),) = emails([reminder(Owner(role=text, organisation=text))], about).items()
    for message in (opened(content), message_from_bytes(content)):
        assert set(message) & {"Bcc", "Cc", "From"} == set()
        assert "evil@x.y" not in str(message["To"]) + str(message["Subject"])
    assert opened(content)["To"].addresses == ()
    assert text in opened(content).get_content()


def test_a_long_greeting_keeps_within_the_longest_line_of_a_message():
    ((_, content),) = emails([reminder(Owner(role="\N{GRINNING FACE}" * 290, organisation="x"))], ABOUT).items()
    assert max(map(len, content.split(b"\r\n"))) <= 998
