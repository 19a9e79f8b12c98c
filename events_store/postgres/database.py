"""Connects to a PostgreSQL database, and creates or drops the store in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from events_store.errors import InvalidStore, NotAnAddress, NotRecorded

SCHEMA_VERSION = 2
SCHEMA = Path(__file__).with_name("schema.sql")


def create(address: str) -> bool:
    """Create an empty store; return False and change nothing if one exists."""
    with connected(address, wait=10) as connection, connection.transaction():
        # Of processes that start at once, one creates the store; the others wait and find it.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('inspectrail'))")
        cursor = connection.execute("SELECT to_regclass('inspectrail.store'), current_setting('server_encoding')")
        table, encoding = cast("tuple[object, str]", cursor.fetchone())
        if table is not None:
            return False
        refuse_encoding(shown(address), encoding)
        connection.execute(SCHEMA.read_bytes())
    return True


def refuse_encoding(name: str, encoding: str) -> None:
    """Raise InvalidStore unless the database is encoded in UTF-8."""
    if encoding != "UTF8":
        options = "ENCODING 'UTF8' TEMPLATE template0"
        raise InvalidStore(f"The database {name} is encoded in {encoding}. Create one with {options}.")


def drop(address: str) -> None:
    """Drop the store from its database, for a copy or a restore that failed."""
    with connected(address, wait=10) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute("DROP SCHEMA inspectrail CASCADE")


@contextmanager
def one_moment(address: str) -> Iterator[tuple[str, int]]:
    """Hold a snapshot of the database; yield the snapshot's name and the log's head."""
    with connected(address, wait=10) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute(
            "SELECT pg_export_snapshot(), coalesce(max(position), 0) FROM inspectrail.stored_events"
        ).fetchone()
        snapshot, head = cast("tuple[str, int]", row)
        yield snapshot, head


def without_password(address: str) -> tuple[str, str]:
    """Return an address in libpq's form without its password, and the password."""
    parts = conninfo_to_dict(address)
    password = str(parts.pop("password", "") or "")
    return make_conninfo("", **parts), password


def shown(address: str) -> str:
    """Return an address without its password. Raises NotAnAddress if it cannot be parsed."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise NotAnAddress from None
    names = "".join(str(parts.get(name, "")) for name in ("user", "host", "dbname"))
    if "@" in names or not str(parts.get("port", "1")).replace(",", "").isdecimal():
        # Any of these may hold a part of the password.
        raise NotAnAddress
    user = f"{parts['user']}@" if "user" in parts else ""
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgresql://{user}{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


@contextmanager
def connected(address: str, *, wait: int) -> Iterator[Connection[tuple[Any, ...]]]:
    """Connect once, without retrying. Raises NotRecorded with the reason if that fails."""
    name = shown(address)
    try:
        with psycopg.connect(patient(address, wait)) as connection:
            yield connection
    except (psycopg.OperationalError, UnicodeError) as error:
        # UnicodeError: Python refuses what cannot be a host name.
        why = f"The database {name} cannot be reached ({_last_line(error)})."
        raise NotRecorded(f"{why} Nothing was recorded. Check the address, or try again later.") from None
    except psycopg.Error as error:
        raise NotRecorded(f"The database {name} failed ({_last_line(error)}). Nothing was recorded.") from None


def patient(address: str, wait: int) -> str:
    """Return an address with time limits, in seconds, for connecting and for silent connections."""
    seconds = max(wait, 1)
    return make_conninfo(
        address,
        connect_timeout=seconds,
        tcp_user_timeout=2_000 * seconds,
        keepalives_idle=seconds,
        keepalives_interval=seconds,
        keepalives_count=2,
        client_encoding="UTF8",
    )


def _last_line(error: Exception) -> str:
    # The lines before it describe each attempt.
    return (str(error).strip() or type(error).__name__).splitlines()[-1].strip()
