"""Parse the cells of a published table: days, words and footnotes."""

import re
from datetime import date, datetime

# 13/05/2019 is 13 May: published tables of England and Wales put the day first.
DAY_FORMATS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%B-%Y", "%B %d, %Y")
WEEKDAY = re.compile(r"^(mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", re.IGNORECASE)
ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?$")
# A mark at the end: [1], (see note), *, a dagger, a raised number, or a number run into the word.
NOTE = re.compile(r"\s*(?:\[[^\]]*\]|\([^)]*\)|[*†‡§¹²³⁰⁴-⁹#]|\bnote\s*\d+|\d+)\s*$", re.IGNORECASE)

LONGEST_WORD = 200
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# No ratings were published before this year, so an earlier year is a typing error.
FIRST_YEAR = 1900


def plain_words(text: str) -> str:
    """Normalise words for comparison: fold case, and turn hyphens and underscores into single spaces."""
    return " ".join(re.sub(r"[-_‐‑–]", " ", text).casefold().split())


def without_note(text: str) -> str:
    """Return a text without footnote marks at its end. Keep the marks of a text over LONGEST_WORD."""
    if len(text) > LONGEST_WORD:
        return text.strip()
    while (shorter := NOTE.sub("", text)) != text:
        text = shorter
    return text.strip()


def day_of(text: str) -> date | None:
    """Parse a day, written with the day before the month.

    Return None if the text is not a day, the weekday is wrong, or the year is before FIRST_YEAR.
    """
    text = MIDNIGHT.sub("", " ".join(text.split()))
    weekday = WEEKDAY.match(text)
    text = WEEKDAY.sub("", text)
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else _written_day(text)
    except ValueError:
        return None
    if day is None or day.year < FIRST_YEAR:
        return None
    return day if weekday is None or weekday[1].casefold().startswith(WEEKDAYS[day.weekday()]) else None


def _written_day(text: str) -> date | None:
    text = ORDINAL.sub("", text).replace("Sept ", "Sep ")
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
