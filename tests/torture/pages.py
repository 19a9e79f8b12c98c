"""Bits that flip in the files of a PostgreSQL database: what is read otherwise must be noticed."""

from contextlib import closing
from pathlib import Path
from random import Random
from signal import SIGINT

import psycopg

from events_store.store_url import create_store
from tests.postgres_server import Server
from tests.torture.flips import flip
from tests.torture.reading import came_of, count, fill, witnessed
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

FILES = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relnamespace = 'inspectrail'::regnamespace"


def run(flips: int, chance: Random, tally: Tally, places: Places) -> None:
    """Stop the server, flip one bit in a table or an index, start it, and read; so many times.

    The server keeps checksums of its pages, as the page on running it for a team asks.
    """
    server = places.server
    create_store(server.address)
    with opened(server.address) as store:
        fill(store, tally)
        before = witnessed(store)
    whole = _stopped(server)
    for _ in range(flips):
        path = chance.choice(sorted(whole))
        path.write_bytes(flip(whole[path], chance))
        server.start()
        count(came_of(server.address, before), f"in {path.name}", tally)
        server.stop(SIGINT)
        for each, content in whole.items():
            each.write_bytes(content)
    server.start()


def _stopped(server: Server) -> dict[Path, bytes]:
    """Stop the server with nothing left to replay, and return what the files of our tables and indexes hold."""
    with closing(psycopg.connect(server.address, autocommit=True)) as connection:
        paths = [server.folder / "data" / name for (name,) in connection.execute(FILES) if name]
    server.stop(SIGINT)
    return {path: content for path in paths if (content := path.read_bytes())}
