"""Every version reads the files of earlier releases unchanged: see the README.md of each."""

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from domain import VERSION
from events_store.errors import NotReadable
from events_store.store import Row
from events_store.store_url import open_store
from events_store.transparency.checkpoint import read_checkpoint
from events_store.transparency.keys import from_base64
from events_store.transparency.merkle_proofs import included
from events_store.transparency.merkle_tree import leaf
from projections.engine.fold import FOLDS, live
from projections.saved.all_views import PROJECTIONS
from tests.fixtures.command_line import changed, saved_views
from tests.golden.conftest import FOLDERS, SINCE, Release
from tests.golden.make import NOTES, SUMS, sha256, write
from tests.golden.summary import summary, views_sha256

CHECK = Path(__file__).parents[2] / "docs" / "check_proof.py"

# The digest of each release's SHA256SUMS. It never changes.
WRITTEN = {"0.1.0": "4cc744a75f27674594a5bebb3eb096ad388201b468dbbae7325376b1c58114df"}
# FOLDS, and how many saved views of each release are still read. A change of a fold changes both.
STILL_READ = {"0.1.0": (5, 7)}

EARLIER = [folder for folder in FOLDERS if folder.name != VERSION]


def shown(release: Release, store: str) -> dict[str, object]:
    """Return what the current program shows of a store."""
    with closing(open_store(release.address(store))) as opened:
        return summary(opened, release.expected["inspection"])


def expected(release: Release) -> dict[str, object]:
    return {name: value for name, value in release.expected.items() if name not in ("version", "inspection", "views")}


# The files


def test_no_files_of_a_release_are_lost():
    assert {folder.name for folder in FOLDERS} == set(WRITTEN)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_no_file_of_a_release_was_ever_written_again(folder: Path):
    assert sha256(folder / SUMS) == WRITTEN[folder.name]
    sums = dict(reversed(line.split("  ")) for line in (folder / SUMS).read_text().splitlines())
    assert {file.name: sha256(file) for file in folder.iterdir() if file.name not in (SUMS, NOTES)} == sums


# The store


def test_a_store_reads_unchanged_in_every_form(release: Release, store: str):
    assert shown(release, store) == expected(release)


def test_a_store_verifies_and_has_only_grown_since_its_checkpoints(release: Release, store: str):
    release.run("verify", *SINCE, store=store)
    release.run("verify", "--since", "checkpoint.txt", "--key", "log.pub", store=store)


def test_a_store_exports_the_same_bytes(release: Release, store: str):
    release.run("export", "today.jsonl", store=store)
    assert release.file("today.jsonl").read_bytes() == release.file("export.jsonl").read_bytes()


def test_an_inspection_can_be_continued(release: Release, store: str):
    head = release.expected["log"]["events"]
    more = ("--kind", "document", "--source", "inspector", "--text", "A letter", "--theme", "1")
    assert release.run("evidence", "add", "E-100", *more, store=store).out.startswith(f"#{head + 1} ")
    release.run("verify", *SINCE, store=store)


# Its saved views


def views_in(database: str) -> dict[tuple[str, str], tuple[int, bytes]]:
    with closing(psycopg.connect(database)) as connection:
        rows = connection.execute("SELECT name, inspection, position, state FROM inspectrail.views").fetchall()
    return {(name, inspection): (position, state) for name, inspection, position, state in rows}


def test_the_saved_views_are_those_that_the_release_saved_in_either_store(release: Release, database: str):
    files = saved_views(release.file("store.db")), views_in(release.load_dump(database))
    assert [len(saved) for saved in files] == [release.expected["views"]["saved"]] * 2
    assert [views_sha256(saved) for saved in files] == [release.expected["views"]["sha256"]] * 2


def test_a_saved_view_of_a_release_equals_the_current_view_or_is_refused(release: Release):
    named = f" {release.expected['version']}/"
    saved = {name.partition(named)[0]: state for (name, _), (_, state) in saved_views(release.file("store.db")).items()}
    read = []
    with closing(open_store(release.address("store.db"))) as opened:
        for projection in PROJECTIONS:
            try:
                view = projection.load(saved[projection.name])
            except NotReadable:
                continue
            assert view == live(projection, opened, release.expected["inspection"])
            read.append(projection.name)
    assert (FOLDS, len(read)) == STILL_READ[release.expected["version"]]


@pytest.mark.parametrize("release", EARLIER, indirect=True, ids=lambda folder: folder.name)
def test_a_view_that_an_earlier_release_saved_is_never_shown(release: Release):
    changed(release.file("store.db"), "UPDATE views SET state = X'7B7D'")
    assert shown(release, "store.db") == expected(release)


def test_rebuilding_leaves_no_view_of_another_release(release: Release):
    release.run("rebuild")
    names = {name for name, _ in saved_views(release.file("store.db"))}
    assert names == {projection.saved_as for projection in PROJECTIONS}
    assert shown(release, "store.db") == expected(release)


# Its checkpoints, witness and proof


def test_the_proof_of_an_event_is_repeated_byte_for_byte(release: Release):
    position = str(json.loads(release.file("proof.json").read_text())["position"])
    release.run("prove", position, "--checkpoint", "cosigned.txt", "--out", "today.json")
    assert release.file("today.json").read_bytes() == release.file("proof.json").read_bytes()


def test_the_proof_of_an_event_holds_without_its_store(release: Release):
    proof = json.loads(release.file("proof.json").read_text())
    row = Row(proof["position"], proof["stream"], proof["version"], proof["topic"], proof["state"].encode())
    checkpoint = read_checkpoint(proof["checkpoint"].encode(), "the proof")
    hashes = [from_base64(text) for text in proof["proof"]]
    assert included(leaf(row), row.position, checkpoint.size, hashes, checkpoint.root)


def test_the_proof_of_an_event_holds_without_the_product(release: Release):
    keys = [release.file(name).read_text() for name in ("log.pub", "witness.pub")]
    command = [sys.executable, str(CHECK), str(release.file("proof.json")), *keys]
    checked = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert checked.returncode == 0, checked.stderr
    assert json.loads(checked.stdout)["events_in_log"] == release.size_of("cosigned.txt")


def test_a_witnessed_log_can_be_signed_and_witnessed_again_with_its_keys(release: Release):
    size = release.size_of("cosigned.txt")
    release.run("checkpoint", "--key", "log.key", "--since", "cosigned.txt", "--out", "further.txt")
    names = ("--key", "witness.key", "--log", "log.pub", "--state", "witness-state.txt", "--out", "cosigned.txt")
    output = release.run("witness", "further.txt", *names, "--overwrite").out
    assert f"it has only grown since it had {size}." in output
    release.run("verify", *SINCE)


def test_a_witness_accepts_the_requests_of_a_release(release: Release):
    names = ("--key", "witness.key", "--log", "log.pub", "--state", "another-state.txt")
    release.run("witness", "checkpoint.txt", *names)
    output = release.run("witness", "request.txt", *names).err
    assert f"it has only grown since it had {release.size_of('checkpoint.txt')}." in output


# Writing them


def test_the_story_of_the_next_release_can_be_written(tmp_path: Path, database: str):
    folder, work = tmp_path / "next", tmp_path / "work"
    for place in (folder, work):
        place.mkdir()
    write(folder, work, database)
    written = {file.name for file in folder.iterdir()}
    assert written == {file.name for file in FOLDERS[-1].iterdir()} - {NOTES}
    receipts = [json.loads((folder / name).read_text()) for name in ("backup.json", "postgres-backup.json")]
    assert receipts[0] == receipts[1]
