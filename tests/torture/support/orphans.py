"""Delay a killed client's append until the server process commits it at a chosen moment."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import psycopg

LONGEST_WAIT_SECONDS = 60
# A separate program: a test with threads must not fork.
CLIENT = """
import sys
from events_store.command_handler import CommandHandler
from tests.torture.support.commands import revise
from tests.torture.support.stores import opened
address, command, *among = sys.argv[1:]
with opened(address) as store:
    revise(CommandHandler(store), command, among)
"""
WAITS = (
    "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database() "
    "AND wait_event_type = 'Lock' AND position('append_events' IN query) > 0"
)
IS_RECORDED = "SELECT count(*) = 1 FROM inspectrail.commands WHERE command_id = %s"


@contextmanager
def orphaned(address: str, command: str, *among: str) -> Iterator[Callable[[], None]]:
    """Kill a client whose append waits for the store's lock; yield a function that lets it commit."""
    with closing(psycopg.connect(address)) as holder, closing(psycopg.connect(address, autocommit=True)) as watcher:
        holder.execute("LOCK TABLE inspectrail.store IN EXCLUSIVE MODE")
        with subprocess.Popen([sys.executable, "-c", CLIENT, address, command, *among]) as client:
            _until(watcher, WAITS)
            client.kill()
        assert client.returncode == -signal.SIGKILL

        def commit() -> None:
            if not holder.closed:
                holder.close()
                _until(watcher, IS_RECORDED, command)
                watcher.close()

        yield commit


def _until(watcher: psycopg.Connection[tuple[bool]], question: str, *given: str) -> None:
    end = time.monotonic() + LONGEST_WAIT_SECONDS
    while watcher.execute(question, given).fetchone() != (True,):
        assert time.monotonic() < end, f"never true: {question}"
        time.sleep(0.005)
