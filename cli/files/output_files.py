"""Writing files that people asked for: all of them or none, and nothing replaced unasked."""

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.refusals.base import Invalid
from domain.wording import join_list
from events_store.sqlite.schema import is_database


class FilesExist(Invalid, code="files-there"):
    """A file would be replaced that nobody said may be."""

    def __init__(self, files: list[Path]) -> None:
        are, them = ("is", "it") if len(files) == 1 else ("are", "them")
        super().__init__(
            f"{join_list(files)} {are} there already. Nothing was written. Name another place, or replace {them} with "
            f"--overwrite."
        )


class NotReplaced(Invalid, code="not-replaced"):
    """A store would be replaced by something else."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is a database, such as a store of events, and is not replaced by anything. Nothing was written. "
            "Name another place."
        )


def refuse_to_replace(files: Iterable[Path], *, overwrite: bool) -> None:
    """Refuse where a file is there and may not be replaced; a database never may."""
    paths = [file for file in files if file.exists()]
    for file in paths:
        if is_database(file):
            raise NotReplaced(file)
    if paths and not overwrite:
        raise FilesExist(paths)


def write(files: Mapping[Path, bytes], *, overwrite: bool = False) -> None:
    """Write all files, each with its folder where there is none, or leave everything as it was.

    Raises FilesThere and NotReplaced where one is there and may not be replaced, and OSError where one cannot be
    written.
    """
    refuse_to_replace(files, overwrite=overwrite)
    with _undone_on_failure(files) as paths:
        _write(files, paths)


def write_lines(file: Path, lines: Iterable[bytes], *, overwrite: bool = False) -> int:
    """Write lines as they come into a file that appears when it is complete; return how many there were.

    Raises FilesThere and NotReplaced where one is there and may not be replaced, and OSError where it cannot be
    written.
    """
    refuse_to_replace([file], overwrite=overwrite)
    temporary = file.with_name(f".{secrets.token_hex(8)}")
    count = 0
    try:
        with temporary.open("xb") as opened:
            for count, line in enumerate(lines, start=1):  # noqa: B007 - told when it is over
                opened.write(line)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(temporary, file)  # noqa: PTH105 - in one step, where it stood
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _write(files: Mapping[Path, bytes], paths: list[Path]) -> None:
    """Write all files beside their places, then put them there; note in `made` what is new."""
    waiting: dict[Path, Path] = {}
    for file, content in files.items():
        missing = [folder for folder in (file.parent, *file.parent.parents) if not folder.exists()]
        file.parent.mkdir(parents=True, exist_ok=True)
        paths += reversed(missing)
        temporary = file.with_name(f".{secrets.token_hex(8)}")
        paths.append(temporary)
        temporary.write_bytes(content)
        waiting[temporary] = file
    for temporary, file in waiting.items():
        if not file.exists():
            paths.append(file)
        os.replace(temporary, file)  # noqa: PTH105 - in one step, where it stood


@contextmanager
def _undone_on_failure(files: Mapping[Path, bytes]) -> Iterator[list[Path]]:
    before = {file: file.read_bytes() for file in files if file.exists()}
    paths: list[Path] = []
    try:
        yield paths
    except OSError:
        for file, content in before.items():
            with suppress(OSError):
                file.write_bytes(content)
        for path in reversed(paths):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise
