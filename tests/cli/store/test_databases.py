"""The same commands on a file and on a PostgreSQL database end in the same log, byte for byte."""

import json
import os
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from cli.composition import Session
from cli.examples.newcastle import build
from tests.cli.conftest import Walk, walk_here
from tests.cli.test_newcastle import LOG_ROOT
from tests.fixtures.command_line import here, process
from tests.fixtures.newcastle import newcastle_in

# A backup of a database is no backup of a file.
OF_FILES = {"restore", "copy"}


def exported(address: str) -> bytes:
    """Return what a store exports, by the command."""
    ran = here("export", "--store", address)
    assert (ran.code, ran.err) == (0, "")
    return ran.out.encode()


def test_the_walk_through_a_file_and_through_a_database_end_with_the_same_export(walk: Walk, tmp_path, database):
    ran = walk_here(tmp_path, leave_out=OF_FILES, INSPECTRAIL_STORE=database)
    assert [one for one in ran if one.code] == []
    assert exported(database) == exported(str(walk.store))
    assert exported(database).count(b"\n") > 80


@pytest.fixture(scope="module")
def in_file(tmp_path_factory) -> str:
    """The example in a file."""
    return str(newcastle_in(tmp_path_factory.mktemp("demo")))


def test_the_example_is_the_same_in_a_database_and_shown_the_same(in_file, database):
    ran = here("demo", "newcastle", "--json", "--store", database)
    told = ran.json
    assert (ran.code, told["built"], told["log_root"]) == (0, True, LOG_ROOT)
    assert exported(database) == exported(in_file)
    again = here("demo", "newcastle", "--json", "--store", in_file).json
    assert {**told, "store": "", "built": False} == {**again, "store": ""}
    said = here("demo", "newcastle", "--store", database)
    assert said.code == 0
    assert "is already in postgresql://tester@127.0.0.1" in said.out or "INSPECTRAIL_TEST_POSTGRES" in os.environ


@pytest.mark.no_cover
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


def test_status_says_which_database_it_is_without_the_password(in_file, database, tmp_path):
    assert here("copy", in_file, database).code == 0
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

    monkeypatch.setattr("events_store.postgres.recorder.PostgresPositionRecorder.insert", lost)
    words = "inspection announce x --name A --organisation B --title T --body B --programme P --as ann --command-id c-1"
    more = ("--from", "2025-03-03", "--until", "2025-03-14", "--store", database, "--json")
    ran = here(*words.split(), *more, INSPECTRAIL_WAIT="0")
    assert (ran.code, ran.out) == (7, "")
    told = json.loads(ran.err)
    assert told["error"] == "perhaps-recorded"
    assert "Repeat the command with --command-id c-1: it is recorded only once." in told["message"]
