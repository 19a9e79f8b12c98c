"""Run a command as a person sees it: on a terminal of 100 columns, without colour, at a fixed time.

The clock and the command ids are fixed, so that a page shows the same on every day.
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

# The time of the first command of each page.
START = datetime(2026, 11, 23, 10, tzinfo=UTC)
COLUMNS = 100
CONFIGURING = ("FORCE_COLOR", "INSPECTRAIL_", "TTY_")
# A dumb terminal gets no bold text either. rich needs both lengths, or it assumes 80 columns.
TERMINAL = {"COLUMNS": str(COLUMNS), "LINES": "50", "NO_COLOR": "1", "TERM": "dumb"}


class Terminal(io.StringIO):
    """Collect output as a terminal."""

    def isatty(self) -> bool:
        """Return True."""
        return True


def at_terminal(arguments: Sequence[str], folder: Path, moment: datetime = START) -> str:
    """Return the standard output and error of one command, run in a folder at a moment."""
    numbers = count(1)
    session = Session(clock=lambda: moment, new_id=lambda: f"{moment:%Y%m%dT%H%M%S}-{next(numbers)}")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(CONFIGURING)}
    output = Terminal()
    with (
        chdir(folder),
        closing(session),
        patch.dict(os.environ, {**variables, **TERMINAL}, clear=True),
        redirect_stdout(output),
        redirect_stderr(output),
        suppress(SystemExit),
    ):
        run(arguments, session)
    return "".join(f"{line.rstrip()}\n" for line in output.getvalue().splitlines())
