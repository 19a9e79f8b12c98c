"""Which stores lie in a folder: found by their headers, without opening, locking or changing any file."""

import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from events_store.sqlite.schema import HEADER_BYTES, SCHEMA_VERSION, version_of
from events_store.store_names import names_database

# A folder may hold a million files, and this only helps a message.
MOST_NAMES = 10_000
MOST_FILES = 1_000
# How the copy is called that is taken before a store is upgraded.
BEFORE_UPGRADE = re.compile(r"\.version-\d+(-\d+)?$")


def nearby_stores(folder: Path) -> tuple[str, ...]:
    """Return the addresses of the stores in a folder, as they are typed in a shell.

    Left out are backups, copies made before an upgrade, stores that this version cannot read, hidden files, names that
    cannot be typed, and a second name of the same file. A folder that cannot be read has none.
    """
    # ValueError: a path with a null character.
    with suppress(OSError, ValueError):
        names = [path.name for path in islice(folder.iterdir(), MOST_NAMES)]
        typed = sorted(name for name in names if name.isprintable() and not name.startswith("."))
        # A store is mostly called .db: those are looked at first if there are too many files.
        chosen = sorted(typed, key=lambda name: not name.endswith(".db"))[:MOST_FILES]
        return tuple(_address(path) for path in _stores(folder / name for name in sorted(chosen)))
    return ()


def _stores(paths: Iterator[Path]) -> Iterator[Path]:
    found = [path for path in paths if _is_store(path)]
    # Of the names of one file, its own comes before links to it.
    by_file: dict[Path, Path] = {}
    for path in sorted(found, key=lambda path: path.is_symlink()):
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
    # As it is, it would be taken for an option or for a database.
    odd = address.startswith("-") or names_database(address)
    return shlex.quote(f"./{address}" if odd else address)
