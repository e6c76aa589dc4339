"""What a worker of a run does: pytest over the features, scenario after scenario as it is told."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.errors import ConformanceError
from conformance.parallel.line import Line
from conformance.parallel.messages import Ended, EndNow, JudgeNext, Outset, Ready
from conformance.parallel.part_of_run import PartOfRun
from steps.judging import FEATURES, Bearer, judge_by
from steps.run_key import identifier_of


class _Worker(Bearer):
    """Lets the controller say which scenario runs next, in the place of pytest's own order."""

    def __init__(self, part: PartOfRun, line: Line) -> None:
        super().__init__(part.run)
        self._part = part
        self._line = line
        self.asked: EndNow | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run what the controller asks for."""
        items = {identifier_of(item): item for item in session.items}
        self._line.send(Ready(tuple(items)))
        while isinstance(task := self._line.receive(), JudgeNext):
            self._judge(items[task.identifier], task)
        self.asked = task if isinstance(task, EndNow) else None
        return True

    def _judge(self, item: pytest.Item, task: JudgeNext) -> None:
        self._part.turn_to(task)
        # Nothing outlives a scenario but the stacks, and those are the run's.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        if judged := self._part.judged(task.identifier):
            self._line.send(judged)
        else:
            raise RuntimeError(f"{task.identifier} has no record")

    def pytest_keyboard_interrupt(self) -> None:
        """Leave it to the controller to say what was interrupted."""
        self.interrupted = True


def work(line: Line, features: Path = FEATURES) -> None:
    """Judge what the controller at the other end of `line` asks for, until it asks for the end."""
    outset = line.receive()
    if not isinstance(outset, Outset):
        return
    with _told(line):
        part = PartOfRun.of(outset, line)
        worker = _Worker(part, line)
        judge_by(worker, features)
        line.send(part.end(worker.asked))


@contextmanager
def _told(line: Line) -> Iterator[None]:
    """Let the controller know what this worker failed of."""
    try:
        yield
    except ConformanceError as error:
        line.send(Ended(faults=(str(error),)))
    except Exception as error:
        traceback.print_exc()
        line.send(Ended(defects=(f"a worker failed: {type(error).__name__}: {error}",)))
