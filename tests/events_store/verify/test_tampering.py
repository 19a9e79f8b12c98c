"""Every kind of tampering is found: by the log alone where it can be, and by what was seen of it elsewhere."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from random import Random

import psycopg
import pytest

from events_store.sqlite.schema import create
from events_store.sqlite.store import SQLiteStore
from events_store.store_url import create_store, open_store
from events_store.transparency.merkle_tree import log_root
from events_store.verify import log as verify_log
from events_store.verify import raw_tables
from events_store.verify.log import since, verify
from events_store.verify.raw_tables import Fault
from events_store.verify.result import Verified
from tests.events_store.honest import Seen, grown, record
from tests.events_store.verify.tampering import KINDS, Kind, Tables, put_in_place, tables_of
from tests.fixtures.stores import without_triggers

# So many trials take half as long when it is not measured which lines they run; others test each line once.
pytestmark = pytest.mark.no_cover

TRIALS, BLOCKS = 200, 4
FEWER_TRIALS = 20
HONEST = 1_000


@dataclass(frozen=True)
class Log:
    """An honest log in a file, with older copies of it, and what was seen of it elsewhere."""

    path: Path
    older: list[Path]
    tables: Tables
    seen: list[Seen]


@pytest.fixture(scope="session")
def logs(tmp_path_factory) -> list[Log]:
    folder = tmp_path_factory.mktemp("honest")
    return [_log(folder / f"{size}", Random(size), size) for size in (6, 17, 32, 47)]


def _log(path: Path, chance: Random, size: int) -> Log:
    create(path)
    seen, older = [], []
    with closing(SQLiteStore(path, draft=True)) as store:
        for part in range(4):
            older.append(path.with_name(f"{path.name}-{part}"))
            _copied(path, older[-1])
            seen += grown(store, chance, store.head() + size // 4 + 1, f"c{part}")
    with closing(sqlite3.connect(path)) as connection:
        tables = tables_of(connection)
    return Log(path, older, tables, [one for one in seen if one.size])


def _copied(path: Path, copy: Path) -> None:
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def verified(path: Path, seen: Seen) -> tuple[Verified, Fault | None]:
    """Return what the log shows alone, and what it shows against what was seen of it."""
    with closing(SQLiteStore(path, draft=True)) as store:
        found = verify(store, [seen.size])
        return found, found.fault or since(store, found, seen.size, seen.root)


def seeds(kind: str, block: int) -> Iterator[tuple[str, Random]]:
    for number in range(block, TRIALS, BLOCKS):
        seed = f"{kind} {number}"
        yield seed, Random(seed)


@pytest.mark.parametrize("block", range(BLOCKS))
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_all_of_it_is_found(kind: Kind, block: int, logs: list[Log], tmp_path: Path):
    for seed, chance in seeds(kind.__name__, block):
        log = chance.choice(logs)
        tables, seen = deepcopy(log.tables), log.seen[-1]
        first_bad = kind(tables, chance)
        path = tmp_path / "store.db"
        shutil.copy(log.path, path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            with without_triggers(connection):
                put_in_place(connection, tables)
        found, fault = verified(path, seen)
        assert fault is not None, f"seed {seed!r}: not found"
        if first_bad is None:
            assert found.fault is None, f"seed {seed!r}: {found.fault}"
        else:
            assert found.fault is not None, f"seed {seed!r}: not seen alone"
            assert found.fault.position == first_bad, f"seed {seed!r}: {found.fault}"
            assert found.events < max(first_bad, 1), f"seed {seed!r}"


@pytest.mark.parametrize("page", [1, 2, 5, 1_000])
@pytest.mark.parametrize("kind", [None, *KINDS], ids=lambda kind: kind.__name__ if kind else "nothing")
def test_what_is_plainly_right_would_be_found_right_event_by_event_too_and_the_same_fault_is_first(
    kind: Kind | None, page: int, logs: list[Log], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(raw_tables, "PAGE", page)
    for number in range(FEWER_TRIALS):
        chance = Random(f"{kind and kind.__name__} {page} {number}")
        log = chance.choice(logs)
        tables = deepcopy(log.tables)
        if kind:
            kind(tables, chance)
        path = tmp_path / "store.db"
        shutil.copy(log.path, path)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA synchronous=OFF")
            with without_triggers(connection):
                put_in_place(connection, tables)
        seen = chance.choice(log.seen)
        by_pages, first = verified(path, seen)
        with monkeypatch.context() as patch:
            patch.setattr(verify_log, "extend", lambda *_: False)
            one_by_one, same = verified(path, seen)
        assert same == first
        # Where a command is broken, one may have come further than the other before it looked at that.
        assert by_pages == one_by_one or by_pages.fault


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_all_of_it_is_found_in_postgresql(kind: Kind, database: str):
    create_store(database)
    without_triggers = "-c search_path=inspectrail -c session_replication_role=replica"
    with (
        closing(open_store(database)) as store,
        closing(psycopg.connect(database, options=without_triggers)) as connection,
    ):
        seen = grown(store, Random(kind.__name__), 40)[-1]
        honest = tables_of(connection)
        for number in range(FEWER_TRIALS):
            seed = f"{kind.__name__} in postgresql {number}"
            tables = deepcopy(honest)
            first_bad = kind(tables, Random(seed))
            put_in_place(connection, tables, "%s")
            found = verify(store, [seen.size])
            assert found.fault or since(store, found, seen.size, seen.root), f"seed {seed!r}: not found"
            assert (found.fault and found.fault.position) == first_bad, f"seed {seed!r}: {found.fault}"
        put_in_place(connection, honest, "%s")
        assert verify(store).fault is None


def test_an_honest_log_in_postgresql_is_never_accused(database: str):
    create_store(database)
    with closing(open_store(database)) as store:
        seen = [one for number in range(10) for one in grown(store, Random(number), 12 * number, f"c{number}")]
        found = verify(store, [one.size for one in seen])
        assert (found.fault, found.events, found.root) == (None, store.head(), log_root(store.rows()))
        assert [since(store, found, one.size, one.root) for one in seen] == [None] * len(seen)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_an_older_copy_is_found_whatever_was_recorded_in_it_since(block: int, logs: list[Log], tmp_path: Path):
    for seed, chance in seeds("older copy", block):
        log = chance.choice(logs)
        seen = log.seen[-1]
        path = tmp_path / "store.db"
        shutil.copy(chance.choice(log.older), path)
        with closing(SQLiteStore(path, draft=True)) as store:
            number = 0
            # Nothing; less than there was; exactly as much; or more.
            size = chance.choice((0, chance.randrange(seen.size), seen.size, seen.size + 5))
            while store.head() < size:
                number += 1
                record(store, chance, f"later-{number}", most=size - store.head())
        found, fault = verified(path, seen)
        assert found.fault is None, f"seed {seed!r}: {found.fault}"
        assert fault is not None, f"seed {seed!r}: not found"


@pytest.mark.parametrize("block", range(BLOCKS))
def test_an_honest_log_is_never_accused(block: int, tmp_path: Path):
    empty = tmp_path / "empty.db"
    create(empty)
    for number in range(block, HONEST, BLOCKS):
        seed = f"honest {number}"
        chance = Random(seed)
        path = tmp_path / "store.db"
        shutil.copy(empty, path)
        seen = []
        for part in range(chance.choice((1, 1, 1, 2, 3))):
            with closing(SQLiteStore(path, draft=True)) as store:
                seen += grown(store, chance, store.head() + chance.choice((0, 1, 2, 5, 12, 30)), f"c{part}")
        with closing(SQLiteStore(path, draft=True)) as store:
            found = verify(store, [one.size for one in seen])
            assert found.fault is None, f"seed {seed!r}: {found.fault}"
            assert (found.events, found.root) == (store.head(), log_root(store.rows())), f"seed {seed!r}"
            assert [since(store, found, one.size, one.root) for one in seen] == [None] * len(seen), f"seed {seed!r}"
