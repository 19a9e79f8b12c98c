"""The page on importing answers: its example files can be imported unchanged."""

import re
from pathlib import Path

import pytest

from cli.files import answers_file, input_files
from docs.pages import ROOT
from tests.fixtures.command_line import here

PAGE = (ROOT / "docs" / "how-to" / "import-answers.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(json|csv)\n(.*?)```", PAGE, re.DOTALL))
SETTING_UP = (
    "init",
    "inspection announce newcastle-2016 --name Ann --organisation YI --title T --body B --programme P --from 2015-10-05"
    " --until 2015-10-16 --as ann",
    "framework adopt hmip-fji-2016 --as ann",
    "team add ben --name Ben --role inspector --organisation YI --as ann",
    "case add NC-01 --pseudonym Robin --setting community --psr --as ann",
    "case assign NC-01 ben --as ann",
)


@pytest.mark.parametrize(("block", "name"), [("json", "answers.jsonl"), ("csv", "answers.csv")])
def test_the_example_files_can_be_imported(tmp_path: Path, block: str, name: str):
    store = str(tmp_path / "inspectrail.db")
    for line in SETTING_UP:
        assert here(*line.split(), "--store", store).code == 0
    (tmp_path / name).write_text(BLOCKS[block], encoding="utf-8")
    for option, lines in (("--dry-run", 0), ("--command-id=week-one", 3)):
        ran = here("import", "answers", str(tmp_path / name), "--as", "ben", option, "--store", store)
        assert (ran.code, ran.err, len(ran.out.splitlines())) == (0, "", lines)
    commands = [event["command"] for event in here("export", "--store", store).json_lines[-3:]]
    first = 1 if block == "json" else 2
    assert commands == [f"week-one.{line}" for line in range(first, first + 3)]


def test_the_page_describes_every_field():
    fields = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.+?) \|", PAGE, re.MULTILINE))))
    assert fields == set(answers_file.FIELDS)


def test_the_page_gives_the_limits_of_the_code():
    mib = input_files.MIB
    assert f"More than {input_files.LARGEST_FILE // mib} MiB, {input_files.MOST_LINES:,} lines" in PAGE
    assert f"or {input_files.MOST_ROWS:,} answers" in PAGE
    assert f"A line of more than {input_files.LONGEST_LINE // mib} MiB" in PAGE
    assert f"may have {input_files.LARGEST_TABLE // mib} MiB and {input_files.MOST_ROWS:,} rows" in PAGE
    assert f"a framework {input_files.LARGEST_FRAMEWORK // mib} MiB" in PAGE
