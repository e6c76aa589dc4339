"""The controller of a run in workers: gives out promises, and makes one run of what comes back."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from conformance.errors import InternalError
from conformance.parallel.alone import judged_alone
from conformance.parallel.capabilities import without_nodes_to_lose
from conformance.parallel.crew import Member
from conformance.parallel.hearing import Broken, hear
from conformance.parallel.how_many import how_many
from conformance.parallel.merging import add_judged, in_serial_order
from conformance.parallel.messages import Ended, EndNow, Judged, JudgeNext, Outset, Ready
from conformance.parallel.patience_beside import patience_beside
from conformance.parallel.schedule import Schedule, Task, Turn
from conformance.report.phrases import listed
from conformance.run import Run

HEARD_S = 0.25
"""Seconds after which the main thread looks up: a signal that comes just before it blocks wakes nobody."""
Heard = tuple[Member, Ready | Judged | Ended | Broken]


@dataclass
class Controller:
    """One run in workers; `members` are those that take part."""

    run: Run
    members: Sequence[Member]
    _heard: SimpleQueue[Heard] = field(default_factory=SimpleQueue)
    _alive: dict[str, Member] = field(default_factory=dict)
    _idle: dict[str, Member] = field(default_factory=dict)
    _judging: dict[str, str] = field(default_factory=dict)
    """By worker, the promise that it was given."""
    _ending: set[str] = field(default_factory=set)
    _schedule: Schedule | None = None
    _clocks_read: bool = False

    def judge(self) -> bool:
        """Have every chosen promise judged; return whether that was interrupted."""
        try:
            self._begin()
            while self._alive:
                self._take(self._next())
                self._give_out()
        except KeyboardInterrupt:
            self._end_interrupted()
            return True
        except BaseException:
            self._ask_to_end(signal.SIGKILL)
            raise
        finally:
            in_serial_order(self.run)
        told = self.run.must_stop or self.run.record.faults or self.run.recorder.defects
        if not told and (self._schedule is None or self._schedule.left):
            self.run.recorder.defect("no worker is left that could judge the other promises")
        return False

    def _begin(self) -> None:
        run, names = self.run, [member.name for member in self.members]
        alone = [promise.identifier for promise in run.selection.chosen if judged_alone(promise)]
        run.progress.expect_workers(names, alone)
        for member in self.members:
            hearing = threading.Thread(
                target=hear, args=(run, member, self._heard.put), name=f"hears {member.name}", daemon=True
            )
            hearing.start()
            self._alive[member.name] = member
            self._send(member, self._outset(member.name))

    def _outset(self, name: str) -> Outset:
        run = self.run
        maker, cluster = run.stacks.maker, run.cluster
        assert cluster is not None  # a run that has workers has one
        return Outset(
            name,
            maker.inputs,
            patience_beside(maker.inputs, len(self.members)),
            run.record,
            run.folder,
            cluster.kubeconfig,
            cluster.context,
            without_nodes_to_lose(run.capabilities),
            maker.pins,
            maker.clock,
            run.usual,
            run.redactor.key,
        )

    def _next(self) -> Heard:
        while True:
            with suppress(Empty):
                return self._heard.get(timeout=HEARD_S)

    def _take(self, heard: Heard) -> None:
        member, message = heard
        match message:
            case Ready():
                self._ready(member, message)
            case Judged():
                self._judged(member, message)
            case Ended():
                self.run.record.skew += message.skew
                self._clocks_read = self._clocks_read or bool(message.skew)
                self.run.record.faults += message.faults
                for defect in message.defects:
                    self.run.recorder.defect(defect)
                self._ending.add(member.name)
            case Broken():
                self._gone(member)

    def _ready(self, member: Member, message: Ready) -> None:
        run = self.run
        if self._schedule is None:
            run.order = list(message.order)
            self._schedule = Schedule.of([run.promise(name) for name in run.order], self._alive)
        elif run.order != list(message.order):
            run.recorder.defect(f"worker {member.name} has read other promises than the first one")
            self._end(member)
            return
        self._idle[member.name] = member

    def _judged(self, member: Member, message: Judged) -> None:
        self._judging.pop(member.name, None)
        add_judged(self.run, message, member.name)
        if self._schedule is not None:
            self._schedule.over(member.name)
        self._idle[member.name] = member

    def _gone(self, member: Member) -> None:
        how = member.ended_by()
        del self._alive[member.name]
        self._idle.pop(member.name, None)
        if self._schedule is not None:
            self._schedule.gone(member.name)
        if identifier := self._judging.pop(member.name, ""):
            self._lost(identifier, f"worker {member.name} ended ({how}) while it judged this")
        elif member.name not in self._ending:
            self.run.recorder.defect(f"worker {member.name} ended ({how}) though nobody asked it to")

    def _lost(self, identifier: str, why: str) -> None:
        """Leave unknown what a worker was judging that is no more."""
        run = self.run
        run.recorder.scenario_started(run.promise(identifier))
        record = run.recorder.scenario_finished(InternalError(why))
        add_judged(run, Judged(record, "error", None, (), (), {}, ""))

    def _give_out(self) -> None:
        if self._schedule is None:
            return
        if self.run.must_stop:
            self._schedule.stop()
        for name, member in list(self._idle.items()):
            match self._schedule.next_for(name):
                case Task() as task:
                    del self._idle[name]
                    self._judging[name] = task.promise.identifier
                    then = tuple(promise.identifier for promise in task.then)
                    self._send(member, JudgeNext(task.promise.identifier, task.alone, then))
                case Turn.END:
                    del self._idle[name]
                    self._end(member)
                case Turn.WAIT:
                    pass

    def _end(self, member: Member) -> None:
        self._ending.add(member.name)
        self._send(member, EndNow(not self.run.options.keep, not self._clocks_read))

    def _send(self, member: Member, message: object) -> None:
        # Of one that is dead already the hearing thread tells.
        with suppress(BrokenPipeError):
            member.line.send(message)

    def _end_interrupted(self) -> None:
        """Let each worker undo what its promise has done, as in a serial run; a second Ctrl-C kills them."""
        run = self.run
        run.progress.nothing_more_runs()
        titles = [f"{name} ({run.promise(name).title})" for name in self._judging.values()]
        verdict = f"which get{'s' if len(titles) == 1 else ''} no verdict"
        where = f"in {listed(titles)}, {verdict}" if titles else "between two promises"
        run.progress.note(f"interrupted {where}; cleaning up, Ctrl-C again gives that up")
        try:
            self._ask_to_end(signal.SIGINT)
        except KeyboardInterrupt:
            self._ask_to_end(signal.SIGKILL)

    def _ask_to_end(self, number: signal.Signals) -> None:
        for member in self._alive.values():
            member.signal(number)
        while self._alive:
            member, message = self._next()
            if isinstance(message, Judged):
                self._judged(member, message)
            elif isinstance(message, Broken):
                del self._alive[member.name]


def judge_in_workers(run: Run, members: Sequence[Member]) -> bool:
    """Have the promises of `run` judged by as many of `members` as the cluster has room for.

    Return whether that was interrupted.
    """
    run.record.workers = how_many(run, len(members))
    return Controller(run, members[: run.record.workers]).judge()
