"""Who judges which promise next: by stack, and what measures the whole cluster alone; pure.

Everybody has one shared stack at most. All that is looked at is judged by one worker on one stack, which
then becomes one that is disturbed, as in a serial run. Promises that are judged alone come once the others of
their kind are over; meanwhile nobody else begins anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from conformance.parallel.alone import judged_alone
from conformance.parallel.stack_kind import StackKind, kind_of
from conformance.promises import Promise

SHARED_AT_MOST = 3
"""Shared stacks at once, each with a load balancer, which costs money; a promise may make a fourth."""
STACKS_AT_LEAST = 3
"""Stacks of a serial run: the shared one, a promise's own, and the next one's, laid out ahead."""
WORTH_A_STACK = 2
"""More promises that disturb must be left for each worker that does, or another stack does not pay."""


def stacks_at_most(workers: int) -> int:
    """Return how many stacks `workers` have at once."""
    return max(workers, STACKS_AT_LEAST)


class Turn(Enum):
    """What a worker does that is given no promise."""

    WAIT = "wait"
    END = "end"


@dataclass(frozen=True)
class Task:
    """A promise to judge; `then` are those that the same worker is given afterwards, as far as is settled."""

    promise: Promise
    alone: bool = False
    then: tuple[Promise, ...] = ()
    opens: bool = False
    """Whether it needs another stack to disturb, besides those of a serial run."""


@dataclass
class _Worker:
    has: StackKind = StackKind.OWN
    """The shared stack that it holds; OWN stands for none."""
    judges: Promise | None = None
    alone: bool = False


@dataclass
class Schedule:
    """The promises of one run that are still to be judged, and who is judging which."""

    _beside: list[Promise]
    """To be judged beside others, in a serial run's order."""
    _alone: list[Promise]
    _workers: dict[str, _Worker] = field(default_factory=dict)
    _stopped: bool = False

    @classmethod
    def of(cls, promises: Sequence[Promise], workers: Iterable[str]) -> Schedule:
        """Return the schedule of `promises`, in the order in which a serial run has them, for `workers`."""
        return cls(
            [each for each in promises if not judged_alone(each)],
            [each for each in promises if judged_alone(each)],
            {name: _Worker() for name in workers},
        )

    def over(self, name: str) -> None:
        """Note that a worker has judged what it was given."""
        self._workers[name].judges, self._workers[name].alone = None, False

    def gone(self, name: str) -> None:
        """Note that a worker is no more; what it was judging is not given to another."""
        del self._workers[name]

    def stop(self) -> None:
        """Give out nothing more."""
        self._stopped = True

    @property
    def left(self) -> list[Promise]:
        """What nobody has been given yet."""
        return [*self._beside, *self._alone]

    def next_for(self, name: str) -> Task | Turn:
        """Return what the idle worker `name` does now; ask again after each `over` and `gone`."""
        if self._stopped or not self.left:
            return Turn.END
        if any(each.alone for each in self._workers.values()):
            return Turn.WAIT
        due = self._due_alone()
        if due:
            return self._alone_for(name, due)
        promise = self._beside_for(name)
        if promise is None and not self._judged_now():
            # Whoever held the stack that the rest needs was lost.
            promise = self._beside[0]
        if promise is None:
            return Turn.WAIT
        self._beside.remove(promise)
        return self._given(name, Task(promise))

    def _given(self, name: str, task: Task) -> Task:
        worker = self._workers[name]
        worker.judges, worker.alone = task.promise, task.alone
        kind, had = kind_of(task.promise), worker.has
        if kind is not StackKind.OWN:
            worker.has = kind
        return replace(task, opens=kind is StackKind.DISTURBED and had is StackKind.OWN)

    def _judged_now(self) -> list[Promise]:
        return [each.judges for each in self._workers.values() if each.judges]

    def _due_alone(self) -> list[Promise]:
        """Return the promises that are judged alone next: those that look, once nobody else looks; all others
        once nothing else is left.
        """
        others = [*self._beside, *self._judged_now()]
        if not self._beside:
            return self._alone
        if any(kind_of(each) is StackKind.LOOKED_AT for each in others):
            return []
        return [each for each in self._alone if kind_of(each) is StackKind.LOOKED_AT]

    def _alone_for(self, name: str, due: list[Promise]) -> Task | Turn:
        """Give the first of `due` to the worker whose stack fits best, once nobody judges anything.

        Where nothing else will be left, the others end first: their stacks go with them.
        """
        if name != self._best_for(due):
            return Turn.WAIT if self._beside else Turn.END
        if self._judged_now() or (not self._beside and len(self._workers) > 1):
            return Turn.WAIT
        promise, *then = due
        self._alone.remove(promise)
        return self._given(name, Task(promise, True, tuple(then)))

    def _best_for(self, due: list[Promise]) -> str:
        kinds = [kind_of(each) for each in due]
        for wanted in (StackKind.LOOKED_AT, StackKind.DISTURBED):
            if wanted in kinds:
                holders = [name for name, each in self._workers.items() if each.has is wanted]
                if holders:
                    return holders[0]
        shared = [name for name, each in self._workers.items() if each.has is not StackKind.OWN]
        return next(iter(shared or self._workers))

    def _beside_for(self, name: str) -> Promise | None:
        has = self._workers[name].has
        if has is StackKind.LOOKED_AT:
            # Its stack is to stay as it is while anybody is to look at it.
            looks = self._first(StackKind.LOOKED_AT)
            keeps = any(kind_of(each) is StackKind.LOOKED_AT for each in self._alone)
            return looks or self._own_one() or (None if keeps else self._first(StackKind.DISTURBED))
        if has is StackKind.DISTURBED:
            return self._first(StackKind.DISTURBED) or self._own_one()
        return self._new_shared(StackKind.LOOKED_AT) or self._for_one_without_a_stack()

    def _for_one_without_a_stack(self) -> Promise | None:
        nobody_disturbs = self._holders(StackKind.DISTURBED) == 0
        if nobody_disturbs and (first := self._new_shared(StackKind.DISTURBED)):
            return first
        return self._own_one() or self._new_shared(StackKind.DISTURBED)

    def _new_shared(self, kind: StackKind) -> Promise | None:
        """Return the first promise of a kind for a worker that would need a new stack for it."""
        left = [each for each in self._beside if kind_of(each) is kind]
        holders = self._holders(kind)
        if not left or (kind is StackKind.LOOKED_AT and holders):
            return None
        if holders and len(left) <= WORTH_A_STACK * holders:
            return None
        shared = sum(each.has is not StackKind.OWN for each in self._workers.values())
        return left[0] if shared < SHARED_AT_MOST and self._has_room() else None

    def _own_one(self) -> Promise | None:
        return self._first(StackKind.OWN) if self._has_room() else None

    def _first(self, kind: StackKind) -> Promise | None:
        return next((each for each in self._beside if kind_of(each) is kind), None)

    def _holders(self, kind: StackKind) -> int:
        return sum(each.has is kind for each in self._workers.values())

    def _has_room(self) -> bool:
        """Return whether one stack more may be made; where nobody judges anything, somebody has to go on."""
        judged = self._judged_now()
        shared = sum(each.has is not StackKind.OWN for each in self._workers.values())
        own = sum(kind_of(each) is StackKind.OWN for each in judged)
        return not judged or shared + own < stacks_at_most(len(self._workers))
