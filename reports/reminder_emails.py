"""Reminders as e-mails ready to send, one for each who is asked: files for a mail program, not sent by Inspectrail."""

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
class LetterContext:
    """What every letter speaks of: the inspection, its recommendations by number, and who writes, on which day."""

    title: str
    body: str
    published_on: date
    statements: dict[int, str]
    sender: str
    day: date


def letters(reminders: Sequence[Reminder], about: LetterContext) -> dict[str, bytes]:
    """Return a letter for each who is asked, by the name of its file.

    The address is left for people to fill in: To names the role and holds no mailbox (an empty group, RFC 5322, section
    3.4), so nothing can be sent by mistake. Who it is from, the mail program puts in.
    """
    wanted: dict[Owner, list[Reminder]] = {}
    for reminder in reminders:
        wanted.setdefault(reminder.ask, []).append(reminder)
    return {
        f"{place:02}-{_file_name(owner)}.eml": _letter(owner, theirs, about)
        for place, (owner, theirs) in enumerate(wanted.items(), 1)
    }


def _letter(owner: Owner, reminders: Sequence[Reminder], about: LetterContext) -> bytes:
    message = EmailMessage(SMTP)
    message["To"] = Group(_ascii(str(owner))[:WIDTH].strip() or "Owner", ())
    message["Subject"] = _literal(f"Inspection of {about.body}: what we ask you for on {format_day(about.day)}")
    message["Date"] = datetime.combine(about.day, time(9), tzinfo=LONDON)
    # Outlook opens a message with this as a draft.
    message["X-Unsent"] = "1"
    message.set_content("\n".join(_lines(owner, reminders, about)), cte="8bit")
    return message.as_bytes()


def _lines(owner: Owner, reminders: Sequence[Reminder], about: LetterContext) -> Iterator[str]:
    yield from _wrapped(f"Dear {owner.role}")
    yield ""
    yield from _wrapped(
        f"This is about the report “{about.title}”, published on {format_day(about.published_on)}, and what has been "
        f"done about its recommendations. Please let us have:"
    )
    text: int | None = None
    for place, reminder in enumerate(reminders, 1):
        if reminder.number is not None and reminder.number != text:
            yield ""
            yield from _wrapped(f"Recommendation {reminder.number}: {about.statements[reminder.number]}")
            text = reminder.number
        yield ""
        yield from _wrapped(
            f"{place}. {reminder.wanted[0].upper()}{reminder.wanted[1:]}.", after=" " * (len(str(place)) + 2)
        )
        indent = " " * (len(str(place)) + 2)
        yield from _wrapped(reminder.why, before=indent, after=indent)
    yield ""
    again = "If you have told us already, please say when you did and whom you told, so that we can record it."
    yield from _wrapped(again)
    yield ""
    yield from _wrapped(about.sender)


def _literal(text: str) -> str:
    # An encoded word (RFC 2047) would be decoded, by us or by whoever reads it, to anything: another header even.
    return " ".join(text.replace("=?", "= ?").split())


def _ascii(text: str) -> str:
    # A long name in other letters is encoded in parts, and mail programs read an address out of some.
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _literal(plain)


def _wrapped(text: str, before: str = "", after: str = "") -> list[str]:
    plain = " ".join(text.split())
    return textwrap.wrap(plain, WIDTH, initial_indent=before, subsequent_indent=after, break_on_hyphens=False)


def _file_name(owner: Owner) -> str:
    return re.sub(r"[^a-z0-9]+", "-", _ascii(str(owner)).casefold()).strip("-")[:LONGEST_NAME].strip("-") or "owner"
