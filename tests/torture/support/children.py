"""Child processes that report their progress on a pipe until they are killed."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

Report = Callable[[str], None]


@dataclass
class Children:
    """Forked processes and the pipe with their reports."""

    pids: list[int]
    output: BinaryIO

    def lines(self) -> Iterator[str]:
        """Yield their reports, line by line, until the last process has ended."""
        for line in self.output:
            yield line.decode().rstrip("\n")

    def kill(self, number: int) -> None:
        """Kill a process immediately."""
        os.kill(self.pids[number], signal.SIGKILL)

    def ended(self) -> list[int]:
        """Wait for all processes; return their exit codes, negative if killed."""
        self.output.close()
        return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in self.pids]


def fork(works: Sequence[Callable[[Report], None]]) -> Children:
    """Start a process for each work. A reported line is read even if its process is killed afterwards."""
    reading, writing = os.pipe()
    pids = []
    for work in works:
        pid = os.fork()
        if not pid:
            os.close(reading)
            _run(work, writing)
        pids.append(pid)
    os.close(writing)
    return Children(pids, os.fdopen(reading, "rb"))


def _run(work: Callable[[Report], None], writing: int) -> None:
    code = 1
    try:
        # A write of a short line to a pipe is atomic, even if other processes write too.
        work(lambda line: _check_written(os.write(writing, f"{line}\n".encode())))
        code = 0
    except BaseException:
        # The child must not continue as its parent, whatever the error.
        traceback.print_exc()
    finally:
        os._exit(code)


def _check_written(written: int) -> None:
    assert written
