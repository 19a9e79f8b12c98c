"""Runs the command line: in a process of its own, inside this one, or at a pseudo-terminal."""

import io
import json
import os
import pty
import select
import shutil
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

import click

from cli.main import main, run
from cli.wiring import Session

SCRIPT = Path(sys.executable).with_name("inspectrail")
SECONDS = 60


@dataclass(frozen=True)
class Ran:
    """What a command left with, and what it said."""

    arguments: Sequence[str]
    code: int
    out: str
    err: str = ""

    @property
    def json(self):
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def json_lines(self):
        """The JSON documents on standard output, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def rows(self):
        """The tab-separated rows on standard output."""
        return [line.split("\t") for line in self.out.splitlines() if "\t" in line]


def environment(**more: str) -> dict[str, str]:
    """Return the environment of this process, without what steers the product or its colours."""
    steering = ("INSPECTRAIL_", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_", "PYTHONIOENCODING", "COV_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    return {**kept, **more}


def process(*arguments: str, folder: Path, stdin: str | None = None, **more: str) -> Ran:
    """Run a command in a process of its own, as people do."""
    done = subprocess.run(
        [SCRIPT, *arguments],
        cwd=folder,
        env=environment(**more),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    return Ran(arguments, done.returncode, done.stdout, done.stderr)


class Terminal(io.StringIO):
    """Standard output that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def here(
    *arguments: str,
    now: datetime | None = None,
    new_id: Callable[[], str] | None = None,
    terminal: bool = False,
    **more: str,
) -> Ran:
    """Run a command inside this process, with the clock at `now` and command ids from `new_id`."""
    chosen = {"clock": (lambda: now) if now else None, "new_id": new_id}
    session = partial(Session, **{name: value for name, value in chosen.items() if value})

    out, err = Terminal() if terminal else io.StringIO(), io.StringIO()
    with (
        patch("cli.options.Session", session),
        patch.dict(os.environ, environment(**more), clear=True),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            run(arguments)
        except SystemExit as leaving:
            code = leaving.code
    assert isinstance(code, int)
    return Ran(arguments, code, out.getvalue(), err.getvalue())


def at_terminal(*arguments: str, folder: Path, keys: Sequence[str] = (), columns: int = 200, **more: str) -> Ran:
    """Run a command at a pseudo-terminal; press each key when the program waits for it."""
    ours, theirs = pty.openpty()
    shown, pressed = b"", 0
    child = subprocess.Popen(
        [SCRIPT, *arguments],
        cwd=folder,
        env=environment(TERM="xterm-256color", COLUMNS=str(columns), **more),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    until = time.monotonic() + SECONDS
    try:
        while time.monotonic() < until:
            ready, _, _ = select.select([ours], [], [], 0.05)
            if ready:
                try:
                    some = os.read(ours, 65_536)
                except OSError:  # Linux says so when the other side has gone
                    break
                if not some:
                    break
                shown += some
            # What is typed before the program reads single keys is thrown away: wait until it does.
            if (
                pressed < len(keys)
                and shown.count(b"? keys") > pressed
                and not termios.tcgetattr(ours)[3] & termios.ICANON
            ):
                os.write(ours, keys[pressed].encode())
                pressed += 1
        code = child.wait(timeout=SECONDS)
    finally:
        os.close(ours)
        if child.poll() is None:
            child.kill()
            child.wait()
    return Ran(arguments, code, shown.decode("utf-8").replace("\r\n", "\n"))


def copied(store: Path, folder: Path, name: str = "") -> Path:
    """Return a copy of a store that nobody has open, under its own name or another."""
    copy = folder / (name or store.name)
    shutil.copy(store, copy)
    return copy


def saved_views(store: Path) -> dict[tuple[str, str], tuple[int, bytes]]:
    """Return the saved views of a store, byte for byte, by name and inspection."""
    connection = sqlite3.connect(store)
    rows = connection.execute("SELECT name, inspection, position, state FROM views").fetchall()
    connection.close()
    return {(name, inspection): (position, bytes(state)) for name, inspection, position, state in rows}


def changed(store: Path, *statements: str) -> None:
    """Change the file of a store behind the product's back."""
    connection = sqlite3.connect(store, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def every_command(group: click.Group = main, path: tuple[str, ...] = ()) -> dict[str, click.Command]:
    """Return every command and group by its full name, the front door under the empty name."""
    found: dict[str, click.Command] = {" ".join(path): group}
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found |= every_command(command, (*path, name))
        else:
            found[" ".join((*path, name))] = command
    return found


def command_of(arguments: Sequence[str]) -> str:
    """Return the full name of the command that these arguments begin with."""
    names = every_command()
    for words in range(len(arguments), 0, -1):
        name = " ".join(arguments[:words])
        if name in names:
            return name
    raise AssertionError(f"no command in {arguments}")
