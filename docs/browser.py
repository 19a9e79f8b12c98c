"""The browser of the machine, for pages that this project makes."""

import shutil
import subprocess

from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MISSING = f"This needs a browser that starts, one of {', '.join(PROGRAMS)}. On Debian: apt-get install chromium"
# Without a sandbox, because a container has none and the pages are our own. Quiet, because nothing may be downloaded.
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def launched(playwright: Playwright) -> Browser:
    """Return a browser that was started; ends the process with a sentence if none is installed."""
    program = next(filter(_starts, PROGRAMS), None)
    if program is None:
        raise SystemExit(MISSING)
    return playwright.chromium.launch(executable_path=shutil.which(program), args=SWITCHES)


def _starts(program: str) -> bool:
    """Return whether a program is installed and starts: Ubuntu has stand-ins that ask for another installation."""
    found = shutil.which(program)
    return found is not None and not subprocess.run([found, "--version"], check=False, capture_output=True).returncode  # noqa: S603 - one of ours
