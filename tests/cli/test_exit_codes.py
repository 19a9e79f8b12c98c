"""How a command ends: its exit code, what it says on standard error, and who and what it takes to be meant."""

import json
import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import NAME, Walk, begin
from tests.fixtures.command_line import changed, here, process, saved_views

BROKEN_FRAMEWORK = 'reference = "ours"\n'


def refused(ran, code: int, error: str) -> str:
    """Check how a refused command ended, with --json; return its sentence."""
    assert (ran.code, ran.out) == (code, "")
    error_document = json.loads(ran.err)
    assert ran.err.count("\n") == 1
    assert ran.err.isascii()
    assert sorted(error_document) == ["error", "exit_code", "message"]
    assert (error_document["error"], error_document["exit_code"]) == (error, code)
    return error_document["message"]


# One example of each code, in a process of its own


def test_0_is_done(begun: Path):
    ran = process("status", "--store", str(begun), folder=begun.parent)
    assert (ran.code, ran.err) == (0, "")


def test_1_is_a_check_that_found_something(tmp_path: Path):
    (tmp_path / "ours.toml").write_text(BROKEN_FRAMEWORK)
    ran = process("framework", "check", "ours.toml", folder=tmp_path)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("ours.toml cannot be used:\n")


def test_2_is_wrong_usage(begun: Path):
    ran = process("scores", "--themes", "--store", str(begun), "--json", folder=begun.parent)
    assert refused(ran, 2, "usage").endswith("See: inspectrail scores --help")


def test_3_is_a_record_that_is_broken(begun: Path):
    here("status", "--store", str(begun))
    changed(begun, "UPDATE views SET state = CAST(replace(state, 'Robin', 'Rabin') AS BLOB)")
    ran = process("replay", "--store", str(begun), folder=begun.parent)
    assert ran.code == 3
    assert ran.err == (
        "Replayed 6 events. The result differs from the saved views (status): a saved view or an event was changed "
        "outside Inspectrail. Compare the root of the log (inspectrail status) with a root kept elsewhere. Only if "
        "they are equal, continue with: inspectrail rebuild\n"
    )


def test_4_is_what_is_not_there(tmp_path: Path):
    ran = process("status", "--json", folder=tmp_path)
    assert refused(ran, 4, "no-store") == (
        "There is no store at inspectrail.db. Create one with: inspectrail init --store inspectrail.db"
    )


def test_5_is_refused_by_a_rule_of_inspection(begun: Path):
    words = ("moderate", "confirm", "NP-01", "1.1", "--reason", "Seen", "--as", "cat", "--json", "--store", str(begun))
    ran = process(*words, folder=begun.parent)
    assert refused(ran, 5, "not-submitted") == (
        "The assessment of NP-01 has not been submitted yet. Its assessor must submit it first."
    )


def test_6_is_a_conflict_and_nothing_was_recorded(begun: Path):
    acting = {"INSPECTRAIL_STORE": str(begun)}
    for question in ("1.1", "2.1"):
        done = here("answer", "record", "NP-01", question, "sufficient", "--evidence", "x", "--as", "ben", **acting)
        assert done.code == 0
    assert here("assessment", "submit", "NP-01", "--as", "ben", **acting).code == 0
    ran = process("moderate", "complete", "NP-01", "--saw", "4", "--as", "cat", "--json", folder=begun.parent, **acting)
    assert refused(ran, 6, "case-moved") == (
        "NP-01 has changed since you looked at it (you saw version 4, it is now at version 5). Nothing was recorded. "
        "Check the case again, then sign it off."
    )
    assert here("status", "--json", **acting).json["position"] == 9


# More of each


def test_a_locked_store_is_a_conflict_after_the_wait(begun: Path):
    writer = sqlite3.connect(begun, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    waiting = {"INSPECTRAIL_STORE": str(begun), "INSPECTRAIL_WAIT": "0"}
    ran = here("fieldwork", "start", "--as", "ann", "--json", **waiting)
    writer.execute("ROLLBACK")
    writer.close()
    message = refused(ran, 6, "not-recorded")
    assert "is locked" in message
    assert "Nothing was recorded. Try again" in message
    assert here("fieldwork", "start", "--as", "ann", **waiting).code == 0


def test_the_time_to_wait_is_a_number(begun: Path):
    ran = here("status", "--store", str(begun), INSPECTRAIL_WAIT="long")
    assert ran.code == 2
    assert ran.err.startswith("Set INSPECTRAIL_WAIT to a whole number of seconds")


def test_a_file_that_is_no_store_is_not_touched(tmp_path: Path):
    notes = tmp_path / "notes.txt"
    notes.write_text("Not a store")
    message = refused(here("status", "--json", "--store", str(notes)), 2, "not-a-store")
    assert message.endswith("is not an Inspectrail store. Nothing was read or changed. Name another file.")
    assert notes.read_text() == "Not a store"


def test_a_store_whose_bytes_are_damaged_is_broken(begun: Path):
    changed(
        begun, "DROP TRIGGER no_update_of_stored_events", "UPDATE stored_events SET state = x'00' WHERE position = 3"
    )
    refused(here("trail", "--json", "--store", str(begun)), 3, "not-readable")


def test_an_empty_store_explains_how_to_begin(tmp_path: Path):
    store = {"INSPECTRAIL_STORE": str(tmp_path / "new.db")}
    assert here("init", **store).out == (
        f"Created the store {tmp_path / 'new.db'}. "
        "Next, announce an inspection: inspectrail inspection announce --help\n"
    )
    assert here("init", **store).out.endswith("new.db is already a store. Nothing was changed.\n")
    assert here("init", "--json", **store).json == {"store": str(tmp_path / "new.db"), "created": False}
    message = refused(here("status", "--json", **store), 4, "no-inspection")
    assert message.endswith("Create one with: inspectrail inspection announce")
    assert here("inspection", "list", **store).out == "inspection\ttitle\tbody\tphase\tcases\n"


@pytest.mark.parametrize(
    ("words", "code", "error"),
    [
        (["nothing"], 2, "usage"),
        (["case", "nothing"], 2, "usage"),
        (["case", "add"], 2, "usage"),
        (["case", "add", "NP-02", "--setting", "space", "--pseudonym", "x"], 2, "usage"),
        (["case", "add", "N P", "--setting", "custody", "--pseudonym", "x"], 2, "not-accepted"),
        (["case", "add", "NP-02", "--setting", "custody", "--pseudonym", " "], 2, "not-accepted"),
        (
            ["case", "add", "NP-02", "--setting", "custody", "--pseudonym", "x", "--condition", "y"],
            2,
            "condition-unknown",
        ),
        (["case", "add", "NP-02", "--setting", "custody", "--pseudonym", "x", "--characteristic", "y"], 2, "usage"),
        (["case", "add", "NP-01", "--setting", "custody", "--pseudonym", "x"], 5, "reference-taken"),
        (["case", "assign", "NP-09", "ben"], 4, "unknown-case"),
        (["case", "assign", "NP-01", "zoe"], 4, "unknown-person"),
        (["case", "assign", "NP-01", "ben"], 5, "nothing-to-change"),
        (["case", "show", "NP-09"], 4, "unknown-case"),
        (["answer", "record", "NP-01", "9.9", "sufficient", "--evidence", "x", "--as", "ben"], 4, "unknown-question"),
        (["answer", "record", "NP-01", "1.2", "sufficient", "--evidence", "x", "--as", "ben"], 5, "question-not-asked"),
        (["answer", "record", "NP-01", "1.1", "sufficient", "--evidence", "x", "--as", "cat"], 5, "not-assigned"),
        (["answer", "record", "NP-01", "1.1", "perhaps", "--evidence", "x", "--as", "ben"], 2, "usage"),
        (["moderate", "complete", "NP-09", "--as", "cat"], 4, "unknown-case"),
        (["fieldwork", "start", "--as", "ben"], 5, "role-not-allowed"),
        (["fieldwork", "start", "--as", "zoe"], 4, "unknown-person"),
        (["fieldwork", "start", "--on", "2999-01-01"], 2, "not-accepted"),
        (["fieldwork", "start", "--on", "tomorrow"], 2, "usage"),
        (["fieldwork", "start", "--command-id", "not an id"], 2, "not-accepted"),
        (["framework", "adopt", "hmip-fji-2016"], 5, "too-late"),
        (["framework", "adopt", "nothing"], 4, "no-such-framework"),
        (["framework", "show", "nothing"], 4, "no-such-framework"),
        (["framework", "show", "hmip-fji-2016", "--theme", "9"], 4, "unknown-theme"),
        (["scores", "--theme", "9"], 4, "unknown-theme"),
        (["judge", "make", "9", "good", "--rationale", "x"], 4, "unknown-theme"),
        (["judge", "make", "1", "splendid", "--rationale", "x"], 2, "rating-not-on-scale"),
        (["judge", "revise", "1", "good", "--reason", "x"], 5, "not-judged"),
        (
            ["finding", "add", "1", "key_finding", "1", "--text", "x", "--direction", "mixed", "--case", "NP-09"],
            4,
            "unknown-case",
        ),
        (
            ["finding", "add", "1", "key_finding", "1", "--text", "x", "--direction", "mixed", "--answer", "y"],
            2,
            "usage",
        ),
        (["finding", "revise", "1", "key_finding", "1", "--text", "x", "--reason", "y"], 4, "unknown-finding"),
        (
            ["challenge", "decide", "7", "--outcome", "accepted", "--changed", "x", "--reason", "y"],
            4,
            "unknown-challenge",
        ),
        (["recommend", "0", "--text", "x", "--owner", "y", "--organisation", "z"], 2, "usage"),
        (["recommend", "1", "--text", "x", "--owner", "y", "--organisation", "z", "--finding", "1"], 2, "usage"),
        (["recommendation", "reopen", "1", "--reason", "x"], 4, "unknown-recommendation"),
        (["report", "publish"], 5, "too-soon"),
        (["review", "complete", "--summary", "x"], 5, "too-soon"),
        (["trail", "--kind", "nothing"], 2, "usage"),
        (["replay", "nothing"], 4, "unknown-inspection"),
        (["replay", "--speed", "fast"], 2, "usage"),
        (["replay", "--speed", "0x"], 2, "usage"),
        (["replay", "--step"], 2, "usage"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_a_refused_command_prints_a_sentence_and_records_nothing(begun: Path, words: list[str], code: int, error: str):
    acting = {"INSPECTRAIL_STORE": str(begun), "INSPECTRAIL_ACTOR": "ann"}
    sentence = refused(here(*words, "--json", **acting), code, error)
    plain = here(*words, **acting)
    assert (plain.code, plain.out, plain.err) == (code, "", f"{sentence}\n")
    assert here("status", "--json", **acting).json["position"] == 6


# Who acts, and in which inspection


def test_somebody_must_act(begun: Path):
    ran = here("fieldwork", "start", "--store", str(begun))
    assert (ran.code, ran.err) == (
        2,
        "Give your id with --as PERSON or in INSPECTRAIL_ACTOR. See: inspectrail fieldwork start --help\n",
    )


def test_who_acts_may_stand_in_the_environment_and_the_option_comes_first(begun: Path):
    environment = {"INSPECTRAIL_STORE": str(begun), "INSPECTRAIL_ACTOR": "ben"}
    assert "Ben Baker has the role inspector" in here("fieldwork", "start", **environment).err
    assert here("fieldwork", "start", "--as", "ann", **environment).out == "#7 Ann Archer started fieldwork\n"


def test_a_store_with_several_inspections_needs_a_choice(begun: Path):
    begin(begun, "cardiff-2025")
    store = {"INSPECTRAIL_STORE": str(begun)}
    for words in (["scores"], ["fieldwork", "start", "--as", "ann"], ["rebuild"], ["replay"]):
        message = refused(here(*words, "--json", **store), 2, "usage")
        assert message.startswith(
            "There are 2 inspections in this store. Choose one with --inspection: newport-2023, cardiff-2025."
        )
    assert here("scores", "--json", "--inspection", "cardiff-2025", **store).json["inspection"] == "cardiff-2025"
    named = {**store, "INSPECTRAIL_INSPECTION": NAME}
    assert here("scores", "--json", **named).json["inspection"] == NAME
    assert here("scores", "--json", "--inspection", "cardiff-2025", **named).json["inspection"] == "cardiff-2025"
    assert here("replay", "cardiff-2025", **named).code == 0
    refused(here("scores", "--json", "--inspection", "swansea", **store), 4, "unknown-inspection")
    assert [row[0] for row in here("inspection", "list", **store).rows[1:]] == [NAME, "cardiff-2025"]


def test_what_happens_in_one_inspection_is_not_seen_in_another(begun: Path):
    begin(begun, "cardiff-2025")
    store = {"INSPECTRAIL_STORE": str(begun)}
    assert here("fieldwork", "start", "--as", "ann", "--inspection", "cardiff-2025", **store).code == 0
    trails = [here("trail", "--json", "--inspection", name, **store).json_lines for name in (NAME, "cardiff-2025")]
    assert [[line["position"] for line in trail] for trail in trails] == [list(range(1, 7)), list(range(7, 14))]


def test_a_reference_can_be_announced_once(begun: Path):
    words = (
        "inspection", "announce", NAME, "--name", "Ann", "--organisation", "x", "--title", "x", "--body", "x",
        "--programme", "x", "--from", "2025-03-03", "--until", "2025-03-14", "--as", "ann", "--store", str(begun),
    )  # fmt: skip
    ran = here(*words)
    assert (ran.code, ran.err) == (5, f"Inspection {NAME} already exists. Use another reference.\n")


# Retries


def test_a_command_that_comes_twice_is_recorded_once(begun: Path):
    words = ("evidence", "add", "E-01", "--kind", "comment", "--source", "child", "--text", "x", "--as", "ann",
             "--command-id", "from-the-form-17", "--store", str(begun))  # fmt: skip
    first, again = here(*words, "--json"), here(*words, "--json")
    assert (first.code, again.code) == (0, 0)
    assert (first.json["already_recorded"], again.json["already_recorded"]) == (False, True)
    assert first.json["recorded"] == again.json["recorded"]
    assert here(*words).out == (
        "#7 Ann Archer recorded evidence E-01 (comment, child): x (recorded before; nothing new)\n"
    )
    assert here("status", "--json", "--store", str(begun)).json["position"] == 7
    assert here("trail", "--json", "--store", str(begun)).json_lines[-1]["command"] == "from-the-form-17"


def test_the_command_id_of_somebody_else_is_refused_without_details(begun: Path):
    words = ("evidence", "add", "E-01", "--kind", "comment", "--source", "child", "--text", "x", "--store", str(begun),
             "--command-id", "from-the-form-17")  # fmt: skip
    assert here(*words, "--as", "ann").code == 0
    ran = here(*words, "--as", "ben")
    assert (ran.code, ran.out) == (6, "")
    assert ran.err == (
        "The command id from-the-form-17 was used for another command before. Nothing was recorded. Use a new id for "
        "each command, and the same id only to repeat a command.\n"
    )
    assert here("status", "--json", "--store", str(begun)).json["position"] == 7


def test_every_command_has_an_id_of_its_own(walk: Walk):
    lines = here("trail", "--json", "--store", str(walk.store)).json_lines
    ids = [line["command"] for line in lines]
    assert len(set(ids)) == len(ids) - 1  # the two cases of sample.csv came with one command
    imported = [command_id for command_id in ids if command_id.startswith("import-")]
    assert len(imported) == 5, "each line of answers.csv is a command of its own"
    typed = [command_id for command_id in ids if command_id not in imported]
    assert typed == sorted(typed)


# Proof and repair


@pytest.mark.parametrize(
    ("view", "old", "new"),
    [
        ("theme scores", '"insufficient"', '"sufficient"'),
        ("audit trail", '":"1"', '":"2"'),
        ("recommendation tracker", "claimed_complete", "in_progress"),
        ("status", "Robin", "Raven"),
        ("milestones", "2024-01-10", "2024-01-11"),
    ],
)
def test_a_saved_view_that_was_changed_is_found_by_the_replay_and_mended_by_rebuilding(
    walked: Path, view: str, old: str, new: str
):
    store = {"INSPECTRAIL_STORE": str(walked)}
    assert here("replay", **store).code == 0
    kept = saved_views(walked)
    changed(
        walked, f"UPDATE views SET state = CAST(replace(state, '{old}', '{new}') AS BLOB) WHERE name LIKE '{view}%'"
    )
    assert saved_views(walked) != kept
    plain, as_json = here("replay", **store), here("replay", "--json", **store)
    assert (plain.code, as_json.code) == (3, 3)
    assert f"The result differs from the saved views ({view})" in plain.err
    assert "exactly what is shown today" not in plain.out
    proof = as_json.json_lines[-1]
    assert (proof["equal"], proof["differing"]) == (False, [view])
    assert here("rebuild", **store).code == 0
    assert saved_views(walked) == kept
    assert here("replay", **store).code == 0


def test_a_saved_view_that_cannot_be_read_is_broken_and_mended_by_rebuilding(begun: Path):
    store = {"INSPECTRAIL_STORE": str(begun)}
    assert here("status", **store).code == 0
    changed(begun, "UPDATE views SET state = x'7b'")
    message = refused(here("status", "--json", **store), 3, "not-readable")
    assert "Rebuild it with: inspectrail rebuild" in message
    assert here("rebuild", **store).code == 0
    assert here("status", **store).code == 0
