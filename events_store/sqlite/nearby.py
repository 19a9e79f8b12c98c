"""Finds stores in a folder by their headers, without opening them in SQLite."""

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from events_store.sqlite.schema import HEADER_BYTES, SCHEMA_VERSION, version_of
from events_store.store_names import names_database

# A folder may hold a million files, and the result only improves a message.
MOST_NAMES = 10_000
MOST_FILES = 1_000
# The name of the copy that is made before an upgrade.
BEFORE_UPGRADE = re.compile(r"\.version-\d+(-\d+)?$")


def nearby_stores(folder: Path) -> tuple[str, ...]:
    """Return the stores in a folder, quoted for a shell.

    Leaves out backups, copies made before an upgrade, stores that this version cannot read, hidden files, names that
    cannot be typed, and a second name of the same file. Returns nothing for a folder that cannot be read.
    """
    # ValueError: a path with a null character.
    with suppress(OSError, ValueError):
        names = [path.name for path in islice(folder.iterdir(), MOST_NAMES)]
        typed = sorted(name for name in names if name.isprintable() and not name.startswith("."))
        # Most stores end in .db: these come first if there are too many files.
        chosen = sorted(typed, key=lambda name: not name.endswith(".db"))[:MOST_FILES]
        return tuple(_address(path) for path in _stores(folder / name for name in sorted(chosen)))
    return ()


def _stores(paths: Iterator[Path]) -> Iterator[Path]:
    stores = [path for path in paths if _is_store(path)]
    # Among several names of one file, its own comes before links.
    by_file: dict[Path, Path] = {}
    for path in sorted(stores, key=lambda path: path.is_symlink()):
        by_file.setdefault(path.resolve(), path)
    yield from sorted(by_file.values())


def _is_store(path: Path) -> bool:
    with suppress(OSError):
        if not path.is_file() or BEFORE_UPGRADE.search(path.name) or path.with_name(f"{path.name}.json").exists():
            return False
        with path.open("rb") as file:
            version = version_of(file.read(HEADER_BYTES))
        return version is not None and version <= SCHEMA_VERSION
    return False


def _address(path: Path) -> str:
    address = str(path)
    # Without ./ it would be taken for an option or for a database.
    ambiguous = address.startswith("-") or names_database(address)
    return shlex.quote(f"./{address}" if ambiguous else address)
