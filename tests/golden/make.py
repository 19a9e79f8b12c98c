"""Write the files of a release that every later version must read: once, before the release.

    python -m tests.golden.make

It writes the folder tests/golden/VERSION, which must not exist. It needs the programs of a PostgreSQL server.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from domain import VERSION
from domain.event_types import BY_NAME
from events_store.store import Row
from events_store.store_url import open_store
from projections.engine.fold import FOLDS
from tests.fixtures.command_line import saved_views
from tests.golden.playing import Player, played
from tests.golden.story import line, story_store
from tests.golden.summary import summary, views_sha256
from tests.postgres_server import running

FOLDER = Path(__file__).parent
INSPECTION = "newport-2023"
SUMS = "SHA256SUMS"
NOTES = "README.md"
# The log is witnessed before these commands of the walk, so that it grows afterwards.
FIRST_WITNESSED, WITNESSED_AGAIN = ("report", "unlock"), ("review", "assess")
WITNESS = ("--key", "witness.key", "--log", "log.pub", "--state", "witness-state.txt", "--out", "cosigned.txt")
KEPT = (
    "log.key", "log.pub", "witness.key", "witness.pub", "checkpoint.txt", "request.txt", "cosigned.txt",
    "witness-state.txt", "proof.json", "export.jsonl", "backup", "backup.json", "postgres-backup",
    "postgres-backup.json",
)  # fmt: skip
# Other settings of pg_dump depend on its version, and another version's server may not know them.
SETTINGS = ("SET client_encoding", "SET standard_conforming_strings", "SET check_function_bodies")


def write(folder: Path, work: Path, database: str) -> None:
    """Record the inspections in an empty folder and an empty database, and write the files."""
    store, on_postgres = work / "store.db", work / "postgres"
    on_postgres.mkdir()
    player = _on_sqlite(work, store)
    *_, (postgres_player, _) = played(on_postgres, database)
    for each_player, backup in ((player, "backup"), (postgres_player, work / "postgres-backup")):
        each_player.runs("rebuild")
        each_player.runs("backup", str(backup))
    player.runs("export", "export.jsonl")
    for name in KEPT:
        shutil.copyfile(work / name, folder / name)
    shutil.copyfile(store, folder / store.name)
    _write_text(folder / "store.sql", dump(database))
    _write_text(folder / "log.jsonl", "".join(f"{line(row)}\n" for row in _complete(story_store().rows())))
    _write_text(folder / "expected.json", f"{json.dumps(_expected(store), indent=2)}\n")
    sums = {file.name: sha256(file) for file in sorted(folder.iterdir())}
    _write_text(folder / SUMS, "".join(f"{digest}  {name}\n" for name, digest in sums.items()))


def sha256(file: Path) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def dump(database: str) -> str:
    """Return a store as statements that any client runs on PostgreSQL 14 or newer."""
    options = ("--schema=inspectrail", "--inserts", "--no-owner", f"--dbname={database}")
    ran = subprocess.run(["pg_dump", *options], check=True, capture_output=True, encoding="utf-8")
    return "".join(f"{text}\n" for text in ran.stdout.splitlines() if _portable(text))


def _portable(text: str) -> bool:
    dropped = text.startswith(("\\", "-- Dumped", "SET "))
    return not dropped or text.startswith(SETTINGS)


def _on_sqlite(work: Path, store: Path) -> Player:
    """Run the walk on a file; witness its log twice, and prove an event."""
    again: tuple[str, ...] = ()
    for player, words in played(work, store.name):
        begins = tuple(words[:2])
        if begins == FIRST_WITNESSED and not again:
            player.runs("key", "new", "newport.example/inspections", "--out", "log.key")
            player.runs("key", "new", "witness.example/w1", "--witness", "--out", "witness.key")
            player.runs("checkpoint", "--key", "log.key", "--out", "checkpoint.txt")
            player.runs("witness", "checkpoint.txt", *WITNESS)
            again = WITNESSED_AGAIN
        elif begins == again:
            player.runs("checkpoint", "--key", "log.key", "--since", "cosigned.txt", "--out", "request.txt")
            player.runs("witness", "request.txt", *WITNESS, "--overwrite")
            again = ("nothing",)
    with closing(open_store(str(store))) as opened:
        rows = list(_complete(opened.rows()))
    unusual = next(str(row.position) for row in rows if "東京" in row.state.decode())
    player.runs("prove", unusual, "--checkpoint", "cosigned.txt", "--out", "proof.json")
    return player


def _complete(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield the rows; refuse a log that lacks a kind of event."""
    missing = set(BY_NAME)
    for row in rows:
        missing.discard(row.topic)
        yield row
    if missing:
        raise RuntimeError(f"The story has no event of these kinds: {', '.join(sorted(missing))}")


def _expected(store: Path) -> dict[str, object]:
    """Return what this version shows of the store, without changing its file."""
    saved = saved_views(store)
    with tempfile.TemporaryDirectory() as place, closing(open_store(shutil.copy(store, place))) as opened:
        shown = summary(opened, INSPECTION)
    views = {"folds": FOLDS, "saved": len(saved), "sha256": views_sha256(saved)}
    return {"version": VERSION, "inspection": INSPECTION, **shown, "views": views}


def _write_text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """Write the folder of this version; raise if it exists."""
    if "dev" in VERSION:
        sys.exit(f"{VERSION} is not a release. Set VERSION in domain/__init__.py to the version of the release first.")
    folder = FOLDER / VERSION
    with tempfile.TemporaryDirectory() as work, running() as server:
        folder.mkdir()
        write(folder, Path(work), server.address)


if __name__ == "__main__":
    main()
