"""Write output files: all or none, and replace nothing without permission."""

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.refusals.base import Invalid
from domain.wording import join_list
from events_store.sqlite.schema import is_database


class FilesExist(Invalid, code="files-there"):
    """An output file exists already, and --overwrite was not given."""

    def __init__(self, files: list[Path]) -> None:
        exist, them = ("exists", "it") if len(files) == 1 else ("exist", "them")
        super().__init__(
            f"{join_list(files)} {exist} already. Nothing was written. Name another place, or replace {them} with "
            f"--overwrite."
        )


class NotReplaced(Invalid, code="not-replaced"):
    """An output file is a database, such as a store. It is never replaced."""

    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} is a database, such as a store of events, and is never replaced. Nothing was written. "
            "Name another file."
        )


def refuse_to_replace(files: Iterable[Path], *, overwrite: bool) -> None:
    """Refuse to replace existing files without `overwrite`, and databases in any case."""
    paths = [file for file in files if file.exists()]
    for file in paths:
        if is_database(file):
            raise NotReplaced(file)
    if paths and not overwrite:
        raise FilesExist(paths)


def write(files: Mapping[Path, bytes], *, overwrite: bool = False) -> None:
    """Write all files and the folders they need, or change nothing.

    Raises FilesExist and NotReplaced if a file may not be replaced, and OSError if one cannot be written.
    """
    refuse_to_replace(files, overwrite=overwrite)
    with _rolled_back_on_failure(files) as created:
        _write(files, created)


def write_lines(file: Path, lines: Iterable[bytes], *, overwrite: bool = False) -> int:
    """Write lines to a file that appears once it is complete, and return their number.

    Raises FilesExist and NotReplaced if the file may not be replaced, and OSError if it cannot be written.
    """
    refuse_to_replace([file], overwrite=overwrite)
    temporary = file.with_name(f".{secrets.token_hex(8)}")
    count = 0
    try:
        with temporary.open("xb") as opened:
            for count, line in enumerate(lines, start=1):  # noqa: B007 - returned at the end
                opened.write(line)
            opened.flush()
            os.fsync(opened.fileno())
        os.replace(temporary, file)  # noqa: PTH105 - atomic
    finally:
        temporary.unlink(missing_ok=True)
    return count


def _write(files: Mapping[Path, bytes], created: list[Path]) -> None:
    """Write all files under temporary names, then rename them.

    Each new file and folder is added to `created`.
    """
    waiting: dict[Path, Path] = {}
    for file, content in files.items():
        missing = [folder for folder in (file.parent, *file.parent.parents) if not folder.exists()]
        file.parent.mkdir(parents=True, exist_ok=True)
        created += reversed(missing)
        temporary = file.with_name(f".{secrets.token_hex(8)}")
        created.append(temporary)
        temporary.write_bytes(content)
        waiting[temporary] = file
    for temporary, file in waiting.items():
        if not file.exists():
            created.append(file)
        os.replace(temporary, file)  # noqa: PTH105 - atomic


@contextmanager
def _rolled_back_on_failure(files: Mapping[Path, bytes]) -> Iterator[list[Path]]:
    before = {file: file.read_bytes() for file in files if file.exists()}
    created: list[Path] = []
    try:
        yield created
    except OSError:
        for file, content in before.items():
            with suppress(OSError):
                file.write_bytes(content)
        for path in reversed(created):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise
