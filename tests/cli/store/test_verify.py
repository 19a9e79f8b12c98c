"""Verify: what holds, what does not and where first, and what only a checkpoint kept elsewhere tells."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import NAME
from tests.events_store.verify.tampering import put_in_place, tables_of
from tests.fixtures.command_line import Ran, changed, copied, here
from tests.fixtures.stores import behind_its_back, without_triggers

pytestmark = pytest.mark.dated

WITNESSED = datetime(2025, 3, 3, 12, tzinfo=UTC)
ADVICE = "Record nothing more, keep a copy of the store as it is, and find out who could write to it.\n"


@dataclass(frozen=True)
class Witnessed:
    """A store, a checkpoint of it that a witness cosigned, and the public keys."""

    store: Path
    checkpoint: Path
    log: Path
    witness: Path

    def verify(self, *more: str, store: Path | None = None, now: datetime = WITNESSED) -> Ran:
        """Verify a store against the checkpoint."""
        since = ("--since", str(self.checkpoint), "--key", str(self.log), "--witness", str(self.witness))
        return here("verify", *since, "--store", str(store or self.store), *more, now=now)


@pytest.fixture
def witnessed(begun: Path, tmp_path: Path) -> Witnessed:
    keys, kept = tmp_path / "keys", tmp_path / "elsewhere"
    keys.mkdir()
    kept.mkdir()
    log, witness, cosigned = keys / "log.key", keys / "witness.key", kept / "cosigned.txt"
    for command in (
        ("key", "new", "example.gov.uk/inspections", "--out", log),
        ("key", "new", "witness.example/w1", "--witness", "--out", witness),
        ("checkpoint", "--key", log, "--store", begun, "--out", kept / "new.txt"),
        ("witness", kept / "new.txt", "--key", witness, "--log", log.with_suffix(".pub"), "--state", kept / "seen.txt",
         "--out", cosigned),
    ):  # fmt: skip
        ran = here(*map(str, command), now=WITNESSED)
        assert ran.code == 0, ran.err
    return Witnessed(begun, cosigned, log.with_suffix(".pub"), witness.with_suffix(".pub"))


def more_recorded(store: Path) -> None:
    ran = here(
        "team", "add", "dan", "--name", "Dan Dale", "--role", "inspector", "--organisation", "Youth Inspectorate",
        "--as", "ann", "--store", str(store),
    )  # fmt: skip
    assert ran.code == 0, ran.err


def rewritten(store: Path) -> None:
    """Change an event and make every hash anew."""
    with closing(sqlite3.connect(store)) as connection:
        tables = tables_of(connection)
        event = tables.events[0]
        event[-1] = event[-1].replace(b"Newport", b"Newpart")
        tables.hashed_anew()
        with without_triggers(connection):
            put_in_place(connection, tables)


def test_what_holds_is_counted(begun: Path):
    here("status", "--store", str(begun))
    ran = here("verify", "--store", str(begun))
    assert (ran.code, ran.err) == (0, "")
    root = here("status", "--json", "--store", str(begun)).json["log_root"]
    assert ran.out == (
        "The log and its 3 saved views are consistent. To check against earlier history, use --since with a checkpoint "
        f"kept elsewhere.\n6 events in 2 streams, by 6 commands, root {root}.\n"
    )


def test_the_whole_walk_holds_up_to_its_checkpoint(walk):
    said = walk.last("verify").out
    assert said.startswith("The log and its ")
    assert re.search(r"\nThe first \d+ events match the checkpoint of newport\.example/inspections\.\n", said)
    assert re.search(
        r"\nCosigned by witness\.example/w1 on \d{4}-\d\d-\d\d \d\d:\d\d, (just now|\d+ minutes? ago)\.", said
    )


def test_what_holds_as_json(begun: Path):
    told = here("verify", "--json", "--store", str(begun)).json
    root = told.pop("root")
    assert re.fullmatch(r"[0-9a-f]{64}", root)
    assert told == {
        "store": str(begun),
        "holds": True,
        "fault": None,
        "events": 6,
        "commands": 6,
        "streams": 2,
        "views": 0,
        "views_differing": [],
        "since": None,
    }


def test_an_empty_store_holds(tmp_path: Path):
    here("init", "--store", str(tmp_path / "store.db"))
    out = here("verify", "--store", str(tmp_path / "store.db")).out
    assert out.startswith("The log is consistent. No views are saved. To check")
    assert "\n0 events in 0 streams, by 0 commands, root " in out


def test_the_first_bad_position_is_said_and_ends_with_3(begun: Path):
    behind_its_back(begun, "UPDATE stored_events SET state = X'7B7D' WHERE position IN (3, 5)")
    ran = here("verify", "--store", str(begun))
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        f"Event 3 was changed: it does not match its hash in the ledger. The 2 events before it are valid. {ADVICE}"
    )


def test_the_first_bad_position_as_json(begun: Path):
    behind_its_back(begun, "DELETE FROM stored_events WHERE position = 4")
    ran = here("verify", "--json", "--store", str(begun))
    assert (ran.code, ran.err) == (3, "")
    assert (ran.json["holds"], ran.json["events"], ran.json["views"]) == (False, 3, 0)
    assert ran.json["fault"] == {
        "position": 4,
        "sentence": f"Event 4 was deleted: the ledger has it as version 4 of {NAME}.",
    }


def test_what_stands_in_a_store_never_reaches_the_terminal_as_a_command(begun: Path):
    behind_its_back(begun, "UPDATE commands SET command_id = char(27) || ']0;title' WHERE first_position = 2")
    said = here("verify", "--store", str(begun)).err
    assert "\x1b" not in said
    assert r"but the store names \u001b]0;title." in said


def test_a_saved_view_that_is_not_what_the_log_says_ends_with_3(begun: Path):
    here("status", "--store", str(begun))
    changed(begun, "UPDATE views SET state = CAST(replace(state, 'Robin', 'Rabin') AS BLOB)")
    ran = here("verify", "--store", str(begun))
    assert ran.code == 3
    assert ran.out.startswith("The log is consistent, but its saved views are not. ")
    assert ran.err == (
        f"The saved status of {NAME} does not match the log at event 6. Rebuild it with: inspectrail rebuild "
        f"--inspection {NAME}\n"
    )
    assert here("verify", "--json", "--store", str(begun)).json["views_differing"] == [
        {"inspection": NAME, "view": "status", "sentence": ran.err.strip()}
    ]
    assert here("rebuild", "--store", str(begun), "--inspection", NAME).code == 0
    assert here("verify", "--store", str(begun)).code == 0


def test_a_saved_view_that_is_not_even_text_is_told_and_can_be_built_again(begun: Path):
    here("status", "--store", str(begun))
    changed(begun, "UPDATE views SET state = CAST(X'FF' AS TEXT)")
    ran = here("verify", "--store", str(begun))
    assert ran.code == 3
    assert ran.err.startswith(f"The saved views of {NAME} are damaged. The store {begun} cannot be read: ")
    assert here("rebuild", "--store", str(begun)).code == 0
    assert here("verify", "--store", str(begun)).code == 0


# Against a checkpoint


def test_a_log_that_has_grown_since_its_checkpoint_holds(witnessed: Witnessed):
    more_recorded(witnessed.store)
    ran = witnessed.verify(now=WITNESSED + timedelta(hours=3, minutes=20))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[2:5] == [
        "The first 6 events match the checkpoint of example.gov.uk/inspections.",
        "Events recorded since, which no checkpoint covers yet: 1.",
        "Cosigned by witness.example/w1 on 2025-03-03 12:00, 3 hours ago.",
    ]


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=1_200), "1,200 days ago"),
        (timedelta(hours=-1), "in the future"),
    ],
)
def test_how_long_ago_a_witness_saw_it_is_said(witnessed: Witnessed, passed: timedelta, said: str):
    assert witnessed.verify(now=WITNESSED + passed).out.splitlines()[3].endswith(f"2025-03-03 12:00, {said}.")


def test_a_checkpoint_as_json(witnessed: Witnessed):
    told = witnessed.verify("--json").json
    assert told["since"] == {
        "origin": "example.gov.uk/inspections",
        "size": 6,
        "root": told["root"],
        "cosigned": [{"witness": "witness.example/w1", "at": "2025-03-03T12:00:00+00:00"}],
    }


def test_a_key_can_be_typed_instead_of_its_file(witnessed: Witnessed):
    typed = ("--since", str(witnessed.checkpoint), "--key", witnessed.log.read_text().strip())
    assert here("verify", *typed, "--store", str(witnessed.store)).code == 0


def test_an_older_copy_is_a_rollback_though_it_holds_alone(witnessed: Witnessed, tmp_path: Path):
    older = copied(witnessed.store, tmp_path / "elsewhere")
    behind_its_back(older, *(f"DELETE FROM {table} WHERE position = 6" for table in ("stored_events", "ledger")))
    behind_its_back(older, "DELETE FROM commands WHERE first_position = 6")
    assert here("verify", "--store", str(older)).code == 0
    ran = witnessed.verify(store=older)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == (
        "The log was rolled back: it has 5 events, but had 6. It was replaced by an older copy, or its end was cut "
        f"off. {ADVICE}"
    )


def test_a_log_that_was_rewritten_with_all_its_hashes_is_found_with_a_checkpoint_alone(witnessed: Witnessed):
    rewritten(witnessed.store)
    assert here("verify", "--store", str(witnessed.store)).code == 0
    ran = witnessed.verify()
    assert (ran.code, ran.out) == (3, "")
    assert re.fullmatch(
        r"The log was rewritten: its first 6 events are not the original events\. Their root is \w{64}, but was "
        rf"\w{{64}}\. {re.escape(ADVICE)}",
        ran.err,
    )
    assert witnessed.verify("--json").json["fault"]["position"] is None


def test_a_checkpoint_that_somebody_changed_is_not_believed(witnessed: Witnessed):
    text = witnessed.checkpoint.read_text()
    witnessed.checkpoint.write_text(text.replace("\n6\n", "\n5\n"))
    ran = witnessed.verify()
    assert (ran.code, ran.out) == (3, "")
    assert "does not match its text" in ran.err


def test_a_checkpoint_must_be_cosigned_by_every_witness_that_is_named(witnessed: Witnessed, tmp_path: Path):
    here("key", "new", "witness.example/w2", "--witness", "--out", str(tmp_path / "other.key"))
    ran = witnessed.verify("--witness", str(tmp_path / "other.pub"))
    assert (ran.code, ran.out) == (3, "")
    assert "is not signed with the key witness.example/w2+" in ran.err


def test_the_key_of_a_witness_is_not_taken_for_that_of_the_log_nor_the_other_way_round(witnessed: Witnessed):
    for log, witness in ((witnessed.witness, witnessed.witness), (witnessed.log, witnessed.log)):
        since = ("--since", str(witnessed.checkpoint), "--key", str(log), "--witness", str(witness))
        ran = here("verify", *since, "--store", str(witnessed.store))
        assert (ran.code, ran.out) == (2, "")
        assert "Name the key of a " in ran.err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--key", "x"), "--key and --witness need a checkpoint. Name it with --since."),
        (("--witness", "x"), "--key and --witness need a checkpoint. Name it with --since."),
        (
            ("--since", "x"),
            "--since needs --key, the log's public key: without it, anybody could have made the checkpoint.",
        ),
    ],
)
def test_a_checkpoint_and_its_key_belong_together(begun: Path, given: tuple[str, str], said: str):
    ran = here("verify", *given, "--store", str(begun))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)


def test_a_checkpoint_that_is_not_there_is_said_to_be_so(begun: Path, witnessed: Witnessed):
    ran = here("verify", "--since", "nowhere.txt", "--key", str(witnessed.log), "--store", str(begun))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "nowhere.txt cannot be used: No such file or directory.\n"
