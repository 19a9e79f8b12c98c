"""Snippets: the `console` and `toml` blocks of a page, run in order, and what differs from what the page shows.

A `console` block holds commands, each after `$ `, continued after a backslash, and followed by what it shows. Where a
page leaves lines out, a line with only … stands for all between the lines before it and the lines after it. A `toml`
block begins with a comment that names the file it stands for.
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
COMMAND = re.compile(r"^\$ inspectrail (?P<command>(?:.*\\\n)*.*)\n(?P<shown>(?:(?!\$ ).*\n)*)", re.MULTILINE)
LEFT_OUT = "…\n"
FILE = re.compile(r"# (?P<name>[\w-]+\.toml)\n")

# Commands of a page are run a minute after each other, in this order.
APART = timedelta(minutes=1)

# Each machine has a version of SQLite of its own; all else is the same on every machine and every day.
VARYING = ((re.compile(r"\bSQLite \d+\.\d+\.\d+\b"), "SQLite VERSION"),)


@dataclass(frozen=True)
class Snippet:
    """A command of a page, what the page says that it shows, and what it showed now, as far as the page shows it."""

    command: str
    expected: str
    shown: str

    @property
    def true(self) -> bool:
        """Whether the page is right, but for what varies."""
        return normalised(self.expected) == normalised(self.shown)


def normalised(text: str) -> str:
    """Return text in which all that varies between runs has one value."""
    for pattern, constant in VARYING:
        text = pattern.sub(constant, text)
    return text


def played(page: str, folder: Path) -> Iterator[Snippet]:
    """Write the files of a page and run its commands, in order, in a folder."""
    moments = (START + number * APART for number in count())
    for block in BLOCK.finditer(page):
        if block["kind"] == "toml":
            write_file(block["text"], folder)
            continue
        for found in COMMAND.finditer(block["text"]):
            arguments = shlex.split(found["command"].replace("\\\n", ""))
            shown = at_terminal(arguments, folder, next(moments))
            yield Snippet(found["command"], found["shown"], excerpt(shown, found["shown"]))


def excerpt(shown: str, like: str) -> str:
    """Return as many lines of the beginning and of the end as the page has around its …; all where it has none."""
    lines, wanted = (text.splitlines(keepends=True) for text in (shown, like))
    if LEFT_OUT not in wanted:
        return shown
    first = wanted.index(LEFT_OUT)
    last = len(wanted) - first - 1
    return "".join([*lines[:first], LEFT_OUT, *lines[len(lines) - last :]])


def write_file(block: str, folder: Path) -> Path:
    """Write a `toml` block to the file that its first line names."""
    named = FILE.match(block)
    if named is None:
        raise ValueError("a toml block must begin with a comment that names its file")
    path = folder / named["name"]
    path.write_text(block, encoding="utf-8")
    return path


def refreshed(page: str, folder: Path) -> str:
    """Return the page with what its commands show now, wherever it was not true."""
    snippets = played(page, folder)

    def command(found: re.Match[str]) -> str:
        snippet = next(snippets)
        if snippet.true:
            return found[0]
        return f"$ inspectrail {snippet.command}\n{snippet.shown}"

    def block(found: re.Match[str]) -> str:
        if found["kind"] == "toml":
            return found[0]
        return f"```console\n{COMMAND.sub(command, found['text'])}```"

    return BLOCK.sub(block, page)
