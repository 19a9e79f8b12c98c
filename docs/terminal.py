"""Runs a command as a person sees it: a fresh process at a terminal of 100 columns, without colour."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PROGRAM = Path(sys.executable).with_name("inspectrail")
COLUMNS = 100
STEERING = ("COV_", "FORCE_COLOR", "INSPECTRAIL_", "PYTHONIOENCODING", "TTY_")


def at_terminal(arguments: Sequence[str], folder: Path) -> str:
    """Return what one command of Inspectrail shows, on both of its outputs, when it runs in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(STEERING)}
    # A dumb terminal gets no bold letters either. rich wants both lengths, or it assumes 80 columns.
    seen = {"COLUMNS": str(COLUMNS), "LINES": "50", "NO_COLOR": "1", "TERM": "dumb", "PYTHONUTF8": "1"}
    ours, theirs = pty.openpty()
    try:
        with subprocess.Popen(  # noqa: S603 - our own program, with what our own pages say
            [PROGRAM, *arguments],
            cwd=folder,
            env={**kept, **seen},
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
        ):
            os.close(theirs)
            shown = b"".join(_until_closed(ours))
    finally:
        os.close(ours)
    lines = shown.decode().replace("\r\n", "\n").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _until_closed(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            some = os.read(terminal, 65_536)
        except OSError:  # Linux says so when the program has gone, others give nothing
            return
        if not some:
            return
        yield some
