"""Who has a namespace that is given: one run at a time, the one that holds the Lease there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.cluster_time import cluster_time
from conformance.errors import EnvironmentFault
from conformance.given.emptying import delete_lease
from conformance.given.marks import EVERY_KIND
from conformance.given.remaining import what_remains_of
from conformance.lease import LEASES, NAME, RunLease
from conformance.report.phrases import count
from conformance.stack import RUN_LABEL
from conformance.sweep.lease_told import alive_until

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

TAKEN = 409


def claim(api: ApiClient, lease: RunLease, namespace: str, sweep: str) -> None:
    """Hold the run's Lease in `namespace`; that of a dead run which left nothing gives way.

    One of this run's own is held on: the answer to its creation was lost. Raises EnvironmentFault where a
    live run has it, or where a dead one left something of any kind that we may list, which the command
    `sweep` takes away.
    """
    try:
        lease.hold(namespace)
    except RequestRefused as refused:
        if refused.status != TAKEN:
            raise
        found = request(api, "GET", f"{LEASES}/namespaces/{namespace}/leases/{NAME}").content
        holder = (found["metadata"].get("labels") or {}).get(RUN_LABEL, "")
        if holder == lease.run_id:
            lease.keep(namespace, None)
            return
        _take_over(api, namespace, found, holder, sweep)
        lease.hold(namespace)


def _take_over(api: ApiClient, namespace: str, found: Mapping[str, Any], other: str, sweep: str) -> None:
    until = alive_until(found, other)
    if until is not None and cluster_time(api) < until:
        raise EnvironmentFault(
            f"namespace {namespace} is in use by run {other}, which is alive",
            f"wait for its end; without another sign of life it counts as dead from {until:%H:%M:%S} UTC",
        )
    if left := what_remains_of(api, namespace, [other], EVERY_KIND):
        raise EnvironmentFault(
            f"namespace {namespace} has {count(len(left), 'thing')} that run {other} left: {left[0]}", sweep
        )
    delete_lease(api, namespace, other)
