"""Appending and rebuilding in PostgreSQL, with one process and with eight."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import orjson
import psycopg
from msgspec import structs, to_builtins

from benchmarks.generator import store_of
from benchmarks.measured import Measured
from benchmarks.setting import LIMIT, OURS, VANILLA, Setting
from benchmarks.turns import Clock, in_turns
from domain.events.assessing import AnswerRecorded
from events_store.store import Batch, case_stream
from events_store.store_url import create_store, open_store
from events_store.verify.log import verify
from projections.saved.rebuild import rebuild_all
from tests.postgres_server import new_database, server_address

if TYPE_CHECKING:
    from eventsourcing.postgres import PostgresApplicationRecorder

APPEND = "append on PostgreSQL, {} at once"
WRITERS = (1, 8)
LONGEST_SECONDS = 300
REBUILD = "rebuilding all views on PostgreSQL, {} at once"


def on_postgres(setting: Setting) -> Iterator[Measured]:
    """Append events in separate transactions: Inspectrail with its own function, vanilla with the library's."""
    number = setting.sizes.appended
    fact = _fact(setting)
    with server_address() as server:
        for writers in WRITERS:
            each = max(number // writers, 5)
            contenders = {
                OURS: partial(_ours, server, fact, writers, each),
                VANILLA: partial(_theirs, server, fact, writers, each),
            }
            for name, taken in in_turns(contenders, 2 * setting.sizes.rounds - 1).items():
                yield Measured(APPEND.format(writers), name, writers * each, taken)
        yield from _rebuilding(server, setting)


def _rebuilding(server: str, setting: Setting) -> Iterator[Measured]:
    """Fold every view in one process and in eight; the limit only reads and decodes the events."""
    address = store_of(new_database(server, "rebuilt"), setting.template, setting.sizes.on_postgres, setting.seed)
    for processes in WRITERS:
        contenders = {OURS: partial(_rebuild, address, processes), LIMIT: partial(_read, address)}
        for name, taken in in_turns(contenders, setting.sizes.rounds).items():
            yield Measured(REBUILD.format(processes), name, setting.events(setting.sizes.on_postgres), taken)


def _rebuild(address: str, processes: int) -> float:
    with closing(open_store(address)) as store, Clock() as clock:
        rebuild_all(store, address, processes)
    return clock.seconds


def _read(address: str) -> float:
    with closing(psycopg.connect(address)) as connection, connection.cursor("events", binary=True) as cursor:
        cursor.itersize = 1_000
        with Clock() as clock:
            for (state,) in cursor.execute("SELECT state FROM inspectrail.stored_events ORDER BY position"):
                fact = orjson.loads(state)
                fact["origin"], fact.get("question")
    return clock.seconds


def _fact(setting: Setting) -> AnswerRecorded:
    with closing(open_store(str(setting.store(setting.sizes.inspections[0])))) as store:
        return next(arguments.fact for arguments in store.follow() if isinstance(arguments.fact, AnswerRecorded))


def _ours(server: str, fact: AnswerRecorded, writers: int, each: int) -> float:
    address = new_database(server, "ours")
    create_store(address)
    seconds = _together(_append, [(address, fact, number, each) for number in range(writers)])
    with closing(open_store(address)) as store:
        result = verify(store)
    if result.fault or result.events != writers * each:
        raise RuntimeError(f"{result.events} of {writers * each} events are stored, fault: {result.fault}")
    return seconds


def _theirs(server: str, fact: AnswerRecorded, writers: int, each: int) -> float:
    address = new_database(server, "theirs")
    with _recorder(address) as recorder:
        recorder.create_table()
    return _together(_append_by_the_library, [(address, to_builtins(fact), number, each) for number in range(writers)])


def _together(work: Callable[..., None], given: Sequence[tuple[object, ...]]) -> float:
    """Return the seconds between all processes being ready and all having appended."""
    context = get_context("spawn")
    ready, done = (context.Barrier(len(given) + 1) for _ in range(2))
    processes = [context.Process(target=work, args=(ready, done, *arguments)) for arguments in given]
    for process in processes:
        process.start()
    ready.wait(LONGEST_SECONDS)
    with Clock() as clock:
        done.wait(LONGEST_SECONDS)
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a writer failed")
    return clock.seconds


def _append(ready: Barrier, done: Barrier, address: str, fact: AnswerRecorded, writer: int, each: int) -> None:
    stream = case_stream("one", f"A-{writer}")
    with closing(open_store(address)) as store:
        ready.wait()
        for version in range(each):
            command = f"{writer}-{version}"
            origin = structs.replace(fact.origin, command_id=command)
            answer = structs.replace(fact, origin=origin)
            store.append("one", Batch(stream, version, [answer]), command=command)
        done.wait()


@contextmanager
def _recorder(address: str) -> Iterator["PostgresApplicationRecorder"]:
    from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore

    parts = urlsplit(address)
    name, host, user = Path(parts.path).name, parts.hostname or "", parts.username or ""
    datastore = PostgresDatastore(name, host, parts.port or 5432, user, parts.password or "")
    with closing(datastore):
        yield PostgresApplicationRecorder(datastore, events_table_name="stored_events")


def _append_by_the_library(
    ready: Barrier, done: Barrier, address: str, answer: Mapping[str, object], writer: int, each: int
) -> None:
    from eventsourcing.persistence import StoredEvent

    with _recorder(address) as recorder:
        case = uuid4()
        ready.wait()
        for version in range(1, each + 1):
            state = orjson.dumps({**answer, "version": version})
            recorder.insert_events([StoredEvent(case, version, "answered", state)])
        done.wait()
