"""The browser of the machine, for pages that this project makes."""

import shutil

from playwright.sync_api import Browser, Playwright

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "This needs a browser. On Debian and Ubuntu: apt-get install chromium"
# Without a sandbox, because a container has none and the pages are our own. Quiet, because nothing may be downloaded.
SWITCHES = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def launched(playwright: Playwright) -> Browser:
    """Return a browser that was started; ends the process with a sentence if none is installed."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise SystemExit(MISSING)
    return playwright.chromium.launch(executable_path=program, args=SWITCHES)
