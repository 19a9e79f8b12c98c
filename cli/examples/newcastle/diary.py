"""Recorded times: sequential for each person, in London working hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from cli.examples.newcastle.data import digest
from domain.dates import LONDON

BANK_HOLIDAYS = frozenset({date(2016, 5, 2), date(2016, 5, 30)})
MORNING = (time(9), time(12, 30))
AFTERNOON = (time(13, 15), time(17, 30))


@dataclass(frozen=True)
class DiaryLine:
    """A line of the script: the time, the person and the words after `inspectrail`."""

    moment: datetime
    who: str
    words: tuple[str, ...]
    on: date | None = None


def options(given: Mapping[str, object], *names: str) -> list[str]:
    """Return these fields as options. A list repeats its option; True has no value."""
    words: list[str] = []
    for name in names:
        value = given.get(name)
        option = f"--{name.replace('_', '-')}"
        for setting in value if isinstance(value, list) else [] if value is None else [value]:
            words += [option] if setting is True else [option, str(setting)]
    return words


class Diary:
    """The working hours of a person. Every entry is later than the last."""

    def __init__(self, person: str, day: date, clock: str = "09:00") -> None:
        """Start a diary on a day, at a London time such as 14:30."""
        self.person = person
        self._entries = 0
        self._now = _at_work(datetime.combine(day, time.fromisoformat(clock)))

    def after(self, minutes: int, *, not_before: datetime | None = None) -> datetime:
        """Return a time so many minutes later, with pseudo-random seconds, but not before another."""
        if not_before is not None:
            self._now = max(self._now, _at_work(not_before.astimezone(LONDON).replace(tzinfo=None, second=0)))
        self._entries += 1
        self._now = _at_work(self._now + timedelta(minutes=minutes))
        return _utc(self._now + timedelta(seconds=digest(self.person, self._entries) % 60))


def at(day: date, clock: str) -> datetime:
    """Return the time in UTC of a London day and a time such as 14:30."""
    return _utc(datetime.combine(day, time.fromisoformat(clock)))


def working_day_before(day: date) -> date:
    """Return the working day before a day."""
    while not _is_working(day := day - timedelta(days=1)):
        pass
    return day


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=LONDON).astimezone(UTC)


def _is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def _at_work(local: datetime) -> datetime:
    """Return the time if it is in working hours, else the next start of work."""
    while not _is_working(local.date()) or local.time() >= AFTERNOON[1]:
        local = datetime.combine(local.date() + timedelta(days=1), MORNING[0])
    if local.time() < MORNING[0]:
        return datetime.combine(local.date(), MORNING[0])
    if MORNING[1] <= local.time() < AFTERNOON[0]:
        return datetime.combine(local.date(), AFTERNOON[0])
    return local
