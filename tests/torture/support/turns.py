"""Run workers in threads step by step, in a chosen order."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from threading import Semaphore, Thread

Pause = Callable[[], None]


class Worker(Thread):
    """A thread that works from one pause to the next."""

    def __init__(self, work: Callable[[Pause], None]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._may_go, self._has_halted = Semaphore(0), Semaphore(0)
        self.ended = False
        self.failure: BaseException | None = None

    def run(self) -> None:
        """Work until the end, then halt permanently."""
        self._may_go.acquire()
        try:
            self._work(self._pause)
        except BaseException as failure:
            self.failure = failure
        self.ended = True
        self._has_halted.release()

    def step(self) -> None:
        """Let it work until its next pause or its end; raise its failure."""
        self._may_go.release()
        self._has_halted.acquire()
        if self.failure:
            raise self.failure

    def _pause(self) -> None:
        self._has_halted.release()
        self._may_go.acquire()


def take_turns(works: Sequence[Callable[[Pause], None]], order: Sequence[int], after_each: Callable[[], None]) -> None:
    """Run works step by step in an order, then their remaining steps; call a function after each step."""
    workers = [Worker(work) for work in works]
    for worker in workers:
        worker.start()
    for worker in chain((workers[number] for number in order), *map(_remaining, workers)):
        if not worker.ended:
            worker.step()
            after_each()
    for worker in workers:
        worker.join()


def _remaining(worker: Worker) -> Iterator[Worker]:
    while not worker.ended:
        yield worker
