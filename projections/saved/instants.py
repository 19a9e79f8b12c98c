"""Find the position in the log and the day that an instant names.

An instant is `#1234`, `2016-05-13`, `2016-05-13T17:00+01:00`, a milestone (`feedback`, `draft`, `published`) or months
after one (`published+6m`). A day means its end, in London.
"""

import re
from datetime import UTC, date, datetime

from domain.dates import LONDON, end_of_day, london_day, months_after
from domain.refusals.base import Invalid, NotFound
from domain.value import Data
from domain.wording import format_day
from projections.engine.fold import ProjectedStore, live
from projections.saved.milestones import MILESTONES, Milestone

MILESTONE = re.compile(r"(feedback|draft|published)(?:\+([0-9]{1,3})m)?")


class InstantNotUnderstood(Invalid, code="instant-not-understood"):
    """The text does not name an instant."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"“{text}” is not a point in time. Use '#1234' (with the quotes), 2016-05-13, 2016-05-13T17:00+01:00, "
            f"feedback, draft, published or published+6m."
        )


class InstantNotReached(NotFound, code="instant-not-reached"):
    """The inspection has not reached the instant."""

    def __init__(self, text: str, inspection: str, why: str = "", *, nothing_by: date | None = None) -> None:
        if nothing_by is None:
            super().__init__(f"{inspection} has not reached {text}: {why}.")
        else:
            sentence = f"Nothing had been recorded for {inspection} by {format_day(nothing_by)}."
            super().__init__(sentence, needs="effective date", day=nothing_by)


class Instant(Data):
    """A position in the log and its day; `now` is true if the whole log counts."""

    position: int
    day: date
    now: bool = False


def resolve(text: str | None, store: ProjectedStore, inspection: str, *, head: int, today: date) -> Instant:
    """Return the instant that a text names; None means now.

    Refuses a text that is not an instant, and an instant that the inspection has not reached.
    """
    if text is None:
        return Instant(head, today, now=True)
    if match := re.fullmatch(r"#([0-9]{1,15})", text):
        return _at_position(int(match[1]), store, inspection, head)
    if match := MILESTONE.fullmatch(text):
        return _at_milestone(match[1], match[2], store, inspection)
    moment = _moment(text)
    return _at_moment(moment, text, store, inspection)


def _at_position(position: int, store: ProjectedStore, inspection: str, head: int) -> Instant:
    if not 1 <= position <= head:
        raise InstantNotReached(f"#{position}", inspection, f"the log has events #1 to #{head}")
    until = list(store.follow(until=position, inspection=inspection))
    if not until:
        raise InstantNotReached(f"#{position}", inspection, "it was announced later")
    return Instant(position, london_day(until[-1].recorded_at))


def _at_milestone(name: str, months: str | None, store: ProjectedStore, inspection: str) -> Instant:
    milestone: Milestone | None = live(MILESTONES, store, inspection).reached.get(name)
    if milestone is None:
        raise InstantNotReached(name, inspection, "it is not recorded yet")
    if months is None:
        return Instant(milestone.position, milestone.day)
    day = months_after(milestone.day, int(months))
    return _at_moment(end_of_day(day), f"{name}+{months}m", store, inspection)


def _at_moment(moment: datetime, text: str, store: ProjectedStore, inspection: str) -> Instant:
    position = _last_position(store, inspection, moment)
    if position == 0:
        raise InstantNotReached(text, inspection, nothing_by=london_day(moment))
    return Instant(position, london_day(moment))


def _moment(text: str) -> datetime:
    try:
        # A day, 2016-05-13 or 20160513, means its end.
        if len(text) <= len("2016-05-13"):
            return end_of_day(date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=moment.tzinfo or LONDON).astimezone(UTC)
    except (ValueError, OverflowError):
        raise InstantNotUnderstood(text) from None


def _last_position(store: ProjectedStore, inspection: str, moment: datetime) -> int:
    last = 0
    for recorded in store.follow(inspection=inspection):
        if recorded.recorded_at > moment:
            break
        last = recorded.position
    return last
