"""How long each event may take: one named bound an event, with its reason, overridable at this one point.

Two columns: kubebox, held to what docs/endurance.md measured, and any other cluster, where images come
over a network and a cloud makes the load balancer. `--patience EVENT=SECONDS` overrides either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Bound:
    """One event's patience, in seconds."""

    kubebox: float
    elsewhere: float
    why: str
    products_own: str = ""
    """Where the product itself may take so long, however quick it was when measured: what says so.

    Empty for all others: tests/test_patience_figures.py holds them to what was measured.
    """


GRACE = "terminationGracePeriodSeconds, 30 s by default (kubernetes, pkg/apis/core/v1/defaults.go)"
BACK_OFF = "the kubelet's back-off of 10 s, doubled each time (kubernetes.io, Pod Lifecycle)"
MONITOR = "--node-monitor-grace-period, 50 s by default and 8 s on kubebox (docs/nodes.md)"
TOLERATED = "tolerationSeconds, 300 s by default and 10 s on kubebox (docs/nodes.md)"
BOOT = "the boot of the machine itself, which no run of one node waits for"
SYNC = "the kubelet's syncFrequency, 1 min by default (kubelet configuration v1beta1)"
CACHE = "C, 5 s in our image (docs/image-contract.md, KEYSTONE_CACHE_SECONDS)"

BOUNDS: Mapping[str, Bound] = MappingProxyType(
    {
        "api-answers": Bound(
            10, 30, "a restarted API server serves again within seconds; regional control planes roll"
        ),
        "account-ready": Bound(
            10, 30, "the controller manager makes a namespace's default service account at once"
        ),
        "pod-running": Bound(
            10, 360, "scheduled, pulled and started: some 300 MB, over the internet at 1 MB/s, then seconds"
        ),
        "controller-ready": Bound(
            10, 420, "three such pods at once on one node; none is ready before its last container"
        ),
        # The autoscaler gives a node up after 15 min by default (its --max-node-provision-time), on GKE too;
        # one that comes is there within 2 to 5 min as a rule. kubebox has no autoscaler.
        "node-added": Bound(
            10, 600, "an autoscaler that has said TriggeredScaleUp orders a machine, which boots and joins"
        ),
        "pod-made": Bound(
            10, 30, "a controller follows its pods by a watch, the garbage collector their owners"
        ),
        "pod-replaced": Bound(
            40,
            360,
            "the replacement is made within a second, may need a pull on another node; the old one ends",
            products_own=GRACE,
        ),
        "node-lost": Bound(
            40,
            120,
            "a node is NotReady once its kubelet has been silent for the node monitor's grace",
            products_own=MONITOR,
        ),
        "node-replaced": Bound(
            60,
            420,
            "its pods are evicted once they have tolerated that, and started elsewhere",
            products_own=TOLERATED,
        ),
        "node-back": Bound(
            60, 900, "a machine boots, its kubelet joins and ends what is left there", products_own=BOOT
        ),
        "pod-gone": Bound(
            45, 90, "30 s of grace by default, then the kubelet's clean-up", products_own=GRACE
        ),
        "container-restarted": Bound(
            15, 90, "it stops as gracefully as it likes; the kubelet starts it again at once the first time"
        ),
        "scaled": Bound(
            60,
            420,
            "new pods as at the first start; those too many end within their grace",
            products_own=GRACE,
        ),
        "endpoint-listed": Bound(10, 60, "the endpoint controller batches changes for less than a second"),
        "service-cluster-ip": Bound(10, 30, "given when the service is made, by the API server itself"),
        # GKE: 30 to 90 s as a rule; its documentation asks for up to 10 minutes. The upstream e2e suite
        # waits 15 min.
        "service-address": Bound(10, 600, "the cloud makes forwarding rules and health checks"),
        "service-address-gone": Bound(
            10, 600, "the cloud takes them down again; its finalizer holds the service"
        ),
        "database-answers": Bound(
            10, 120, "the database pod is Running before its server listens; first boot makes its users"
        ),
        "keystone-answers": Bound(
            20, 180, "first boot: MariaDB, the schema, bootstrap, and then the WSGI server"
        ),
        # behind a cloud's load balancer nodes join one by one, after their health checks
        "keystone-answers-steadily": Bound(
            10, 300, "each replica, and each node of the load balancer, in turn"
        ),
        "catalog-spread": Bound(
            20,
            660,
            "each replica's cache must expire: 5 s in our image, 600 s by oslo.cache's default",
            products_own=CACHE,
        ),
        "container-ended": Bound(
            12, 360, "a container that refuses to start: pulled, started, and ended within a second or two"
        ),
        "crash-loop": Bound(
            30,
            400,
            "ended, restarted at once, ended again; a replica seen late is seen a back-off later",
            products_own=BACK_OFF,
        ),
        "healed-in-place": Bound(
            60,
            420,
            "the kubelet backs off 10 s, then 20 s, before it restarts; then a start",
            products_own=BACK_OFF,
        ),
        "memcached-answers": Bound(10, 30, "its container runs some milliseconds before memcached listens"),
        "keys-spread": Bound(
            90,
            150,
            "a Secret that is mounted changes when the kubelet looks at the pod again",
            products_own=SYNC,
        ),
        "refused": Bound(
            45,
            1300,
            "the caches' own time, C twice: 5 s in our image, 600 s by oslo.cache's default",
            products_own=CACHE,
        ),
        "log-line": Bound(10, 30, "the runtime and the kubelet hand on what a container wrote"),
        "token": Bound(25, 60, "the database must be wired, not only the API up"),
        # alone on two cores it took 0.5 s (token_1); a hundred at once: conformance/logins.py
        "sign-in": Bound(
            10,
            60,
            "a password is hashed on a machine that others share; what is asked with the token is quick",
        ),
        "answer": Bound(
            10, 30, "an answer is promised and no time for it; a client gives up after half a minute"
        ),
        "exec": Bound(10, 30, "one command through the API server and the kubelet"),
        # wiring_4, which asks it, took 2.6 s on two cores
        "schema-check": Bound(
            10, 120, "keystone-manage loads all of Keystone, on a cpu that it shares with the replicas"
        ),
        "namespace-gone": Bound(
            60, 900, "as long as its pods' grace and its services' load balancers", products_own=GRACE
        ),
        "whole-again": Bound(10, 600, "a disturbed stack, before it is handed on: as its first start"),
        "probe-interval": Bound(
            0.1, 0.5, "short against the boundaries measured, long against a request's own time"
        ),
        "probe-interval-late": Bound(
            0.1,
            0.5,
            "the same after 3 s in vain; longer where many wait on one machine, and probes cost them cpu",
        ),
    }
)

PAUSES = ("probe-interval", "probe-interval-late")
"""Stand in the table and are no bounds: seconds between two looks at what cannot be watched."""
STARTS_PODS = frozenset(
    (
        "pod-running",
        "controller-ready",
        "pod-replaced",
        "scaled",
        "container-ended",
        "crash-loop",
        "whole-again",
        "database-answers",
        "keystone-answers",
    )
)
"""Events for which a pod must find a node: while an autoscaler adds one, `node-added` counts, not these."""
