"""Build the example: run every line of the script as a command, at its recorded time."""

import io
import sys
import tempfile
from contextlib import closing, redirect_stdout
from datetime import UTC, date, datetime
from pathlib import Path

import click

from cli.composition import Session
from cli.examples.newcastle.data import REFERENCE
from cli.examples.newcastle.diary import DiaryLine
from cli.examples.newcastle.script import script
from cli.main import main
from events_store.copies.replicate import sync
from events_store.errors import InvalidStore, NotRecorded
from events_store.sql_store import TableStore
from events_store.sqlite.schema import LEFT_OVER, create
from events_store.sqlite.store import SQLiteStore
from events_store.store_names import names_database
from events_store.store_url import create_store, open_store


class Scripted(Session):
    """A session at the time of the script, with counted command ids."""

    def __init__(self) -> None:
        super().__init__(clock=lambda: self.moment, new_id=self._next_id)
        self.moment = datetime.min.replace(tzinfo=UTC)
        self.commands = 0

    def open(self, address: str) -> TableStore:
        """Open the draft store."""
        if address not in self._opened:
            self._opened[address] = SQLiteStore(Path(address), draft=True)
        return self._opened[address]

    def _next_id(self) -> str:
        self.commands += 1
        return f"{REFERENCE}-{self.commands:06}"


def build(address: str) -> bool:
    """Build the complete example, or leave nothing. Return False if the store exists or is not empty."""
    return _in_database(address) if names_database(address) else _in_file(Path(address))


def _in_database(address: str) -> bool:
    """Build a draft, then copy it at once into an empty database."""
    create_store(address)
    with closing(open_store(address)) as store, tempfile.TemporaryDirectory() as folder:
        if store.head():
            return False
        draft = Path(folder) / "store"
        create(draft)
        session = Scripted()
        with closing(session):
            _play(session, draft)
            store.append_entries(session.open(str(draft)).entries())
    return True


def _in_file(store: Path) -> bool:
    """Build a draft next to the file, and rename it when complete.

    Return False if another process has created a file of that name meanwhile.
    """
    if store.exists():
        return False
    if not store.parent.is_dir():
        raise InvalidStore(f"There is no folder {store.parent}. Create it, or name another file with --store.")
    for end in LEFT_OVER:
        if store.with_name(f"{store.name}{end}").exists():
            raise InvalidStore(
                f"{store}{end} is left over from another store. Nothing was built. Move it away, then try again."
            )
    with tempfile.TemporaryDirectory(dir=store.parent, prefix=".building-") as folder:
        draft = Path(folder) / "store"
        create(draft)
        session = Scripted()
        with closing(session):
            _play(session, draft)
        if draft.with_name(f"{draft.name}-wal").exists():
            raise NotRecorded(f"The disk is too full for {store}. Nothing was built. Free some space, then try again.")
        sync(draft)
        try:
            store.hardlink_to(draft)
        except FileExistsError:
            return False
        sync(store.parent)
    return True


def _play(session: Scripted, store: Path) -> None:
    lines = script()
    hidden = not sys.stderr.isatty()
    with click.progressbar(lines, label=f"Building {REFERENCE}", file=sys.stderr, hidden=hidden) as shown:
        for line in shown:
            session.moment = line.moment
            with redirect_stdout(io.StringIO()):
                main.main(_arguments(line, store), standalone_mode=False, obj=session)


def _arguments(line: DiaryLine, store: Path) -> list[str]:
    words = [*map(str, line.words), "--as", line.who, "--store", str(store)]
    if line.words[:2] != ("inspection", "announce"):
        words += ["--inspection", REFERENCE]
    return words if line.on is None else [*words, "--on", date.isoformat(line.on)]
