"""Which days are bank holidays in England and Wales?

The calendar comes from the library `holidays`, which works offline. A one-off bank holiday (a jubilee, a funeral) is
included from the library's next release.
"""

from datetime import date
from functools import cache


@cache
def bank_holidays(first_year: int, last_year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales in a range of years, both included."""
    # Imported here because the library is large and few commands need it.
    from holidays import country_holidays

    years = range(first_year, last_year + 1)
    # England and Wales share one calendar; Scotland and Northern Ireland have others.
    return frozenset(country_holidays("GB", subdiv="ENG", years=years))
