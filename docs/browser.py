"""Start an installed browser for the pages of this project."""

import shutil
import subprocess

from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MISSING = f"Install a browser that starts, one of {', '.join(PROGRAMS)}. On Debian: apt-get install chromium"
# No sandbox, because a container has none and the pages are ours. No background requests: nothing may be downloaded.
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def launch(playwright: Playwright) -> Browser:
    """Start a browser; raise SystemExit with a message if none is installed."""
    program = next(filter(_starts, PROGRAMS), None)
    if program is None:
        raise SystemExit(MISSING)
    return playwright.chromium.launch(executable_path=shutil.which(program), args=SWITCHES)


def _starts(program: str) -> bool:
    """Return whether a program is installed and starts.

    Ubuntu has stubs that only ask for another installation.
    """
    path = shutil.which(program)
    return path is not None and not subprocess.run([path, "--version"], check=False, capture_output=True).returncode  # noqa: S603 - one of PROGRAMS
