"""A killed server leaves no process behind, so it can start again."""

from contextlib import suppress
from threading import Thread

import psycopg

from tests import postgres_server

# It keeps a server process busy, so that it does not notice immediately that its server is gone.
LONG = "SELECT count(*) FROM generate_series(1, 100000000)"


def test_a_client_that_connects_while_its_server_is_killed_does_not_keep_it_from_starting(monkeypatch):
    children = postgres_server._children
    with postgres_server.running() as server:

        def list_then_connect(parent):
            processes = children(parent)
            with suppress(psycopg.OperationalError):
                connection = psycopg.connect(server.address, connect_timeout=2)
                Thread(target=run_query, args=(connection,), daemon=True).start()
            return processes

        monkeypatch.setattr(postgres_server, "_children", list_then_connect)
        server.kill()
        server.start()


def run_query(connection):
    with suppress(psycopg.Error), connection:
        connection.execute(LONG)
