"""Bad input, full disks and other programs: each refusal is a sentence, and the log is unchanged."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pytest

from cli.files.framework_files import load
from events_store.sqlite.store import SQLiteStore
from events_store.transparency.merkle_tree import log_root
from tests.fixtures.command_line import SCRIPT, SECONDS, environment, here

FILES = Path(__file__).parent
NAME = "newport-2023"
FRAMEWORK = "hmip-fji-2016"  # it has questions enough for a round each

DONE, FOUND, USAGE, BROKEN, NOT_FOUND, REFUSED, CONFLICT = range(7)

WHERE = {"INSPECTRAIL_INSPECTION": NAME, "INSPECTRAIL_WAIT": "1"}

Words = Sequence[str | bytes | Path]

ANSWER: Words = ("answer", "record", "NP-01", "1.01", "sufficient", "--evidence", "seen", "--as", "ben")


@dataclass(frozen=True)
class Ended:
    """How a process ended, and what it said."""

    code: int
    out: str
    err: str


# Processes


def started(words: Words, store: Path, launcher: Words = (SCRIPT,), **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*launcher, *words],
        cwd=store.parent,
        env=environment(**{**WHERE, "INSPECTRAIL_STORE": str(store), **more}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    return Ended(process.returncode, out, err)


def ran(*words: str | bytes | Path, store: Path, launcher: Words = (SCRIPT,), **more: str) -> Ended:
    return ended(started(words, store, launcher, **more))


def inside(*words: str | Path, store: Path, **more: str) -> Ended:
    """Run a command in this process, with nothing to read from standard input."""
    with chdir(store.parent), Path(os.devnull).open() as nothing, patch("sys.stdin", nothing):
        done = here(*map(str, words), **{**WHERE, "INSPECTRAIL_STORE": str(store), **more})
    return Ended(done.code, done.out, done.err)


def refused(store: Path, code: int, *words: str | bytes | Path, launcher: Words = (), **more: str) -> str:
    """Run a command as it is and with --json, check how both are refused, and return the sentence.

    They run in this process, but with a launcher or where words are bytes: what a process makes of those is its own.
    """
    if launcher or any(isinstance(word, bytes) for word in words):
        begun = [started((*words, *form), store, launcher or (SCRIPT,), **more) for form in ((), ("--json",))]
        plain, as_json = (ended(process) for process in begun)
    else:
        plain, as_json = (inside(*words, *form, store=store, **more) for form in ((), ("--json",)))
    assert (plain.code, plain.out) == (code, ""), plain.err
    assert "Traceback" not in plain.err
    assert plain.err.endswith("\n")
    assert plain.err.count("\n") == 1, "one line, of two or three sentences"
    assert plain.err.count(". ") <= 2 or "See: " in plain.err
    assert all(character.isprintable() for character in plain.err.rstrip("\n"))
    assert (as_json.code, as_json.out) == (code, ""), as_json.err
    error = json.loads(as_json.err)
    assert error.keys() == {"error", "message", "exit_code"}
    assert error["exit_code"] == code
    assert error["error"].replace("-", "").isalpha()
    return str(error["message"])


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in fieldwork with a case of Ben's, which nobody changes."""
    store = tmp_path_factory.mktemp("kept") / "inspectrail.db"
    acting = {**WHERE, "INSPECTRAIL_STORE": str(store), "INSPECTRAIL_ACTOR": "ann"}
    organisation = ("--organisation", "Youth Inspectorate")
    about = ("--title", "Youth justice", "--body", "Newport", "--programme", "Joint")
    days = ("--from", "2023-10-02", "--until", "2023-10-13")
    for words in (
        ("init",),
        ("inspection", "announce", NAME, "--name", "Ann Archer", *organisation, *about, *days),
        ("framework", "adopt", FRAMEWORK),
        ("team", "add", "ben", "--name", "Ben Baker", "--role", "inspector", *organisation),
        ("case", "add", "NP-01", "--pseudonym", "Robin", "--setting", "community", "--psr"),
        ("case", "assign", "NP-01", "ben"),
        ("fieldwork", "start"),
        ("scores",),
        ("status",),
    ):
        done = here(*words, **acting)
        assert done.code == DONE, done.err
    return store


@pytest.fixture
def store(kept: Path, tmp_path: Path) -> Path:
    """A store in fieldwork that a test may change."""
    return Path(shutil.copy(kept, tmp_path))


def root_of(store: Path) -> str:
    with closing(SQLiteStore(store)) as opened:
        return log_root(opened.rows())


def head_of(store: Path) -> int:
    with closing(SQLiteStore(store)) as opened:
        return opened.head()


def sound(store: Path) -> bool:
    """Whether every position is there, every command recorded all it says, and SQLite finds nothing wrong."""
    with closing(sqlite3.connect(store)) as connection:
        ask = connection.execute
        positions = [position for (position,) in ask("SELECT position FROM stored_events ORDER BY position")]
        commands = list(ask("SELECT first_position, events FROM commands ORDER BY first_position"))
        claimed = [position for first, events in commands for position in range(first, first + events)]
        return positions == list(range(1, len(positions) + 1)) == claimed and ask(
            "PRAGMA integrity_check"
        ).fetchall() == [("ok",)]


def changed(store: Path, *statements: str) -> None:
    """Change the file as another program could, without the triggers that stand in the way."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        for table in ("stored_events", "commands"):
            for change in ("update", "delete"):
                connection.execute(f"DROP TRIGGER IF EXISTS no_{change}_of_{table}")
        for statement in statements:
            connection.execute(statement)


# What is typed


def answering(*, case: str | bytes = "NP-01", question: str | bytes = "1.01", text: str | bytes = "seen") -> Words:
    return ("answer", "record", case, question, "sufficient", "--evidence", text, "--as", "ben")


ODD = b"NP\xff"

TYPED: dict[str, tuple[int, Words, str]] = {
    "an unknown inspection": (
        NOT_FOUND,
        (*ANSWER, "--inspection", "leeds-2016"),
        "There is no inspection leeds-2016.",
    ),
    "an unknown case": (NOT_FOUND, answering(case="NP-99"), "There is no case NP-99 in newport-2023."),
    "an unknown question": (NOT_FOUND, answering(question="9.99"), "There is no question 9.99 in hmip-fji-2016."),
    "an unknown person": (
        NOT_FOUND,
        (*ANSWER[:-1], "zoe"),
        "zoe is not in the team of newport-2023.",
    ),
    "an unknown theme": (
        NOT_FOUND,
        ("judge", "make", "99", "good", "--rationale", "seen", "--as", "ann"),
        "There is no theme 99",
    ),
    "a wrong response": (USAGE, (*ANSWER[:4], "yes", *ANSWER[5:]), "'yes' is not one of 'sufficient'"),
    "a wrong rating": (
        USAGE,
        ("judge", "make", "1", "splendid", "--rationale", "seen", "--as", "ann"),
        "splendid is not on the rating scale.",
    ),
    "nobody": (USAGE, ANSWER[:-2], "Give your id with --as PERSON"),
    "a day that is none": (USAGE, (*ANSWER, "--on", "2023-02-30"), "“2023-02-30” is not a day."),
    "a day to come": (USAGE, (*ANSWER, "--on", "2999-01-01"), "is in the future"),
    "a command that is none": (USAGE, ("answer", "invent"), "No such command 'invent'."),
    "an id that is none": (USAGE, (*ANSWER, "--command-id", "a b"), "command id is not a reference"),
    "an instant that is none": (USAGE, ("scores", "--at", "noon"), "“noon” is not a point in time."),
    "a number without end": (
        USAGE,
        (
            *("inspection", "announce", "leeds-2016", "--name", "Ann", "--organisation", "O", "--title", "T"),
            *("--body", "B", "--programme", "P", "--from", "2023-10-02", "--until", "2023-10-13", "--as", "ann"),
            *("--caseload", "9" * 30),
        ),
        "is not in the range",
    ),
    "an empty text": (USAGE, answering(text=""), "The evidence is empty"),
    "a control character": (USAGE, answering(text="seen\x07"), "not text (U+0007, at 5)"),
    "an escape sequence": (USAGE, answering(text="\x1b]0;mine\x07"), "not text (U+001B, at 1)"),
    "a right-to-left override": (USAGE, answering(text="a\u202eb"), "not text (U+202E, at 2)"),
    "bytes in a text": (USAGE, answering(text=b"caf\xe9"), "not text (U+DCE9, at 4)"),
    "bytes in a case": (USAGE, answering(case=ODD), "not text (U+DCFF, at 3)"),
    "bytes in a question": (USAGE, answering(question=ODD), "The question is not a reference"),
    "bytes in an inspection": (USAGE, (*ANSWER, "--inspection", ODD), "not text (U+DCFF)"),
    "bytes in an id": (USAGE, (*ANSWER, "--command-id", ODD), "The command id is not a reference"),
    "bytes in a person": (USAGE, (*ANSWER[:-1], ODD), "The id has a character that is not text (U+DCFF"),
    "a text of 100,000 letters": (USAGE, answering(text="a" * 100_000), "has 100,000 characters; at most 20,000"),
    "a text of 20,001 letters": (USAGE, answering(text="é" * 20_001), "has 20,001 characters; at most 20,000"),
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_cannot_be_meant_is_refused_in_a_sentence_and_records_nothing(store, typed):
    code, words, sentence = TYPED[typed]
    before = root_of(store)
    assert sentence in refused(store, code, *words)
    assert root_of(store) == before


@pytest.mark.parametrize("words", [answering(case="a" * 100_000), answering(question="a" * 100_000)])
def test_a_reference_of_100_000_letters_is_refused(store, words):
    before = root_of(store)
    done = ran(*words, store=store)
    assert (done.code in (USAGE, NOT_FOUND), done.out) == (True, "")
    assert "Traceback" not in done.err
    assert root_of(store) == before


def test_the_longest_text_is_taken(store):
    assert ran(*answering(text="é" * 20_000), store=store).code == DONE


@pytest.mark.parametrize("wait", ["soon", "²", "9" * 30])
def test_a_wait_that_is_no_number_of_seconds_is_refused(store, wait):
    before = root_of(store)
    message = refused(store, USAGE, *ANSWER, INSPECTRAIL_WAIT=wait)
    assert "Set INSPECTRAIL_WAIT to a whole number of seconds" in message
    assert root_of(store) == before


HEADINGS = "case,pseudonym,setting,psr,conditions\n"
TEN_MILLION = 10_000_000


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (f"NP-02,{'a' * TEN_MILLION},custody,no,\n", "sample.csv, line"),
        (f"NP-02,Wren,custody,no,\nNP-03,{'a' * 100_000},custody,no,\n", "sample.csv, line 3: The pseudonym has"),
        (f"NP-02,Wren,custody,no,\nNP-03,{'a' * 200},custody,no,{'b' * 100_000}\n", "sample.csv, line 3: "),
        ("NP-02,Wren,custody,no,\nNP-03,Ja\x07y,custody,no,\n", "line 3: The pseudonym has a character that is not"),
        ("NP-02,Wren,custody,no,\nNP-01,Jay,custody,no,\n", "line 3: "),
    ],
    ids=["10 MB", "100 KB", "a condition of 100 KB", "a control character", "taken"],
)
def test_a_cell_that_cannot_be_kept_takes_the_whole_file_with_it(store, cells, sentence):
    (store.parent / "sample.csv").write_text(HEADINGS + cells, encoding="utf-8")
    before = root_of(store)
    message = refused(store, USAGE, "sample", "import", "sample.csv", "--as", "ann")
    assert sentence in message
    assert message.endswith("Nothing was recorded.")
    assert root_of(store) == before


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(store):
    (store.parent / "sample.csv").write_bytes(HEADINGS.encode() + b"NP-02,Jos\xe9,custody,no,\n")
    before = root_of(store)
    message = refused(store, USAGE, "sample", "import", "sample.csv", "--as", "ann")
    assert "sample.csv, line 2: the text is not UTF-8" in message
    assert root_of(store) == before


@pytest.mark.parametrize(("longer", "part"), [(TEN_MILLION, "larger than 1 MiB"), (900_000, "description: has 900,0")])
def test_a_framework_with_a_text_that_is_far_too_long_is_refused(store, longer, part):
    small = (FILES / "small.toml").read_text(encoding="utf-8")
    (store.parent / "large.toml").write_text(small.replace("Two themes", "a" * longer), encoding="utf-8")
    empty = store.with_name("empty.db")
    assert here("init", INSPECTRAIL_STORE=str(empty)).code == DONE
    shutil.copy(store, empty)
    before = root_of(empty)
    message = refused(empty, USAGE, "framework", "adopt", "large.toml", "--as", "ann")
    assert part in message
    assert len(message) < 500
    assert root_of(empty) == before


# What is in the place of the store


def not_a_database(store: Path) -> None:
    store.write_text("case,answer\nNP-01,yes\n", encoding="utf-8")


def empty(store: Path) -> None:
    store.write_bytes(b"")


def of_another_program(store: Path) -> None:
    store.unlink()
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("CREATE TABLE stored_events (position INTEGER)")
        connection.commit()


def of_a_newer_version(store: Path) -> None:
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA user_version=99")


def a_pipe(store: Path) -> None:
    store.unlink()
    os.mkfifo(store)


def a_folder(store: Path) -> None:
    store.unlink()
    store.mkdir()


@pytest.mark.parametrize(
    ("replace", "sentence"),
    [
        (not_a_database, "is not an Inspectrail store. Nothing was read or changed."),
        (empty, "is not an Inspectrail store. Nothing was read or changed."),
        (of_another_program, "is not an Inspectrail store. Nothing was read or changed."),
        (
            of_a_newer_version,
            "was written by a newer version of Inspectrail (store version 99; this one reads up to 2)",
        ),
        (a_pipe, "is not a file."),
        (a_folder, "is a folder, not an Inspectrail store."),
    ],
)
def test_what_is_not_a_store_of_ours_is_left_as_it_is(store, replace, sentence):
    replace(store)
    before = store.read_bytes() if store.is_file() else None
    # In a process, because whoever opens a pipe may wait for ever.
    assert sentence in refused(store, USAGE, *ANSWER, launcher=(SCRIPT,))
    created = ran("init", store=store)
    assert (created.code, created.out) == (USAGE, "")
    assert sentence in created.err
    assert (store.read_bytes() if store.is_file() else None) == before
    assert [file.name for file in store.parent.iterdir()] == [store.name]


def test_a_store_that_is_not_there_is_not_found_and_not_made(store):
    store.unlink()
    message = refused(store, NOT_FOUND, *ANSWER)
    assert message.startswith(f"There is no store at {store}. Create one with: inspectrail init")
    assert not store.exists()


# What may not be written

# Another user may not reach this Python, so what the command needs is imported before it becomes that user.
AS_NOBODY = """
import io, os, sys
from contextlib import redirect_stderr, redirect_stdout
from cli.main import run
rehearsed, store, *arguments = sys.argv[1:]
os.environ["INSPECTRAIL_STORE"] = rehearsed
new = ["init", "--store", rehearsed + ".new"]
missing = ["case", "list", "--store", rehearsed + ".missing"]
for rehearsal in (arguments, new, missing, ["case", "show", "NP-99"], ["case", "show", "NP-99", "--json"]):
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            run(rehearsal)
        except SystemExit:
            pass
os.environ["INSPECTRAIL_STORE"] = store
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
run(arguments)
"""


@contextmanager
def read_only(kept: Path, *, file: int, folder: int) -> Iterator[tuple[Path, Callable[[Path], Words]]]:
    """Give a store with these permissions, and what starts a command as somebody they hold for."""
    with tempfile.TemporaryDirectory() as outside:
        store = Path(outside) / "locked" / "inspectrail.db"
        store.parent.mkdir()
        shutil.copy(kept, store)
        rehearsed = Path(outside) / "rehearsed.db"

        def launcher(used: Path) -> Words:
            if os.geteuid() != 0:
                return (SCRIPT,)
            shutil.copy(kept, rehearsed)
            return (sys.executable, "-c", AS_NOBODY, rehearsed, used)

        Path(outside).chmod(0o755)
        store.chmod(file)
        store.parent.chmod(folder)
        try:
            yield store, launcher
        finally:
            store.parent.chmod(0o755)


@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o666, 0o555)], ids=["the file", "its folder"])
def test_a_store_that_may_not_be_written_is_read_and_records_nothing(kept, file, folder):
    with read_only(kept, file=file, folder=folder) as (store, launcher):
        before = store.read_bytes()
        for words in (("scores",), ("trail", "--json")):
            done = ran(*words, store=store, launcher=launcher(store))
            assert (done.code, done.err) == (DONE, "")
            assert done.out == ran(*words, store=kept).out.replace(str(kept), str(store))
        plain = ran(*ANSWER, store=store, launcher=launcher(store))
        as_json = ran(*ANSWER, "--json", store=store, launcher=launcher(store))
        message = f"The store {store} is read-only. Nothing was recorded. Ask its owner for write access."
        assert (plain.code, plain.out, plain.err) == (CONFLICT, "", f"{message}\n")
        assert (as_json.code, as_json.out) == (CONFLICT, "")
        assert json.loads(as_json.err) == {"error": "not-recorded", "message": message, "exit_code": CONFLICT}
        assert store.read_bytes() == before
        assert [file.name for file in store.parent.iterdir()] == [store.name]


def test_a_store_that_may_not_even_be_read_is_named(kept):
    with read_only(kept, file=0o600 if os.geteuid() == 0 else 0o000, folder=0o755) as (store, launcher):
        done = ran("scores", store=store, launcher=launcher(store))
        assert (done.code, done.out) == (USAGE, "")
        assert "inspectrail.db" in done.err
        assert "Traceback" not in done.err


def test_a_store_is_not_made_in_a_folder_that_may_not_be_written(kept):
    with read_only(kept, file=0o444, folder=0o555) as (store, launcher):
        new = store.with_name("new.db")
        done = ran("init", store=new, launcher=launcher(new))
        assert (done.code, done.out) == (CONFLICT, "")
        assert "new.db cannot be created (Permission denied)" in done.err
        assert "Traceback" not in done.err


# Who is first


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Write to the store in another program, and do not finish."""
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_a_store_that_is_locked_for_longer_than_the_wait_records_nothing_and_is_read(store):
    before = root_of(store)
    with locked(store):
        message = refused(store, CONFLICT, *ANSWER, launcher=(SCRIPT,))
        assert "is locked: another program has been writing to it for more than 1 second" in message
        assert message.endswith("Nothing was recorded. Try again in a moment.")
        assert ran("scores", store=store).code == DONE
    assert root_of(store) == before
    assert ran(*ANSWER, store=store).code == DONE


QUESTIONS = [question.id for question in load(FRAMEWORK).applicable_questions(frozenset({"community", "psr_written"}))][
    :20
]


@pytest.mark.parametrize("part", range(4))
def test_two_processes_that_answer_one_question_at_once_record_one_answer(store, part):
    """In every other round both have decided, and wait for a lock, before either can record."""
    for round_, question in enumerate(QUESTIONS[part::4]):
        before = head_of(store)
        words = answering(question=question)
        if round_ % 2:
            with locked(store):
                both = [started(words, store, INSPECTRAIL_WAIT="10") for _ in range(2)]
                time.sleep(1)
        else:
            both = [started(words, store, INSPECTRAIL_WAIT="10") for _ in range(2)]
        results = sorted((ended(process) for process in both), key=lambda result: result.code)
        assert [result.code for result in results] == [DONE, REFUSED]
        first, second = results
        assert (first.out.count("\n"), first.err) == (1, "")
        assert second.out == ""
        assert f"Question {question} in NP-01 already has an answer" in second.err
        assert head_of(store) == before + 1
    assert sound(store)


# What dies


KILLED = """
import json, os, random, signal, sys, time
import cli.record.case, cli.composition
from cli.main import run
from events_store import command_handler
from events_store.sqlite import store as sqlite_store

def record_for_ever(round_):
    number = 0
    while True:
        number += 3
        with open("sample.csv", "w") as file:
            file.write("case,pseudonym,setting,psr,conditions\\n")
            file.writelines(f"K-{round_}-{number + one},Wren,custody,no,\\n" for one in range(3))
        try:
            run(["sample", "import", "sample.csv", "--as", "ann"])
        except SystemExit as leaving:
            if leaving.code:
                os._exit(leaving.code)

chance = random.Random(int(sys.argv[1]))
acknowledged, killed = [], []
for round_ in range(int(sys.argv[2])):
    said, says = os.pipe()
    recorder = os.fork()
    if not recorder:
        os.dup2(says, 1)
        record_for_ever(round_)
    os.close(says)
    with open(said) as lines:
        acknowledged.append(lines.readline())
        time.sleep(chance.uniform(0, 0.08))
        os.kill(recorder, signal.SIGKILL)
        acknowledged.extend(lines)
    killed.append(os.waitstatus_to_exitcode(os.waitpid(recorder, 0)[1]))
json.dump({"acknowledged": acknowledged, "killed": killed}, sys.stdout)
"""


@pytest.mark.parametrize("chance", range(2))
def test_a_process_that_is_killed_leaves_what_it_acknowledged_and_nothing_half(store, chance):
    """Sixteen times. Each command draws three cases and says so in three lines: all of them are there, or none."""
    rounds = 16
    done = ran("-c", KILLED, str(chance), str(rounds), store=store, launcher=(sys.executable,))
    assert (done.code, done.err) == (DONE, "")
    report = json.loads(done.out)
    assert report["killed"] == [-signal.SIGKILL] * rounds
    acknowledged = [line for line in report["acknowledged"] if line.endswith("\n")]
    assert len(acknowledged) >= rounds
    assert sound(store)
    with closing(SQLiteStore(store)) as opened:
        drawn = {f"#{event.position} Ann Archer added {event.case} " for event in opened.follow(after=6)}
    assert len(drawn) % 3 == 0
    assert len(drawn) >= len(acknowledged)
    assert all(line[: line.index("(")] in drawn for line in acknowledged)
    assert ran(*ANSWER, store=store).code == DONE


# What fills up

LONG = answering(text="x" * 20_000)

LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.mark.parametrize("room", [36_864, 40_000])
def test_a_file_that_may_not_grow_records_nothing_and_the_store_works_afterwards(store, room):
    before = root_of(store)
    message = refused(store, CONFLICT, *LONG, launcher=(sys.executable, "-c", LIMITED, str(room), SCRIPT))
    assert message.startswith("The disk is full or failing (")
    assert message.endswith("Nothing was recorded. Free some space, then try again.")
    assert root_of(store) == before
    assert sound(store)
    assert ran(*LONG, store=store).code == DONE
    assert sound(store)


def test_a_store_is_not_made_where_files_may_not_grow(store):
    new = store.with_name("new.db")
    message = refused(new, CONFLICT, "init", launcher=(sys.executable, "-c", LIMITED, "8192", SCRIPT))
    assert "new.db cannot be created (disk I/O error)" in message
    assert [file.name for file in store.parent.iterdir()] == [store.name]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of one megabyte; skip where that is not permitted."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    if shutil.which("mount") is None or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def test_a_disk_that_is_full_records_nothing_and_the_store_works_once_there_is_room(kept, tmp_path):
    with small_disk(tmp_path / "disk") as disk:
        store = Path(shutil.copy(kept, disk))
        before = root_of(store)
        filler = disk / "filler"
        used = sum(file.stat().st_size for file in disk.iterdir())
        filler.write_bytes(bytes(1_048_576 - used - 65_536))  # room for the shared memory file, and little more
        message = refused(store, CONFLICT, *LONG, launcher=(SCRIPT,))
        assert message.startswith("The disk is full or failing (")
        assert message.endswith("Nothing was recorded. Free some space, then try again.")
        filler.unlink()
        assert root_of(store) == before
        assert sound(store)
        assert ran(*LONG, store=store).code == DONE
        assert sound(store)


# What was changed behind its back


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("state = x'7b7d'", "Event 4, named “case-sampled.v1”, cannot be read: "),
        ("state = substr(state, 1, 100)", "cannot be read: "),
        ("state = replace(state, 'Robin', 'Wren')", "Event 4 cannot be read: another program changed it"),
        ("topic = 'os:system'", "Event 4, named “os:system”, cannot be read: "),
        ("topic = 'case-sampled.v99'", "this version of Inspectrail does not know this type of event"),
        ("originator_version = 'one'", "Event 4 cannot be read: another program changed it"),
    ],
)
def test_an_event_that_was_changed_so_that_it_does_not_fit_is_a_broken_record(store, change, sentence):
    changed(store, "DELETE FROM views", f"UPDATE stored_events SET {change} WHERE position = 4")
    assert sentence in refused(store, BROKEN, "trail")
    recording = ran(*ANSWER, store=store)
    assert (recording.code, recording.out) == (BROKEN, "")
    assert sentence in recording.err
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("SELECT max(position) FROM stored_events").fetchone() == (6,)


def test_an_event_that_was_changed_and_still_fits_is_found_by_a_replay(store):
    changed(store, "UPDATE stored_events SET state = CAST(replace(state, 'Robin', 'Wren') AS BLOB) WHERE position = 4")
    done = ran("replay", store=store)
    assert done.code == BROKEN
    assert "differs from the saved views" in done.err
    assert "Traceback" not in done.err


@pytest.mark.parametrize("words", [("trail",), ("status",)])
def test_a_page_that_was_overwritten_is_a_broken_record(store, words):
    changed(store, "DELETE FROM views", "VACUUM")
    content = bytearray(store.read_bytes())
    for page in range(1, len(content) // 4_096):
        content[page * 4_096 : page * 4_096 + 200] = b"\xaa" * 200
    store.write_bytes(content)
    message = refused(store, BROKEN, *words)
    assert message.startswith(f"The store {store} cannot be read: database disk image is malformed")


def test_a_table_that_is_gone_is_a_broken_record(store):
    changed(store, "DROP TABLE stored_events")
    assert "no such table: stored_events" in refused(store, BROKEN, *ANSWER)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("scroes", "There is no command scroes. Did you mean scores? See: inspectrail --help\n"),
        ("xyz", "There is no command xyz. See: inspectrail --help\n"),
    ],
)
def test_a_command_that_is_nearly_one_is_answered_with_the_one_that_was_meant(typed: str, message: str):
    ran = here(typed)
    assert (ran.code, ran.out, ran.err) == (USAGE, "", message)
