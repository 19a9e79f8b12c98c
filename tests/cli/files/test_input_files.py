"""Input files: what is too long, too large or not text is refused with its line."""

import io
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from cli.files.input_files import LONGEST_LINE, MIB, FileFault, content_of, csv_rows, numbered_lines, text_of
from tests.fixtures.command_line import SECONDS, environment, here


def lines_in(content: bytes, largest: int = 4 * MIB) -> list[tuple[int, str]]:
    numbered = numbered_lines(io.BytesIO(content), largest)
    return [(number, line.why if isinstance(line, FileFault) else line) for number, line in numbered]


def rows_in(content: bytes, delimiter: str = ",") -> list[tuple[int, list[str]]]:
    return list(csv_rows(numbered_lines(io.BytesIO(content)), delimiter))


def fault_in(content: bytes) -> tuple[int, str]:
    with pytest.raises(FileFault) as refused:
        rows_in(content)
    return refused.value.line, refused.value.why


def test_lines_are_numbered_from_one_with_their_ends():
    assert lines_in(b"a\r\n\nb") == [(1, "a\r\n"), (2, "\n"), (3, "b")]
    assert lines_in(b"") == []


def test_a_byte_order_mark_is_removed_from_the_first_line_only():
    assert lines_in(b"\xef\xbb\xbfa\n\xef\xbb\xbfb") == [(1, "a\n"), (2, "\ufeffb")]


@pytest.mark.parametrize(
    "odd", [b"caf\xe9", b"\xed\xa0\x80", b"\xc0\xaf", "a".encode("utf-16"), b"\xf8\x88\x80\x80\x80"]
)
def test_a_line_that_is_not_utf_8_is_a_fault_and_the_next_is_read(odd: bytes):
    assert lines_in(b"a\n" + odd + b"\nb") == [(1, "a\n"), (2, "the text is not UTF-8; save it as UTF-8"), (3, "b")]


def test_a_line_that_is_too_long_is_a_fault_and_the_next_is_read():
    longest = b"a" * (LONGEST_LINE - 1) + b"\n"
    assert [line[:1] for _, line in lines_in(longest + b"b")] == ["a", "b"]
    for more in (1, 2, 100_000):
        lines = lines_in(b"a" * (LONGEST_LINE - 1 + more) + b"\nb\n")
        assert lines == [(1, "it is longer than 1 MiB"), (2, "b\n")]
    assert lines_in(b"a" * LONGEST_LINE)[0][1][:1] == "a"
    assert lines_in(b"a" * (LONGEST_LINE + 1)) == [(1, "it is longer than 1 MiB")]


def test_a_file_that_is_too_large_is_refused_where_it_becomes_so():
    with pytest.raises(FileFault, match="the file is larger than 1 MiB, which is the limit; split it"):
        lines_in(b"a" * 1_023 + b"\n" + b"b" * 2 * MIB, MIB)
    with pytest.raises(FileFault) as refused:
        lines_in((b"a" * 1_023 + b"\n") * 1_025, MIB)
    assert refused.value.line == 1_025
    assert len(lines_in((b"a" * 1_023 + b"\n") * 1_024, MIB)) == 1_024


def test_a_file_is_read_up_to_its_limit(tmp_path: Path):
    file = tmp_path / "file"
    file.write_bytes(b"a\n" * 500)
    assert content_of(file, 1_000) == b"a\n" * 500
    assert text_of(file, 1_000) == "a\n" * 500
    for read in (content_of, text_of):
        with pytest.raises(FileFault, match="the file is larger"):
            read(file, 999)


def test_a_cell_may_have_several_lines_and_rows_are_numbered_by_their_last():
    assert rows_in(b'a,"b\r\nc"\n\nd,e\n') == [(2, ["a", "b\r\nc"]), (3, []), (4, ["d", "e"])]


def test_lines_may_end_as_old_spreadsheets_end_them():
    assert rows_in(b"a,b\rc,d\re,f") == [(1, ["a", "b"]), (2, ["c", "d"]), (3, ["e", "f"])]


def test_rows_that_are_no_csv_are_refused_with_their_line():
    assert fault_in(b'a\n"b"c\n') == (2, "it is not CSV (',' expected after '\"')")
    assert fault_in(b'a\n"b\n') == (2, "it is not CSV (unexpected end of data)")
    assert fault_in(b"a\n\xff\n") == (2, "the text is not UTF-8; save it as UTF-8")
    assert fault_in(b"a\n" + b"b" * 200_000)[1].startswith("it is not CSV (field larger than")
    assert fault_in(b"a\n" + b"," * 1_000) == (2, "it has more than 1,000 columns")
    assert fault_in(b"a\n" * 200_001) == (200_001, "it has more than 200,000 rows; split it")


# However large: in a process that may not take more memory than this.
MEMORY = 1_024 * MIB
BOUNDED = f"""
import resource, sys
from cli.main import run
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
run(sys.argv[1:])
"""
HUNDRED_MB = 100_000_000
LINE_END = "\n"
YOUTH = "hmip-youth-2018"


def bounded(*words: str, store: Path, **more) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BOUNDED, *words],
        env=environment(INSPECTRAIL_STORE=str(store)),
        capture_output=True,
        encoding="utf-8",
        timeout=4 * SECONDS,
        check=False,
        **more,
    )


def sparse(file: Path, begins: str = "") -> Path:
    file.write_text(begins)
    os.truncate(file, HUNDRED_MB)
    return file


@pytest.mark.parametrize(
    ("name", "begins"), [("answers.jsonl", '{"case":"'), ("answers.csv", "case,question,response\nNP-01,1.1,")]
)
def test_a_file_of_100_mb_is_refused_in_bounded_memory(begun: Path, name: str, begins: str):
    ran = bounded("import", "answers", str(sparse(begun.parent / name, begins)), "--as", "ben", store=begun)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert f"line {begins.count(LINE_END) + 1}: the file is larger than 64 MiB" in ran.stderr


@pytest.mark.parametrize("line", ['{"case":"NP-01"}', "[[[[", "", '{"case":"' + "a" * 1_000 + '"}'])
def test_lines_without_end_are_refused_in_bounded_memory(begun: Path, line: str):
    with subprocess.Popen(["yes", line], stdout=subprocess.PIPE) as endless:
        ran = bounded("import", "answers", "-", "--format", "jsonl", "--as", "ben", store=begun, stdin=endless.stdout)
        endless.stdout.close()
        endless.wait()
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "split it. Nothing was recorded." in ran.stderr


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_line_without_end_is_refused_in_bounded_memory(begun: Path, form: str):
    ran = bounded("import", "answers", "/dev/zero", "--format", form, "--as", "ben", store=begun)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "line 1: the file is larger than 64 MiB, which is the limit" in ran.stderr


@pytest.mark.parametrize("filler", ["[", "a.", "[[themes]]\n"])
@pytest.mark.parametrize("size", [1_000_000, 12_000_000])
def test_a_framework_that_is_too_large_or_too_deep_is_refused_in_bounded_memory(begun: Path, filler: str, size: int):
    file = begun.parent / "large.toml"
    file.write_text(filler * (size // len(filler)))
    ran = bounded("framework", "adopt", str(file), "--as", "ann", store=begun)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "large.toml is not a framework that can be used: " in ran.stderr
    assert ("larger than 1 MiB" in ran.stderr) == (size > MIB)


@pytest.mark.parametrize("filler", ["\n", "a,b\n", "," * 999 + "\n", '"'])
def test_a_table_that_is_too_large_is_refused_in_bounded_memory(begun: Path, filler: str):
    file = begun.parent / "large.csv"
    file.write_text(filler * (8_000_000 // len(filler)))
    for words in (
        ("sample", "import", str(file), "--as", "ann"),
        ("ratings", "check", str(file), "--framework", YOUTH),
    ):
        ran = bounded(*words, store=begun)
        assert (ran.returncode, ran.stdout) == (2, "")
        assert "Traceback" not in ran.stderr


def test_a_receipt_without_end_is_refused_in_bounded_memory(begun: Path):
    backup = begun.parent / "backup"
    assert here("backup", str(backup), "--store", str(begun)).code == 0
    (begun.parent / "backup.json").unlink()
    (begun.parent / "backup.json").symlink_to("/dev/zero")
    ran = bounded("restore", str(backup), store=begun.parent / "restored.db")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "is not the receipt of a backup. Nothing was restored." in ran.stderr


def test_the_memory_is_enough_for_ordinary_work(begun: Path):
    assert resource.getrlimit(resource.RLIMIT_AS)[0] in (-1, resource.RLIM_INFINITY)
    (begun.parent / "answers.jsonl").write_text(
        '{"case":"NP-01","question":"1.1","response":"sufficient","evidence":"a"}'
    )
    ran = bounded("import", "answers", str(begun.parent / "answers.jsonl"), "--as", "ben", store=begun)
    assert (ran.returncode, ran.stderr) == (0, "")
