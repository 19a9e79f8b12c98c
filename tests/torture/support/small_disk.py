"""A small disk in memory that tests fill."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LAZILY = 2  # MNT_DETACH: also while a file is open on it


@dataclass(frozen=True)
class SmallDisk:
    """A folder on a separate disk."""

    folder: Path

    def fill(self, free: int) -> None:
        """Leave so many bytes free."""
        statistics = os.statvfs(self.folder)
        with (self.folder / "filler").open("wb") as filler:
            filler.write(bytes(max(0, statistics.f_bavail * statistics.f_frsize - free)))

    def make_room(self) -> None:
        """Remove the filler."""
        (self.folder / "filler").unlink()


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[SmallDisk | None]:
    """Mount a disk of so many bytes, and unmount it afterwards; yield None if not permitted."""
    folder.mkdir()
    system = ctypes.CDLL(None)
    mounted = system.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, f"size={size}".encode()) == 0
    try:
        yield SmallDisk(folder) if mounted else None
    finally:
        if mounted:
            system.umount2(str(folder).encode(), LAZILY)
