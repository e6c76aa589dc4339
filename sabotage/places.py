"""The places in which stacks are judged at a time: on the shared box, and beside it on boxes of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from conformance.clusters.kubebox.ended_together import EndedTogether
from sabotage.child_run import ChildEnd
from sabotage.tasks import Task

Running = dict[Future[ChildEnd], Task]
"""What was begun and whose end nobody has looked at yet."""


APART_S = 4.0
"""Seconds between two beginnings: as long as two cpus need to load the Keystones of one stack.

Where four stacks load theirs at once each takes as long as all; three times that would be waited for what
never comes.
"""


class Places:
    """So many places; what has none waits."""

    def __init__(self, number: int, together: EndedTogether, apart: float = APART_S) -> None:
        """Nobody has one yet; what runs in them is ended by `together`, and begins `apart` seconds apart."""
        self._number = number
        self._free = threading.Semaphore(number)
        self._together = together
        self._apart = apart
        self._turn = threading.Lock()
        self._next = 0.0
        self._interrupted = threading.Event()
        self._of_caller = False

    def take_one(self) -> None:
        """Take a place for the caller, who runs something by itself; waits where all are taken."""
        self._free.acquire()
        self._of_caller = True

    def give_back(self) -> None:
        """Give back what `take_one` took; nothing where that is done."""
        if self._of_caller:
            self._of_caller = False
            self._free.release()

    @contextmanager
    def fill(self, tasks: Iterable[Task], run: Callable[[Task], ChildEnd]) -> Iterator[Running]:
        """Run each task in a place, in their order; all are ended where the caller is interrupted.

        The caller's own place is given back then: what waits for one has to see that it is over.
        """

        def in_a_place(task: Task) -> ChildEnd:
            with self._free:
                self._await_turn()
                return run(task)

        with ThreadPoolExecutor(self._number) as threads:
            try:
                yield {threads.submit(in_a_place, task): task for task in tasks}
            except BaseException:
                self._together.end_all()
                self._interrupted.set()
                self.give_back()
                threads.shutdown(cancel_futures=True)
                raise

    def _await_turn(self) -> None:
        """Return when the run before has begun long enough ago, at once where the caller is interrupted."""
        with self._turn:
            self._interrupted.wait(max(0.0, self._next - time.monotonic()))
            self._next = time.monotonic() + self._apart


def ends(running: Running, *, at_once: bool = False) -> Iterator[tuple[Task, ChildEnd]]:
    """Yield each task with its end as it ends, until none is left, or `at_once` those that have ended."""
    while running:
        ended, _ = wait(running, timeout=0 if at_once else None, return_when=FIRST_COMPLETED)
        for future in ended:
            yield running.pop(future), future.result()
        if at_once:
            return
