"""The one module that blocks until a cluster has come to a state.

A wait follows the watch's events, not a clock. It ends the moment its condition is kept, at once where that
can never be, and else when patience is used up; whose fault that is says the table of causes. Each wait
writes a `WaitRecord`.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from conformance.causes import failure
from conformance.conditions.new_node import pod_that_waits_for_a_node
from conformance.errors import EnvironmentFault, InternalError, PromiseBroken
from conformance.judgement import Judgement, Kept, Never, NotYet
from conformance.observed import Snapshot
from conformance.patience import STARTS_PODS, Clock, Course, Patience, WaitUnderWay
from conformance.record import WaitRecord
from conformance.watched import Watched

T = TypeVar("T")
Condition = Callable[[Snapshot], Judgement[T]]


class MonotonicClock:
    """The real one; both ways of blocking let KeyboardInterrupt through at once."""

    def now(self) -> float:
        """Return monotonic seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep."""
        time.sleep(seconds)

    def wait(self, changes: threading.Condition, changed: Callable[[], bool], seconds: float) -> None:
        """Block on the condition variable, shortly: a signal that comes just before that wakes nobody."""
        with changes:
            changes.wait_for(changed, min(seconds, 0.25))


class Waiter:
    """Waits on one watch, within the patience of the run."""

    def __init__(
        self,
        watch: Watched | None,
        patience: Patience,
        *,
        recorder: Callable[[WaitRecord], object] = lambda _: None,
        progress: Callable[[WaitUnderWay], object] = lambda _: None,
        clock: Clock | None = None,
        until_deadline: Callable[[], float] = lambda: math.inf,
    ) -> None:
        """Wait on `watch` (None: only `until_answers` is asked for).

        `recorder` gets each wait's record; `progress` gets the wait whenever something else is seen.
        `until_deadline` returns the seconds that the run's deadline leaves: a wait it cuts judges nothing.
        """
        self._until_deadline = until_deadline
        self._watch = watch
        self._patience = patience
        self._recorder = recorder
        self._progress = progress
        self._clock = clock or MonotonicClock()

    def until(
        self, condition: Condition[T], awaited: str, event: str, *, meanwhile: Condition[object] | None = None
    ) -> T:
        """Return what `condition` finds, as soon as it is kept.

        `awaited` says it in words, `event` names the patience. `meanwhile` is looked at while `condition`
        is not kept: its Never ends the wait too, and its words are the failure's first line. Raises
        PromiseBroken or EnvironmentFault, by the table of causes.
        """
        watch = self._watched()
        course = self._begin(awaited, event)
        while True:
            snapshot = watch.snapshot
            self._allow_for_a_node(course, snapshot)
            judgement = condition(snapshot)
            self._tell(course, judgement)
            if isinstance(judgement, Kept):
                return self._kept(course, judgement)
            self._end_if_hopeless(course, judgement, meanwhile, snapshot)
            if (left := course.left) <= 0:
                break
            self._await_change(watch, snapshot, left)
        last_look = self._look_again(course)
        judgement = condition(last_look)
        self._tell(course, judgement)
        if isinstance(judgement, Kept):
            return self._kept(course, judgement)
        raise self._out_of_patience(course, judgement, meanwhile, last_look)

    def until_answers(
        self,
        probe: Callable[[], Judgement[T]],
        awaited: str,
        event: str,
        *,
        times: int = 1,
        within: float | None = None,
        meanwhile: Condition[object] | None = None,
    ) -> T:
        """Return what `probe` finds once it is kept `times` in a row: for HTTP, which has no watch.

        The probe is asked each `probe-interval` (later `-late`) and bounds itself. `within` is in seconds, in
        place of the patience where the bound is the product's own. Otherwise as `until`.
        """
        course = self._begin(awaited, event, within)
        in_a_row = 0
        while True:
            judgement = probe()
            self._allow_for_a_node(course, self._watch.snapshot if self._watch else None)
            in_a_row = in_a_row + 1 if isinstance(judgement, Kept) else 0
            self._tell(
                course, judgement, f" ({in_a_row} of {times} in a row)" if times > 1 and in_a_row else ""
            )
            if isinstance(judgement, Kept):
                if in_a_row >= times:
                    return self._kept(course, judgement)
            else:
                self._end_if_hopeless(
                    course, judgement, meanwhile, self._watch.snapshot if self._watch else None
                )
            if (left := course.left) <= 0:
                break
            pause = self._patience.between_probes(0.0 if in_a_row else course.elapsed)
            self._clock.sleep(min(pause, left))
        if isinstance(judgement, Kept):
            judgement = NotYet(f"only {in_a_row} of {times} answers in a row")
        raise self._out_of_patience(
            course, judgement, meanwhile, self._look_again(course) if self._watch else None
        )

    def holds(self, condition: Condition[T], seconds: float, awaited: str) -> T:
        """Return what `condition` finds after it was kept for `seconds` without a break.

        Raises PromiseBroken or EnvironmentFault the moment it is not.
        """
        watch = self._watched()
        course = Course(self._clock.now, awaited, "stays so", seconds, self._until_deadline())
        while not course.cut:
            snapshot = watch.snapshot if course.left > 0 else self._look_again(course)
            judgement = condition(snapshot)
            self._tell(course, judgement)
            self._end_if_hopeless(course, judgement, None, snapshot)
            if not isinstance(judgement, Kept):
                raise self._failure(course, f"{judgement.why}, after {course.elapsed:.1f} s", judgement.cause)
            if course.left <= 0:
                return self._kept(course, judgement)
            self._await_change(watch, snapshot, course.left)
        raise self._cut(course, f"{seconds:g} s are more than it leaves")

    def patience(self, event: str) -> float:
        """Return how long `event` may take, in seconds: for what bounds itself, such as a request."""
        try:
            return self._patience[event]
        except KeyError:
            what = f"no patience is called {event!r}"
            raise InternalError(what, "conformance/patience/bounds.py has the table") from None

    def _watched(self) -> Watched:
        if self._watch is None:
            raise InternalError("a wait for a condition needs a watch")
        return self._watch

    def _begin(self, awaited: str, event: str, within: float | None = None) -> Course:
        allowed = self.patience(event) if within is None else within
        return Course(self._clock.now, awaited, event, allowed, self._until_deadline())

    def _await_change(self, watch: Watched, known: Snapshot, seconds: float) -> None:
        def changed() -> bool:
            return watch.snapshot.revision != known.revision or watch.fault is not None

        self._clock.wait(watch.changes, changed, seconds)

    def _allow_for_a_node(self, course: Course, snapshot: Snapshot | None) -> None:
        """Let the time in which an autoscaler adds a node be of that event's patience, not of the pod's."""
        if snapshot and course.event in STARTS_PODS:
            pod = pod_that_waits_for_a_node(snapshot)
            course.node_is_added_for(pod, self.patience("node-added") if pod else 0.0)

    def _look_again(self, course: Course) -> Snapshot:
        """Return fresh lists: a watch that fell silent must not make a promise look broken."""
        try:
            return self._watched().look_again()
        except EnvironmentFault as fault:
            self._write_down(course, kept=False)
            fault.detail = f"{fault.detail}\n{course.detail()}".lstrip()
            raise

    def _tell(self, course: Course, judgement: Judgement[object], more: str = "") -> None:
        text = (judgement.seen or "as promised") if isinstance(judgement, Kept) else judgement.why
        if course.saw(text + more):
            self._progress(course.under_way())

    def _kept(self, course: Course, judgement: Kept[T]) -> T:
        self._write_down(course, kept=True)
        return judgement.value

    def _write_down(self, course: Course, *, kept: bool) -> None:
        for record in course.records(kept=kept):
            self._recorder(record)

    def _end_if_hopeless(
        self,
        course: Course,
        judgement: Judgement[object],
        meanwhile: Condition[object] | None,
        snapshot: Snapshot | None,
    ) -> None:
        rung = meanwhile(snapshot) if meanwhile and snapshot else None
        if isinstance(rung, Never):
            raise self._failure(course, rung.why, rung.cause)
        if isinstance(judgement, Never):
            raise self._failure(course, judgement.why, judgement.cause)
        if self._watch and (fault := self._watch.fault):
            self._write_down(course, kept=False)
            raise type(fault)(
                fault.message, fault.remedy, f"{fault.detail}\n{course.detail()}".lstrip(), fault.cause
            )

    def _out_of_patience(
        self,
        course: Course,
        judgement: NotYet | Never,
        meanwhile: Condition[object] | None,
        snapshot: Snapshot | None,
    ) -> PromiseBroken | EnvironmentFault:
        rung = meanwhile(snapshot) if meanwhile and snapshot else None
        first = judgement if rung is None or isinstance(rung, Kept) else rung
        if course.cut:
            return self._cut(course, first.why)
        return self._failure(
            course, f"{first.why} (not within {course.allowed:g} s: {course.awaited})", first.cause
        )

    def _cut(self, course: Course, why: str) -> EnvironmentFault:
        self._write_down(course, kept=False)
        return EnvironmentFault(f"the run's deadline came first: {why}", detail=course.detail())

    def _failure(self, course: Course, first_line: str, cause: str) -> PromiseBroken | EnvironmentFault:
        self._write_down(course, kept=False)
        return failure(first_line, course.detail(), cause)
