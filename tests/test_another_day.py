"""Tests can run under another clock, which their child processes share."""

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests import another_day
from tests.another_day import CLOCKS

NOW = datetime.now(UTC)
LOOK = """
import json, subprocess, sys, threading, time
from datetime import UTC, datetime
if sys.argv[1:]:
    began = time.monotonic()
    time.sleep(0.01)
    threading.Event().wait(0.01)
    print(json.dumps([datetime.now(UTC).isoformat(), str(datetime.now().date()), time.monotonic() - began]))
else:
    print(subprocess.run([sys.executable, __file__, "child"], capture_output=True, text=True).stdout)
"""


@pytest.mark.parametrize("clock", CLOCKS.values(), ids=CLOCKS)
def test_a_process_that_a_process_starts_sees_the_clock_and_waits_by_the_machine(clock, tmp_path):
    script = tmp_path / "look.py"
    script.write_text(LOOK)
    now = datetime.now(UTC)
    environment = {**os.environ, **clock.environment(now)}
    ran = subprocess.run([sys.executable, script], env=environment, capture_output=True, text=True, check=True)
    moment, day, waited = json.loads(ran.stdout)
    assert timedelta(0) <= datetime.fromisoformat(moment) - clock.start(now) < timedelta(minutes=5)
    assert day == datetime.fromisoformat(moment).astimezone(ZoneInfo(clock.zone)).date().isoformat()
    assert 0.02 <= waited < 60


@pytest.mark.parametrize("name", ["kiritimati", "los-angeles"])
@pytest.mark.parametrize("now", [datetime(2026, 12, 1, 0, 1, tzinfo=UTC), datetime(2027, 7, 1, 23, 59, tzinfo=UTC)])
def test_400_days_from_now_the_date_is_another_than_in_london(name, now):
    start = CLOCKS[name].start(now)
    assert start.date() - now.date() == timedelta(days=400)
    assert start.astimezone(ZoneInfo(CLOCKS[name].zone)).date() != start.astimezone(ZoneInfo("Europe/London")).date()


def test_two_clocks_start_on_a_leap_day_and_in_the_repeated_hour_of_london():
    assert CLOCKS["leap-day"].start(NOW).date() == date(2028, 2, 29)
    local = CLOCKS["clocks-go-back"].start(NOW).astimezone(ZoneInfo("Europe/London"))
    assert (local.date(), local.hour, local.minute) == (date(2026, 10, 25), 1, 30)
    assert local.utcoffset() != local.replace(fold=1).utcoffset()


@pytest.mark.parametrize("arguments", [[], ["yesterday"], ["--", "tests"]])
def test_an_unknown_clock_is_refused_with_the_known_clocks(arguments):
    with pytest.raises(SystemExit, match="Clocks: kiritimati, los-angeles, leap-day, clocks-go-back"):
        another_day.main(arguments)


def test_without_libfaketime_nothing_is_run(monkeypatch):
    monkeypatch.setattr(another_day, "LIBRARIES", ())
    with pytest.raises(SystemExit, match="libfaketime is not installed"):
        another_day.main(["leap-day", "--", "--version"])


def test_a_run_that_fails_under_any_clock_fails_altogether(capfd):
    assert another_day.main(["leap-day", "--", "--no-such-option"]) == 1
    assert "leap-day: failed with 4" in capfd.readouterr().out
    assert another_day.main(["leap-day", "--", "--version"]) == 0
