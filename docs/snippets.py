"""Run the snippets of a page, its `console` and `toml` blocks, and compare their output with the page.

A `console` block contains commands, each after `$ `, continued after a backslash, and followed by the output. A line
with only … stands for omitted lines. A `toml` block begins with a comment that names its file.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

from docs.terminal import START, at_terminal

BLOCK = re.compile(r"^```(?P<kind>console|toml)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ inspectrail (?P<command>(?:.*\\\n)*.*)\n(?P<output>(?:(?!\$ ).*\n)*)", re.MULTILINE)
OMITTED = "…\n"
FILE = re.compile(r"# (?P<name>[\w-]+\.toml)\n")

# The commands of a page run in order, a minute apart.
APART = timedelta(minutes=1)

# The version of SQLite depends on the machine; everything else is the same on every machine and every day.
VARYING = ((re.compile(r"\bSQLite \d+\.\d+\.\d+\b"), "SQLite VERSION"),)


@dataclass(frozen=True)
class Snippet:
    """Hold a command of a page, the output on the page, and the output now."""

    command: str
    expected: str
    actual: str

    @property
    def matches(self) -> bool:
        """Return whether the page is up to date, apart from VARYING."""
        return normalise(self.expected) == normalise(self.actual)


def normalise(text: str) -> str:
    """Replace everything that varies between machines by a constant."""
    for pattern, constant in VARYING:
        text = pattern.sub(constant, text)
    return text


def run_snippets(page: str, folder: Path) -> Iterator[Snippet]:
    """Write the files of a page and run its commands, in order, in a folder."""
    moments = (START + number * APART for number in count())
    for block in BLOCK.finditer(page):
        if block["kind"] == "toml":
            write_file(block["text"], folder)
            continue
        for match in COMMAND.finditer(block["text"]):
            arguments = shlex.split(match["command"].replace("\\\n", ""))
            output = at_terminal(arguments, folder, next(moments))
            yield Snippet(match["command"], match["output"], excerpt(output, match["output"]))


def excerpt(output: str, expected: str) -> str:
    """Return as many lines of the output as the page has before and after its …; all if it has no …."""
    lines, on_page = (text.splitlines(keepends=True) for text in (output, expected))
    if OMITTED not in on_page:
        return output
    first = on_page.index(OMITTED)
    last = len(on_page) - first - 1
    return "".join([*lines[:first], OMITTED, *lines[len(lines) - last :]])


def write_file(block: str, folder: Path) -> Path:
    """Write a `toml` block to the file that its first line names; return its path."""
    header = FILE.match(block)
    if header is None:
        raise ValueError("a toml block must begin with a comment that names its file")
    path = folder / header["name"]
    path.write_text(block, encoding="utf-8")
    return path


def refresh(page: str, folder: Path) -> str:
    """Return the page with the current output of each command that does not match."""
    snippets = run_snippets(page, folder)

    def command(match: re.Match[str]) -> str:
        snippet = next(snippets)
        if snippet.matches:
            return match[0]
        return f"$ inspectrail {snippet.command}\n{snippet.actual}"

    def block(match: re.Match[str]) -> str:
        if match["kind"] == "toml":
            return match[0]
        return f"```console\n{COMMAND.sub(command, match['text'])}```"

    return BLOCK.sub(block, page)
