"""Pooled connections to a PostgreSQL database."""

from eventsourcing.postgres import ConnectionPool, PostgresDatastore
from psycopg import Connection
from psycopg.rows import DictRow, dict_row

from events_store.postgres.database import patient


class PooledDatastore(PostgresDatastore):
    """The library's datastore for an address, with connections that use our schema."""

    def __init__(self, address: str, *, wait: int) -> None:
        super().__init__("", "", "", "", "", originator_id_type="text", schema="inspectrail")
        self._address, self._wait = address, wait
        self.pool = self._new_pool()

    def renew(self) -> None:
        """Replace the pool: a pool that could not connect waits longer before each new attempt."""
        self.pool.close(timeout=0)
        self.pool = self._new_pool()

    def _new_pool(self) -> ConnectionPool[Connection[DictRow]]:
        wait = self._wait

        def prepare(connection: Connection[DictRow]) -> None:
            connection.autocommit = True
            connection.execute(
                # A lock_timeout of 0 would wait for ever. Each statement must see what was committed before it.
                f"SET search_path = inspectrail; SET lock_timeout = '{max(1_000 * wait, 1):d}ms'; "
                # A client that is cut off while it records would block all others for hours; here, for two minutes.
                "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 6; "
                "SET default_transaction_isolation = 'read committed'; "
                "SELECT set_config('synchronous_commit', 'on', false) "
                "WHERE current_setting('synchronous_commit') IN ('off', 'local')"
            )

        return ConnectionPool(
            patient(self._address, wait),
            connection_class=Connection[DictRow],
            kwargs={"row_factory": dict_row},
            min_size=0,
            max_size=8,
            open=False,
            configure=prepare,
            # Leaves time for several attempts; with no time to wait, one attempt of a second.
            timeout=wait / 3 or 1,
            num_workers=1,
        )

    def register_type_adapters(self) -> None:
        """Do nothing: the library's types are only for its own insert statement."""
