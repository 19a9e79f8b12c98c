"""Help: every command explains itself, with examples that the command accepts."""

import shlex
import subprocess
import sys
from importlib.metadata import version

import click
import pytest

from cli.main import main
from tests.fixtures.command_line import Ran, environment, every_command, here

ALL = every_command()
GROUPS = {name: command for name, command in ALL.items() if isinstance(command, click.Group)}
LEAVES = {name: command for name, command in ALL.items() if name not in GROUPS}

# Commands that need no inspection: they work on the store as a whole, or on frameworks.
WITHOUT_INSPECTION = {
    "init",
    "demo newcastle",
    "framework list",
    "framework show",
    "framework check",
    "ratings check",
    "inspection list",
    "export",
    "backup",
    "restore",
    "copy",
    "key new",
    "key show",
    "checkpoint",
    "witness",
    "prove",
    "verify",
}


def options(command: click.Command) -> set[str]:
    return {name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts}


WRITE_COMMANDS = sorted(name for name in LEAVES if "--command-id" in options(LEAVES[name]))
READING = sorted(LEAVES.keys() - set(WRITE_COMMANDS) - WITHOUT_INSPECTION)


def examples(command: click.Command) -> list[str]:
    lines = (command.epilog or "").splitlines()
    return [line.strip().removeprefix("inspectrail ") for line in lines if line.startswith("  inspectrail ")]


EXAMPLES = [(name, example) for name, command in LEAVES.items() for example in examples(command)]


@pytest.mark.parametrize("name", ALL)
def test_every_command_and_group_has_a_help_sentence(name: str):
    sentences = ALL[name].help
    assert sentences
    first = sentences.split("\n\n")[0].strip()
    assert first[0].isupper()
    assert first.endswith(".")


@pytest.mark.parametrize("name", GROUPS)
def test_no_sentence_is_cut_off_in_the_list_of_commands(name: str):
    lines = here(*name.split(), "--help", COLUMNS="80").out.splitlines()
    assert [line for line in lines[1:] if line.endswith("...") and "postgresql://" not in line] == []


@pytest.mark.parametrize("name", LEAVES)
def test_every_command_has_examples(name: str):
    assert "Examples:" in (LEAVES[name].epilog or "")
    assert examples(LEAVES[name])


@pytest.mark.parametrize(("name", "example"), EXAMPLES, ids=[example for _, example in EXAMPLES])
def test_every_example_is_one_that_its_command_accepts(name: str, example: str):
    words = shlex.split(example)
    path = name.split()
    assert words[: len(path)] == path
    parent = click.Context(main, info_name="inspectrail", **main.context_settings)
    context = LEAVES[name].make_context(name, words[len(path) :], parent=parent)
    assert context.args == []


@pytest.mark.parametrize("name", WRITE_COMMANDS)
def test_every_example_of_a_write_command_has_as(name: str):
    assert [example for example in examples(LEAVES[name]) if " --as " not in example] == []


@pytest.mark.parametrize("name", ALL)
def test_every_option_has_help(name: str):
    unexplained = [
        parameter.name
        for parameter in ALL[name].params
        if isinstance(parameter, click.Option) and not (parameter.help or "").strip()
    ]
    assert unexplained == []


@pytest.mark.parametrize("name", WRITE_COMMANDS)
def test_every_write_command_has_the_options_of_a_request(name: str):
    assert options(LEAVES[name]) >= {"--store", "--inspection", "--as", "--on", "--command-id", "--json"}
    assert "--at" not in options(LEAVES[name])


@pytest.mark.parametrize("name", READING)
def test_every_command_that_reads_takes_an_instant_and_prints_json(name: str):
    expected = {"--store", "--inspection", "--json"} | (set() if name == "rebuild" else {"--at", "--effective", "--as"})
    assert options(LEAVES[name]) >= expected


@pytest.mark.parametrize("name", sorted(WITHOUT_INSPECTION))
def test_every_other_command_prints_json(name: str):
    assert "--json" in options(LEAVES[name])


@pytest.mark.parametrize("name", ALL)
def test_help_is_shown_in_full_for_minus_h_and_for_minus_minus_help(name: str):
    short, long = here(*name.split(), "-h"), here(*name.split(), "--help")
    assert (short.code, short.err, short.out) == (0, "", long.out)
    assert long.out.startswith(f"Usage: inspectrail{' ' if name else ''}{name} ")
    # An example that is broken over two lines cannot be copied.
    assert [example for example in examples(ALL[name]) if f"  inspectrail {example}\n" not in long.out] == []


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_without_a_command_shows_its_help_and_nothing_else(name: str):
    alone = here(*name.split())
    assert (alone.code, alone.out) == (2, "")
    assert alone.err == here(*name.split(), "--help").out


def test_the_top_level_help_lists_every_command_in_order():
    rooms = here("--help").out.split("\n\n")[3:-1]
    names = [[line.split()[0] for line in room.splitlines()[1:]] for room in rooms]
    groups = [name for name in ALL if name and " " not in name]
    assert [name for room in names for name in room] == groups
    assert [room.splitlines()[0] for room in rooms] == [
        "Record an inspection:",
        "Audit scores and judgements:",
        "Monitor improvement:",
        "Replay:",
        "Keep the store:",
    ]
    assert [room[0] for room in names] == ["framework", "scores", "recommend", "replay", "init"]


def test_the_example_of_the_top_level_help_is_a_command():
    assert "Begin with: inspectrail demo newcastle" in here("--help").out
    assert "demo newcastle" in LEAVES


def test_the_version_is_the_one_that_is_installed():
    assert here("--version") == Ran(("--version",), 0, f"{version('inspectrail')}\n")


@pytest.mark.parametrize("arguments", [["--version"], ["nothing-like-this"]])
def test_showing_the_version_imports_nothing_heavy(arguments: list[str]):
    heavy = {"pydantic", "eventsourcing", "rich", "orjson", "sqlite3"}
    program = (
        "import sys\n"
        "from cli.main import main\n"
        f"try: main.main({arguments!r}, standalone_mode=False)\n"
        "except Exception: pass\n"
        f"print(*sorted({heavy!r} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment(), capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == ""
