"""A real PostgreSQL server for tests: the server named, else a new local server."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

GIVEN = "INSPECTRAIL_TEST_POSTGRES"
MISSING = (
    "There is no PostgreSQL server to test on. Install one (Debian: apt-get install postgresql), or name a running one "
    f"whose user may create databases in {GIVEN}, as postgresql://user:password@host/postgres."
)


class Server:
    """A local server in its own folder."""

    def __init__(self, folder: Path, *, port: int = 0, **settings: object) -> None:
        self.folder, self.port = folder, port or _free_port()
        self._programs = _programs()
        # The server refuses to run as root.
        self._user = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
        if self._user:
            shutil.chown(folder, "postgres", "postgres")
        self._settings = {"listen_addresses": "127.0.0.1", "max_connections": 200, **settings}
        self._process: subprocess.Popen[bytes] | None = None
        settled = ("--auth=trust", "--username=tester", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums")
        self._run("initdb", *settled, folder / "data")

    @property
    def address(self) -> str:
        """The address of the default database."""
        return f"postgresql://tester@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start the server, and wait until it accepts connections."""
        settings = [f"--{name.replace('_', '-')}={value}" for name, value in self._settings.items()]
        with (self.folder / "log").open("ab") as log:
            command = [self._programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-p", str(self.port)]
            self._process = subprocess.Popen(
                [*command, *settings],
                stdout=log, stderr=log, start_new_session=True, env=_by_the_machine(), **self._user,
            )  # fmt: skip
        until = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.address, connect_timeout=2).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop the server immediately; after SIGINT a restart has nothing to replay."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """Kill the server and its children, as a power cut would, during any writes."""
        assert self._process is not None
        # Stopped first, so that it cannot start a child that is not killed. Children have separate sessions.
        self._process.send_signal(signal.SIGSTOP)
        while _state(self._process.pid) not in ("T", "Z"):
            time.sleep(0.001)
        family = [self._process.pid, *_children(self._process.pid)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        while any(map(_runs, family)):
            time.sleep(0.005)
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self._programs / program, *map(str, arguments)],
            check=True, capture_output=True, cwd=self.folder, env=_by_the_machine(), **self._user,
        )  # fmt: skip


@contextmanager
def running(**settings: object) -> Iterator[Server]:
    """Run a new local server, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as name:
        server = Server(Path(name), **settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def server_address() -> Iterator[str]:
    """Yield the address of the server named, else of a new server."""
    if given := os.environ.get(GIVEN):
        yield given
    else:
        with running() as server:
            yield server.address


def new_database(server: str, name: str) -> str:
    """Create a database, dropping any of that name first, and return its address."""
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    parts = urlsplit(server)
    return urlunsplit(parts._replace(path=f"/{name}"))


def emptied(address: str) -> str:
    """Drop our schema from a database, and return its address."""
    with closing(psycopg.connect(address, autocommit=True)) as connection:
        # The server process of a cut connection may still hold locks.
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS inspectrail CASCADE")
    return address


def _by_the_machine() -> dict[str, str]:
    """Return this environment without another clock (tests/another_day.py).

    Under libfaketime a server's timeouts never occur, because its signal handlers see the machine's clock and its
    timers the other. The product never uses a server's time.
    """
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}


def _programs() -> Path:
    # Debian keeps servers off the path, so a server on the path is there on purpose.
    on_path = shutil.which("initdb")
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    places = [path.parent for path in (*([Path(on_path)] if on_path else []), *candidates)]
    if not places:
        raise RuntimeError(MISSING)
    return places[0]


def _children(parent: int) -> list[int]:
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # The name, in brackets, may contain any character.
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                children.append(int(stat.parent.name))
    return children


def _runs(pid: int) -> bool:
    # Dead orphans stay listed until their new parent has waited for them.
    return _state(pid) != "Z"


def _state(pid: int) -> str:
    """Return the state letter of a process; Z if it no longer exists."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
