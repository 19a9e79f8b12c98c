"""Keys, checkpoints, witnesses and proofs: what each command does and refuses, and that nothing is half written."""

import io
import json
import os
import runpy
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest

from events_store.store import Entry, Row
from events_store.store_url import open_store
from events_store.transparency.checkpoint import read_checkpoint
from events_store.transparency.keys import read_private_key, read_public_key
from events_store.transparency.signed_note import check
from tests.cli.conftest import begin
from tests.cli.test_bad_input import ran, read_only
from tests.fixtures.command_line import here, process

CHECK = Path(__file__).parents[3] / "docs" / "check_proof.py"

LOG = "newport.example/inspections"
WITNESS = "witness.example/w1"


@dataclass(frozen=True)
class Desk:
    """A folder with a store, the keys of its log and of a witness, and what was signed with them."""

    folder: Path
    store: Path

    def ran(self, *words: str, code: int = 0):
        """Run a command on the store; it must leave with this code."""
        ran = here(*words, INSPECTRAIL_STORE=str(self.store), INSPECTRAIL_ACTOR="ben")
        assert ran.code == code, ran.err
        return ran

    def refused(self, *words: str, code: int) -> str:
        """Return why a command was refused, having written nothing."""
        before = contents(self.folder)
        ran = self.ran(*words, "--json", code=code)
        assert ran.out == ""
        assert contents(self.folder) == before
        said = json.loads(ran.err)
        assert said["exit_code"] == code
        return said["message"]

    def answer(self, question: str = "1.1"):
        """Record one more event."""
        self.ran("answer", "record", "NP-01", question, "sufficient", "--evidence", "seen")

    def checkpoint(self, name: str = "now.txt", *more: str) -> str:
        """Take a checkpoint; return its name."""
        self.ran("checkpoint", "--key", "log.key", "--out", name, *more)
        return name

    def witness(self, name: str, *more: str, code: int = 0):
        """Have a checkpoint cosigned."""
        return self.ran(
            "witness", name, "--key", "witness.key", "--log", "log.pub", "--state", "seen.txt", *more, code=code
        )

    def cosigned(self, name: str = "cosigned.txt") -> str:
        """Take a checkpoint and have it cosigned at first sight; return its name."""
        self.witness(self.checkpoint(), "--out", name)
        return name


def contents(folder: Path) -> dict[str, bytes]:
    ours = {".txt", ".key", ".pub", ".json"}
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in ours}


@pytest.fixture
def desk(begun: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(begun.parent)
    found = Desk(begun.parent, begun)
    found.ran("fieldwork", "start", "--as", "ann")
    found.ran("key", "new", LOG, "--out", "log.key")
    found.ran("key", "new", WITNESS, "--witness", "--out", "witness.key")
    return found


def key_of(name: str):
    return read_public_key(Path(name).read_bytes(), name)


# Keys


def test_a_key_is_made_in_a_file_that_only_its_owner_may_read(desk: Desk):
    old = os.umask(0)
    try:
        desk.ran("key", "new", "a.example/b", "--out", "a.key")
    finally:
        os.umask(old)
    assert stat.S_IMODE(Path("a.key").stat().st_mode) == 0o600
    assert read_private_key(Path("a.key").read_bytes(), "a.key").public == key_of("a.pub")


def test_a_private_key_is_never_shown(desk: Desk):
    secret = Path("log.key").read_text().strip().split("+", 4)[4]
    for words in (
        ("key", "show", "log.key"),
        ("key", "show", "log.key", "--json"),
        ("key", "new", "a", "--out", "a.key", "--json"),
        ("checkpoint", "--key", "log.key", "--json"),
    ):
        assert secret not in desk.ran(*words).out
    made = desk.ran("key", "new", "b", "--out", "b.key").out
    assert Path("b.key").read_text().strip() not in made
    assert str(key_of("b.pub")) in made
    for words in (
        ("key", "show", "log.pub"),
        ("witness", "log.key", "--key", "witness.key", "--log", "log.key", "--state", "s.txt"),
        ("witness", "log.key", "--key", "witness.key", "--log", Path("log.key").read_text(), "--state", "s.txt"),
        ("checkpoint", "--key", "log.key", "--since", "log.key"),
    ):
        assert secret not in desk.refused(*words, code=2)


def test_a_public_key_is_shown_of_a_private_one(desk: Desk):
    assert desk.ran("key", "show", "log.key").out == Path("log.pub").read_text()
    assert desk.ran("key", "show", "witness.key", "--json").json == {
        "name": WITNESS, "for": "witness", "public_key": str(key_of("witness.pub")),
    }  # fmt: skip


def test_two_keys_of_one_name_are_two_keys(desk: Desk):
    one = desk.ran("key", "new", "a", "--out", "1.key", "--json").json
    other = desk.ran("key", "new", "a", "--out", "2.key", "--json").json
    assert one["public_key"] != other["public_key"]
    assert (one["private_file"], one["public_file"], one["for"]) == ("1.key", "1.pub", "log")


@pytest.mark.parametrize("there", ["log.key", "log.pub"])
def test_a_key_is_never_replaced(desk: Desk, there: str):
    Path("other.pub").write_text("something else")
    message = f"{there} exists already, and a key is never replaced. No key was created. Name another file."
    if there == "log.pub":
        Path("log.key").unlink()
    assert desk.refused("key", "new", LOG, "--out", "log.key", code=2) == message


def test_a_key_of_which_only_half_could_be_written_is_none(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", "a.pub")

    monkeypatch.setattr(os, "fsync", full)
    assert desk.refused("key", "new", "a", "--out", "a.key", code=2) == (
        "a.pub cannot be used: No space left on device."
    )
    assert len(calls) == 2


def test_a_key_is_not_made_where_its_public_part_belongs_or_under_a_name_nobody_can_type(desk: Desk):
    assert "a.pub is where the public key would be written" in desk.refused("key", "new", "a", "--out", "a.pub", code=2)
    assert "cannot be the name of a key" in desk.refused("key", "new", "a b", "--out", "a.key", code=2)
    assert "No such file" in desk.refused("key", "new", "a", "--out", "nowhere/a.key", code=2)
    assert "nowhere.key cannot be used: No such file" in desk.refused("key", "show", "nowhere.key", code=2)


# Checkpoints


def test_a_checkpoint_is_what_status_says_signed(desk: Desk):
    text = desk.ran("checkpoint", "--key", "log.key").out
    found = read_checkpoint(text.encode(), "it", key_of("log.pub"))
    status = desk.ran("status", "--json").json
    assert (found.origin, found.size, found.root.hex()) == (LOG, status["position"], status["log_root"])
    as_json = desk.ran("checkpoint", "--key", "log.key", "--json").json
    assert as_json == {
        "origin": LOG, "size": found.size, "root": found.root.hex(), "since": None, "checkpoint": text, "text": text,
        "file": None,
    }  # fmt: skip
    said = desk.ran("checkpoint", "--key", "log.key", "--out", "now.txt").out
    assert said == f"Wrote the checkpoint of {LOG} at {found.size} events to now.txt.\n"
    assert Path("now.txt").read_text() == text


def test_a_checkpoint_is_taken_of_a_store_that_can_only_be_read(desk: Desk):
    expected = desk.ran("checkpoint", "--key", "log.key").out
    with read_only(desk.store, file=0o444, folder=0o555) as (store, launcher):
        # Whoever runs it may not read a key of ours.
        key = store.parent.parent / "log.key"
        shutil.copy("log.key", key)
        key.chmod(0o644)
        done = ran("checkpoint", "--key", key, store=store, launcher=launcher(store))
        assert (done.code, done.out, done.err) == (0, expected, "")
        assert [one.name for one in store.parent.iterdir()] == [store.name]


def test_a_checkpoint_is_taken_by_a_role_that_may_only_select(desk: Desk, database: str):
    begin(database, "newport-2023")
    expected = here("checkpoint", "--key", "log.key", "--store", database).out
    role = f"only_reads_{os.getpid()}"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(f"GRANT USAGE ON SCHEMA inspectrail TO {role}")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA inspectrail TO {role}")
        try:
            done = here("checkpoint", "--key", "log.key", "--store", database.replace("tester@", f"{role}@"))
            assert (done.code, done.out, done.err) == (0, expected, "")
        finally:
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")


def test_a_checkpoint_replaces_no_file_unasked(desk: Desk):
    desk.checkpoint()
    desk.answer()
    words = ("checkpoint", "--key", "log.key", "--out", "now.txt")
    assert "now.txt exists already" in desk.refused(*words, code=2)
    size = read_checkpoint(Path("now.txt").read_bytes(), "it").size
    desk.ran(*words, "--overwrite")
    assert read_checkpoint(Path("now.txt").read_bytes(), "it").size == size + 1


def test_a_checkpoint_is_signed_only_with_the_key_of_a_log(desk: Desk):
    said = desk.refused("checkpoint", "--key", "witness.key", code=2)
    assert said == f"The key {WITNESS} belongs to a witness. Name the key of a log."
    assert "is not the file of a private key" in desk.refused("checkpoint", "--key", "log.pub", code=2)
    assert "cannot be used" in desk.refused("checkpoint", "--key", "nowhere.key", code=2)


def test_a_log_that_was_rewritten_gets_no_checkpoint_since_the_one_it_had(desk: Desk):
    desk.answer()
    desk.checkpoint("later.txt")
    shutil.copy(desk.store, "whole.db")
    desk.answer("2.1")
    desk.checkpoint("last.txt")
    older = Desk(desk.folder, desk.folder / "whole.db")
    said = older.refused("checkpoint", "--key", "log.key", "--since", "last.txt", "--out", "new.txt", code=3)
    assert said.startswith("The log has 8 events, but had 9 when last.txt was signed: it was cut short, or")
    older.ran("answer", "record", "NP-01", "2.1", "insufficient", "--evidence", "another")
    said = older.refused("checkpoint", "--key", "log.key", "--since", "last.txt", "--out", "new.txt", code=3)
    assert said.startswith("The log is not the one that last.txt was signed for: at least one of its first 9 events")
    older.ran("checkpoint", "--key", "log.key", "--since", "later.txt", "--out", "new.txt")


def test_a_checkpoint_since_one_of_somebody_else_is_refused(desk: Desk):
    desk.checkpoint()
    desk.ran("key", "new", "other.example", "--out", "other.key")
    said = desk.refused("checkpoint", "--key", "other.key", "--since", "now.txt", code=3)
    assert said.startswith(f"now.txt is a checkpoint of {LOG}, but the key belongs to other.example.")
    Path("odd.txt").write_text("nothing like it")
    assert "odd.txt is not a checkpoint" in desk.refused("checkpoint", "--key", "log.key", "--since", "odd.txt", code=2)


def test_a_ledger_that_was_damaged_gets_no_checkpoint(desk: Desk):
    connection = sqlite3.connect(desk.store)
    connection.executescript("DROP TRIGGER no_delete_of_ledger; DELETE FROM ledger WHERE position > 3;")
    connection.close()
    assert "The ledger cannot be read" in desk.refused("checkpoint", "--key", "log.key", "--out", "new.txt", code=3)


# Witnesses


def test_a_witness_trusts_at_first_sight_and_says_so_then_sees_the_log_grow(desk: Desk):
    desk.checkpoint()
    first = desk.witness("now.txt", "--out", "cosigned.txt").out
    assert first == (
        f"Cosigned {LOG} at 7 events. This is its first checkpoint here, so it was trusted without proof. From now on "
        f"the log can only grow.\nWrote the cosigned checkpoint to cosigned.txt.\n"
    )
    again = desk.witness("now.txt", "--out", "cosigned.txt", "--overwrite").out
    assert again.startswith(f"Cosigned {LOG} at 7 events again: nothing has changed since the last checkpoint.\n")
    desk.answer()
    desk.checkpoint("next.txt", "--since", "cosigned.txt")
    grown = desk.witness("next.txt")
    assert grown.err == f"Cosigned {LOG} at 8 events: it has only grown since it had 7.\n"
    found = read_checkpoint(grown.out.encode(), "it", key_of("log.pub"))
    assert found.size == 8
    assert check(found.note, key_of("witness.pub")) > 1_700_000_000
    assert Path("seen.txt").read_text() == grown.out


def test_a_witness_answers_in_json(desk: Desk):
    desk.checkpoint()
    one = desk.witness("now.txt", "--json").json
    assert (one["origin"], one["size"], one["first_sight"], one["size_before"]) == (LOG, 7, True, None)
    assert one["file"] is None
    two = desk.witness("now.txt", "--json", "--out", "cosigned.txt").json
    assert (two["first_sight"], two["size_before"], two["file"]) == (False, 7, "cosigned.txt")
    assert Path("cosigned.txt").read_text() == two["checkpoint"]


def test_a_witness_reads_what_comes_in_from_a_pipe_and_needs_no_store(desk: Desk):
    elsewhere = desk.folder / "elsewhere"
    elsewhere.mkdir()
    text = desk.ran("checkpoint", "--key", "log.key").out
    shutil.move("witness.key", elsewhere)
    words = ("witness", "-", "--key", "witness.key", "--log", str(key_of("log.pub")), "--state", "seen.txt")
    ran = process(*words, folder=elsewhere, stdin=text)
    assert ran.code == 0, ran.err
    assert ran.out.startswith(text)
    assert sorted(one.name for one in elsewhere.iterdir()) == ["seen.txt", "seen.txt.lock", "witness.key"]
    ran = process(*words, folder=elsewhere, stdin="nothing like it\n")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Standard input is not a checkpoint: ")


def test_a_witness_refuses_an_older_copy_that_was_restored(desk: Desk):
    shutil.copy(desk.store, "whole.db")
    desk.answer()
    desk.cosigned()
    restored = Desk(desk.folder, desk.folder / "whole.db")
    restored.checkpoint("restored.txt")
    words = ("witness", "restored.txt", "--key", "witness.key", "--log", "log.pub", "--state", "seen.txt")
    said = restored.refused(*words, code=3)
    assert said.startswith("restored.txt has 7 events, but this witness already saw 8: the log was cut short, an")


def test_a_witness_refuses_a_log_in_which_everything_was_rewritten_with_its_hashes(desk: Desk):
    shutil.copy(desk.store, "whole.db")
    desk.answer()
    desk.cosigned()
    forked = Desk(desk.folder, desk.folder / "whole.db")
    forked.ran("answer", "record", "NP-01", "1.1", "insufficient", "--evidence", "another history")
    forked.checkpoint("same-size.txt")
    forked.answer("2.1")
    forked.checkpoint("seen-as.txt", "--since", "same-size.txt")
    words = ("--key", "witness.key", "--log", "log.pub", "--state", "seen.txt")
    for name in ("same-size.txt", "seen-as.txt"):
        said = forked.refused("witness", name, *words, code=3)
        assert said.startswith(
            f"{name} does not prove that the log has only grown since this witness saw it at 8 events:"
        )


def test_a_witness_asks_for_the_proof_that_it_needs(desk: Desk):
    desk.cosigned()
    desk.answer()
    desk.checkpoint("bare.txt")
    words = ("witness", "bare.txt", "--key", "witness.key", "--log", "log.pub", "--state", "seen.txt")
    said = desk.refused(*words, code=6)
    assert said == (
        f"This witness last saw this log at 7 events, but the proof begins at 0. Nothing was cosigned. Create the "
        f"checkpoint again with --since and the checkpoint in {desk.folder / 'seen.txt'}: inspectrail checkpoint"
    )
    desk.checkpoint("right.txt", "--since", "seen.txt")
    desk.witness("right.txt")


def test_a_witness_looks_for_its_file_before_it_signs(desk: Desk):
    desk.cosigned()
    desk.answer()
    desk.checkpoint("next.txt", "--since", "seen.txt")
    words = ("witness", "next.txt", "--key", "witness.key", "--log", "log.pub", "--state", "seen.txt")
    assert "cosigned.txt exists already" in desk.refused(*words, "--out", "cosigned.txt", code=2)


@pytest.mark.parametrize(
    ("changed", "code", "why"),
    [
        ({"--key": "log.key"}, 2, "belongs to a log. Name the key of a witness."),
        ({"--log": "witness.pub"}, 2, "belongs to a witness. Name the key of a log."),
        ({"--log": "log.key"}, 2, "log.key is a private key. Show its public key"),
        ({"--log": "a+b+c"}, 2, "The public key you typed is not a key"),
        ({"--log": "nowhere.pub"}, 2, "nowhere.pub cannot be used: No such file or directory"),
        ({"--log": "other.pub"}, 3, "but the key belongs to other.example"),
        ({"--state": "nowhere/seen.txt"}, 2, "No such file or directory"),
        ({"--state": "odd.txt"}, 2, "odd.txt is not a checkpoint: "),
    ],
)
def test_a_witness_that_is_started_wrongly_signs_nothing(desk: Desk, changed: dict[str, str], code: int, why: str):
    desk.ran("key", "new", "other.example", "--out", "other.key")
    Path("odd.txt").write_text("what is this?")
    Path("odd.txt.lock").write_text("")
    desk.checkpoint()
    words = {"--key": "witness.key", "--log": "log.pub", "--state": "seen.txt", **changed}
    assert why in desk.refused("witness", "now.txt", *(word for pair in words.items() for word in pair), code=code)


@pytest.mark.parametrize(
    "words",
    [
        ("checkpoint", "--key", "log.key", "--out", "log.key"),
        (
            "witness",
            "now.txt",
            "--key",
            "witness.key",
            "--log",
            "log.pub",
            "--state",
            "seen.txt",
            "--out",
            "witness.key",
        ),
        ("witness", "now.txt", "--key", "witness.key", "--log", "log.pub", "--state", "seen.txt", "--out", "log.pub"),
        ("witness", "now.txt", "--key", "witness.key", "--log", "log.pub", "--state", "seen.txt", "--out", "seen.txt"),
        (
            "witness",
            "now.txt",
            "--key",
            "witness.key",
            "--log",
            "log.pub",
            "--state",
            "fresh.txt",
            "--out",
            "fresh.txt",
        ),
        (
            "witness",
            "now.txt",
            "--key",
            "witness.key",
            "--log",
            "log.pub",
            "--state",
            "s.txt",
            "--out",
            "s.txt.lock",
        ),
        ("prove", "1", "--checkpoint", "cosigned.txt", "--out", "cosigned.txt"),
    ],
)
def test_nothing_that_is_needed_is_ever_written_over(desk: Desk, words: tuple[str, ...]):
    desk.cosigned()
    assert desk.refused(*words, "--overwrite", code=2) == (
        f"--out would replace {words[-1]}, which is an input. Nothing was written. Name another file."
    )


# Proofs


def prove(desk: Desk, position: int = 7, name: str = "event.json") -> dict:
    desk.ran("prove", str(position), "--checkpoint", "cosigned.txt", "--out", name, "--overwrite")
    return json.loads(Path(name).read_text())


def checked(name: str, *keys: str):
    """Run the script as whoever checks a proof does: alone, and away from the product."""
    texts = [Path(key).read_text() for key in keys]
    words = [sys.executable, "-I", str(CHECK), str(Path(name).absolute()), *texts]
    return subprocess.run(words, capture_output=True, text=True, timeout=60, cwd="/", check=False)


def checked_here(name: str, *keys: str):
    """Run the script in this process, which is faster, for what need not show that it runs alone."""
    words = [str(CHECK), str(Path(name).absolute()), *(Path(key).read_text() for key in keys)]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with patch("sys.argv", words), redirect_stdout(out), redirect_stderr(err):
        try:
            runpy.run_path(str(CHECK), run_name="__main__")
        except SystemExit as leaving:
            code = leaving.code
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def test_every_event_is_proved_to_somebody_who_has_only_the_keys(desk: Desk):
    desk.cosigned()
    trail = {row["position"]: row for row in desk.ran("trail", "--json").json_lines}
    for position in range(1, 8):
        document = prove(desk, position)
        done = checked("event.json", "log.pub", "witness.pub")
        assert (done.returncode, done.stderr) == (0, "")
        shown = json.loads(done.stdout)
        assert (shown["position"], shown["log"], shown["events_in_log"]) == (position, LOG, 7)
        assert shown["state"] == document["state"]
        assert document["stream"] == trail[position]["stream"] if "stream" in trail[position] else document["stream"]
        assert shown["cosigned_at"][0] > 1_700_000_000
    assert checked("event.json", "log.pub").returncode == 0


def test_a_proof_is_shown_or_written_and_json_either_way(desk: Desk):
    desk.cosigned()
    shown = desk.ran("prove", "#3", "--checkpoint", "cosigned.txt")
    assert desk.ran("prove", "3", "--checkpoint", "cosigned.txt", "--json").json == shown.json == prove(desk, 3)
    assert list(shown.json) == ["position", "stream", "version", "topic", "state", "leaf", "proof", "checkpoint"]
    said = desk.ran("prove", "3", "--checkpoint", "cosigned.txt", "--out", "3.json").out
    assert said == (
        f"Wrote the proof that event 3 is in {LOG} at 7 events to 3.json. Check it with: python docs/check_proof.py "
        f"3.json LOG_KEY\n"
    )
    told = desk.ran("prove", "3", "--checkpoint", "cosigned.txt", "--out", "4.json", "--json").json
    assert told == {"position": 3, "origin": LOG, "size": 7, "file": "4.json"}


def test_an_event_is_proved_by_an_older_checkpoint_too(desk: Desk):
    desk.cosigned()
    desk.answer()
    desk.answer("2.1")
    prove(desk, 5)
    assert checked("event.json", "log.pub", "witness.pub").returncode == 0


def attacks(document: dict):
    """Yield what somebody may make of a proof, each with a name."""
    for name in ("stream", "topic", "state", "leaf"):
        yield f"another {name}", {**document, name: document[name][:-1] + ("A" if document[name][-1] != "A" else "B")}
    yield "another answer", {**document, "state": document["state"].replace("ben", "cat")}
    for position in (1, 2, 6, 7, 9, 0, -1, 10**30):
        yield f"position {position}", {**document, "position": position}
    yield "another version", {**document, "version": document["version"] + 1}
    yield "a number of another kind", {**document, "position": float(document["position"])}
    yield "a version of another kind", {**document, "version": str(document["version"])}
    yield "a hash with more in it", {**document, "leaf": f"{document['leaf'][:4]}!{document['leaf'][4:]}"}
    yield "no number", {**document, "position": None}
    proof = document["proof"]
    yield "cut short", {**document, "proof": proof[1:]}
    yield "cut short at its end", {**document, "proof": proof[:-1]}
    yield "lengthened", {**document, "proof": [*proof, proof[0]]}
    yield "reordered", {**document, "proof": proof[::-1]}
    yield "emptied", {**document, "proof": []}
    yield "no list", {**document, "proof": 3}
    for index, one in enumerate(proof):
        changed = one[:5] + ("A" if one[5] != "A" else "B") + one[6:]
        yield f"hash {index}", {**document, "proof": [*proof[:index], changed, *proof[index + 1 :]]}
    note = document["checkpoint"]
    yield "another size", {**document, "checkpoint": note.replace("\n8\n", "\n9\n")}
    yield "another log", {**document, "checkpoint": note.replace("newport", "newbort", 1)}
    yield "no signature", {**document, "checkpoint": note.partition("\n\n")[0] + "\n\n"}
    yield "no log", {**document, "checkpoint": note.replace(f"— {LOG} ", "— other ")}
    yield "no witness", {**document, "checkpoint": note.replace(f"— {WITNESS} ", "— other ")}
    yield "another time", {**document, "checkpoint": another_time(note)}
    yield "no note", {**document, "checkpoint": "\n"}
    for name in document:
        yield f"without {name}", {key: value for key, value in document.items() if key != name}
    yield "a list", [document]


def another_time(note: str) -> str:
    head, _, line = note.rstrip("\n").rpartition(" ")
    return f"{head} {line[:14]}{'A' if line[14] != 'A' else 'B'}{line[15:]}\n"


def test_no_proof_that_was_tampered_with_is_believed(desk: Desk):
    desk.answer()
    desk.cosigned()
    document = json.loads(desk.ran("prove", "8", "--checkpoint", "cosigned.txt").out)
    believed = []
    for name, attacked in attacks(document):
        Path("attacked.json").write_text(json.dumps(attacked))
        done = checked_here("attacked.json", "log.pub", "witness.pub")
        if done.returncode != 3 or done.stdout:
            believed.append(name)
        else:
            assert done.stderr.startswith("The proof does not hold: "), name
    assert believed == []


def test_a_proof_is_not_believed_with_the_keys_of_others_or_none(desk: Desk):
    desk.cosigned()
    prove(desk)
    desk.ran("key", "new", LOG, "--out", "other.key")
    desk.ran("key", "new", WITNESS, "--witness", "--out", "w2.key")
    for keys in (("other.pub",), ("log.pub", "w2.pub"), ("witness.pub",), ("log.pub", "log.pub"), ()):
        done = checked("event.json", *keys)
        assert (done.returncode, done.stdout) == (3, "")
        assert done.stderr.startswith("The proof does not hold: ")
    for text in ("", "{", "[]", "null", '"a"', "\x00"):
        Path("odd.json").write_text(text)
        assert checked("odd.json", "log.pub").returncode == 3


def test_a_proof_that_is_not_there_is_not_said_to_be_wrong(desk: Desk):
    desk.cosigned()
    done = checked("missing.json", "log.pub")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("The proof cannot be read: ")


@pytest.mark.parametrize("position", ["0", "one", "1.5", "", "#", "٣", "1" * 30, "#one"])
def test_what_is_no_position_is_not_proved(desk: Desk, position: str):
    desk.cosigned()
    said = desk.refused("prove", position, "--checkpoint", "cosigned.txt", code=2)
    assert said == (
        f"“{position}” is not the position of an event. Use a number such as 1234. To list positions, use: "
        f"inspectrail trail"
    )


def test_an_event_after_the_checkpoint_is_not_proved_by_it(desk: Desk):
    desk.cosigned()
    desk.answer()
    for position in ("8", "9"):
        assert desk.refused("prove", position, "--checkpoint", "cosigned.txt", code=4) == (
            f"Event {position} is not in cosigned.txt, which covers the first 7 events. Sign a newer checkpoint "
            f"with: inspectrail checkpoint"
        )


def change(store: Path, *statements: str) -> None:
    connection = sqlite3.connect(store)
    for table in ("stored_events", "ledger"):
        connection.execute(f"DROP TRIGGER no_update_of_{table}")
        connection.execute(f"DROP TRIGGER no_delete_of_{table}")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE stored_events SET state = replace(state, 'ben', 'cat') WHERE position = 6", "Event 6 was changed"),
        ("DELETE FROM stored_events WHERE position = 6", "Event 6 was changed after cosigned.txt was signed"),
        ("UPDATE ledger SET hashes = zeroblob(32) WHERE position = 5", "Event 6 was changed after"),
        ("UPDATE ledger SET hashes = zeroblob(32) WHERE position = 7", "The log is not the one that cosigned.txt"),
        ("DELETE FROM ledger WHERE position = 4", "The ledger cannot be read"),
        ("DELETE FROM stored_events WHERE position > 6", "The log has 6 events, but had 7 when cosigned.txt was"),
    ],
)
def test_no_proof_is_made_of_what_was_changed(desk: Desk, statement: str, why: str):
    desk.cosigned()
    statement = statement.replace("replace(state, 'ben', 'cat')", "CAST(replace(state, 'ben', 'cat') AS BLOB)")
    change(desk.store, statement)
    assert why in desk.refused("prove", "6", "--checkpoint", "cosigned.txt", "--out", "6.json", code=3)


def test_an_event_that_is_not_text_is_not_proved_as_something_else(desk: Desk):
    odd = Desk(desk.folder, desk.folder / "odd.db")
    odd.ran("init")
    with closing(open_store(str(odd.store))) as store:
        store.append_entries([Entry("c1", 1, "x", [Row(1, "inspection:x", 1, "odd.v1", b"\xff")])])
    odd.cosigned()
    assert "Event 1 cannot be read: it is not text" in odd.refused("prove", "1", "--checkpoint", "cosigned.txt", code=3)
