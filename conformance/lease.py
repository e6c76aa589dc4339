"""A Lease in every namespace of a run, renewed while the run lives, so that a sweep can tell dead from slow.

The renewing thread sleeps on an event of its own: it paces writes and waits for nothing of the cluster.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.deploy.namespace import NAMESPACES
from conformance.errors import ConformanceError
from conformance.manifests import on_site
from conformance.site import NOTHING, SiteOverlay
from conformance.stack import RUN_LABEL

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LEASES = "/apis/coordination.k8s.io/v1"
NAME = "keystone-conformance-run"
RENEWED_EVERY = 10.0
"""Seconds: a tenth of the lease, so that a laptop's nap or an API server's restart kills no run."""
LASTS = 100
"""Seconds without renewal after which a run counts as dead."""


class RunLease:
    """Holds a Lease in each namespace of one run and renews them all from one daemon thread."""

    def __init__(self, api: ApiClient, run_id: str, site: SiteOverlay = NOTHING) -> None:
        """Hold nothing yet; each Lease will be as the `site` asks."""
        self._api = api
        self._run_id = run_id
        self._site = site
        self._held: set[str] = set()
        self._changing = threading.Lock()
        self._released = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, namespace: str) -> None:
        """Make the Lease in `namespace` and keep renewing it; EnvironmentFault where it cannot be made."""
        path = f"{LEASES}/namespaces/{namespace}/leases"
        metadata = {"name": NAME, "labels": {RUN_LABEL: self._run_id}}
        spec = {"holderIdentity": self._run_id, "leaseDurationSeconds": LASTS, "renewTime": _now()}
        body = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
        request(self._api, "POST", path, body=on_site(body, self._site))
        with self._changing:
            self._held.add(namespace)
            if self._thread is None and not self._released.is_set():
                self._thread = threading.Thread(target=self._renew_for_ever, name="run lease", daemon=True)
                self._thread.start()

    def release(self) -> None:
        """Renew no more; the Leases go with their namespaces."""
        self._released.set()

    def renew(self) -> None:
        """Renew every Lease once; one that is gone is let go, one that cannot be asked is tried next time."""
        with self._changing:
            held = sorted(self._held)
        for namespace in held:
            path = f"{LEASES}/namespaces/{namespace}/leases/{NAME}"
            try:
                found = request(self._api, "GET", path).content
                found["spec"]["renewTime"] = _now()
                request(self._api, "PUT", path, body=found)
            except RequestRefused as refused:
                if refused.status == 404:
                    with self._changing:
                        self._held.discard(namespace)
            except ConformanceError:
                continue

    def _renew_for_ever(self) -> None:
        while not self._released.wait(RENEWED_EVERY):
            self.renew()


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True)
class DeadRun:
    """A run that renews nothing any more, and what it left."""

    run_id: str
    namespaces: tuple[str, ...]
    last_alive: datetime


def dead_runs(api: ApiClient, now: datetime) -> list[DeadRun]:
    """Return the runs whose namespaces are on the cluster and whose Leases have run out at `now` (UTC).

    Raises EnvironmentFault where the API server cannot be asked.
    """
    query = [("labelSelector", RUN_LABEL)]
    namespaces = request(api, "GET", NAMESPACES, query=query).content["items"]
    leases = request(api, "GET", f"{LEASES}/leases", query=query).content["items"]
    return tell_dead(namespaces, leases, now)


def tell_dead(
    namespaces: list[dict[str, Any]], leases: list[Mapping[str, Any]], now: datetime
) -> list[DeadRun]:
    """Return the dead among the runs that `namespaces` and `leases` belong to; pure.

    A run lives while any of its Leases does. A namespace counts from its creation: between that and the first
    Lease lie milliseconds, and a run killed there must not stay for ever.
    """
    of_run: dict[str, list[str]] = defaultdict(list)
    alive: dict[str, datetime] = {}

    def seen(run_id: str, when: str) -> None:
        time = datetime.fromisoformat(when)
        alive[run_id] = max(time, alive.get(run_id, time))

    for namespace in namespaces:
        run_id = namespace["metadata"]["labels"][RUN_LABEL]
        of_run[run_id].append(namespace["metadata"]["name"])
        seen(run_id, namespace["metadata"]["creationTimestamp"])
    for lease in leases:
        seen(lease["metadata"]["labels"][RUN_LABEL], lease["spec"]["renewTime"])
    return [
        DeadRun(run_id, tuple(sorted(names)), alive[run_id])
        for run_id, names in sorted(of_run.items())
        if now - alive[run_id] > timedelta(seconds=LASTS)
    ]
