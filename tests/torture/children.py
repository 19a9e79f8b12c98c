"""Child processes that tell by a pipe how far they came, up to the moment they are killed."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

Tell = Callable[[str], None]


@dataclass
class Children:
    """Processes that were forked, and what they say."""

    pids: list[int]
    said: BinaryIO

    def lines(self) -> Iterator[str]:
        """Yield what they say, line by line, until the last of them is gone."""
        for line in self.said:
            yield line.decode().rstrip("\n")

    def kill(self, number: int) -> None:
        """Kill one at once."""
        os.kill(self.pids[number], signal.SIGKILL)

    def ended(self) -> list[int]:
        """Wait for all; return their exit codes, which are negative for the killed."""
        self.said.close()
        return [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in self.pids]


def fork(works: Sequence[Callable[[Tell], None]]) -> Children:
    """Start one process for each work. A line that was told is read, even if its teller is killed after it."""
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


def _run(work: Callable[[Tell], None], writing: int) -> None:
    code = 1
    try:
        # A short line is written to a pipe whole or not at all, whoever else writes.
        work(lambda line: _all(os.write(writing, f"{line}\n".encode())))
        code = 0
    except BaseException:
        # Whatever it is: the child must not go on as its parent.
        traceback.print_exc()
    finally:
        os._exit(code)


def _all(written: int) -> None:
    assert written
