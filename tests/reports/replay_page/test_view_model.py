"""Days and times of the replay page are those of London, in words."""

from datetime import UTC, date, datetime

from reports.replay_page.view_model import at_london, day_in_london, format_day


def test_a_day_is_in_words():
    assert format_day(date(2016, 5, 3)) == "3 May 2016"


def test_a_time_in_summer_is_an_hour_after_utc():
    assert at_london(datetime(2016, 5, 13, 16, 5, tzinfo=UTC)) == "13 May 2016, 17:05"
    assert at_london(datetime(2016, 1, 13, 16, 5, tzinfo=UTC)) == "13 January 2016, 16:05"


def test_a_day_begins_at_midnight_in_london():
    assert day_in_london(datetime(2016, 5, 13, 23, 30, tzinfo=UTC)) == "14 May 2016"
