"""Writing files that people asked for: all of them or none, and nothing replaced unasked."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from domain.refusals import Invalid, listed


class FilesThere(Invalid, code="files-there"):
    """A file would be replaced that nobody said may be."""

    def __init__(self, files: list[Path]) -> None:
        are, them = ("is", "it") if len(files) == 1 else ("are", "them")
        super().__init__(
            f"{listed(files)} {are} there already. Nothing was written. Name another place, or replace {them} with "
            f"--overwrite."
        )


def write(files: Mapping[Path, bytes], *, overwrite: bool = False) -> None:
    """Write all files, each with its folder where there is none, or leave everything as it was.

    Raises FilesThere where one is there and may not be replaced, and OSError where one cannot be written.
    """
    there = [file for file in files if file.exists()]
    if there and not overwrite:
        raise FilesThere(there)
    with _undone_on_failure(files) as made:
        _write(files, made)


def _write(files: Mapping[Path, bytes], made: list[Path]) -> None:
    """Write all files beside their places, then put them there; note in `made` what is new."""
    waiting: dict[Path, Path] = {}
    for file, content in files.items():
        missing = [folder for folder in (file.parent, *file.parent.parents) if not folder.exists()]
        file.parent.mkdir(parents=True, exist_ok=True)
        made += reversed(missing)
        beside = file.with_name(f".{secrets.token_hex(8)}")
        made.append(beside)
        beside.write_bytes(content)
        waiting[beside] = file
    for beside, file in waiting.items():
        if not file.exists():
            made.append(file)
        os.replace(beside, file)  # noqa: PTH105 - in one step, where it stood


@contextmanager
def _undone_on_failure(files: Mapping[Path, bytes]) -> Iterator[list[Path]]:
    before = {file: file.read_bytes() for file in files if file.exists()}
    made: list[Path] = []
    try:
        yield made
    except OSError:
        for file, content in before.items():
            with suppress(OSError):
                file.write_bytes(content)
        for path in reversed(made):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        raise
