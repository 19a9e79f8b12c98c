"""A changed byte in the files of a release is detected."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from cli.store.verify import earlier_log
from docs import check_proof
from events_store.errors import StoreFault
from tests.golden.conftest import SINCE, Release

NOT_READ, NOT_VERIFIED = 3, 3


def undetected(file: Path, read: Callable[[], object], *faults: type[Exception]) -> list[object]:
    """Change one bit of every fifth byte in turn; return the different results that were accepted."""
    intact, expected, results = file.read_bytes(), read(), []
    for place in range(0, len(intact), 5):
        data = bytearray(intact)
        data[place] ^= 1 << place % 7
        file.write_bytes(data)
        try:
            results.append(read())
        except faults:
            continue
    file.write_bytes(intact)
    return [result for result in results if result != expected]


@pytest.mark.parametrize("name", ["cosigned.txt", "log.pub", "witness.pub"])
def test_a_changed_byte_of_a_cosigned_checkpoint_or_of_its_keys_is_noticed(release: Release, name: str):
    checkpoint, log, witness = (release.file(name) for name in ("cosigned.txt", "log.pub", "witness.pub"))

    assert undetected(release.file(name), lambda: earlier_log(checkpoint, str(log), (str(witness),)), StoreFault) == []


def test_a_changed_byte_of_a_signed_checkpoint_is_noticed(release: Release):
    checkpoint, log = release.file("checkpoint.txt"), str(release.file("log.pub"))
    assert undetected(checkpoint, lambda: earlier_log(checkpoint, log, ()), StoreFault) == []


def test_a_changed_byte_of_a_proof_is_noticed(release: Release, capsys: pytest.CaptureFixture[str]):
    proof, keys = release.file("proof.json"), [release.file(name).read_text() for name in ("log.pub", "witness.pub")]

    def read() -> str:
        check_proof.main(str(proof), *keys)
        return capsys.readouterr().out

    assert f'"events_in_log": {release.size_of("cosigned.txt")}' in read()
    assert undetected(proof, read, Exception) == []


def change(file: Path, old: bytes, new: bytes) -> None:
    """Change the first such bytes of a file."""
    data = file.read_bytes()
    assert old in data
    file.write_bytes(data.replace(old, new, 1))


def test_a_changed_event_in_a_backup_is_not_restored(release: Release):
    change(release.file("backup"), b"Nobody asked us", b"Nobody asked me")
    release.run("restore", "backup", "--store", "restored.db", code=NOT_READ)
    assert not release.file("restored.db").exists()


def test_a_changed_byte_in_a_backup_of_postgresql_is_not_restored(release: Release, database: str):
    file = release.file("postgres-backup")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    release.run("restore", file.name, "--store", database, code=NOT_READ)
    assert nothing_in(database)


@pytest.mark.parametrize("field", ["events", "root", "export"])
@pytest.mark.parametrize("backup", ["backup", "postgres-backup"])
def test_a_backup_is_not_restored_by_a_changed_receipt(
    release: Release, request: pytest.FixtureRequest, backup: str, field: str
):
    receipt = release.file(f"{backup}.json")
    held = json.loads(receipt.read_text())
    held["log"][field] = held["log"][field] + 1 if field == "events" else held["log"][field][::-1]
    receipt.write_text(json.dumps(held))
    store = "restored.db" if backup == "backup" else request.getfixturevalue("database")
    release.run("restore", backup, "--store", store, code=NOT_READ)
    assert not release.file("restored.db").exists() if backup == "backup" else nothing_in(store)


def test_a_changed_event_in_a_store_does_not_verify(release: Release):
    change(release.file("store.db"), b"Nobody asked us", b"Nobody asked me")
    release.run("verify", code=NOT_VERIFIED)


def test_a_changed_event_in_a_dump_does_not_verify(release: Release, database: str):
    change(release.file("store.sql"), b"Nobody asked us".hex().encode(), b"Nobody asked me".hex().encode())
    release.run("verify", store=release.load_dump(database), code=NOT_VERIFIED)


def test_a_log_that_was_rewritten_with_all_its_hashes_does_not_verify_against_the_checkpoint(release: Release):
    shorter, size = release.file("shorter.db"), release.size_of("cosigned.txt")
    release.file("store.db").rename(shorter)
    with closing(sqlite3.connect(shorter)) as connection:
        for table in ("stored_events", "commands", "ledger"):
            connection.execute(f"DROP TRIGGER no_delete_of_{table}")
        for table, position in (("stored_events", "position"), ("ledger", "position"), ("commands", "first_position")):
            connection.execute(f"DELETE FROM {table} WHERE {position} >= ?", (size,))
        connection.commit()
    release.run("copy", "shorter.db", "store.db")
    release.run("verify")
    release.run("verify", *SINCE, code=NOT_VERIFIED)


def nothing_in(database: str) -> bool:
    """Return whether a database holds no store."""
    with closing(psycopg.connect(database)) as connection:
        return connection.execute("SELECT to_regclass('inspectrail.store')").fetchone() == (None,)
