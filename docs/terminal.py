"""Runs a command as a person sees it: at a terminal of 100 columns, without colour, at a fixed time.

The clock and the ids of commands are given, so that a page shows the same on every day.
"""

import io
import os
from collections.abc import Sequence
from contextlib import chdir, closing, redirect_stderr, redirect_stdout, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from unittest.mock import patch

from cli.composition import Session
from cli.main import run

# When the first command of each page is run.
START = datetime(2026, 11, 23, 10, tzinfo=UTC)
COLUMNS = 100
STEERING = ("FORCE_COLOR", "INSPECTRAIL_", "TTY_")
# A dumb terminal gets no bold letters either. rich wants both lengths, or it assumes 80 columns.
SEEN = {"COLUMNS": str(COLUMNS), "LINES": "50", "NO_COLOR": "1", "TERM": "dumb"}


class Terminal(io.StringIO):
    """An output that says that it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


def at_terminal(arguments: Sequence[str], folder: Path, moment: datetime = START) -> str:
    """Return what one command of Inspectrail shows, on both of its outputs, when it runs in a folder at a moment."""
    numbers = count(1)
    session = Session(clock=lambda: moment, new_id=lambda: f"{moment:%Y%m%dT%H%M%S}-{next(numbers)}")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(STEERING)}
    shown = Terminal()
    with (
        chdir(folder),
        closing(session),
        patch.dict(os.environ, {**kept, **SEEN}, clear=True),
        redirect_stdout(shown),
        redirect_stderr(shown),
        suppress(SystemExit),
    ):
        run(arguments, session)
    return "".join(f"{line.rstrip()}\n" for line in shown.getvalue().splitlines())
