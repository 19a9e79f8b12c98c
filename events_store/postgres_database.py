"""A PostgreSQL database by its address: connected to, made a store of, and looked at from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from events_store.store import NotAStore

SCHEMA_VERSION = 2
SCHEMA = Path(__file__).with_name("postgres.sql")


def create(address: str) -> bool:
    """Create an empty store in a database; return False, and change nothing, where one is already."""
    with connected(address, wait=10) as connection, connection.transaction():
        # Fifty that begin at once make one store: the others wait, and find it.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('inspectrail'))")
        if connection.execute("SELECT to_regclass('inspectrail.store')").fetchone() != (None,):
            return False
        connection.execute(SCHEMA.read_bytes())
    return True


def is_there(address: str) -> bool:
    """Whether there is a store in a database."""
    with connected(address, wait=10) as connection:
        return connection.execute("SELECT to_regclass('inspectrail.store')").fetchone() != (None,)


def drop(address: str) -> None:
    """Take a store out of its database: one that was just put there, and is not what it should be."""
    with connected(address, wait=10) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute("DROP SCHEMA inspectrail CASCADE")


@contextmanager
def one_moment(address: str) -> Iterator[tuple[str, int]]:
    """Hold on to what the database shows at this moment; yield its name, for others to see it, and the log's head."""
    with connected(address, wait=10) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = connection.execute(
            "SELECT pg_export_snapshot(), coalesce(max(position), 0) FROM inspectrail.stored_events"
        ).fetchone()
        snapshot, head = cast("tuple[str, int]", found)
        yield snapshot, head


def without_password(address: str) -> tuple[str, str]:
    """Return an address without its password, as programs take it, and the password."""
    parts = conninfo_to_dict(address)
    password = str(parts.pop("password", "") or "")
    return make_conninfo("", **parts), password


def shown(address: str) -> str:
    """Return an address without its password, to be said to people."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise NotAStore(f"The address is not one of a PostgreSQL database ({_last_line(error)}).") from None
    user = f"{parts['user']}@" if "user" in parts else ""
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgresql://{user}{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


@contextmanager
def connected(address: str, *, wait: int) -> Iterator[Connection[tuple[Any, ...]]]:
    """Connect once, to say at once why it cannot be done."""
    named = shown(address)
    try:
        connection = psycopg.connect(patient(address, wait))
    except (psycopg.OperationalError, UnicodeError) as error:
        # Python itself refuses what cannot be the name of a host.
        raise NotAStore(f"The database {named} cannot be reached ({_last_line(error)}).") from None
    try:
        with connection:
            yield connection
    except psycopg.OperationalError as error:
        # It was reached, and was lost meanwhile.
        raise NotAStore(f"The database {named} cannot be reached ({_last_line(error)}).") from None


def patient(address: str, wait: int) -> str:
    """Return an address with how long to wait: for a connection, and for one that has gone silent."""
    seconds = max(wait, 1)
    return make_conninfo(
        address,
        connect_timeout=seconds,
        tcp_user_timeout=2_000 * seconds,
        keepalives_idle=seconds,
        keepalives_interval=seconds,
        keepalives_count=2,
    )


def _last_line(error: Exception) -> str:
    # The lines before tell of each attempt.
    return str(error).strip().splitlines()[-1].strip()
