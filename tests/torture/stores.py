"""Where the stores of a run are made, and how they are opened."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path

from events_store.sqlite import SQLiteStore
from events_store.sqlite_file import create
from events_store.store import Store

NewStore = Callable[[], str]


def files_in(folder: Path) -> NewStore:
    """Return what makes one new SQLite store after another in a folder."""
    numbers = count(1)

    def new() -> str:
        path = folder / f"store-{next(numbers)}.db"
        create(path)
        return str(path)

    return new


@contextmanager
def opened(address: str, wait: int = 30) -> Iterator[Store]:
    """Open a store and give it back."""
    with closing(SQLiteStore(Path(address), wait=wait)) as store:
        yield store
