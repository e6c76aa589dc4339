"""The nodes that the run itself has switched off, so that each is switched on again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from conformance.conditions import node_ready
from conformance.disrupt import LosableNodes, lose_node, return_node
from conformance.errors import ConformanceError, InternalError
from conformance.live_stack import LiveStack


@dataclass
class NodesAway:
    """Of one cluster; None where the suite may switch off none of its nodes."""

    cluster: LosableNodes | None = None
    _boots: dict[str, str] = field(default_factory=dict)
    """By the name of each node that is away: the boot it was in."""

    @property
    def losable(self) -> tuple[str, ...]:
        """The names of the nodes that may be switched off."""
        return self.cluster.losable_nodes if self.cluster else ()

    def lose(self, name: str, boot_id: str) -> None:
        """Switch off a node, which is in the boot `boot_id`."""
        if self.cluster is None:
            raise InternalError("a node is to be lost where none may be: @requires_losable_nodes is missing")
        self._boots[name] = boot_id
        lose_node(self.cluster, name)

    def bring_back(self, stacks: Sequence[LiveStack]) -> None:
        """Switch on again every node that is away, and wait until the first of `stacks` sees it Ready."""
        while self._boots:
            name, boot_id = next(iter(self._boots.items()))
            self.switch_on(name)
            for stack in stacks[:1]:
                stack.until(node_ready(name, boot_id), f"node {name} Ready again", "node-back")

    def staying_away(self, stacks: Sequence[LiveStack]) -> list[str]:
        """Bring back every node, and return in words what does not come."""
        try:
            self.bring_back(stacks)
        except ConformanceError as error:
            return [f"a node that was switched off stays away: {error}"]
        return []

    def switch_on(self, name: str) -> None:
        """Switch on again a node that is away; that it is Ready is not waited for."""
        if self.cluster is not None:
            return_node(self.cluster, name)
        del self._boots[name]
