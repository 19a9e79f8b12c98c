"""Export, backup, restore and copy, as people call them."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import NAME, Walk
from tests.cli.test_blindness import blind_store
from tests.fixtures.command_line import Ran, at_terminal, changed, here


def ran(*words: str | Path) -> Ran:
    return here(*map(str, words))


def test_the_walk_exports_backs_up_puts_back_and_copies_the_same_log(walk: Walk):
    assert walk.last("export").out == "Wrote 91 events to newport.jsonl.\n"
    root = here("status", "--json", "--store", str(walk.store)).json["log_root"]
    same = f"91 events, root {root[:16]}. Read back and verified: it is identical.\n"
    assert walk.last("backup").out == f"Backed up to kept: {same}"
    assert walk.last("restore").out == f"Restored kept to restored.db: {same}"
    assert walk.last("copy").out == f"Copied restored.db to copied.db: {same}"


def test_an_export_goes_to_standard_output_or_to_a_file_and_is_the_same(walked: Path, tmp_path: Path):
    shown = ran("export", "--store", walked)
    assert [json.loads(line)["position"] for line in shown.out.splitlines()] == list(range(1, 92))
    file = tmp_path / "log.jsonl"
    assert ran("export", file, "--store", walked, "--json").json == {"file": str(file), "events": 91}
    assert file.read_bytes() == shown.out.encode()
    assert ran("export", "--store", walked, "--inspection", NAME).out == shown.out
    assert ran("export", "--store", walked, "--inspection", "elsewhere").code == 4


def test_a_file_that_is_there_is_replaced_only_when_that_is_said_and_a_store_never(walked: Path, tmp_path: Path):
    file = tmp_path / "log.jsonl"
    file.write_text("mine")
    refused = ran("export", file, "--store", walked)
    assert (refused.code, refused.out, file.read_text()) == (2, "", "mine")
    assert ran("export", file, "--store", walked, "--overwrite").code == 0
    assert file.read_text() != "mine"
    before = walked.read_bytes()
    for words in (
        ("export", walked, "--overwrite"),
        ("progress", "--svg", walked, "--overwrite"),
        ("reminders", "--ics", walked, "--overwrite"),
        ("replay", "--html", walked),
    ):
        refused = ran(*words, "--store", walked)
        assert (refused.code, refused.out) == (2, ""), words
    assert walked.read_bytes() == before


def test_at_a_terminal_nothing_that_was_recorded_is_obeyed_and_it_is_still_json(walked: Path):
    changed(
        walked,
        "DROP TRIGGER no_update_of_stored_events",
        "UPDATE stored_events SET state = replace(state, 'Ann Archer', 'Ann \u202e\x9b31m') WHERE position = 1",
    )
    changed(walked, "UPDATE stored_events SET state = CAST(state AS BLOB) WHERE position = 1")
    shown = at_terminal("export", "--store", str(walked), folder=walked.parent).out
    assert "\u202e" not in shown
    assert "\x9b" not in shown
    assert json.loads(shown.splitlines()[0])["event"]["origin"]["actor"]["name"] == "Ann \u202e\x9b31m"


def test_an_export_that_fails_half_way_leaves_no_file(walked: Path, tmp_path: Path):
    changed(
        walked,
        "DROP TRIGGER no_update_of_stored_events",
        "UPDATE stored_events SET state = x'7b' WHERE position = 60",
    )
    there = sorted(tmp_path.iterdir())
    refused = ran("export", tmp_path / "log.jsonl", "--store", walked)
    assert (refused.code, refused.out) == (3, "")
    assert "Event 60 cannot be read: it is not JSON" in refused.err
    assert sorted(tmp_path.iterdir()) == there


def test_whoever_exports_while_a_case_is_assessed_blind_is_told_what_it_holds(tmp_path: Path):
    store = blind_store(tmp_path / "blind", "sufficient", "insufficient")
    shown = ran("export", "--store", store)
    assert shown.code == 0
    assert shown.err == (
        "The export contains the first answers of NP-01, which are being assessed blind. Do not show it to the second "
        "assessors until they have submitted.\n"
    )


def test_a_backup_and_what_is_restored_are_told_as_json(walked: Path, tmp_path: Path):
    kept, again = tmp_path / "kept", tmp_path / "again.db"
    backed_up = ran("backup", kept, "--store", walked, "--json").json
    receipt = json.loads((tmp_path / "kept.json").read_text())
    assert backed_up == {"file": str(kept), **receipt}
    restored = ran("restore", kept, "--store", again, "--json").json
    assert restored == {"file": str(kept), "store": str(again), **receipt}
    copied = ran("copy", again, tmp_path / "copied.db", "--json").json
    assert copied == {"store": str(tmp_path / "copied.db"), "log": receipt["log"]}


def test_a_saved_view_is_no_part_of_what_is_proved(walked: Path, tmp_path: Path):
    assert ran("backup", tmp_path / "one", "--store", walked).code == 0
    changed(walked, "DELETE FROM views")
    assert ran("backup", tmp_path / "two", "--store", walked).code == 0
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


@pytest.mark.parametrize("word", ["backup", "restore"])
def test_what_is_there_is_never_replaced(walked: Path, tmp_path: Path, word: str):
    kept = tmp_path / "kept"
    assert ran("backup", kept, "--store", walked).code == 0
    before = kept.read_bytes(), walked.read_bytes()
    refused = ran(word, kept, "--store", walked)
    assert (refused.code, refused.out) == (2, "")
    assert "already exists. Nothing was" in refused.err
    assert (kept.read_bytes(), walked.read_bytes()) == before


def test_a_backup_that_was_changed_is_refused_with_3_and_no_store_is_made(walked: Path, tmp_path: Path):
    kept = tmp_path / "kept"
    assert ran("backup", kept, "--store", walked).code == 0
    changed(
        kept,
        "DROP TRIGGER no_update_of_stored_events",
        "UPDATE stored_events SET state = CAST(replace(state, 'Archer', 'Bowman') AS BLOB) WHERE position = 1",
    )
    refused = ran("restore", kept, "--store", tmp_path / "again.db")
    assert (refused.code, refused.out) == (3, "")
    assert "cannot be read: it has 91 events and the root" in refused.err
    assert not (tmp_path / "again.db").exists()


def test_a_backup_older_than_the_last_checkpoint_is_a_rollback_and_is_not_put_back(begun: Path, tmp_path: Path):
    key, checkpoint = tmp_path / "log.key", tmp_path / "checkpoint"
    assert ran("backup", tmp_path / "old", "--store", begun).code == 0
    added = ["team", "add", "dee", "--name", "Dee", "--role", "inspector", "--organisation", "Youth Inspectorate"]
    assert ran(*added, "--as", "ann", "--store", begun).code == 0
    assert ran("key", "new", "newport.example/log", "--out", key).code == 0
    assert ran("checkpoint", "--key", key, "--out", checkpoint, "--store", begun).code == 0
    assert ran("backup", tmp_path / "new", "--store", begun).code == 0
    since = ("--since", checkpoint, "--key", tmp_path / "log.pub")
    refused = ran("restore", tmp_path / "old", "--store", tmp_path / "r.db", *since)
    assert (refused.code, refused.out) == (3, "")
    assert f"{tmp_path / 'old'} was not restored." in refused.err
    assert not (tmp_path / "r.db").exists()
    assert ran("restore", tmp_path / "new", "--store", tmp_path / "r.db", *since).code == 0
