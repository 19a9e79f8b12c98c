"""README: every command works as printed, in order, in the folder that `make demo` leaves."""

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

# Programs that install others, and make, which runs this test: make's targets are looked up instead.
NOT_RUN = ("apt-get", "make", "pipx", "uv")
SETTING = (".", "export", "unset")
PROGRAMS = ("inspectrail", "python", *SETTING, *NOT_RUN)
SHELL = re.compile(r"[$<>|;&~*]")


@dataclass(frozen=True)
class Command:
    """A command of the README, with its exit status and the excerpt of its output."""

    text: str
    status: int = 0
    output: str | None = None

    @property
    def program(self) -> str:
        return self.text.split()[0]


def commands() -> Iterator[Command]:
    """Yield the commands in the blocks, tables and sentences of the README."""
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
    """A terminal in which the commands are typed in order."""

    folder: Path
    database: str
    settings: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    checked: bool = False

    def type(self, command: Command) -> Ran | None:
        """Run a command as printed, with the address of the test database."""
        if command.program in NOT_RUN:
            return None
        text = command.text.replace(DATABASE, self.database)
        if command.program in SETTING:
            return self._set(text)
        words = shlex.split(text)
        if command.output is not None:
            ran = at_terminal(*words[1:], folder=self.folder, columns=COLUMNS, NO_COLOR="1", **self.variables)
            return Ran(words, ran.code, BOLD.sub("", ran.out))
        # The first command after a setting runs in a shell, to check that it finds the program and the store.
        if command.program == "inspectrail" and self.checked and not SHELL.search(text):
            return here(*words[1:], **self.variables)
        self.checked = True
        return self._in_shell(text)

    def _set(self, text: str) -> Ran:
        self.settings.append(text)
        self.checked = False
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
    """Return a terminal in a folder as `make demo` leaves it: environment, store and documents."""
    copied(demo, tmp_path).rename(tmp_path / "newcastle-2016.db")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, database)


def one_line(text: str) -> str:
    return " ".join(text.split())


def contains(output: str, printed: str) -> bool:
    """Return whether output contains the excerpt, in order; … stands for omitted text."""
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
            assert contains(ran.out, command.output), f"{command.text}\n{ran.out}\nRun: make docs"


def test_every_row_of_the_tables_but_the_last_and_every_block_has_a_command():
    texts = {command.text for command in commands()}
    tables = re.findall(r"(?:^\|.*\n)+", TEXT, re.MULTILINE)
    rows = [row for table in tables[:-1] for row in table.splitlines()[2:]]
    assert len(rows) > 20
    assert [row for row in rows if not set(SPAN.findall(row.split(" | ")[0])) & texts] == []
    assert len(re.findall(r"^```\w+$", TEXT, re.MULTILINE)) == len(re.findall(r"^```$", TEXT, re.MULTILINE))
    assert {command.program for command in commands()} <= set(PROGRAMS)


def test_everything_quoted_is_a_command_an_option_or_an_existing_name():
    """Make sure that no command is missed because it is written differently."""
    prose = re.sub(r"^```\w+\n.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    options = {name for command in every_command().values() for option in command.params for name in option.opts}
    existing = {".venv", "newcastle-2016.db", "[postgres]"}
    texts = {command.text for command in commands()}
    unknown = {span for span in SPAN.findall(prose) if span.split()[0] not in options} - texts - existing
    assert unknown == set()


def test_every_make_target_exists():
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {command.text for command in commands() if command.program == "make"}
    assert named >= {"make demo", "make test"}
    assert {text.removeprefix("make ") for text in named} <= targets


def test_every_extra_exists_in_the_package():
    extras = set(re.findall(r"'\.\[(\w+)\]'", TEXT))
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert extras
    assert extras <= set(package["project"]["optional-dependencies"])


def test_a_different_output_is_detected():
    output = "#1  announced\n#2  adopted\n#3  moderated\n"
    assert contains(output, "#1 announced\n…\n#3\n   moderated\n")
    assert not contains(output, "#3 moderated\n…\n#1 announced\n")
    assert not contains(output, "#1 announced\n#3 moderated\n")
    assert not contains(output, "#4 signed off\n")


# The first screen


def test_the_first_screen_has_the_purpose_the_limits_and_a_picture():
    purpose, _, limits = SCREEN.partition("\nWhat it does not do yet:\n")
    for words in ("event-sourced evidence tracker", "command-line tool", "one file or in a PostgreSQL database"):
        assert words in one_line(purpose)
    points = re.findall(r"^- .+$", limits, re.MULTILINE)
    assert 3 <= len(points) <= 8
    assert len(IMAGE.findall(limits)) == 1
    assert len(SCREEN.splitlines()) < 30


def test_installing_comes_before_testing():
    assert TEXT.index("\n## Install it\n") < TEXT.index("\n## Test it\n")


def test_the_picture_is_small_and_has_its_size():
    image = IMAGE.search(SCREEN)
    assert image is not None
    assert ROOT / image["path"] == picture.PICTURE
    data = picture.PICTURE.read_bytes()
    assert len(data) <= 250_000
    assert size(data) == (picture.SIZE["width"], picture.SIZE["height"])


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


def test_the_picture_can_be_taken_again_and_matches_its_text(chromium: Browser, demo: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    assert here("replay", "--store", str(demo), "--html", str(page)).code == 0
    tab = picture.open_page(chromium, page)
    assert size(picture.picture(tab)) == size(picture.PICTURE.read_bytes())
    event, where = (one_line(tab.locator(place).inner_text()) for place in ("#this-event + *", "#where"))
    alt = IMAGE.search(SCREEN)["alt"]
    for sentence in re.findall(r"Gareth Pomfret .*? sufficient|theme 1 score|\d+\.\d%", alt):
        assert sentence in event
    assert set(re.findall(r"\d,\d{3}|\d+ May 2016", alt)) <= set(re.findall(r"\d,\d{3}|\d+ May 2016", where))
    tab.context.close()
