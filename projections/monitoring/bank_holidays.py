"""Which days are bank holidays in England and Wales?

The calendar is that of the library `holidays`, which works offline: those that are proclaimed once (a jubilee, a
funeral) are in it from the release of the library that follows.
"""

from datetime import date
from functools import cache


@cache
def bank_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales from one year to another, both included."""
    # The library knows the whole world, and few commands ask for one country's days.
    from holidays import country_holidays

    years = range(first_year, last_year + 1)
    # England and Wales share one calendar; Scotland and Northern Ireland have others.
    return frozenset(country_holidays("GB", subdiv="ENG", years=years))
