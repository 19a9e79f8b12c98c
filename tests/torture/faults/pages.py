"""Flip bits in the files of a PostgreSQL database: every changed result must be noticed."""

from contextlib import closing
from pathlib import Path
from random import Random
from signal import SIGINT

import psycopg

from events_store.store_url import create_store
from tests.postgres_server import Server
from tests.torture.faults.flips import flip
from tests.torture.oracle.reading import came_of, count, fill, witnessed
from tests.torture.oracle.tally import Tally
from tests.torture.support.stores import Places, opened

FILES = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relnamespace = 'inspectrail'::regnamespace"


def run(flips: int, chance: Random, tally: Tally, places: Places) -> None:
    """Repeatedly stop the server, flip one bit, restart it and read.

    The server uses page checksums, as docs/how-to/run-on-postgresql.md requires.
    """
    server = places.server
    create_store(server.address)
    with opened(server.address) as store:
        fill(store, tally)
        before = witnessed(store)
    originals = _stopped(server)
    for _ in range(flips):
        path = chance.choice(sorted(originals))
        path.write_bytes(flip(originals[path], chance))
        server.start()
        count(came_of(server.address, before), f"in {path.name}", tally)
        server.stop(SIGINT)
        for original_path, content in originals.items():
            original_path.write_bytes(content)
    server.start()


def _stopped(server: Server) -> dict[Path, bytes]:
    """Stop the server cleanly; return the contents of the files of tables and indexes."""
    with closing(psycopg.connect(server.address, autocommit=True)) as connection:
        paths = [server.folder / "data" / name for (name,) in connection.execute(FILES) if name]
    server.stop(SIGINT)
    return {path: content for path in paths if (content := path.read_bytes())}
