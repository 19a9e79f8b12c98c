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
    r"answered question 1\.",
    r"moderated question 1\.",
    r"signed .* off",
    r"judged theme 1 ",
    r"finalised the report",
    r"published edition 1 ",
    r"closed recommendation",
    r"Replayed",
)


def page(readme: str, folder: Path) -> str:
    """Return the README with its excerpts as the example now shows them. The example is built in the folder."""
    built = at_terminal(["demo", "newcastle", "--json"], folder)
    if not (folder / STORE).exists():
        raise ValueError(f"the example cannot be built: {built}")
    shown = {"replay": replay(folder), "scores": scores(folder)}

    def excerpt(found: re.Match[str]) -> str:
        return f"{found['name']} -->\n\n```console\n{shown[found['name']]}```\n\n"

    return MARKED.sub(excerpt, readme)


def scores(folder: Path) -> str:
    """Return the table of scores."""
    command = f"scores --at published --store {STORE}"
    return f"$ inspectrail {command}\n{at_terminal(command.split(), folder)}"


def replay(folder: Path) -> str:
    """Return some well-chosen events of the replay, folded, with … for what is left out."""
    command = f"replay newcastle-2016 --store {STORE}"
    events = re.split(r"\n(?! )", at_terminal(command.split(), folder).rstrip("\n"))
    lines = [line for event in _chosen(events) for line in _folded(event.split("\n"))]
    return "\n".join([f"$ inspectrail {command}", *lines, ""])


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
