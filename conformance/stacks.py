"""The stacks of a run: one that is only looked at, one that is disturbed, and those of one scenario each.

The one looked at is shared, and its objects are never changed. The one disturbed is handed on from scenario
to scenario, each time after proof that it is whole again; a scenario that was not kept takes it along, and
the next one gets a new one. A stack of a scenario's own ends with it, and may be laid out while another
scenario still waits.
(docs/decisions/0008)
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar

from conformance.errors import ConformanceError
from conformance.live_stack import LiveStack
from conformance.pods_that_ran import PodsThatRan, Seen
from conformance.remaining import gone, what_remains
from conformance.skew_record import SkewRecord
from conformance.stack import Role
from conformance.stack_maker import StackMaker
from conformance.teardown import request_all
from conformance.update.shared import SharedUpdates

WITHOUT_PUBLIC_SERVICE = (Role.DATABASE, Role.DATABASE_SERVICE, Role.CONTROLLER)
"""A load balancer costs money and minutes: a scenario that is not about it does without."""


@dataclass
class Stacks:
    """Deploys at the first use; the looked-at stack's failure to deploy is the answer to later asks too."""

    REQUESTED: ClassVar[str] = "its deletion is requested"
    """Said of a namespace where a run was interrupted."""
    maker: StackMaker
    whose: str = ""
    """Of several workers' stacks: how the names of this one's begin, e.g. `w2-`."""
    live: list[LiveStack] = field(default_factory=list)
    updates: SharedUpdates = field(default_factory=SharedUpdates)
    """What was seen of each update: several scenarios judge one."""
    _ran: PodsThatRan = field(default_factory=PodsThatRan)
    _shared: LiveStack | None = None
    _failure: ConformanceError | None = None
    _disturbed: LiveStack | None = None
    _updated: LiveStack | None = None
    _ahead: LiveStack | None = None
    _made: int = 0

    def looked_at(self) -> LiveStack:
        """Return the stack that all share, and whose objects nobody changes.

        Raises PromiseBroken where the API server refuses a manifest, EnvironmentFault where it cannot.
        """
        if self._failure is not None:
            raise self._failure
        if self._shared is None:
            try:
                self._shared = self._make("looked-at")
            except ConformanceError as failure:
                self._failure = failure
                raise
        return self._shared

    def disturbed(self, *, nobody_looks: bool) -> LiveStack:
        """Return the stack that scenarios may disturb, whole as its last user left it.

        Where nobody is to look at the shared one any more (`nobody_looks`), that is it: a second stack would
        cost a load balancer and its start.
        """
        if self._disturbed is None and nobody_looks:
            self._disturbed, self._shared = self._shared, None
        if self._disturbed is None:
            self._disturbed = self._make("disturbed")
        return self._disturbed

    def updated(self, *, nobody_else: bool) -> LiveStack:
        """Return the stack whose images are replaced by others, as its last user left it.

        Where nobody is to look at or disturb another one (`nobody_else`), it is that: see `disturbed`.
        """
        if self._updated is None and nobody_else:
            self._updated = self._disturbed or self._shared
            self._disturbed = self._shared = None
        if self._updated is None:
            self._updated = self._make("updated")
        return self._updated

    def own(self, roles: Collection[Role] = WITHOUT_PUBLIC_SERVICE) -> LiveStack:
        """Return a stack for one scenario, of which only `roles` are deployed yet."""
        if self._ahead is not None and roles == WITHOUT_PUBLIC_SERVICE:
            laid_out, self._ahead = self._ahead, None
            return laid_out
        return self._make("own", roles)

    def lay_out_ahead(self) -> None:
        """Deploy the next scenario's own stack, so that it starts while this one waits; nothing is awaited.

        What goes wrong is left to the one who asks for the stack: it will go wrong there again.
        """
        if self._ahead is None:
            with suppress(ConformanceError):
                self._ahead = self._make("own", WITHOUT_PUBLIC_SERVICE, ahead=True)

    def _make(self, purpose: str, roles: Collection[Role] | None = None, *, ahead: bool = False) -> LiveStack:
        self._made += 1
        stack = self.maker.make(f"{self.whose}{purpose}-{self._made}", roles, ahead=ahead)
        self.live.append(stack)
        return stack

    def is_shared(self, stack: LiveStack) -> bool:
        """Return whether later scenarios may be given this stack."""
        return stack in (self._shared, self._disturbed, self._updated)

    def is_disturbed(self, stack: LiveStack) -> bool:
        """Return whether this is the stack that is handed on from one disturbance to the next."""
        return stack is self._disturbed

    def ran_elsewhere(self, seen: Seen) -> None:
        """Keep which pods ran in stacks that another worker has."""
        self._ran.add(seen)

    def pods_that_ran(self) -> PodsThatRan:
        """Return every pod that ran in any stack until now, with the images it ran."""
        for stack in self.live:
            self._ran.look(stack.snapshot)
        return self._ran

    def skew_of_pods(self) -> list[SkewRecord]:
        """Return how far this machine's clock is from those of the nodes, as replicas that run say."""
        return self.live[0].skew_of_pods() if self.live else []

    def discard(self, stack: LiveStack) -> None:
        """Ask for the deletion of a stack that nobody needs any more; its end is proven with the run's."""
        if stack is self._disturbed:
            self._disturbed = None
        if stack is self._updated:
            self._updated = None
        self._ran.look(stack.snapshot)
        self.live.remove(stack)
        stack.close()
        self.maker.ask_to_go(stack.namespace)

    @property
    def namespaces(self) -> list[str]:
        """Every namespace that the run has made."""
        return self.maker.namespaces

    def what_goes(self, namespace: str) -> str:
        """Return how to call what of a namespace goes with the run."""
        return namespace

    def request_teardown(self) -> list[str]:
        """Ask for every deletion at once, services first; return what could not be asked."""
        return request_all(self.maker.api, self.namespaces)

    def take_away(self) -> list[str]:
        """Delete every namespace of the run, wait until it is gone; return what remains and why."""
        if not self.namespaces:
            return []
        api, run_id = self.maker.api, self.maker.record.run_id
        for namespace in self.namespaces:
            self.maker.ask_to_go(namespace)
        seen_gone: set[tuple[str, str]] = set()
        try:
            self.maker.waiter(None).until_answers(
                lambda: gone(lambda: what_remains(api, run_id, seen_gone)),
                "everything of the run gone",
                "namespace-gone",
            )
        except ConformanceError:
            return self._what_remains()
        return []

    def _what_remains(self) -> list[str]:
        """Return a line for each thing that is left; an API server that says nothing proves nothing gone."""
        try:
            left = what_remains(self.maker.api, self.maker.record.run_id)
        except ConformanceError as silent:
            return [f"namespace {name}: not known to be gone: {silent.message}" for name in self.namespaces]
        return [each.with_remedy() for each in left]

    def close(self, *, cluster_stays: bool) -> None:
        """End watches, port-forwards and the lease's renewal; on a cluster that stays it is given up."""
        for stack in self.live:
            stack.close()
        if cluster_stays and self.namespaces:
            self.maker.lease.give_up()
        else:
            self.maker.lease.release()
