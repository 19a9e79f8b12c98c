"""Follow-ups for the tests of what is told of recommendations: by hand, and generated; history is always accepted."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from domain.actor import Actor, Origin, Role
from domain.fact import Fact
from domain.inspection.events.following_up import (
    Acceptance,
    ActionPlanned,
    ActionRevised,
    Closure,
    DueDateRevised,
    FollowUpReviewed,
    Owner,
    Progress,
    ProgressReported,
    ProgressVerified,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationReopened,
    RecommendationReviewed,
    Verification,
)
from domain.inspection.events.reporting import ReportPublished
from events_store.store import Recorded, inspection_stream

NAME = "newport-2016"
PUBLICATION = date(2016, 7, 15)
DUE = date(2017, 7, 15)
HEAD = Owner(role="Head of service", organisation="Newport Youth Service")
CHIEF = Owner(role="Chief Executive", organisation="Newport City Council")
ANN = Actor(id="ann", name="Ann Archer", role=Role.LEAD_INSPECTOR, organisation="Youth Inspectorate")
EVE = Actor(id="eve", name="Eve Evans", role=Role.INSPECTED_BODY, organisation="Newport Youth Service")


def told(kind: type[Fact], day: date, on: date | None = None, **fields) -> Fact:
    """A fact of this day, true of another where one is given."""
    actor = EVE if kind in (RecommendationAnswered, ActionPlanned, ActionRevised, ProgressReported) else ANN
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return kind(origin=Origin(actor=actor, recorded_at=at, command_id="c", occurred_on=on), **fields)


def log(*facts: Fact, inspection: str = NAME, first: int = 1) -> tuple[Recorded, ...]:
    stream = inspection_stream(inspection)
    return tuple(Recorded(first + at, stream, at + 1, inspection, fact) for at, fact in enumerate(facts))


def made(number: int, owner: Owner = HEAD, day: date = PUBLICATION, **fields) -> Fact:
    return told(RecommendationMade, day, number=number, statement=f"Outcome {number}", owner=owner, **fields)


def published(day: date = PUBLICATION, due: date = DUE, edition: int = 1) -> Fact:
    root = {"log_size": 9, "log_root": "5f" * 32}
    return told(ReportPublished, day, edition=edition, published_on=day, due_on=due, **root)


def answered(number: int, day: date, acceptance: Acceptance = Acceptance.AGREED, **said) -> Fact:
    return told(RecommendationAnswered, day, number=number, acceptance=acceptance, **said)


def planned(number: int, day: date, due: date = DUE, action: int = 1) -> Fact:
    step = {"step": "Train everybody", "responsible": "Team manager", "due_on": due}
    return told(ActionPlanned, day, number=number, action=action, **step)


def revised(number: int, day: date, *, done: bool = True, due: date = DUE, action: int = 1) -> Fact:
    old = {"old": "Train everybody", "old_due_on": DUE, "old_responsible": "Team manager"}
    new = {"new": "Train everybody", "due_on": due, "responsible": "Team manager"}
    return told(ActionRevised, day, number=number, action=action, **old, **new, done=done, reason="Finished")


def reported(number: int, day: date, progress: Progress = Progress.CLAIMED_COMPLETE, on: date | None = None) -> Fact:
    return told(ProgressReported, day, on, number=number, progress=progress, narrative="So far")


def verified(number: int, day: date, verification: Verification = Verification.GOOD, **fields) -> Fact:
    return told(ProgressVerified, day, number=number, verification=verification, narrative="Seen", **fields)


def reviewed(number: int, day: date, progress: Verification = Verification.GOOD) -> Fact:
    return told(RecommendationReviewed, day, number=number, progress=progress, narrative="Seen")


def extended(number: int, day: date, due: date) -> Fact:
    return told(DueDateRevised, day, number=number, old=DUE, new=due, told_on=day, reason="Courses are full")


def closed(number: int, day: date, closure: Closure = Closure.IMPLEMENTED, by: str | None = None) -> Fact:
    return told(RecommendationClosed, day, number=number, closure=closure, reason="Seen", superseded_by=by)


def reopened(number: int, day: date) -> Fact:
    return told(RecommendationReopened, day, number=number, old=Closure.IMPLEMENTED, reason="It lapsed")


# Generated: what is said of three recommendations, in the order in which it was written down

_days = st.integers(0, 500).map(lambda after: PUBLICATION + timedelta(days=after))
_progress = st.sampled_from(Progress)
_seen = st.sampled_from(Verification)
_numbers = st.integers(1, 3)


def _late(number: int, day: date, progress: Progress, late: int) -> Fact:
    """A report that was written down so many days after the day it is true of."""
    return reported(number, day + timedelta(days=late), progress, on=day)


_deeds = st.one_of(
    st.builds(answered, _numbers, _days, st.sampled_from(Acceptance)),
    st.builds(reported, _numbers, _days, _progress),
    st.builds(_late, _numbers, _days, _progress, st.integers(1, 60)),
    st.builds(verified, _numbers, _days, _seen),
    st.builds(reviewed, _numbers, _days, _seen),
    st.builds(extended, _numbers, _days, _days),
    st.builds(closed, _numbers, _days, st.sampled_from(Closure)),
    st.builds(reopened, _numbers, _days),
    st.builds(lambda day: told(FollowUpReviewed, day, summary="Held"), _days),
)  # fmt: skip

follow_ups = st.lists(_deeds, max_size=25).map(
    lambda deeds: log(
        *(made(number, CHIEF if number == 1 else HEAD) for number in (1, 2, 3)),
        published(),
        *(planned(number, PUBLICATION) for number in (1, 2, 3)),
        *sorted(deeds, key=lambda fact: fact.origin.recorded_at),
    )
)
