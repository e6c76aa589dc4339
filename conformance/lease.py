"""A Lease in every namespace of a run, renewed while the run lives, so that a sweep can tell dead from slow.

Its times are the API server's own: the clock of the machine that runs the suite may be wrong. The renewing
thread sleeps on an event of its own: it paces writes and waits for nothing of the cluster.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from conformance.api_requests import RequestRefused, request
from conformance.cluster_time import ClusterClock
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
GIVEN_UP_WITHIN = 2.0
"""Seconds that a run takes at its end to give up its Leases: whoever cannot is told by their age."""


class RunLease:
    """Holds a Lease in each namespace of one run and renews them all from one daemon thread."""

    def __init__(self, api: ApiClient, run_id: str, site: SiteOverlay = NOTHING) -> None:
        """Hold nothing yet; each Lease will be as the `site` asks."""
        self._api = api
        self.run_id = run_id
        self._site = site
        self._held: set[str] = set()
        self._clock: ClusterClock | None = None
        self._changing = threading.Lock()
        self._released = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, namespace: str) -> None:
        """Make the Lease in `namespace` and keep renewing it; EnvironmentFault where it cannot be made.

        One that is held already is held on. It counts from its creation until it is renewed first.
        """
        with self._changing:
            if namespace in self._held:
                return
        path = f"{LEASES}/namespaces/{namespace}/leases"
        metadata = {"name": NAME, "labels": {RUN_LABEL: self.run_id}}
        spec = {"holderIdentity": self.run_id, "leaseDurationSeconds": LASTS}
        body = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": metadata, "spec": spec}
        made = request(self._api, "POST", path, body=on_site(body, self._site)).content
        created = made.get("metadata", {}).get("creationTimestamp")
        self.keep(namespace, ClusterClock(datetime.fromisoformat(created)) if created else None)

    def keep(self, namespace: str, clock: ClusterClock | None) -> None:
        """Keep renewing the Lease that is in `namespace`; `clock` was set when it was made."""
        self._clock = clock or self._clock
        with self._changing:
            self._held.add(namespace)
            if self._thread is None and not self._released.is_set():
                self._thread = threading.Thread(target=self._renew_for_ever, name="run lease", daemon=True)
                self._thread.start()

    def release(self) -> None:
        """Renew no more; the Leases go with their namespaces."""
        self._released.set()

    def give_up(self, within: float = GIVEN_UP_WITHIN) -> None:
        """Renew no more, and say so in the Leases that are there: what the run leaves may be swept at once.

        Returns after `within` seconds at the latest; what could not be said by then is told by age.
        """
        self.release()
        giving_up = threading.Thread(target=self._change_all, args=({"holderIdentity": ""},), daemon=True)
        giving_up.start()
        giving_up.join(within)

    def renew(self) -> None:
        """Renew every Lease once; one that is gone is let go, one that cannot be asked is tried next time."""
        self._change_all({})

    def _change_all(self, changes: dict[str, Any]) -> None:
        with self._changing:
            held = sorted(self._held)
        for namespace in held:
            path = f"{LEASES}/namespaces/{namespace}/leases/{NAME}"
            try:
                found = request(self._api, "GET", path)
                found.content["spec"].update({**self._renewed(found.date), **changes})
                request(self._api, "PUT", path, body=found.content)
            except RequestRefused as refused:
                if refused.status == 404:
                    with self._changing:
                        self._held.discard(namespace)
            # Whatever an answer is like: where this thread died, a sweep would take a run that lives.
            except Exception:
                continue

    def _renewed(self, now: datetime | None) -> dict[str, str]:
        """Return the server's time as a Lease has it, by the Lease's creation where the answer has no date.

        Never this machine's: a clock ten minutes behind would have a run that lives swept away.
        """
        if now is None and self._clock is not None:
            now = self._clock.now()
        return {} if now is None else {"renewTime": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}

    def _renew_for_ever(self) -> None:
        while not self._released.wait(RENEWED_EVERY):
            self.renew()
