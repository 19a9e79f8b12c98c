"""Generate the excerpts of the README from the Newcastle example.

Comments in the README name each excerpt and mark its end.
"""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from docs.terminal import COLUMNS, at_terminal

STORE = "newcastle-2016.db"
MARKED = re.compile(r"(?<=<!-- excerpt: )(?P<name>\w+) -->\n.*?(?=<!-- end of excerpt -->)", re.DOTALL)
EFFECTS = 2

# The events of the replay to show: for each pattern, the first match after the match of the pattern before.
PATTERNS = (
    r"announced the inspection",
    r"moderated question 1\.",
    r"published edition 1 ",
    r"closed recommendation",
    r"Replayed",
)


def page(readme: str, folder: Path) -> str:
    """Return the README with current excerpts. The example is built in the folder."""
    output = at_terminal(["demo", "newcastle", "--json"], folder)
    if not (folder / STORE).exists():
        raise ValueError(f"the example cannot be built: {output}")
    excerpts = {"replay": replay(folder), "explain": explain(folder)}

    def excerpt(match: re.Match[str]) -> str:
        return f"{match['name']} -->\n\n```console\n{excerpts[match['name']]}```\n\n"

    return MARKED.sub(excerpt, readme)


def explain(folder: Path) -> str:
    """Return the beginning of the explanation of a score, its first event, and the sum."""
    command = "explain 1 --from feedback --to published"
    lines = _run(command, folder).splitlines()
    second = [index for index, line in enumerate(lines) if re.match(r" *\d+  \d{4}-\d\d-\d\d ", line)][1]
    total = next(index for index, line in enumerate(lines) if " together account for " in line)
    end = lines.index("", total)
    return "\n".join([f"$ inspectrail {command}", *lines[:second], "…", *lines[total:end], ""])


def replay(folder: Path) -> str:
    """Return some events of the replay, wrapped, with … for omitted events."""
    command = "replay newcastle-2016"
    events = re.split(r"\n(?! )", _run(command, folder).rstrip("\n"))
    lines = [line for event in _select(events) for line in _wrap(event.split("\n"))]
    return "\n".join([f"$ inspectrail {command}", *lines, ""])


def _run(command: str, folder: Path) -> str:
    # The README names the store once, before its commands.
    return at_terminal([*command.split(), "--store", STORE], folder)


def _select(events: list[str]) -> Iterator[str]:
    start = 0
    for pattern in PATTERNS:
        index = next((i for i in range(start, len(events)) if re.search(pattern, events[i])), None)
        if index is None:
            raise ValueError(f"no event of the example's replay matches “{pattern}”")
        if index > start:
            yield "…"
        yield events[index]
        start = index + 1


def _wrap(lines: list[str]) -> Iterator[str]:
    event, *effects = lines
    yield from textwrap.wrap(event, COLUMNS, subsequent_indent=" " * 9, break_on_hyphens=False) or [""]
    yield from effects[:EFFECTS]
    if len(effects) > EFFECTS:
        yield "       …"
