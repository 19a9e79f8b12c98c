"""The name of this program in the commands that it prints."""

import shlex
import shutil
import sys
from contextlib import suppress
from pathlib import Path

NAME = "inspectrail"


def program() -> str:
    """Return the name of the program if a shell finds it, else its quoted path."""
    called = Path(sys.argv[0])
    if called.name != NAME:  # it runs inside another program, such as a test
        return NAME
    on_path = shutil.which(NAME)
    with suppress(OSError):
        if on_path is not None and called.samefile(on_path):
            return NAME
    return shlex.quote(sys.argv[0])
