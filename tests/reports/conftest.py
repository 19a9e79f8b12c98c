"""What the tests of the pages share: a browser without a network, and the page of the small inspection."""

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
    """Opens pages without a network, and notes what goes wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.wrong: list[str] = []

    def __call__(self, path: Path, address: str = "", width: int = 1280, height: int = 900, **how) -> Page:
        context = self.browser.new_context(offline=True, viewport={"width": width, "height": height}, **how)
        page = context.new_page()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._heard)
        page.on("dialog", lambda dialog: self.wrong.append(dialog.message))
        page.on("request", self._asked)
        page.goto(path.as_uri() + address)
        return page

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.wrong.append(said.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith("file:") or request.resource_type != "document":
            self.wrong.append(f"asked for {request.url}")


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opened]:
    """Opens pages; afterwards nothing must have gone wrong in any of them, nor anything have been asked for."""
    opened = Opened(chromium)
    yield opened
    for context in chromium.contexts:
        context.close()
    assert opened.wrong == []


def written(store: Path, folder: Path, *words: str) -> Path:
    path = folder / "page.html"
    ran = here("replay", "--store", str(store), "--html", str(path), "--overwrite", *words)
    assert (ran.code, ran.err) == (0, "")
    return path


@pytest.fixture(scope="session")
def newport(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the small inspection."""
    return written(walk.store, tmp_path_factory.mktemp("newport"))
