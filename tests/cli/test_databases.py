"""The same commands on a file and on a PostgreSQL database end in the same log, byte for byte."""

import io
import json
import os
import shutil
from contextlib import chdir, closing, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest

from cli.examples.newcastle import build
from cli.main import main
from cli.wiring import Session
from tests.cli.command_line import environment, here, process
from tests.cli.conftest import FILES, WALK
from tests.cli.test_newcastle import LOG_ROOT

# A backup of a database is no backup of a file.
OF_FILES = {"restore", "copy"}


class Counted(Session):
    """A session in which time passes and ids are counted alike on every run."""

    def __init__(self) -> None:
        super().__init__(clock=self._later, new_id=self._next_id)
        self.asked = self.commands = 0

    def _later(self) -> datetime:
        self.asked += 1
        return datetime(2026, 6, 1, 9, tzinfo=UTC) + timedelta(seconds=self.asked)

    def _next_id(self) -> str:
        self.commands += 1
        return f"walk-{self.commands}"


def walked_through(address: str, folder: Path) -> bytes:
    """Walk the small inspection in a store, in this process; return its export."""
    for name in ("small.toml", "sample.csv", "answers.csv", "published.csv"):
        shutil.copy(FILES / name, folder)
    with closing(Counted()) as session, chdir(folder):
        for words in WALK:
            if words[0] in OF_FILES:
                continue
            here_now = patch.dict(os.environ, environment(INSPECTRAIL_STORE=address), clear=True)
            with here_now, redirect_stdout(io.StringIO()):
                code = main.main(list(words), standalone_mode=False, obj=session)
            assert not code, words
    return exported(address)


def exported(address: str) -> bytes:
    """Return what a store exports, by the command."""
    ran = here("export", "--store", address)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.encode()


def test_the_walk_through_a_file_and_through_a_database_end_with_the_same_export(tmp_path, database):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    in_file = walked_through(str(tmp_path / "one" / "inspectrail.db"), tmp_path / "one")
    in_database = walked_through(database, tmp_path / "two")
    assert in_file == in_database
    assert in_file.count(b"\n") > 80


@pytest.fixture(scope="module")
def in_file(tmp_path_factory) -> str:
    """The example in a file."""
    address = str(tmp_path_factory.mktemp("demo") / "newcastle.db")
    assert build.build(address)
    return address


def test_the_example_is_the_same_in_a_database_and_shown_the_same(in_file, database):
    ran = here("demo", "newcastle", "--json", "--store", database)
    told = ran.json
    assert (ran.code, told["built"], told["log_root"]) == (0, True, LOG_ROOT)
    assert exported(database) == exported(in_file)
    again = here("demo", "newcastle", "--json", "--store", in_file).json
    assert {**told, "store": "", "built": False} == {**again, "store": ""}
    said = here("demo", "newcastle", "--store", database)
    assert said.code == 0
    assert "is in postgresql://tester@127.0.0.1" in said.out or "INSPECTRAIL_TEST_POSTGRES" in os.environ


def test_the_example_played_command_by_command_in_a_database_is_the_same(in_file, database):
    here("init", "--store", database)

    class InDatabase(build.Scripted):
        """Plays the script in the database itself, instead of in a draft."""

        def open(self, address):
            return Session.open(self, database)

    with closing(InDatabase()) as session:
        build._play(session, Path("nowhere"))
    assert exported(database) == exported(in_file)
    for words in (["scores"], ["status"], ["recommendations", "--at", "published+6m"], ["trail", "--json"]):
        one, other = (here(*words, "--store", address).out for address in (in_file, database))
        assert one.splitlines()[:-1] == other.splitlines()[:-1], words


def test_a_database_with_another_store_is_not_given_the_example(database):
    walk_begins = ["init", "inspection announce x --name A --organisation B --title T --body B --programme P --as ann"]
    for line in walk_begins:
        ran = here(*line.split(), *(["--from", "2025-03-03", "--until", "2025-03-14"] * ("announce" in line)),
                   "--store", database)  # fmt: skip
        assert ran.code == 0, ran.err
    ran = here("demo", "newcastle", "--store", database)
    assert (ran.code, ran.out) == (5, "")
    assert "is a store without the example" in ran.err


def test_status_says_which_database_it_is_without_the_password(database, tmp_path):
    assert here("demo", "newcastle", "--json", "--store", database).code == 0
    secret = database.replace("tester@", "tester:secret@")
    said = process("status", "--store", secret, folder=tmp_path)
    assert said.code == 0, said.err
    assert "PostgreSQL" in said.out
    assert "fsync on, synchronous_commit on, full_page_writes on." in said.out
    assert "secret" not in said.out


def test_a_server_that_is_not_there_leaves_with_6_and_a_connection_that_is_lost_with_7(database, tmp_path, monkeypatch):
    ran = here("status", "--store", "postgresql://ann:secret@127.0.0.1:1/x")
    assert (ran.code, ran.out) == (6, "")
    assert "cannot be reached" in ran.err
    assert "secret" not in ran.err
    here("init", "--store", database)

    def lost(*_):
        from eventsourcing.persistence import OperationalError

        raise OperationalError("gone") from psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("events_store.postgres.PositionRecorder.insert", lost)
    words = "inspection announce x --name A --organisation B --title T --body B --programme P --as ann --command-id c-1"
    more = ("--from", "2025-03-03", "--until", "2025-03-14", "--store", database, "--json")
    ran = here(*words.split(), *more, INSPECTRAIL_WAIT="0")
    assert (ran.code, ran.out) == (7, "")
    told = json.loads(ran.err)
    assert told["error"] == "perhaps-recorded"
    assert "Do the same again with --command-id c-1: it is recorded once." in told["message"]
