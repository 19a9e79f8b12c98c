"""What a command says if its store does not exist: which stores lie in the folder, and what to type."""

import json
import re
import shlex
from pathlib import Path

import pytest

from events_store.sqlite.schema import create
from tests.cli.test_bad_input import kept as kept
from tests.cli.test_bad_input import ran, read_only
from tests.fixtures.command_line import here

NOT_FOUND = 4


@pytest.fixture(autouse=True)
def _in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_another_store_it_says_how_to_create_one(tmp_path: Path):
    (tmp_path / "notes.db").write_text("no store")
    ran = here("status")
    sentence = "There is no store at inspectrail.db. Create one with: inspectrail init --store inspectrail.db"
    assert (ran.code, ran.out, ran.err) == (NOT_FOUND, "", f"{sentence}\n")


@pytest.mark.parametrize("named", [[], ["--store", "newcastle-2017.db"]], ids=["by default", "a name mistyped"])
def test_another_store_in_the_folder_is_named_with_the_option_to_add(named: list[str]):
    create(Path("newcastle-2016.db"))
    missing = named[-1] if named else "inspectrail.db"
    ran = here("status", *named)
    assert (ran.code, ran.out) == (NOT_FOUND, "")
    assert ran.err == (
        f"There is no store at {missing}. The same folder has another store: add --store newcastle-2016.db to your "
        f"command, or create one with: inspectrail init --store {missing}\n"
    )
    assert not Path(missing).exists()


def test_what_it_says_to_add_works_as_printed(tmp_path: Path):
    create(Path("my inspections.db"))
    (option,) = re.findall(r"add (--store .+) to your command", here("status").err)
    assert here("inspection", "list", *shlex.split(option)).code == 0


def test_json_names_it_too():
    create(Path("ours.db"))
    ran = here("scores", "--json")
    assert (ran.code, ran.out) == (NOT_FOUND, "")
    assert ran.err.count("\n") == 1
    error = json.loads(ran.err)
    assert (error["error"], error["exit_code"]) == ("no-store", NOT_FOUND)
    assert "add --store ours.db to your command" in error["message"]


@pytest.mark.parametrize(
    ("stores", "hint"),
    [
        (2, "add --store 0.db or --store 1.db to your command"),
        (3, "add --store 0.db or --store 1.db or --store 2.db to your command"),
        (4, "add --store 0.db or --store 1.db or --store 2.db (there are more) to your command"),
    ],
)
def test_of_several_stores_a_few_are_named(stores: int, hint: str):
    for number in range(stores):
        create(Path(f"{number}.db"))
    assert f"The same folder has other stores: {hint}, or create one with:" in here("status").err


def test_the_folder_is_that_of_the_missing_store(tmp_path: Path):
    (tmp_path / "archive").mkdir()
    create(Path("ours.db"))
    create(Path("archive/there.db"))
    error = here("status", "--store", "archive/none.db").err
    assert "add --store archive/there.db to your command" in error
    assert "ours.db" not in error


def test_a_store_that_the_environment_names_is_missing_too():
    create(Path("ours.db"))
    assert "add --store ours.db to your command" in here("status", INSPECTRAIL_STORE="theirs.db").err


def test_a_copy_names_what_to_type_in_place_of_its_source():
    create(Path("ours.db"))
    ran = here("copy", "none.db", "copied.db")
    assert ran.code == NOT_FOUND
    assert "The same folder has another store: name ours.db instead, or" in ran.err
    assert not Path("copied.db").exists()


def test_in_a_folder_that_may_not_be_read_it_says_how_to_create_one(kept):
    with read_only(kept, file=0o644, folder=0o111) as (store, launcher):
        missing = store.with_name("none.db")
        # Of who becomes somebody else, the rehearsal finds no store either: then all that is needed is imported.
        program, *words = launcher(missing)
        words[2:3] = [f"{rehearsed}.none" for rehearsed in words[2:3]]
        ended = ran("status", store=missing, launcher=(program, *words))
    assert (ended.code, ended.out) == (NOT_FOUND, "")
    assert ended.err == f"There is no store at {missing}. Create one with: inspectrail init --store {missing}\n"
