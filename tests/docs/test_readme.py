"""The README: every command on it works as printed, in order, in the folder that `make demo` leaves."""

import re
import shlex
import struct
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from docs import picture
from docs.pages import README, ROOT
from tests.cli.test_newcastle import demo as demo
from tests.fixtures.command_line import SECONDS, Ran, at_terminal, copied, environment, every_command, here

TEXT = README.read_text(encoding="utf-8")
SCREEN = TEXT.partition("\n## ")[0]
DATABASE = "postgresql://keeper@db.example/inspections"
COLUMNS = 100

FENCE = re.compile(r"```(\w*)")
SPAN = re.compile(r"`([^`]+)`")
EXIT = re.compile(r"exits with status (\d)")
IMAGE = re.compile(r"!\[(?P<alt>[^\]]+)\]\((?P<path>[^)]+)\)")
BOLD = re.compile(r"\x1b\[[\d;]*m")

# What installs programs on the machine, and what runs this test: make's targets are looked up instead.
NOT_RUN = ("apt-get", "make", "pipx", "uv")
SETTING = (".", "export", "unset")
PROGRAMS = ("inspectrail", "python", *SETTING, *NOT_RUN)
SHELL = re.compile(r"[$<>|;&~*]")


@dataclass(frozen=True)
class Command:
    """A command of the README, the exit status that it states, and what it shows of the output."""

    text: str
    status: int = 0
    output: str | None = None

    @property
    def program(self) -> str:
        return self.text.split()[0]


def commands() -> Iterator[Command]:
    """Yield the commands of the README as they are printed: of blocks, tables and sentences."""
    lines = iter(TEXT.splitlines())
    for line in lines:
        fence = FENCE.fullmatch(line)
        if fence is None:
            status = EXIT.search(line)
            for span in SPAN.findall(line):
                if span.split()[0] in PROGRAMS:
                    yield Command(span, int(status[1]) if status else 0)
            continue
        block = "\n".join(iter(lambda: next(lines), "```"))
        if fence[1] == "sh":
            yield from map(Command, filter(None, block.replace("\\\n", "").splitlines()))
        else:
            assert fence[1] == "console", f"a block of {fence[1] or 'no language'} is not run"
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                text, _, output = part.partition("\n")
                yield Command(text, output=output)


@dataclass
class Terminal:
    """A terminal in which the commands are typed, one after the other."""

    folder: Path
    database: str
    settings: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    tried: bool = False

    def type(self, command: Command) -> Ran | None:
        """Run a command as it is printed; only the address of the database is another."""
        if command.program in NOT_RUN:
            return None
        text = command.text.replace(DATABASE, self.database)
        if command.program in SETTING:
            return self._set(text)
        words = shlex.split(text)
        if command.output is not None:
            ran = at_terminal(*words[1:], folder=self.folder, columns=COLUMNS, NO_COLOR="1", **self.variables)
            return Ran(words, ran.code, BOLD.sub("", ran.out))
        # After a setting, the shell itself must find the program and the store; then this process does.
        if command.program == "inspectrail" and self.tried and not SHELL.search(text):
            return here(*words[1:], **self.variables)
        self.tried = True
        return self._in_shell(text)

    def _set(self, text: str) -> Ran:
        self.settings.append(text)
        self.tried = False
        words = shlex.split(text)
        if words[0] == "export":
            self.variables |= dict(word.split("=", 1) for word in words[1:])
        elif words[0] == "unset":
            self.variables = {name: value for name, value in self.variables.items() if name not in words}
        return self._in_shell("true")

    def _in_shell(self, text: str) -> Ran:
        done = subprocess.run(
            ["bash", "-euc", "\n".join([*self.settings, text])],
            cwd=self.folder,
            env=environment(PATH="/usr/bin:/bin"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
        )
        return Ran([text], done.returncode, done.stdout, done.stderr)


@pytest.fixture
def terminal(demo: Path, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in a folder as `make demo` leaves it: the environment, the store, and the documents."""
    copied(demo, tmp_path).rename(tmp_path / "newcastle-2016.db")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, database)


def one_line(text: str) -> str:
    return " ".join(text.split())


def shown(output: str, printed: str) -> bool:
    """Whether output has all that is printed, in order; … stands for what is left out."""
    place, output = 0, one_line(output)
    for piece in map(one_line, re.split(r"^ *…$", printed, flags=re.MULTILINE)):
        place = output.find(piece, place)
        if place < 0:
            return False
        place += len(piece)
    return True


def test_every_command_works_as_printed_in_order(terminal: Terminal):
    for command in commands():
        ran = terminal.type(command)
        if ran is None:
            continue
        assert ran.code == command.status, f"{command.text}\n{ran.out}{ran.err}"
        assert "Traceback" not in ran.err, command.text
        if command.output is not None:
            assert shown(ran.out, command.output), f"{command.text}\n{ran.out}\nRun: make docs"


def test_a_command_is_in_every_row_of_the_tables_but_the_last_and_in_every_block():
    join_list = {command.text for command in commands()}
    tables = re.findall(r"(?:^\|.*\n)+", TEXT, re.MULTILINE)
    rows = [row for table in tables[:-1] for row in table.splitlines()[2:]]
    assert len(rows) > 20
    assert [row for row in rows if not set(SPAN.findall(row.split(" | ")[0])) & join_list] == []
    assert len(re.findall(r"^```\w+$", TEXT, re.MULTILINE)) == len(re.findall(r"^```$", TEXT, re.MULTILINE))
    assert {command.program for command in commands()} <= set(PROGRAMS)


def test_what_is_quoted_is_a_command_an_option_or_something_that_is_there():
    """So no command is left out because it is written in another way."""
    prose = re.sub(r"^```\w+\n.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    options = {name for command in every_command().values() for option in command.params for name in option.opts}
    existing = {".venv", "newcastle-2016.db", "[postgres]"}
    join_list = {command.text for command in commands()}
    left = {span for span in SPAN.findall(prose) if span.split()[0] not in options} - join_list - existing
    assert left == set()


def test_a_target_of_make_is_there():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {command.text for command in commands() if command.program == "make"}
    assert named >= {"make demo", "make test"}
    assert {text.removeprefix("make ") for text in named} <= targets


def test_what_is_installed_with_it_has_a_name_in_the_package():
    extras = set(re.findall(r"'\.\[(\w+)\]'", TEXT))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert extras
    assert extras <= set(package["project"]["optional-dependencies"])


def test_an_output_that_is_printed_otherwise_is_noticed():
    output = "#1  announced\n#2  adopted\n#3  moderated\n"
    assert shown(output, "#1 announced\n…\n#3\n   moderated\n")
    assert not shown(output, "#3 moderated\n…\n#1 announced\n")
    assert not shown(output, "#1 announced\n#3 moderated\n")
    assert not shown(output, "#4 signed off\n")


# The first screen


def test_the_first_screen_says_what_it_is_and_what_it_does_not_do_and_shows_a_picture():
    what, _, missing = SCREEN.partition("\nWhat it does not do yet:\n")
    for words in ("event-sourced evidence tracker", "command-line tool", "one file or in a PostgreSQL database"):
        assert words in one_line(what)
    points = re.findall(r"^- .+$", missing, re.MULTILINE)
    assert 3 <= len(points) <= 8
    assert len(IMAGE.findall(missing)) == 1
    assert len(SCREEN.splitlines()) < 30


def test_installing_comes_before_testing():
    assert TEXT.index("\n## Install it\n") < TEXT.index("\n## Test it\n")


def test_the_picture_is_small_and_as_wide_as_it_is_taken():
    image = IMAGE.search(SCREEN)
    assert image is not None
    assert ROOT / image["path"] == picture.PICTURE
    data = picture.PICTURE.read_bytes()
    assert len(data) <= 250_000
    assert size(data) == (picture.SIZE["width"], picture.SIZE["height"])


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_the_picture_can_be_taken_again_and_shows_what_its_text_says(chromium: Browser, demo: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    assert here("replay", "--store", str(demo), "--html", str(page)).code == 0
    tab = picture.opened(chromium, page)
    assert size(picture.picture(tab)) == size(picture.PICTURE.read_bytes())
    event, where = (one_line(tab.locator(place).inner_text()) for place in ("#this-event + *", "#where"))
    alt = IMAGE.search(SCREEN)["alt"]
    for sentence in re.findall(r"Gareth Pomfret .*? sufficient|theme 1 score|\d+\.\d%", alt):
        assert sentence in event
    assert set(re.findall(r"\d,\d{3}|\d+ May 2016", alt)) <= set(re.findall(r"\d,\d{3}|\d+ May 2016", where))
    tab.context.close()
