"""The excerpts of the README: what the Newcastle example shows, between comments that name the excerpt."""

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from docs.terminal import COLUMNS, at_terminal

STORE = "newcastle-2016.db"
MARKED = re.compile(r"(?<=<!-- excerpt: )(?P<name>\w+) -->\n.*?(?=<!-- end of excerpt -->)", re.DOTALL)
EFFECTS = 2

# The events of the replay that are shown: for each pattern the first event after the one before, with what it did.
TOLD = (
    r"announced the inspection",
    r"moderated question 1\.",
    r"published edition 1 ",
    r"closed recommendation",
    r"Replayed",
)


def page(readme: str, folder: Path) -> str:
    """Return the README with its excerpts as the example now shows them. The example is built in the folder."""
    built = at_terminal(["demo", "newcastle", "--json"], folder)
    if not (folder / STORE).exists():
        raise ValueError(f"the example cannot be built: {built}")
    shown = {"replay": replay(folder), "explain": explain(folder)}

    def excerpt(found: re.Match[str]) -> str:
        return f"{found['name']} -->\n\n```console\n{shown[found['name']]}```\n\n"

    return MARKED.sub(excerpt, readme)


def explain(folder: Path) -> str:
    """Return the beginning of the explanation of a score, with its first event, and what all events add up to."""
    command = "explain 1 --from feedback --to published"
    lines = _run(command, folder).splitlines()
    second = [index for index, line in enumerate(lines) if re.match(r" *\d+  \d{4}-\d\d-\d\d ", line)][1]
    total = next(index for index, line in enumerate(lines) if " together account for " in line)
    end = lines.index("", total)
    return "\n".join([f"$ inspectrail {command}", *lines[:second], "…", *lines[total:end], ""])


def replay(folder: Path) -> str:
    """Return some well-chosen events of the replay, folded, with … for what is left out."""
    command = "replay newcastle-2016"
    events = re.split(r"\n(?! )", _run(command, folder).rstrip("\n"))
    lines = [line for event in _chosen(events) for line in _folded(event.split("\n"))]
    return "\n".join([f"$ inspectrail {command}", *lines, ""])


def _run(command: str, folder: Path) -> str:
    # The README names the store once, before its commands.
    return at_terminal([*command.split(), "--store", STORE], folder)


def _chosen(events: list[str]) -> Iterator[str]:
    following = 0
    for pattern in TOLD:
        here = next((i for i in range(following, len(events)) if re.search(pattern, events[i])), None)
        if here is None:
            raise ValueError(f"the replay of the example tells nothing like “{pattern}”")
        if here > following:
            yield "…"
        yield events[here]
        following = here + 1


def _folded(lines: list[str]) -> Iterator[str]:
    event, *effects = lines
    yield from textwrap.wrap(event, COLUMNS, subsequent_indent=" " * 9, break_on_hyphens=False) or [""]
    yield from effects[:EFFECTS]
    if len(effects) > EFFECTS:
        yield "       …"
