"""Opens or creates the store at an address: a file, or a PostgreSQL database."""

from pathlib import Path

from events_store.errors import InvalidStore
from events_store.sql_store import TableStore
from events_store.store_names import names_database

WAIT_SECONDS = 10


def shown(address: str) -> str:
    """Return an address without its password, to show to people."""
    if not names_database(address):
        return address
    _need_psycopg()
    from events_store.postgres import database

    return database.shown(address)


def open_store(address: str, *, wait: int = WAIT_SECONDS) -> TableStore:
    """Open the store at an address. Raises StoreNotFound and InvalidStore."""
    if names_database(address):
        _need_psycopg()
        from events_store.postgres.store import PostgresStore

        return PostgresStore(address, wait=wait)
    from events_store.sqlite.store import SQLiteStore

    return SQLiteStore(Path(address), wait=wait)


def create_store(address: str) -> bool:
    """Create an empty store; return False and change nothing if one exists."""
    if names_database(address):
        _need_psycopg()
        from events_store.postgres import database

        return database.create(address)
    from events_store.sqlite import schema

    return schema.create(Path(address))


def _need_psycopg() -> None:
    try:
        import psycopg_pool  # noqa: F401 - only checks that it is installed
    except ImportError:
        raise InvalidStore(
            "A store in PostgreSQL needs psycopg, which is not installed. Install inspectrail[postgres]."
        ) from None
