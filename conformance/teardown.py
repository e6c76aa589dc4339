"""Asks for the deletion of what a run made."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from conformance.api_requests import RequestRefused, request
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import ConformanceError

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

POD_GRACE = 1
"""Seconds that a container has to end: its data goes with it, and 0 would skip the kubelet's own clean-up."""


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
