"""Makes stacks in the one namespace that a run is given, once that is known to be free."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.errors import ClusterUnreachable, EnvironmentFault
from conformance.given.claim import claim
from conformance.given.emptying import request_emptying
from conformance.given.marks import kinds_in_order, selector_of
from conformance.given.occupied import refuse_occupied
from conformance.observe import NamespaceWatch
from conformance.stack_maker import StackMaker
from conformance.sweep.command import sweep_command


@dataclass
class GivenStackMaker(StackMaker):
    """Deploys each stack to the given namespace; `namespaces` has that as soon as the run may be in it."""

    _is_free: bool = False
    """Whether it is known to be the run's, and to have room: asked until both have been answered."""

    @property
    def namespace(self) -> str:
        """The namespace that is given."""
        return self.inputs.options.namespace or ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What the run makes, in the order in which it is taken away."""
        return kinds_in_order(self.inputs.kinds)

    def _make_namespace(self, purpose: str) -> str:  # noqa: ARG002 -- all stacks are made in the one
        if not self._is_free:
            self._claim()
            self._refuse_occupied()
            self._is_free = True
        return self.namespace

    def _claim(self) -> None:
        if not self.namespaces:
            self.namespaces.append(self.namespace)
        try:
            sweep = sweep_command(self.inputs.options)
            claim(self.api, self.lease, self.namespace, f"take it away: {sweep}")
        except ClusterUnreachable:
            raise
        except EnvironmentFault as refused:
            self.namespaces.clear()
            self._refusal = refused
            raise

    def _refuse_occupied(self) -> None:
        try:
            refuse_occupied(self.api, self.namespace, self.inputs.manifests, self.inputs.options.site)
        except ClusterUnreachable:
            raise
        except EnvironmentFault as refused:
            self._refusal = refused
            raise

    def _watch(self, namespace: str) -> NamespaceWatch:
        return NamespaceWatch(self.api, namespace, self.ledger.saw_pod, selector_of(self.record.run_id))

    def ask_to_go(self, namespace: str, timeout: float = 2.0) -> list[str]:
        """Ask for the deletion of what the run made there; return what could not be asked."""
        return request_emptying(self.api, namespace, self.record.run_id, self.kinds, timeout)
