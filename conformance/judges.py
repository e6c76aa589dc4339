"""Pure judges of what was read from the stack: each returns what is wrong, a line each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from conformance.errors import PromiseBroken
from conformance.inside import DatabaseUrl
from conformance.observed import PodView
from conformance.stack import EXPECTED


def must_hold(wrong: Sequence[str]) -> None:
    """Raise PromiseBroken with the first of `wrong` as its first line; nothing where there is none."""
    if wrong:
        raise PromiseBroken(wrong[0], "\n".join(wrong[1:]))


def db_link_address(environments: Mapping[str, Mapping[str, str]], cluster_ip: str) -> list[str]:
    """Judge that every container was given the cluster IP of the db service; `environments` is by pod."""
    variable = EXPECTED.database_address_variable
    return [
        f"environment: {variable} in pod {pod} is {seen.get(variable) or 'not set'}, db is {cluster_ip}"
        for pod, seen in environments.items()
        if seen.get(variable) != cluster_ip
    ]


def db_link_sisters(environments: Mapping[str, Mapping[str, str]], cluster_ip: str) -> list[str]:
    """Judge the other variables of the link, as Docker links had them (kubelet's envvars.go)."""
    port = EXPECTED.database_port
    expected = {
        "DB_SERVICE_HOST": cluster_ip,
        "DB_SERVICE_PORT": str(port),
        "DB_PORT": f"tcp://{cluster_ip}:{port}",
        f"DB_PORT_{port}_TCP": f"tcp://{cluster_ip}:{port}",
        f"DB_PORT_{port}_TCP_PROTO": "tcp",
        f"DB_PORT_{port}_TCP_PORT": str(port),
    }
    return [
        f"environment: {name} in pod {pod} is {seen.get(name) or 'not set'}, not {value}"
        for pod, seen in environments.items()
        for name, value in expected.items()
        if seen.get(name) != value
    ]


def owned_by(pods: Iterable[PodView], controller: str) -> list[str]:
    """Judge that each pod is owned by the ReplicationController of that name."""
    return [
        f"pod {pod.name} is owned by {_owner(pod)}, not {controller}"
        for pod in pods
        if pod.owner is None or (pod.owner.kind, pod.owner.name) != ("ReplicationController", controller)
    ]


def _owner(pod: PodView) -> str:
    return f"{pod.owner.kind} {pod.owner.name}" if pod.owner else "nobody"


def run_both_containers(pods: Iterable[PodView], containers: Iterable[str]) -> list[str]:
    """Judge that each pod has the containers named, all running and ready."""
    names = tuple(containers)
    return [
        f"container {name} of pod {pod.name} is {seen.state if seen else 'not there'}"
        for pod in pods
        for name in names
        for seen in [next((c for c in pod.containers if c.name == name), None)]
        if seen is None or seen.state != "running" or not seen.ready
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


def cpu_limited(pod: PodView, container: str, millicores: int) -> list[str]:
    """Judge that a container has a cpu limit of that many thousandths of a core."""
    limits = next((c.limits for c in pod.containers if c.name == container), {})
    seen = limits.get("cpu", "")
    return [] if _millicores(seen) == millicores else [f"the cpu limit of {container} is {seen or 'not set'}"]


def _millicores(quantity: str) -> int | None:
    digits = quantity.removesuffix("m")
    try:
        return int(digits) if quantity.endswith("m") else int(float(quantity) * 1000)
    except ValueError:
        return None


def selected_by(pod: PodView, selector: Mapping[str, str]) -> list[str]:
    """Judge that a pod carries every label of a selector, and that there is a selector."""
    missing = [f"{key}={value}" for key, value in selector.items() if pod.labels.get(key) != value]
    if not selector:
        return ["the service selects nothing"]
    return [f"pod {pod.name} lacks the label {label} that the service selects" for label in missing]


def connections_lead_to(connections: Mapping[str, DatabaseUrl], cluster_ip: str) -> list[str]:
    """Judge that the database host in every replica's keystone.conf is the cluster IP of the db service."""
    return [
        f"configuration: keystone.conf in pod {pod} connects to {url.host}, the db service is {cluster_ip}"
        for pod, url in connections.items()
        if url.host != cluster_ip
    ]


def connection_names(connections: Mapping[str, DatabaseUrl], user: str, database: str) -> list[str]:
    """Judge the user and the database in every replica's keystone.conf."""
    return [
        f"configuration: keystone.conf in pod {pod} has {url.user} and {url.database}, not {user}, {database}"
        for pod, url in connections.items()
        if (url.user, url.database) != (user, database)
    ]
