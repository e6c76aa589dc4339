"""The stacks of a run that is given one namespace: one at a time, the next when the one before is gone."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from conformance.errors import ConformanceError
from conformance.given.emptying import delete_lease
from conformance.given.remaining import what_remains_of
from conformance.given.stack_maker import GivenStackMaker
from conformance.live_stack import LiveStack
from conformance.remaining import Remaining, gone
from conformance.stack import Role
from conformance.stacks import Stacks

ASKED_WITHIN_S = 2.0
"""Seconds in which a run that is interrupted asks for its deletions."""


@dataclass
class StacksInTurn(Stacks):
    """As `Stacks`, in one place: whoever asks for another stack has the one before taken away."""

    REQUESTED: ClassVar[str] = "the deletion of what the run made in it is requested"
    maker: GivenStackMaker
    _emptied: bool = False

    def lay_out_ahead(self) -> None:
        """Do nothing: there is no place for a second stack."""

    def _make(self, purpose: str, roles: Collection[Role] | None = None, *, ahead: bool = False) -> LiveStack:
        for stack in list(self.live):
            self.discard(stack)
        if self.namespaces:
            # what a stack left that failed halfway is not among the live ones
            self._ask_to_go()
            self._await_gone()
        return super()._make(purpose, roles, ahead=ahead)

    def discard(self, stack: LiveStack) -> None:
        """Ask for the deletion of a stack, be it the shared one; the next one waits for its end."""
        if stack is self._shared:
            self._shared = None
        super().discard(stack)

    def request_teardown(self) -> list[str]:
        """Ask for all deletions within two seconds, services first; return what could not be asked."""
        answers: list[list[str]] = []
        asking = threading.Thread(target=lambda: answers.append(self._ask_to_go()), daemon=True)
        asking.start()
        asking.join(ASKED_WITHIN_S)
        late = [f"namespace {self.maker.namespace}: not asked within {ASKED_WITHIN_S:g} s"]
        return answers[0] if answers else late

    def what_goes(self, namespace: str) -> str:
        """Return how to call what goes: the namespace itself stays."""
        return f"what the run made in {namespace}"

    def take_away(self) -> list[str]:
        """Delete all of the run, wait until it is gone, the Lease last; return what remains and why."""
        if not self.namespaces:
            return []
        self._ask_to_go()
        try:
            self._await_gone()
            delete_lease(self.maker.api, self.maker.namespace, self.maker.record.run_id)
        except ConformanceError:
            return self._what_remains()
        self._emptied = True
        return []

    def close(self, *, cluster_stays: bool) -> None:
        """End watches, port-forwards and the Lease; where anything may be left, only give it up."""
        super().close(cluster_stays=cluster_stays and not self._emptied)

    def _ask_to_go(self) -> list[str]:
        return [line for name in self.namespaces for line in self.maker.ask_to_go(name)]

    def _await_gone(self) -> None:
        self.maker.waiter(None).until_answers(
            lambda: gone(self._remaining), "everything of the run gone", "namespace-gone"
        )

    def _remaining(self) -> list[Remaining]:
        maker = self.maker
        return what_remains_of(maker.api, maker.namespace, [maker.record.run_id], maker.kinds)

    def _what_remains(self) -> list[str]:
        try:
            left = self._remaining()
        except ConformanceError as silent:
            return [f"namespace {self.maker.namespace}: not known to be emptied: {silent.message}"]
        return [each.with_remedy() for each in left]
