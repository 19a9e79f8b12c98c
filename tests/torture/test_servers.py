"""A server that is killed leaves no process, so it starts again."""

from contextlib import suppress
from threading import Thread

import psycopg

from tests import postgres_server

# It keeps a server process busy, so that it does not notice at once that its server is gone.
LONG = "SELECT count(*) FROM generate_series(1, 100000000)"


def test_a_client_that_connects_while_its_server_is_killed_does_not_keep_it_from_starting(monkeypatch):
    children = postgres_server._children
    with postgres_server.running() as server:

        def listed_before_one_more_connects(parent):
            found = children(parent)
            with suppress(psycopg.OperationalError):
                connection = psycopg.connect(server.address, connect_timeout=2)
                Thread(target=ask, args=(connection,), daemon=True).start()
            return found

        monkeypatch.setattr(postgres_server, "_children", listed_before_one_more_connects)
        server.kill()
        server.start()


def ask(connection):
    with suppress(psycopg.Error), connection:
        connection.execute(LONG)
