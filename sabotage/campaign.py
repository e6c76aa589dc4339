"""The whole sabotage: a box, what was measured on it, the healthy variants, then the mutants."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from conformance.clusters.kubebox import readiness
from conformance.clusters.kubebox.boot import boot
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.daemon import boot_in_daemon
from conformance.clusters.kubebox.ended_together import EndedError, EndedTogether
from conformance.clusters.kubebox.making import make
from conformance.clusters.kubebox.making_versions import make_versions
from conformance.clusters.kubebox.options import BoxOptions, SlowCloud
from conformance.clusters.own import refuse_unfit
from conformance.errors import EnvironmentFault, SetUpFailed
from conformance.places import cache_dir
from conformance.progress import Progress
from conformance.record import RunRecord
from conformance.versions_named import name_a_version
from sabotage.child_run import ChildEnd, run_child
from sabotage.choice import Choice, as_begun, sets_of
from sabotage.cluster_faults import AnyBox, ClusterFault
from sabotage.judged_again import doubtful, judged_again
from sabotage.measured_patience import overrides, roomy, waits_of
from sabotage.outcome import GOOD, Outcome, Row, Sabotage
from sabotage.places import Places, Running, ends
from sabotage.row_lines import row_lines
from sabotage.tasks import Task, measuring_tasks, task_of_mutant, task_of_variant

LOOKED_AT_S = 60.0
"""After so long a run on a box of its own gives a sign of life."""


class Campaign:
    """One run of the sabotage; `result` holds what has been found so far, whatever ends it."""

    def __init__(self, choice: Choice, folder: Path, jobs: int, progress: Progress) -> None:
        """Prepare; nothing is begun. `folder` is that of this run's reports, `jobs` how many run at once."""
        self.choice = choice
        self.folder = folder
        self.progress = progress
        self.result = Sabotage(run_id=folder.name, not_run=list(choice.names))
        self._jobs = jobs
        self._together = EndedTogether()
        self._places = Places(jobs, self._together)
        self._boxes = 0
        self._healthy_records: list[RunRecord] = []

    def run(self) -> None:
        """Run everything on boxes that are gone afterwards.

        To be called from the main thread. Raises EnvironmentFault where a box fails, and KeyboardInterrupt;
        what was found before is in `result`.
        """
        began = time.monotonic()
        try:
            refuse_unfit(None)
            versions = any(name_a_version(mutant.arguments) for mutant in self.choice.mutants)
            self._made = (make_versions if versions else make)(cache_dir(), self.progress.note)
            healthy = [task_of_variant(variant) for variant in self.choice.healthy]
            mutants = [task_of_mutant(mutant) for mutant in as_begun(self.choice.mutants)]
            with self._boot(SlowCloud()) as box:
                self._measure(box)
                self._judge(box, _without_fault(healthy))
                self.result.patience = list(overrides(waits_of(self._healthy_records)))
                self.progress.note(f"patience on this box: {', '.join(self.result.patience)}")
                self._judge(box, _without_fault(mutants), beside=_with_fault([*healthy, *mutants]))
                self._judge_once_more(box, [*healthy, *mutants])
        except EnvironmentFault as fault:
            self.result.fault = str(fault)
            raise
        finally:
            self.result.seconds = round(time.monotonic() - began, 1)

    def _on_a_box_of_its_own(self, task: Task, fault: ClusterFault, meanwhile: Callable[[], None]) -> None:
        with self._boot_for(fault) as box, ThreadPoolExecutor(1) as thread:
            fault.before(box)
            look = fault.meanwhile(box)
            patience = tuple(self.result.patience) if task.kind == "mutant" else roomy()
            running = thread.submit(self._run, task, box.name, patience)

            def over() -> bool:
                look()
                meanwhile()
                return running.done()

            try:
                while not readiness.until(over, LOOKED_AT_S):
                    self.progress.note(f"  {task.name}: still running")
                self._add(task.row(running.result()))
            except BaseException:
                self._together.end_all()
                raise

    @contextmanager
    def _boot_for(self, fault: ClusterFault) -> Iterator[AnyBox]:
        """Give a box for one fault until the end of the block."""
        if fault.nodes == 1:
            with self._boot(fault.cloud) as box:
                yield box
            return
        options = self._next_box(fault.cloud, fault.nodes)
        kept = boot_in_daemon(options, self._made.programs, self._made.images, self.progress.action)
        try:
            yield kept
        finally:
            kept.down()

    def _boot(self, cloud: SlowCloud) -> Box:
        return boot(self._next_box(cloud), self._made.programs, self._made.images, self.progress.action)

    def _next_box(self, cloud: SlowCloud, nodes: int = 1) -> BoxOptions:
        self._boxes += 1
        return BoxOptions(name=f"sabotage-{os.getpid()}-{self._boxes}", cloud=cloud, nodes=nodes)

    def _measure(self, box: Box) -> None:
        """Run each set that is broken as it is, as many at once as mutants are judged."""
        with self._at_once(box, measuring_tasks(sets_of(self.choice.mutants))) as running:
            for task, end in _ends(box, running):
                row = task.row(end)
                if row.outcome not in GOOD or end.record is None:
                    raise SetUpFailed(f"{task.what} is not kept on this box: {row.promise} {row.first_line}")
                self._healthy_records.append(end.record)

    def _judge(
        self, box: Box, tasks: Iterable[Task], beside: Sequence[tuple[Task, ClusterFault]] = ()
    ) -> None:
        """Run `tasks` on `box`, and meanwhile each of `beside` on a box of its own, one at a time.

        Those take one of the places in which something is judged, until the last of them is over.
        """
        self._places.take_one()
        with self._at_once(box, tasks) as running:

            def look() -> None:
                for task, end in _ends(box, running, at_once=True):
                    self._judged(task, end)

            for task, fault in beside:
                self._on_a_box_of_its_own(task, fault, meanwhile=look)
            self._places.give_back()
            for task, end in _ends(box, running):
                self._judged(task, end)

    def _judge_once_more(self, box: Box, tasks: Sequence[Task]) -> None:
        """Judge what was unknown beside others with nothing beside it, one after the other."""
        if self._jobs == 1 or len(tasks) == 1:
            return
        unknown = {row.name for row in doubtful(self.result.rows)}
        for task in [task.once_more() for task in tasks if task.name in unknown]:
            self.progress.note(f"once more, alone: {task.name}")
            self._judge(box, _without_fault([task]), beside=_with_fault([task]))

    def _judged(self, task: Task, end: ChildEnd) -> None:
        row = task.row(end)
        if row.outcome is Outcome.HEALTHY and end.record:
            self._healthy_records.append(end.record)
        self._add(row)

    def _add(self, row: Row) -> None:
        rows = self.result.rows
        before = next((each for each in rows if each.name == row.name), None)
        if before is None:
            rows.append(row)
            self.result.not_run.remove(row.name)
        else:
            row = judged_again(before, row)
            rows[rows.index(before)] = row
        for line in row_lines(row):
            self.progress.note(line)

    def _at_once(self, box: Box, tasks: Iterable[Task]) -> AbstractContextManager[Running]:
        patience = tuple(self.result.patience) or roomy()
        return self._places.fill(tasks, lambda task: self._run(task, box.name, patience))

    def _run(self, task: Task, box: str, patience: tuple[str, ...]) -> ChildEnd:
        try:
            return run_child(task.child(box, self.folder, patience), self._together)
        except EndedError:
            return ChildEnd(None, "interrupted", 0.0)


def _ends(box: Box, running: Running, *, at_once: bool = False) -> Iterator[tuple[Task, ChildEnd]]:
    for task, end in ends(running, at_once=at_once):
        _must_live(box)
        yield task, end


def _without_fault(tasks: Iterable[Task]) -> list[Task]:
    return [task for task in tasks if task.fault is None]


def _with_fault(tasks: Iterable[Task]) -> list[tuple[Task, ClusterFault]]:
    return [(task, task.fault) for task in tasks if task.fault is not None]


def _must_live(box: Box) -> None:
    if ended := box.ended():
        raise SetUpFailed(f"the box failed: {'; '.join(ended)}")
