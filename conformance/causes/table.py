"""The one table that says which cause is whose fault, and whether it can pass by itself.

*Broken*: the product, its manifests or its images are wrong. *Unknown*: the environment failed before the
promise could be judged. A cause that cannot pass ends a wait at once; one that can is waited for as long as
patience lasts. `conformance.causes.texts` reads the texts that lead to a cause.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.errors import InternalError
from conformance.verdict import Verdict


@dataclass(frozen=True)
class Cause:
    """One row: whose fault it is, whether it can pass by itself, and how to say it."""

    identifier: str
    verdict: Verdict
    passes: bool
    """Whether it can pass without anybody's doing."""
    words: str
    """Short, for the first line of a failure."""
    remedy: str = ""


def _broken(identifier: str, words: str, *, passes: bool = False) -> Cause:
    return Cause(identifier, Verdict.BROKEN, passes, words)


def _unknown(identifier: str, words: str, remedy: str, *, passes: bool) -> Cause:
    return Cause(identifier, Verdict.UNKNOWN, passes, words, remedy)


_ROWS = (
    # --- the image
    # -------------------------------------------------------------------------------------------
    _broken("image-not-found", "image not found"),
    _broken("image-name-invalid", "image name invalid"),
    # pullPolicy Never (or a policy the node keeps) and no such image on the node: the manifest asked for it
    _broken("image-never-pulled", "image not on the node and never pulled"),
    _unknown(
        "pull-refused",
        "image pull refused",
        "give the cluster credentials for the registry (--image-pull-secret)",
        passes=False,
    ),
    _unknown(
        "pull-throttled",
        "image pull throttled",
        "wait, or pull from a registry without that limit",
        passes=True,
    ),
    _unknown("pull-registry-error", "the registry failed", "look at the registry's own state", passes=True),
    _unknown(
        "pull-unreachable",
        "the registry did not answer",
        "look at the nodes' way to the registry",
        passes=True,
    ),
    # a text that nobody has read yet must not blame the product
    _unknown("pull-failed", "image pull failed", "read the kubelet's message in the evidence", passes=True),
    # --- creation refused
    # ------------------------------------------------------------------------------------ the namespace is
    # the run's own, so nobody else will free the quota (its own terminating pods may: see conditions)
    _unknown("quota-exceeded", "quota exceeded", "raise the quota, or free what uses it", passes=False),
    # a webhook's no is its last word: it is a rule of the site, not of the product
    _unknown(
        "policy-refused",
        "refused by the site's policy",
        "run where the policy admits the stack",
        passes=False,
    ),
    _unknown(
        "pod-security-refused",
        "refused by PodSecurity",
        "label the namespace for the level needed",
        passes=False,
    ),
    _unknown(
        "webhook-failed", "an admission webhook failed", "look at the webhook's own service", passes=True
    ),
    # nothing of the product is there yet: the controller manager makes it
    _unknown(
        "account-missing",
        "nobody made the namespace's service account",
        "look at the controller manager",
        passes=True,
    ),
    _unknown("creation-failed", "pods could not be created", "read the controller's events", passes=True),
    # --- the node
    # -------------------------------------------------------------------------------------------- The stack
    # asks for little (half a CPU), so what is short is the cluster's room: an autoscaler or a neighbour
    # that leaves can cure it, the product's authors cannot.
    _unknown("unschedulable", "no room on any node", "free or add a node", passes=True),
    # A selector, an affinity, a host port or a claim that no node can satisfy is written in the manifest.
    _broken("unschedulable-by-manifest", "no node fits what the manifest asks", passes=True),
    _unknown("node-not-ready", "the node is not ready", "look at the node", passes=True),
    _unknown("node-disrupted", "the node was drained or is gone", "run on nodes that stay", passes=False),
    _unknown("node-exhausted", "the node is out of a resource", "look at the node", passes=True),
    _unknown(
        "no-process",
        "the node could start no process of the pod",
        "look at the node's limits of processes (pids)",
        passes=True,
    ),
    _unknown(
        "runtime-failed",
        "the node's runtime could not start the container",
        "look at the node's container runtime",
        passes=True,
    ),
    _unknown("sandbox-failed", "the node could not make the pod's sandbox", "look at the node", passes=True),
    _unknown(
        "volume-not-mounted", "a volume could not be mounted", "look at the storage provider", passes=True
    ),
    # --- the container
    # --------------------------------------------------------------------------------------- A Secret may
    # still be made by the same deployment a moment later: the wait's patience decides.
    _broken("configuration-missing", "a Secret, ConfigMap or key is missing", passes=True),
    _broken("command-wrong", "the container's command cannot be run"),
    _broken("container-not-created", "the container could not be created", passes=True),
    # A crash loop can heal: the blog's keystone exits until the database's service is there, then starts.
    _broken("crash-loop", "keeps ending", passes=True),
    _broken("out-of-memory", "was killed for memory", passes=True),
    _broken("pod-finished", "the pod has finished and will not run again"),
    # --- the objects
    # -----------------------------------------------------------------------------------------
    _broken("controller-of-another-kind", "something else stands in the controller's place"),
    _broken("too-few-replicas", "the controller asks for too few replicas"),
    _broken("container-missing", "a pod has too few containers"),
    _broken("pods-disturbed", "pods were disturbed that nobody touched"),
    _broken("not-in-place", "a container was not restarted in its pod"),
    _broken("wrong-port", "the service has no such port"),
    # --- the load balancer
    # -----------------------------------------------------------------------------------
    _broken("service-not-load-balanced", "the service is not of type LoadBalancer"),
    # Nobody may take up such a class; a slow provider looks the same until patience is used up.
    _broken("load-balancer-class-unsupported", "no provider serves the load-balancer class", passes=True),
    _broken("load-balancer-invalid", "the provider calls the service invalid"),
    _unknown(
        "load-balancer-refused",
        "the provider refuses a load balancer",
        "look at its quota and rights",
        passes=True,
    ),
    _unknown(
        "load-balancer-absent",
        "no provider took the service up",
        "give the cluster a load balancer",
        passes=True,
    ),
    # --- the cluster
    # -----------------------------------------------------------------------------------------
    _unknown("cluster-unreachable", "the API server does not answer", "look at the cluster", passes=True),
    _unknown(
        "no-way-to-pod",
        "the cluster gave no way to the pod",
        "look at the API server and the pod's node",
        passes=True,
    ),
    _unknown(
        "credentials-refused",
        "the API server refuses the credentials",
        "sign in again, or ask for the rights",
        passes=False,
    ),
    # --- the suite's own machine
    # -----------------------------------------------------------------------------------------
    _unknown(
        "egress",
        "egress from this runner",
        "run where the address is reached from, or accept load_balancer as missing",
        passes=False,
    ),
    _unknown(
        "probe-late",
        "the probe could not keep its pace",
        "run on a machine with a core to spare",
        passes=True,
    ),
)

CAUSES: dict[str, Cause] = {row.identifier: row for row in _ROWS}


def cause(identifier: str) -> Cause:
    """Return the row of that name; InternalError where there is none: a judge wrote a name wrongly."""
    try:
        return CAUSES[identifier]
    except KeyError:
        raise InternalError(f"no such cause: {identifier}", "conformance/causes.py has the table") from None
