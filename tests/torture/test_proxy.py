"""The proxy leaves nothing connected to the server behind."""

from contextlib import closing

import psycopg

from tests.torture.proxy import between
from tests.torture.stores import come_to_rest


def test_a_connection_that_nobody_uses_ends_with_the_proxy(database: str):
    with between(database) as (_, through):
        unused = psycopg.connect(through)
    with closing(unused):
        come_to_rest(database)
