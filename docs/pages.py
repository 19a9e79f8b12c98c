"""Write the pages that are generated from the code: run it with `make docs`.

It writes docs/events.md, docs/commands.md, docs/schemas, the marked excerpts of README.md, and the output of commands
in the pages with snippets.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from docs import commands, event_schemas, events, excerpts
from docs.snippets import refresh

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EVENTS = ROOT / "docs" / "events.md"
COMMANDS = ROOT / "docs" / "commands.md"
WITH_SNIPPETS = (
    ROOT / "docs" / "tutorial.md",
    ROOT / "docs" / "why-did-the-score-change.md",
    ROOT / "docs" / "a-year-later.md",
    ROOT / "docs" / "how-to" / "write-a-framework.md",
)


def pages() -> Iterator[tuple[Path, str]]:
    """Yield each page with its expected text."""
    yield EVENTS, events.page()
    yield COMMANDS, commands.page()
    yield from event_schemas.files()
    with tempfile.TemporaryDirectory() as folder:
        yield README, excerpts.page(README.read_text(encoding="utf-8"), Path(folder))
    for path in WITH_SNIPPETS:
        with tempfile.TemporaryDirectory() as folder:
            yield path, refresh(path.read_text(encoding="utf-8"), Path(folder))


if __name__ == "__main__":
    for file, content in pages():
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
