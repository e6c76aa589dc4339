"""What a finalizer waits for, and what a person can do about one that is never taken off."""

from __future__ import annotations

from collections.abc import Sequence

LOAD_BALANCER = ("service.kubernetes.io/load-balancer-cleanup", "networking.gke.io/", "gke.networking.io/")
"""Of the cloud provider's service controller and of GKE's own: their load balancers cost money."""
GARBAGE_COLLECTOR = ("foregroundDeletion", "orphan")
NAMESPACE_CONTROLLER = "kubernetes"
CLAIM_IN_USE = "kubernetes.io/pvc-protection"


def remedy(namespace: str, kind: str, name: str, finalizers: Sequence[str]) -> str:
    """Return in one line what to do about an object that waits for `finalizers`; nothing to do is empty."""
    if not finalizers:
        return ""
    first = finalizers[0]
    if first.startswith(LOAD_BALANCER):
        return (
            "the cloud has not released its load balancer, "
            f"`kubectl describe {kind} {name} -n {namespace}` says why; "
            "taken off by hand, the finalizer leaves a load balancer that is paid for"
        )
    if first in GARBAGE_COLLECTOR:
        return "the cluster's garbage collector takes it off: look at kube-controller-manager"
    if first == CLAIM_IN_USE:
        return "a pod still uses it"
    if kind == "namespace" and first == NAMESPACE_CONTROLLER:
        return "the cluster's namespace controller takes it off: look at kube-controller-manager"
    where = "" if kind == "namespace" else f" -n {namespace}"
    return (
        "whoever set it takes it off; where that is gone for good: "
        f'kubectl patch {kind} {name}{where} --type=merge -p \'{{"metadata":{{"finalizers":null}}}}\''
    )
