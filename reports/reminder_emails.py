"""Write reminders as e-mail files, one per recipient, for a mail program to send."""

import re
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from email.headerregistry import Group
from email.message import EmailMessage
from email.policy import SMTP

from domain.dates import LONDON
from domain.events.recommendation_terms import Owner
from domain.wording import format_day
from projections.monitoring.reminders import Reminder

WIDTH = 72
LONGEST_NAME = 60


@dataclass(frozen=True)
class EmailContext:
    """Hold what every e-mail needs: the report, the recommendations' wording by number, the sender and the date."""

    title: str
    body: str
    published_on: date
    statements: dict[int, str]
    sender: str
    day: date


def emails(reminders: Sequence[Reminder], context: EmailContext) -> dict[str, bytes]:
    """Return the e-mail to each recipient by file name.

    To names the role and holds no mailbox (an empty group, RFC 5322, section 3.4), so nothing can be sent by mistake:
    the user adds the address. The mail program adds From.
    """
    by_recipient: dict[Owner, list[Reminder]] = {}
    for reminder in reminders:
        by_recipient.setdefault(reminder.recipient, []).append(reminder)
    return {
        f"{place:02}-{_file_name(owner)}.eml": _email(owner, theirs, context)
        for place, (owner, theirs) in enumerate(by_recipient.items(), 1)
    }


def _email(owner: Owner, reminders: Sequence[Reminder], context: EmailContext) -> bytes:
    message = EmailMessage(SMTP)
    message["To"] = Group(_ascii(str(owner))[:WIDTH].strip() or "Owner", ())
    message["Subject"] = _literal(f"Inspection of {context.body}: reminder of {format_day(context.day)}")
    message["Date"] = datetime.combine(context.day, time(9), tzinfo=LONDON)
    # Outlook opens a message with this as a draft.
    message["X-Unsent"] = "1"
    message.set_content("\n".join(_lines(owner, reminders, context)), cte="8bit")
    return message.as_bytes()


def _lines(owner: Owner, reminders: Sequence[Reminder], context: EmailContext) -> Iterator[str]:
    yield from _wrapped(f"Dear {owner.role}")
    yield ""
    yield from _wrapped(
        f"We are following up the recommendations of the report “{context.title}”, published on "
        f"{format_day(context.published_on)}. Please act on the points below."
    )
    number: int | None = None
    for place, reminder in enumerate(reminders, 1):
        if reminder.number is not None and reminder.number != number:
            yield ""
            yield from _wrapped(f"Recommendation {reminder.number}: {context.statements[reminder.number]}")
            number = reminder.number
        yield ""
        indent = " " * (len(str(place)) + 2)
        yield from _wrapped(f"{place}. {reminder.request[0].upper()}{reminder.request[1:]}.", after=indent)
        yield from _wrapped(reminder.why, before=indent, after=indent)
    yield ""
    yield from _wrapped("If you have already replied, please tell us when and to whom, so that we can record it.")
    yield ""
    yield "Yours sincerely"
    yield ""
    yield from _wrapped(context.sender)


def _literal(text: str) -> str:
    # An encoded word (RFC 2047) could be decoded, by this program or a mail program, even to another header.
    return " ".join(text.replace("=?", "= ?").split())


def _ascii(text: str) -> str:
    # A long non-ASCII name is encoded in parts, and some mail programs read an address from them.
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _literal(plain)


def _wrapped(text: str, before: str = "", after: str = "") -> list[str]:
    plain = " ".join(text.split())
    return textwrap.wrap(plain, WIDTH, initial_indent=before, subsequent_indent=after, break_on_hyphens=False)


def _file_name(owner: Owner) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _ascii(str(owner)).casefold()).strip("-")[:LONGEST_NAME].strip("-") or "owner"
