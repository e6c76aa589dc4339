"""When a node's kubelet was heard of last: by the lease that it renews."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.api_requests import request
from conformance.errors import EnvironmentFault
from conformance.observed.metadata import time_of

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LEASE = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/{node}"
ASKED_WITHIN_S = 3.0


@dataclass(frozen=True)
class Heartbeat:
    """How long ago a kubelet renewed its lease, and how long that lasts; seconds."""

    silent_s: float
    lasts_s: float

    @property
    def is_missed(self) -> bool:
        """Whether a renewal is overdue: a kubelet renews at every quarter of its lease (pkg/kubelet,
        nodeLeaseRenewIntervalFraction), so that half of it means one that did not come.
        """
        return self.silent_s > self.lasts_s / 2


def heartbeat_of(api: ApiClient, node: str) -> Heartbeat | None:
    """Return the heartbeat of the kubelet of `node` by the API server's clock.

    None where the right to read its lease is missing, where there is none, or where nothing answers.
    """
    try:
        reply = request(api, "GET", LEASE.format(node=node), timeout=ASKED_WITHIN_S)
    except EnvironmentFault:
        return None
    spec = reply.content.get("spec") or {}
    renewed, lasts = time_of(spec.get("renewTime")), spec.get("leaseDurationSeconds")
    if renewed is None or not lasts or reply.date is None:
        return None
    return Heartbeat(max(0.0, (reply.date - renewed).total_seconds()), float(lasts))
