"""Documentation: generated pages are up to date, and links, files and commands exist."""

import re
import shlex
from pathlib import Path

import click
import pytest

from cli.main import main
from docs import commands, event_schemas, events, excerpts
from docs.pages import COMMANDS, EVENTS, README, ROOT
from domain import permissions
from domain.actor import Role
from domain.event_types import EVENT_TYPES

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s]+)\)")
FENCED = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```(?:sh|console)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"`(?P<command>inspectrail [^`]+)`")
OUTDATED = "the page is out of date. Run: make docs"

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def test_the_page_of_events_is_up_to_date():
    assert events.page() == read(EVENTS), OUTDATED


def test_the_schemas_of_events_are_up_to_date():
    expected = dict(event_schemas.files())
    assert {file: read(file) for file in event_schemas.FOLDER.iterdir()} == expected, OUTDATED


def test_the_page_of_commands_is_up_to_date():
    assert commands.page() == read(COMMANDS), OUTDATED


def test_the_excerpts_of_the_readme_are_up_to_date(tmp_path: Path):
    assert excerpts.page(read(README), tmp_path) == read(README), OUTDATED


def test_every_event_is_listed_with_its_sentence():
    text = read(EVENTS)
    assert [
        event.TYPE for event in EVENT_TYPES if f"### {event.TYPE}\n" not in text or event.SENTENCE not in text
    ] == []


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, in the form that GitHub gives them."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", read(page)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_every_link_leads_to_a_file_and_heading(page: Path):
    broken = []
    for link in LINK.finditer(FENCED.sub("", read(page))):
        path, _, anchor = link["target"].partition("#")
        file = (page.parent / path).resolve() if path else page
        if ":" not in path and (not file.exists() or (anchor and anchor not in anchors(file))):
            broken.append(link["target"])
    assert broken == []


@each_page
def test_every_file_named_on_a_page_exists(page: Path):
    named = re.findall(
        r"`((?:benchmarks|cli|docs|domain|events_store|frameworks|projections|reports|tests)/[\w./-]*)`", read(page)
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


PACKAGES = ("cli", "domain", "events_store", "projections", "reports", "tests")
FOR_CONTRIBUTORS = ("docs/architecture.md", "docs/how-to/add-an-event.md", "docs/how-to/add-a-projection.md")
MADE_UP = {"CHANGELOG", "MY_VIEW", "MyView"}
# An identifier that is unlikely to be an ordinary word: several words, or constants.
IDENTIFIER = re.compile(r"\b(?:[A-Z][a-z]+(?:[A-Z][a-z]+)+|[A-Z]{2}[A-Z_]*|_?[a-z]+(?:_[a-z]+)+)\b")


@pytest.mark.parametrize("page", FOR_CONTRIBUTORS)
def test_every_name_on_a_page_for_contributors_exists_in_the_code(page: str):
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    existing = {word for file in files for word in re.findall(r"\w+", f"{file.relative_to(ROOT)} {read(file)}")}
    names = {
        name
        for span in re.findall(r"`([^`]+)`", FENCED.sub("", read(ROOT / page)))
        for name in IDENTIFIER.findall(span)
    }
    assert names - existing - MADE_UP == set()


def test_every_room_and_file_in_the_drawing_of_the_architecture_exists():
    drawing = read(ROOT / "docs" / "architecture.md").partition("```text\n")[2].partition("```")[0]
    names = re.findall(r"\w+/|\w+\.py", drawing)
    assert len(names) > 20
    assert [name for name in names if not any(ROOT.glob(name)) and not any(ROOT.glob(f"*/{name}"))] == []


def commands_in(page: Path) -> list[str]:
    """Return the commands of a page, in its blocks and its sentences."""
    text = read(page)
    blocks = "\n".join(block["text"].replace("\\\n", "") for block in SHELL.finditer(text))
    lines = [line.strip().removeprefix("$ ") for line in blocks.splitlines()]
    quoted = [match["command"].replace("\n", " ") for match in QUOTED.finditer(FENCED.sub("", text))]
    return [line for line in (*lines, *quoted) if line.startswith("inspectrail ")]


def command_of(words: list[str]) -> tuple[click.Context, list[str]]:
    """Return the command that the words name, and the remaining words."""
    context = click.Context(main, info_name="inspectrail", **main.context_settings)
    while words and isinstance(context.command, click.Group) and not words[0].startswith("-"):
        command = context.command.get_command(context, words[0])
        assert command is not None, f"there is no command {context.command_path} {words[0]}"
        context = click.Context(command, context, words[0])
        words = words[1:]
    return context, words


@each_page
def test_every_command_on_a_page_exists(page: Path):
    for line in commands_in(page):
        context, words = command_of(shlex.split(line)[1:])
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        known = {name for param in context.command.get_params(context) for name in param.opts + param.secondary_opts}
        assert options <= known, line


def test_the_readme_has_commands():
    assert commands_in(README)
    assert "make demo" in read(README)
    assert "make test" in read(README)


def test_every_decision_is_in_the_index_and_numbered_in_order():
    folder = ROOT / "docs" / "decisions"
    files = [path.name for path in sorted(folder.glob("0*.md"))]
    assert re.findall(r"^\d+\. \[.+\]\((.+)\)$", read(folder / "README.md"), re.MULTILINE) == files
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    titles = [read(folder / name).splitlines()[0] for name in files]
    assert [title.split()[1] for title in titles] == [f"{number}." for number in range(1, len(files) + 1)]


def roles_by_work() -> dict[str, set[Role]]:
    """Return who may do what by the glossary; its first column is for both leading roles."""
    text = read(ROOT / "docs" / "glossary.md").partition("Who may do what:")[2]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    heads = [
        {Role(name.replace(" ", "_"))} if name != "lead, deputy" else set(permissions.LEADING) for name in rows[0][1:]
    ]
    return {
        work: set().union(*(head for head, cell in zip(heads, cells, strict=True) if cell == "yes"))
        for work, *cells in rows[2:]
    }


def test_the_table_of_roles_matches_the_rules():
    assert list(roles_by_work().values()) == [
        permissions.LEADING,
        permissions.SETTING_UP,
        permissions.ANSWERING,
        permissions.MODERATING,
        permissions.GATHERING,
        permissions.FINDING,
        permissions.JUDGING,
        permissions.PUBLISHING,
        permissions.VERIFYING,
        permissions.VERIFYING | permissions.INSPECTED,
        permissions.INSPECTED,
    ]


@each_page
def test_a_page_names_no_machine_and_has_no_placeholder(page: Path):
    text = read(page)
    assert re.findall(r"/work/|/tmp/|\.\./shared|(?i:pypi)|(?i:lorem)|TODO", text) == []
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_the_changelog_begins_with_this_version_or_unreleased_changes():
    from domain import VERSION

    headings = re.findall(r"^## \[(.+?)\](.*)$", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    if ".dev" in VERSION:
        assert headings[0] == ("Unreleased", "")
    else:
        assert headings[0][0] == VERSION
    released = [version for version, day in headings if re.fullmatch(r" - \d{4}-\d\d-\d\d", day)]
    assert [version for version, _ in headings if version != "Unreleased"] == released


def test_every_earlier_version_has_its_commit_and_its_golden_files():
    from domain import VERSION

    versions = re.findall(r"^## \[(\d.+?)\]", read(ROOT / "CHANGELOG.md"), re.MULTILINE)
    rows = re.findall(r"^\| (\d\S+) \| [^|]+ \| `[0-9a-f]{40}` \|$", read(ROOT / "RELEASING.md"), re.MULTILINE)
    # A commit cannot contain its own hash: the row of a release comes with the next commit.
    earlier = [version for version in versions if version != VERSION]
    assert rows == earlier
    assert [version for version in earlier if not (ROOT / "tests" / "golden" / version).is_dir()] == []
