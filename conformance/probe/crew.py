"""Threads that do what they are handed at once, as many as that takes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

Job = Callable[[], None]


class Crew:
    """Unlike an executor's, these threads keep no process alive: Ctrl-C ends it with requests under way."""

    def __init__(self, most: int) -> None:
        """Grow up to `most` threads; with all of them at work a job waits, and starts late."""
        self._most = most
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._size = 0

    def hand(self, job: Job) -> None:
        """Have `job` done; to be called from one thread only."""
        self._jobs.put(job)
        if not self._idle.acquire(blocking=False) and self._size < self._most:
            self._size += 1
            threading.Thread(target=self._work, name=f"probe-{self._size}", daemon=True).start()

    def dismiss(self) -> None:
        """Let each thread end once it has nothing to do."""
        for _ in range(self._size):
            self._jobs.put(None)

    def _work(self) -> None:
        while job := self._jobs.get():
            job()
            self._idle.release()
