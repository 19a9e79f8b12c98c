"""What a store is called: the name of a file, or the address of a database."""

# How libpq's other form of an address begins; as the name of a file it would hold a password.
KEYWORDS = ("host=", "hostaddr=", "port=", "dbname=", "user=", "password=", "service=")


def names_database(address: str) -> bool:
    """Whether an address is that of a PostgreSQL database."""
    return address.casefold().startswith(("postgresql:", "postgres:", *KEYWORDS))
