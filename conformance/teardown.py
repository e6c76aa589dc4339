"""Asks for the deletion of what a run made, and says by name what is still there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import ConformanceError
from conformance.judgement import Judgement, Kept, NotYet
from conformance.stack import RUN_LABEL

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

POD_GRACE = 1
"""Seconds that a container has to end: its data goes with it, and 0 would skip the kubelet's own clean-up."""
LOOKED_AT = ("services", "replicationcontrollers", "pods", "persistentvolumeclaims")
"""What may keep a namespace from going, most telling first."""


def request_teardown(api: ApiClient, namespace: str, timeout: float = 2.0) -> list[str]:
    """Ask for the deletion of services, controllers, pods, then the namespace; return what could not be.

    Services go first: their load balancers cost money and take longest. Controllers go before their pods,
    which they would make again, and as orphans of theirs: the garbage collector would delete the pods
    with their own 30 s of grace, and a kubelet that has begun that does not hurry for a shorter one (42 s
    against 5 s, measured). `timeout` is for each request, in seconds. Nothing is awaited. What is gone
    already counts as asked for.
    """
    failed = []
    for step in (_delete_services, _delete_controllers, _delete_pods, _delete_namespace):
        try:
            step(api, namespace, timeout)
        except RequestRefused as refused:
            if refused.status not in (404, 409):  # gone, or already going
                failed.append(f"namespace {namespace}: {refused.message}")
        except ConformanceError as error:
            failed.append(f"namespace {namespace}: {error.message}")
    return failed


def request_all(api: ApiClient, namespaces: Iterable[str], within: float = 2.0) -> list[str]:
    """Ask for the teardown of all `namespaces` side by side and return after `within` seconds at the latest.

    For signal handlers: what had not been asked by then is in the list that is returned, and is still
    being asked in daemon threads.
    """
    answers: dict[str, list[str]] = {}

    def ask(name: str) -> None:
        answers[name] = request_teardown(api, name, within)

    threads = {name: threading.Thread(target=ask, args=(name,), daemon=True) for name in namespaces}
    end = time.monotonic() + within
    for thread in threads.values():
        thread.start()
    for thread in threads.values():
        thread.join(max(0.0, end - time.monotonic()))
    late = [f"namespace {name}: not asked within {within:g} s" for name in threads if name not in answers]
    return [line for failed in list(answers.values()) for line in failed] + late


def _delete_services(api: ApiClient, namespace: str, timeout: float) -> None:
    request(api, "DELETE", f"{NAMESPACES}/{namespace}/services", timeout=timeout)


def _delete_controllers(api: ApiClient, namespace: str, timeout: float) -> None:
    options = {"propagationPolicy": "Orphan"}
    request(api, "DELETE", f"{NAMESPACES}/{namespace}/replicationcontrollers", body=options, timeout=timeout)


def _delete_pods(api: ApiClient, namespace: str, timeout: float) -> None:
    options = {"gracePeriodSeconds": POD_GRACE}
    request(api, "DELETE", f"{NAMESPACES}/{namespace}/pods", body=options, timeout=timeout)


def _delete_namespace(api: ApiClient, namespace: str, timeout: float) -> None:
    request(
        api, "DELETE", f"{NAMESPACES}/{namespace}", body={"propagationPolicy": "Background"}, timeout=timeout
    )


def what_remains(api: ApiClient, run_id: str) -> list[str]:
    """Return a line for each thing of the run that is still on the cluster, with the finalizer it waits for.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    query = [("labelSelector", f"{RUN_LABEL}={run_id}")]
    namespaces = request(api, "GET", NAMESPACES, query=query).content["items"]
    return [line for namespace in namespaces for line in _remains_of(api, namespace)]


def gone(api: ApiClient, run_id: str) -> Judgement[None]:
    """Judge whether nothing of the run is left. A probe for `Waiter.until_answers`."""
    left = what_remains(api, run_id)
    return NotYet("; ".join(left)) if left else Kept(None, "nothing of the run remains")


def _remains_of(api: ApiClient, namespace: dict[str, Any]) -> list[str]:
    name = namespace["metadata"]["name"]
    inside = [
        f"namespace {name}: {kind.rstrip('s')} {_described(item)}"
        for kind in LOOKED_AT
        for item in request(api, "GET", f"{NAMESPACES}/{name}/{kind}").content["items"]
    ]
    return inside or [f"namespace {_described(namespace)}{_conditions(namespace)}"]


def _described(item: dict[str, Any]) -> str:
    metadata = item["metadata"]
    finalizers = metadata.get("finalizers") or item.get("spec", {}).get("finalizers")
    if not metadata.get("deletionTimestamp"):
        return f"{metadata['name']} is not being deleted"
    return f"{metadata['name']} waits for " + (
        f"finalizer {', '.join(finalizers)}" if finalizers else "its end"
    )


def _conditions(namespace: dict[str, Any]) -> str:
    """Return the namespace controller's own complaints, e.g. of an API service that does not answer."""
    found = namespace.get("status", {}).get("conditions") or []
    return "".join(f"; {one['message']}" for one in found if one.get("status") == "True")
