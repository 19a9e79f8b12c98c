"""Files that people give: read line by line, within limits, so that what cannot be used is refused with its line.

However long a file or a line is, or if it never ends, no more of it is held than these limits say.
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
    """What lines are read from."""

    def readline(self, limit: int, /) -> bytes:
        """Return a line, or as much of it as the limit lets through."""
        ...


class FileFault(Exception):
    """A line of a file cannot be used. Where it is a field of it, that is named."""

    def __init__(self, line: int, why: str, field: str = "") -> None:
        super().__init__(why)
        self.line, self.why, self.field = line, why, field


class TooMuch(FileFault):
    """There is more in the file than is read: none of it is used."""


def content_of(file: Path, largest: int) -> bytes:
    """Return what a file holds; raises TooMuch where that is more than the largest that is taken."""
    with file.open("rb") as opened:
        held = opened.read(largest + 1)
    if len(held) > largest:
        raise _too_large(held.count(b"\n") + 1, largest)
    return held


def numbered_lines(opened: Opened, largest: int = LARGEST_FILE) -> Iterator[tuple[int, str | FileFault]]:
    """Yield each line with its number; a line that cannot be read as the fault that it is.

    A byte order mark at the beginning is no part of the first line. Raises TooMuch where the file is larger than the
    largest that is taken, or has too many lines.
    """
    read = number = 0
    while line := opened.readline(LONGEST_LINE + 1):
        number += 1
        read += len(line)
        total = line.endswith(b"\n") or len(line) <= LONGEST_LINE
        while not total and read <= largest and (more := opened.readline(CHUNK)):
            read += len(more)
            total = more.endswith(b"\n")
            line = b""
        if read > largest:
            raise _too_large(number, largest)
        if number > MOST_LINES:
            raise FileFault(
                number, f"the file has more than {MOST_LINES:,} lines, which is the most that is read; split it"
            )
        yield number, _text(number, line)


def csv_rows(of: Iterable[tuple[int, str | FileFault]], delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield each row of a CSV file with the number of the line on which it ends.

    Raises Fault at the first line that cannot be read: what comes after may be inside a quotation that is lost.
    """
    reader = csv.reader(_parts(of), delimiter=delimiter, strict=True)
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
    """Return the text of a file; raises Fault at the first line that cannot be read."""
    with file.open("rb") as opened:
        return "".join(_parts(numbered_lines(opened, largest)))


def size(limit: int) -> str:
    """Return a limit as people say it."""
    return f"{limit // MIB} MiB"


def _parts(of: Iterable[tuple[int, str | FileFault]]) -> Iterator[str]:
    for _, line in of:
        if isinstance(line, FileFault):
            raise line
        # A carriage return alone ends a line too, as old spreadsheets write it.
        yield from io.StringIO(line, newline="") if "\r" in line[:-2] else (line,)


def _text(number: int, line: bytes) -> str | FileFault:
    if not line or len(line) > LONGEST_LINE:
        return FileFault(number, f"it is longer than {size(LONGEST_LINE)}")
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        return FileFault(number, "the text is not UTF-8; save it as UTF-8")


def _too_large(line: int, largest: int) -> TooMuch:
    return TooMuch(line, f"the file is larger than {size(largest)}, which is the most that is read; split it")
