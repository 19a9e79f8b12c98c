"""A PostgreSQL database by its address: connected to, made a store of, and looked at from outside."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from events_store.store import InvalidStore, NotAnAddress, NotRecorded

SCHEMA_VERSION = 2
SCHEMA = Path(__file__).with_name("schema.sql")


def create(address: str) -> bool:
    """Create an empty store in a database; return False, and change nothing, where one is already."""
    with connected(address, wait=10) as connection, connection.transaction():
        # Fifty that begin at once make one store: the others wait, and find it.
        connection.execute("SELECT pg_advisory_xact_lock(hashtext('inspectrail'))")
        found = connection.execute("SELECT to_regclass('inspectrail.store'), current_setting('server_encoding')")
        existing, encoding = cast("tuple[object, str]", found.fetchone())
        if existing is not None:
            return False
        refuse_encoding(shown(address), encoding)
        connection.execute(SCHEMA.read_bytes())
    return True


def refuse_encoding(name: str, encoding: str) -> None:
    """Refuse a database in which texts are not kept as they are."""
    if encoding != "UTF8":
        wanted = "ENCODING 'UTF8' TEMPLATE template0"
        raise InvalidStore(f"The database {name} keeps texts as {encoding}. Make one with {wanted}.")


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
    """Return an address without its password, to be said to people; refuses one that cannot be taken apart."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise NotAnAddress from None
    text = "".join(str(parts.get(name, "")) for name in ("user", "host", "dbname"))
    if "@" in text or not str(parts.get("port", "1")).replace(",", "").isdecimal():
        # Part of a password may stand in any of these.
        raise NotAnAddress
    user = f"{parts['user']}@" if "user" in parts else ""
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgresql://{user}{parts.get('host', '')}{port}/{parts.get('dbname', '')}"


@contextmanager
def connected(address: str, *, wait: int) -> Iterator[Connection[tuple[Any, ...]]]:
    """Connect once, to say at once why it cannot be done."""
    named = shown(address)
    try:
        with psycopg.connect(patient(address, wait)) as connection:
            yield connection
    except (psycopg.OperationalError, UnicodeError) as error:
        # Python itself refuses what cannot be the name of a host.
        why = f"The database {named} cannot be reached ({_last_line(error)})."
        raise NotRecorded(f"{why} Nothing was recorded. Try again when it can.") from None
    except psycopg.Error as error:
        raise NotRecorded(f"The database {named} did not do it ({_last_line(error)}). Nothing was recorded.") from None


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
        client_encoding="UTF8",
    )


def _last_line(error: Exception) -> str:
    # The lines before tell of each attempt.
    return (str(error).strip() or type(error).__name__).splitlines()[-1].strip()
