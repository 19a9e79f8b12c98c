"""What do the cells of a published table say: a day, a word, a word with a footnote?"""

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
# Before this there were no published ratings; a table says so where a year was mistyped.
FIRST_YEAR = 1900


def plain_words(text: str) -> str:
    """Return words as they are compared: without case, hyphens, underscores and spaces too many."""
    return " ".join(re.sub(r"[-_‐‑–]", " ", text).casefold().split())


def without_note(text: str) -> str:
    """Return a text without the marks of footnotes at its end; a long one is no word with marks."""
    if len(text) > LONGEST_WORD:
        return text.strip()
    while (shorter := NOTE.sub("", text)) != text:
        text = shorter
    return text.strip()


def day_of(text: str) -> date | None:
    """Return the day that a text names, the day before the month; None where it names none, or not on that weekday."""
    text = MIDNIGHT.sub("", " ".join(text.split()))
    weekday = WEEKDAY.match(text)
    text = WEEKDAY.sub("", text)
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) else _other(text)
    except ValueError:
        return None
    if day is None or day.year < FIRST_YEAR:
        return None
    return day if weekday is None or weekday[1].casefold().startswith(WEEKDAYS[day.weekday()]) else None


def _other(text: str) -> date | None:
    text = ORDINAL.sub("", text).replace("Sept ", "Sep ")
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
