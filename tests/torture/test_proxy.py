"""The proxy leaves no connection to the server open."""

from contextlib import closing

import psycopg

from tests.torture.support.proxy import between
from tests.torture.support.stores import come_to_rest


def test_an_unused_connection_ends_with_the_proxy(database: str):
    with between(database) as (_, through):
        unused = psycopg.connect(through)
    with closing(unused):
        come_to_rest(database)
