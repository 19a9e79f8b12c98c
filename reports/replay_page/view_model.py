"""What is one event of the page of a replay, and how are its days and times said?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.dates import LONDON
from projections.replay.snapshot import Glance
from projections.saved.audit_trail import TrailEntry


@dataclass(frozen=True)
class Scene:
    """One event of the page: who did what, what it did, and what stood after it."""

    entry: TrailEntry
    did: Sequence[tuple[str, str | None, str | None]]
    glance: Glance


@dataclass(frozen=True)
class Mark:
    """A milestone: its name, the index of the last scene up to it, and what stood at it."""

    name: str
    position: int
    on: str
    index: int
    glance: Glance


def at_london(moment: datetime) -> str:
    """Return a time in London as people read it: “13 May 2016, 17:05”."""
    here = moment.astimezone(LONDON)
    return f"{format_day(here)}, {here:%H:%M}"


def day_in_london(moment: datetime) -> str:
    """Return a day in London as people read it: “13 May 2016”."""
    return format_day(moment.astimezone(LONDON))


def format_day(day: date) -> str:
    """Return a day as people read it: “13 May 2016”."""
    return f"{day.day} {day:%B %Y}"
