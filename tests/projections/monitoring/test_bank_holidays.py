"""Bank holidays of England and Wales, as gov.uk publishes them."""

import subprocess
import sys
from datetime import date

import pytest

from cli.examples.newcastle.diary import BANK_HOLIDAYS
from domain.dates import working_days_after, working_days_between
from projections.monitoring.bank_holidays import bank_holidays

pytestmark = pytest.mark.dated

# gov.uk/bank-holidays, England and Wales, with the substitute days and those that were proclaimed for one year.
PUBLISHED = {
    2015: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
    2016: ("01-01", "03-25", "03-28", "05-02", "05-30", "08-29", "12-26", "12-27"),
    2017: ("01-02", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"),
    2020: ("01-01", "04-10", "04-13", "05-08", "05-25", "08-31", "12-25", "12-28"),
    2021: ("01-01", "04-02", "04-05", "05-03", "05-31", "08-30", "12-27", "12-28"),
    2022: ("01-03", "04-15", "04-18", "05-02", "06-02", "06-03", "08-29", "09-19", "12-26", "12-27"),
    2023: ("01-02", "04-07", "04-10", "05-01", "05-08", "05-29", "08-28", "12-25", "12-26"),
    2024: ("01-01", "03-29", "04-01", "05-06", "05-27", "08-26", "12-25", "12-26"),
    2025: ("01-01", "04-18", "04-21", "05-05", "05-26", "08-25", "12-25", "12-26"),
    2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
}
FRIDAY = 4


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_bank_holidays_of_a_year_are_those_that_were_published(year):
    on_weekdays = {day for day in bank_holidays(year, year) if day.weekday() <= FRIDAY}
    assert on_weekdays == {date.fromisoformat(f"{year}-{day}") for day in PUBLISHED[year]}


def test_the_holidays_of_scotland_and_northern_ireland_are_working_days_here():
    assert not bank_holidays(2016, 2016) & {date(2016, 1, 4), date(2016, 3, 17), date(2016, 8, 1), date(2016, 11, 30)}


def test_several_years_are_those_years_and_no_others():
    assert bank_holidays(2015, 2017) == bank_holidays(2015, 2015) | bank_holidays(2016, 2016) | bank_holidays(
        2017, 2017
    )
    assert {day.year for day in bank_holidays(2015, 2017)} == {2015, 2016, 2017}
    assert bank_holidays(2017, 2016) == frozenset()


def test_the_shipped_example_keeps_them():
    assert bank_holidays(2016, 2016) >= BANK_HOLIDAYS


def test_they_are_known_without_a_network():
    script = (
        "import socket\n"
        "socket.socket = None\n"
        "from projections.monitoring.bank_holidays import bank_holidays\n"
        "print(len(bank_holidays(2016, 2017)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == (str(len(bank_holidays(2016, 2017))), "")


def test_the_report_of_newcastle_kept_the_periods_it_tells_of():
    holidays = bank_holidays(2016, 2016)
    # Announced on 8 April; fieldwork from 25 April to 13 May; draft on 3 June; published on 15 July.
    assert working_days_between(date(2016, 4, 8), date(2016, 4, 25), holidays) == 11
    assert working_days_after(date(2016, 4, 25), -11, holidays) == date(2016, 4, 8)
    assert working_days_between(date(2016, 5, 13), date(2016, 6, 3), holidays) == 14
    assert working_days_after(date(2016, 6, 3), 30, holidays) == date(2016, 7, 15)
