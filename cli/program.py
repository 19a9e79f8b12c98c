"""How this program is called from here, for commands that it prints to be typed."""

import shlex
import shutil
import sys
from contextlib import suppress
from pathlib import Path

NAME = "inspectrail"


def program() -> str:
    """Return the program as a shell finds it: by its name, else by the path it was called by."""
    called = Path(sys.argv[0])
    if called.name != NAME:  # it runs inside another program
        return NAME
    found = shutil.which(NAME)
    with suppress(OSError):
        if found is not None and called.samefile(found):
            return NAME
    return shlex.quote(sys.argv[0])
