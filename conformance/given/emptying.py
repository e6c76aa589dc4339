"""Asks for the deletion of what a run made in a namespace that is given, by its marks, and of its Lease."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.deploy.objects import PLACES
from conformance.errors import ConformanceError
from conformance.given.marks import selector_of
from conformance.lease import LEASES, NAME
from conformance.stack import RUN_LABEL
from conformance.teardown import POD_GRACE

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

OPTIONS: dict[str, dict[str, Any]] = {
    # as in a namespace of the run's own (conformance.teardown): its pods are deleted by us, with their grace
    "ReplicationController": {"propagationPolicy": "Orphan"},
    "Pod": {"gracePeriodSeconds": POD_GRACE},
}
ELSE = {"propagationPolicy": "Background"}


def request_emptying(
    api: ApiClient, namespace: str, run_id: str, kinds: Sequence[str], timeout: float = 2.0
) -> list[str]:
    """Ask for the deletion of everything of the run in `namespace`, kind by kind; return what could not be.

    `timeout` is for each request, in seconds. Nothing is awaited, and nothing without the run's marks is hit.
    """
    failed = []
    query = [("labelSelector", selector_of(run_id))]
    for kind in kinds:
        path = PLACES[kind].format(namespace)
        try:
            request(api, "DELETE", path, query=query, body=OPTIONS.get(kind, ELSE), timeout=timeout)
        except ConformanceError as error:
            failed.append(f"namespace {namespace}: {kind}s of run {run_id}: {error.message}")
    return failed


def delete_lease(api: ApiClient, namespace: str, run_id: str) -> None:
    """Take the run's Lease away; one of another run stays.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    path = f"{LEASES}/namespaces/{namespace}/leases/{NAME}"
    try:
        metadata = request(api, "GET", path).content["metadata"]
    except RequestRefused as refused:
        if refused.status == 404:
            return
        raise
    if (metadata.get("labels") or {}).get(RUN_LABEL) == run_id:
        # its own renewal may come in between, another run's Lease may not be hit
        with suppress(RequestRefused):
            request(api, "DELETE", path, body={"preconditions": {"uid": metadata["uid"]}})
