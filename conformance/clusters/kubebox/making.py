"""Makes what a box is made from where it is not there yet: programs and images, side by side.

Compiling takes the processors, images mostly the network and the disk.
"""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from conformance.clusters.kubebox import images, programs
from conformance.clusters.kubebox.ended_together import EndedError, EndedTogether
from conformance.clusters.kubebox.fingerprint import fingerprint
from conformance.clusters.kubebox.old_sets import note_use, remove_old_sets
from conformance.clusters.kubebox.program_list import Build
from conformance.places import made_for_caller

FOR_IMAGES = ("pause", "registry")
"""What building the images needs of the programs."""

Report = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """The folders a box is made from."""

    programs: Path
    images: Path

    @property
    def fingerprint(self) -> str:
        """What tells this box from one that was made from something else."""
        return fingerprint(self.programs, self.images)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to do."""
        return self.programs.is_dir() and self.images.is_dir()


def make(cache: Path, report: Report) -> Made:
    """Return the programs and images of this clone, made where that is not done yet.

    `cache` is the suite's cache folder; `report` gets a line now and then. Of several callers at once, of any
    clone, one builds and the others wait for it. Raises SetUpFailed for the first that fails; the other is
    ended then, as both are where the caller is interrupted, and nothing half-done is left.
    """
    made = Made(
        programs.programs_folder(programs.SOURCE, cache),
        images.images_folder(images.SOURCE, cache, programs.SOURCE),
    )
    if not made.is_complete:
        with ExitStack() as locks:
            # Here and not in the threads: a wait for a lock can be interrupted in the main thread only.
            for folder in (made.programs.parent, made.images.parent):
                locks.enter_context(alone(made_for_caller(folder), report))
            if not made.is_complete:
                _Making(made, cache, report).run()
                remove_old_sets(made.programs, made.images)
    note_use(made.programs, made.images)
    return made


class _Making:
    """One build of what is missing."""

    def __init__(self, made: Made, cache: Path, report: Report) -> None:
        self.made = made
        self.cache = cache
        self.together = EndedTogether()
        self.small_programs: Future[Path] = Future()
        self._copies = made.images.parent / ".programs"
        self._report = report
        self._telling = Lock()

    def run(self) -> None:
        """Build both, and end both where one fails."""
        shutil.rmtree(self._copies, ignore_errors=True)  # of a build that was killed
        self._copies.mkdir()
        try:
            with ThreadPoolExecutor(2) as threads:
                jobs = [threads.submit(self.make_programs), threads.submit(self.make_images)]
                try:
                    for job in as_completed(jobs):
                        if not isinstance(job.exception(), EndedError):  # the other one's fault
                            job.result()
                except BaseException:
                    self.together.end_all()
                    self.small_programs.cancel()
                    raise
        finally:
            shutil.rmtree(self._copies, ignore_errors=True)

    def make_programs(self) -> None:
        """Compile what is to be compiled, and hand on what the images need as soon as it is there."""
        if self.made.programs.is_dir():
            self.hand_on(self.made.programs)
            return
        programs.compile_programs(programs.SOURCE, self.cache, self.tell, self.together, self.compiled)

    def make_images(self) -> None:
        """Build the images where they are to be built."""
        if not self.made.images.is_dir():
            images.build_images(
                images.SOURCE,
                self.made.images,
                self.cache,
                self.small_programs.result,
                self.tell,
                self.together,
            )

    def compiled(self, _build: Build, folder: Path) -> None:
        """Take notice of a build that is done."""
        if not self.small_programs.done() and all((folder / name).is_file() for name in FOR_IMAGES):
            self.hand_on(folder)

    def hand_on(self, folder: Path) -> None:
        """Give the images copies: the folder gets another name once all programs are in it."""
        for name in FOR_IMAGES:
            shutil.copy2(folder / name, self._copies)
        self.small_programs.set_result(self._copies)

    def tell(self, line: str) -> None:
        """Report a line from any thread, whole."""
        with self._telling:
            self._report(line)


@contextmanager
def alone(folder: Path, report: Report) -> Iterator[None]:
    """Let one process at a time into the block, of all that make what that folder holds."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report(f"waiting for the {folder.name} of a box, which another process is building ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
