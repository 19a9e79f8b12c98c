"""Read input files line by line within limits, and name a faulty line.

The limits bound the memory, even if a file or a line never ends.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol

MIB = 1024**2
LARGEST_FILE = 64 * MIB
LARGEST_TABLE = 8 * MIB
LARGEST_FRAMEWORK = MIB
LONGEST_LINE = MIB
MOST_LINES = 1_000_000
MOST_ROWS = 200_000
MOST_CELLS = 1_000
CHUNK = 65_536


class Opened(Protocol):
    """A source of lines."""

    def readline(self, limit: int, /) -> bytes:
        """Return the next line, or the part of it within the limit."""
        ...


class FileFault(Exception):
    """A line of a file cannot be used. `field` names the faulty field, if there is one."""

    def __init__(self, line: int, why: str, field: str = "") -> None:
        super().__init__(why)
        self.line, self.why, self.field = line, why, field


class TooMuch(FileFault):
    """The file is larger than a limit, so none of it is used."""


def content_of(file: Path, largest: int) -> bytes:
    """Return the content of a file. Raises TooMuch if it is larger, in bytes."""
    with file.open("rb") as opened:
        content = opened.read(largest + 1)
    if len(content) > largest:
        raise _too_large(content.count(b"\n") + 1, largest)
    return content


def numbered_lines(opened: Opened, largest: int = LARGEST_FILE) -> Iterator[tuple[int, str | FileFault]]:
    """Yield each line or its fault, with its number.

    A byte order mark is removed from the first line. Raises TooMuch if the file is larger, in bytes, and FileFault if
    it has too many lines.
    """
    read = number = 0
    while line := opened.readline(LONGEST_LINE + 1):
        number += 1
        read += len(line)
        complete = line.endswith(b"\n") or len(line) <= LONGEST_LINE
        while not complete and read <= largest and (more := opened.readline(CHUNK)):
            read += len(more)
            complete = more.endswith(b"\n")
            line = b""
        if read > largest:
            raise _too_large(number, largest)
        if number > MOST_LINES:
            raise FileFault(number, f"the file has more than {MOST_LINES:,} lines, which is the limit; split it")
        yield number, _decode(number, line)


def csv_rows(lines: Iterable[tuple[int, str | FileFault]], delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV file with the number of its last line.

    Raises FileFault at the first line that cannot be read, because the rest may be inside a lost quotation.
    """
    reader = csv.reader(_parts(lines), delimiter=delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise TooMuch(reader.line_num, f"it has more than {MOST_ROWS:,} rows; split it")
            if len(cells) > MOST_CELLS:
                raise FileFault(reader.line_num, f"it has more than {MOST_CELLS:,} columns")
            yield reader.line_num, cells
    except csv.Error as error:
        raise FileFault(reader.line_num, f"it is not CSV ({error})") from None


def text_of(file: Path, largest: int) -> str:
    """Return the text of a file. Raises FileFault at the first line that cannot be read."""
    with file.open("rb") as opened:
        return "".join(_parts(numbered_lines(opened, largest)))


def size(limit: int) -> str:
    """Return a limit in bytes as text, such as “8 MiB”."""
    return f"{limit // MIB} MiB"


def _parts(lines: Iterable[tuple[int, str | FileFault]]) -> Iterator[str]:
    for _, line in lines:
        if isinstance(line, FileFault):
            raise line
        # Old spreadsheets end a line with a carriage return alone.
        yield from io.StringIO(line, newline="") if "\r" in line[:-2] else (line,)


def _decode(number: int, line: bytes) -> str | FileFault:
    if not line or len(line) > LONGEST_LINE:
        return FileFault(number, f"it is longer than {size(LONGEST_LINE)}")
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        return FileFault(number, "the text is not UTF-8; save it as UTF-8")


def _too_large(line: int, largest: int) -> TooMuch:
    return TooMuch(line, f"the file is larger than {size(largest)}, which is the limit; split it")
