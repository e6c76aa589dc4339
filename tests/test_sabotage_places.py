from __future__ import annotations

import threading
import time

import pytest

from conformance.clusters.kubebox.ended_together import EndedTogether
from sabotage.child_run import ChildEnd
from sabotage.places import Places, ends
from sabotage.tasks import Task, measuring_tasks

TASKS = measuring_tasks()
PLACES = len(TASKS)
WITHIN_S = 30.0
"""Ends what hangs."""


class Judging:
    """Runs that go on until they are told to end, and who of them runs."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.running: set[str] = set()
        self._changed = threading.Condition()

    def __call__(self, task: Task) -> ChildEnd:
        with self._changed:
            self.running.add(task.name)
            self._changed.notify_all()
        assert self.over.wait(WITHIN_S)
        return ChildEnd(None, "over", 0.0)

    def await_running(self, number: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.running) >= number, WITHIN_S)


@pytest.fixture
def judging() -> Judging:
    return Judging()


def test_every_task_runs_in_a_place(judging: Judging) -> None:
    with Places(PLACES, EndedTogether(), apart=0.0).fill(TASKS, judging) as running:
        judging.await_running(PLACES)
        judging.over.set()
        assert {task.name for task, _ in ends(running)} == {task.name for task in TASKS}
    assert running == {}


def test_the_callers_own_place_is_one_less_until_it_is_given_back(judging: Judging) -> None:
    places = Places(PLACES, EndedTogether(), apart=0.0)
    places.take_one()
    with places.fill(TASKS, judging) as running:
        judging.await_running(PLACES - 1)
        assert len(judging.running) == PLACES - 1
        assert list(ends(running, at_once=True)) == []
        places.give_back()
        judging.await_running(PLACES)
        judging.over.set()
        assert len(list(ends(running))) == PLACES


def test_what_waits_for_the_place_of_an_interrupted_caller_goes_on(
    judging: Judging,
) -> None:
    places = Places(1, EndedTogether(), apart=0.0)
    places.take_one()
    judging.over.set()
    with pytest.raises(KeyboardInterrupt), places.fill(TASKS, judging):
        raise KeyboardInterrupt


def test_a_place_is_given_back_once(judging: Judging) -> None:
    places = Places(1, EndedTogether(), apart=0.0)
    places.take_one()
    places.give_back()
    places.give_back()
    with places.fill(TASKS[:2], judging) as running:
        judging.await_running(1)
        assert len(judging.running) == 1
        judging.over.set()
        assert len(list(ends(running))) == 2


def test_what_waits_for_its_turn_goes_on_where_the_caller_is_interrupted(judging: Judging) -> None:
    def interrupted() -> None:
        with Places(PLACES, EndedTogether(), apart=3600.0).fill(TASKS, judging):
            judging.await_running(1)
            judging.over.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()


def test_runs_begin_apart_also_where_places_are_free() -> None:
    begun: list[float] = []

    def judging(_: Task) -> ChildEnd:
        begun.append(time.monotonic())
        return ChildEnd(None, "over", 0.0)

    started = time.monotonic()
    with Places(PLACES, EndedTogether(), apart=0.05).fill(TASKS, judging) as running:
        assert len(list(ends(running))) == PLACES
    assert all(at - started >= number * 0.05 for number, at in enumerate(sorted(begun)))
