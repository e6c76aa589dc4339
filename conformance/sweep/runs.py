"""The runs that have namespaces on a cluster, and until when each counts as alive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.deploy.namespace import NAMESPACES
from conformance.lease import LASTS, LEASES, NAME
from conformance.stack import KEPT_LABEL, RUN_LABEL
from conformance.sweep.lease_told import alive_until, last_renewed
from conformance.sweep.marks import run_of

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

Objects = Iterable[Mapping[str, Any]]


@dataclass(frozen=True)
class FoundRun:
    """One run and what it has on the cluster; all times are the API server's."""

    run_id: str
    namespaces: tuple[str, ...]
    last_sign: datetime
    """The newest of what it did: made or deleted a namespace, made or renewed a Lease."""
    alive_until: datetime | None
    """From then on it counts as dead; None where it has given up, or its end is asked for already."""
    kept: bool
    """Whether it was to leave its namespaces (`--keep`)."""

    def is_alive(self, now: datetime) -> bool:
        """Return whether the run still counts as alive at `now`."""
        return self.alive_until is not None and now < self.alive_until


def find_runs(api: ApiClient) -> list[FoundRun]:
    """Return every run that has namespaces on the cluster, the oldest first.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    query = [("labelSelector", RUN_LABEL)]
    namespaces = request(api, "GET", NAMESPACES, query=query).content["items"]
    leases = request(api, "GET", f"{LEASES}/leases", query=query).content["items"]
    return tell_runs(namespaces, leases)


def tell_runs(namespaces: Objects, leases: Objects) -> list[FoundRun]:
    """Return the runs that `namespaces` and `leases` belong to, by name and so by age; pure.

    A run lives while any of its Leases does, and until a namespace that has none is as old as a Lease gets:
    between the two lie milliseconds, and a run killed there must not stay for ever. A namespace whose
    deletion has been asked for keeps nothing alive by its age.
    """
    of_run: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for namespace in namespaces:
        if run_id := run_of(namespace):
            of_run[run_id].append(namespace)
    lease_in = {each["metadata"]["namespace"]: each for each in leases if each["metadata"]["name"] == NAME}
    return [_told(run_id, found, lease_in) for run_id, found in sorted(of_run.items())]


def _told(
    run_id: str, namespaces: list[Mapping[str, Any]], lease_in: Mapping[str, Mapping[str, Any]]
) -> FoundRun:
    signs: list[datetime] = []
    ends: list[datetime] = []
    for namespace in namespaces:
        metadata = namespace["metadata"]
        made, going = _time(metadata["creationTimestamp"]), metadata.get("deletionTimestamp")
        signs += [made, *([_time(going)] if going else [])]
        lease = lease_in.get(metadata["name"])
        if lease is not None:
            signs.append(last_renewed(lease))
            ends += [until] if (until := alive_until(lease, run_id)) else []
        elif not going:
            ends.append(made + timedelta(seconds=LASTS))
    return FoundRun(
        run_id,
        tuple(sorted(namespace["metadata"]["name"] for namespace in namespaces)),
        max(signs),
        max(ends, default=None),
        any((namespace["metadata"].get("labels") or {}).get(KEPT_LABEL) for namespace in namespaces),
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
