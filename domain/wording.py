"""Formats values for use in sentences: a key, a list, a day."""

from collections.abc import Iterable
from datetime import date


def humanise(word: object) -> str:
    """Return a key as words: “not applicable” for `not_applicable`."""
    return str(word).replace("_", " ").replace("psr", "PSR")


def join_list(items: Iterable[object]) -> str:
    """Return items as a list in words: “a, b and c”. After eight it counts the rest: “and 3 more”."""
    names = [humanise(item) for item in items]
    if len(names) > 8:
        return f"{', '.join(names[:8])} and {len(names) - 8} more"
    return " and ".join(", ".join(names).rsplit(", ", 1))


def format_day(day: date) -> str:
    """Return a day in words: “3 June 2024”."""
    return f"{day.day} {day:%B %Y}"
