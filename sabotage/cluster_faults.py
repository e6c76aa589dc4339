"""What can be wrong with a cluster: before the stack is there, or from a moment of its life on.

The moment is found by watching the box's API server from outside; the run that judges knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from conformance.clusters.kubebox import cgroups, intervention
from conformance.clusters.kubebox.apiserver import ApiServer
from conformance.clusters.kubebox.box import Box
from conformance.clusters.kubebox.kept import KeptBox
from conformance.clusters.kubebox.options import SlowCloud
from conformance.stack import EXPECTED, RUN_LABEL

Look = Callable[[], None]
"""Called again and again while the run goes on."""


AnyBox = Box | KeptBox


def _nothing(_: AnyBox) -> None:
    """Leave the box as it is."""


def _never_look(_: AnyBox) -> Look:
    return lambda: None


@dataclass(frozen=True)
class ClusterFault:
    """One fault: how the box is booted, what is done to it before the stack, and what while that runs."""

    cloud: SlowCloud = field(default_factory=SlowCloud)
    before: Callable[[AnyBox], None] = _nothing
    meanwhile: Callable[[AnyBox], Look] = _never_look
    nodes: int = 1
    """With several a daemon holds the box: the run that judges asks it for nodes that it has switched off."""


def paused(component: str, nodes: int = 1) -> ClusterFault:
    """Stop a component before there is a stack, on a box of so many nodes."""
    return ClusterFault(before=lambda box: intervention.pause(box.state, component), nodes=nodes)


def short_of_processes(more: int) -> ClusterFault:
    """Let the pods of the box have no more than so many processes and threads, from before the stack on.

    By their control group: `kernel.pid_max` is of a pid namespace only since Linux 6.14, and the machine's
    own before.
    """

    def limit(box: AnyBox) -> None:
        cgroups.limit_processes(cgroups.hierarchies(), box.state.control_group, more)

    return ClusterFault(before=limit)


def paused_while_healthy(component: str) -> ClusterFault:
    """Stop a component whenever a stack has become whole, until that stack is being deleted."""

    def begin(box: AnyBox) -> Look:
        stacks = Stacks(box)
        held: set[str] = set()

        def look() -> None:
            if held and not held & stacks.staying():
                intervention.resume(box.state, component)
                held.clear()
            elif not held and (whole := stacks.whole()):
                intervention.pause(box.state, component)
                held.update(whole)

        return look

    return ClusterFault(meanwhile=begin)


def restarted_once_healthy(component: str) -> ClusterFault:
    """Kill a component once the first stack is whole, and start it again at once."""

    def begin(box: AnyBox) -> Look:
        held = cast("Box", box)  # one node: by this process
        return _once_whole(Stacks(box), lambda _: held.restart(component))

    return ClusterFault(meanwhile=begin)


def black_holed_replica() -> ClusterFault:
    """Let every packet from one replica's Keystone vanish once the stack is whole; its pod stays ready.

    What it answers and not what it is asked: a request that vanishes on its way through the node is never
    entered into the node's table of connections, and asked again it finds another replica.
    """

    def begin(box: AnyBox) -> Look:
        held = cast("Box", box)  # one node: by this process
        stacks = Stacks(box)

        def drop(namespace: str) -> None:
            address = stacks.replica_addresses(namespace)[0]
            port = str(EXPECTED.public_port)
            held.run(["iptables", "-I", "FORWARD", "-s", address, "-p", "tcp", "--sport", port, "-j", "DROP"])

        return _once_whole(stacks, drop)

    return ClusterFault(meanwhile=begin)


class Stacks:
    """The stacks on a box, as its API server shows them; what does not answer shows nothing."""

    def __init__(self, box: AnyBox) -> None:
        """Look with the administrator's rights."""
        self._api = ApiServer(box.state.plan.server, box.folder.certificates)

    def staying(self) -> set[str]:
        """Return the namespaces of runs that are not on their way out."""
        return {
            one["metadata"]["name"]
            for one in self._items(f"/api/v1/namespaces?labelSelector={RUN_LABEL}")
            if not one["metadata"].get("deletionTimestamp")
        }

    def whole(self) -> set[str]:
        """Return those of them whose controller has all its pods ready."""
        return self.staying() & {
            one["metadata"]["namespace"]
            for one in self._items("/api/v1/replicationcontrollers")
            if one.get("status", {}).get("readyReplicas", 0) == one["spec"]["replicas"] > 0
        }

    def replica_addresses(self, namespace: str) -> list[str]:
        """Return the addresses of the controller's pods, by name."""
        pods = self._items(f"/api/v1/namespaces/{namespace}/pods")
        owned = [pod for pod in pods if pod["metadata"].get("ownerReferences")]
        return [pod["status"]["podIP"] for pod in sorted(owned, key=lambda pod: str(pod["metadata"]["name"]))]

    def _items(self, path: str) -> list[dict[str, Any]]:
        return (self._api.get(path) or {}).get("items") or []


def _once_whole(stacks: Stacks, do: Callable[[str], None]) -> Look:
    done: list[str] = []

    def look() -> None:
        if not done and (whole := stacks.whole()):
            done.extend(whole)
            do(done[0])

    return look
