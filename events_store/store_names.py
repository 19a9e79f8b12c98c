"""Distinguishes the address of a database from the name of a file."""

# The beginnings of libpq's other form of an address, which may hold a password: never a file name.
KEYWORDS = ("host=", "hostaddr=", "port=", "dbname=", "user=", "password=", "service=")


def names_database(address: str) -> bool:
    """Return whether an address is that of a PostgreSQL database."""
    return address.casefold().startswith(("postgresql:", "postgres:", *KEYWORDS))
