"""Pure judges of the controller's pods."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from conformance.observed import ContainerView, PodView

NOBODY = "no pod has the labels that the controller selects"


def owned_by(pods: Collection[PodView], controller: str) -> list[str]:
    """Judge that there are pods, and the ReplicationController of that name owns each."""
    if not pods:
        return [NOBODY]
    return [
        f"pod {pod.name} is owned by {_owner(pod)}, not {controller}"
        for pod in pods
        if pod.owner is None or (pod.owner.kind, pod.owner.name) != ("ReplicationController", controller)
    ]


def _owner(pod: PodView) -> str:
    return f"{pod.owner.kind} {pod.owner.name}" if pod.owner else "nobody"


def run_both_containers(pods: Collection[PodView], containers: Iterable[str]) -> list[str]:
    """Judge that there are pods, and each has the containers named, all running and ready."""
    if not pods:
        return [NOBODY]
    names = tuple(containers)
    return [
        f"container {name} of pod {pod.name} is {_state(pod.container(name))}"
        for pod in pods
        for name in names
        if not _serves(pod.container(name))
    ]


def _serves(container: ContainerView | None) -> bool:
    return container is not None and container.state == "running" and container.ready


def _state(container: ContainerView | None) -> str:
    if container is None:
        return "not there"
    return "running, and not ready" if container.state == "running" else container.state


def opens_ports(pods: Iterable[PodView], container: str, ports: Iterable[int]) -> list[str]:
    """Judge that the container of that name declares each of `ports`, in every pod."""
    wanted = tuple(ports)
    return [
        f"container {container} of pod {pod.name} does not open port {port}, but {_listed(seen.ports)}"
        for pod in pods
        for seen in pod.containers
        if seen.name == container
        for port in wanted
        if port not in seen.ports
    ]


def _listed(ports: Iterable[int]) -> str:
    return ", ".join(map(str, ports)) or "none"


def pulled_by(pods: Iterable[PodView], container: str, policy: str) -> list[str]:
    """Judge the pull policy of the container of that name in every pod."""
    return [
        f"container {container} of pod {pod.name} has the pull policy {seen.pull_policy}, not {policy}"
        for pod in pods
        for seen in pod.containers
        if seen.name == container and seen.pull_policy != policy
    ]


def one_digest_each(pods: Iterable[PodView]) -> list[str]:
    """Judge that a container's image has one digest over all pods."""
    digests: dict[str, set[str]] = {}
    for pod in pods:
        for container in pod.containers:
            digests.setdefault(container.name, set()).add(container.image_id)
    return [
        f"container {name} runs {len(seen)} different images: {', '.join(sorted(seen))}"
        for name, seen in digests.items()
        if len(seen) != 1 or "sha256:" not in next(iter(seen))
    ]
