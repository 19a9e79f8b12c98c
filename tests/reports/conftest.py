"""Share a browser without a network and the page of the small inspection."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.cli.conftest import Walk
from tests.cli.conftest import walk as walk
from tests.cli.test_newcastle import built as built
from tests.cli.test_newcastle import demo as demo
from tests.fixtures.command_line import here


class Opened:
    """Open pages without a network and collect their errors."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.errors: list[str] = []

    def __call__(self, path: Path, address: str = "", width: int = 1280, height: int = 900, **how) -> Page:
        context = self.browser.new_context(offline=True, viewport={"width": width, "height": height}, **how)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._on_console)
        page.on("dialog", lambda dialog: self.errors.append(dialog.message))
        page.on("request", self._on_request)
        page.goto(path.as_uri() + address)
        return page

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith("file:") or request.resource_type != "document":
            self.errors.append(f"requested {request.url}")


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """Yield an opener of pages; fail if a page had errors or requested anything."""
    opened = Opened(chromium)
    yield opened
    for context in chromium.contexts:
        context.close()
    assert opened.errors == []


def written(store: Path, folder: Path, *words: str) -> Path:
    path = folder / "page.html"
    ran = here("replay", "--store", str(store), "--html", str(path), "--overwrite", *words)
    assert (ran.code, ran.err) == (0, "")
    return path


@pytest.fixture(scope="session")
def newport(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of the small inspection."""
    return written(walk.store, tmp_path_factory.mktemp("newport"))
