"""The events and milestones of the replay page, and its date formats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.dates import LONDON
from projections.replay.snapshot import Snapshot
from projections.saved.audit_trail import TrailEntry


@dataclass(frozen=True)
class Scene:
    """One event of the page, its effects on figures, and the state after it."""

    entry: TrailEntry
    did: Sequence[tuple[str, str | None, str | None]]
    snapshot: Snapshot


@dataclass(frozen=True)
class Mark:
    """A milestone and the state at it; `index` is that of the last scene up to it."""

    name: str
    position: int
    on: str
    index: int
    snapshot: Snapshot


def at_london(moment: datetime) -> str:
    """Format a time in London: “13 May 2016, 17:05”."""
    local = moment.astimezone(LONDON)
    return f"{format_day(local)}, {local:%H:%M}"


def day_in_london(moment: datetime) -> str:
    """Format a day in London: “13 May 2016”."""
    return format_day(moment.astimezone(LONDON))


def format_day(day: date) -> str:
    """Format a day: “13 May 2016”."""
    return f"{day.day} {day:%B %Y}"
