"""What runs left in one namespace that they were given: found by their marks, taken away, proven gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from conformance.api_requests import request
from conformance.given.emptying import delete_lease, request_emptying
from conformance.given.marks import EVERY_KIND
from conformance.given.remaining import objects_of, what_remains_of
from conformance.lease import LEASES, NAME
from conformance.stack import MANAGED_BY, MANAGED_LABEL, RUN_LABEL
from conformance.sweep.awaiting_end import await_end
from conformance.sweep.lease_told import alive_until, last_renewed
from conformance.sweep.marks import NAMESPACE, RUN_ID
from conformance.sweep.runs import FoundRun
from conformance.wait import Waiter

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

MARKED = f"{RUN_LABEL},{MANAGED_LABEL}={MANAGED_BY}"


def given_elsewhere(api: ApiClient) -> list[tuple[str, str]]:
    """Return each run whose Lease lies in a namespace that no run made, with that namespace; sorted.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    leases = request(api, "GET", f"{LEASES}/leases", query=[("labelSelector", MARKED)]).content["items"]
    places = ((_run_of(each), each["metadata"]["namespace"], each["metadata"]["name"]) for each in leases)
    return sorted(
        (run, place) for run, place, name in places if name == NAME and not NAMESPACE.fullmatch(place)
    )


def find_runs_in(api: ApiClient, namespace: str) -> tuple[list[FoundRun], dict[str, tuple[str, ...]]]:
    """Return every run that has something in `namespace`, the oldest first, and of which kinds that is.

    Raises EnvironmentFault where the API server cannot be asked.
    """
    path = f"{LEASES}/namespaces/{namespace}/leases"
    leases = request(api, "GET", path, query=[("labelSelector", MARKED)]).content["items"]
    by_kind = {kind: objects_of(api, namespace, kind, MARKED) for kind in EVERY_KIND}
    runs = tell_runs_in(namespace, (item for items in by_kind.values() for item in items), leases)
    kinds: defaultdict[str, list[str]] = defaultdict(list)
    for kind, items in by_kind.items():
        for run_id in {_run_of(item) for item in items}:
            kinds[run_id].append(kind)
    return runs, {run.run_id: tuple(kinds[run.run_id]) for run in runs}


def tell_runs_in(
    namespace: str, objects: Iterable[Mapping[str, Any]], leases: Iterable[Mapping[str, Any]]
) -> list[FoundRun]:
    """Return the runs that marked `objects` and `leases` belong to, by name and so by age; pure.

    A run holds its Lease from before its first object until after its last: one without is dead.
    """
    signs: defaultdict[str, list[datetime]] = defaultdict(list)
    until: dict[str, datetime | None] = {}
    for item in objects:
        signs[_run_of(item)].append(datetime.fromisoformat(item["metadata"]["creationTimestamp"]))
    for lease in leases:
        if lease["metadata"]["name"] == NAME:
            signs[_run_of(lease)].append(last_renewed(lease))
            until[_run_of(lease)] = alive_until(lease, _run_of(lease))
    return [
        FoundRun(run_id, (namespace,), max(seen), until.get(run_id), kept=False)
        for run_id, seen in sorted(signs.items())
        if RUN_ID.fullmatch(run_id)
    ]


def _run_of(item: Mapping[str, Any]) -> str:
    return str(item["metadata"]["labels"][RUN_LABEL])


def take_away_in(
    api: ApiClient,
    namespace: str,
    dead: Mapping[str, Sequence[str]],
    waiter: Waiter,
    say: Callable[[str], object],
) -> list[str]:
    """Delete what the runs of `dead` have in `namespace`, by run the kinds; return a line for what remains.

    Every deletion is asked for before the first is waited for; a run's Lease goes when all else of it has.
    `say` is told of each. Raises EnvironmentFault where the API server says nothing any more.
    """
    for run_id, kinds in dead.items():
        failed = "; ".join(request_emptying(api, namespace, run_id, kinds))
        say(f"{run_id}: not all deletions are asked for: {failed}" if failed else f"{run_id}: asked to go")

    await_end(
        lambda: [one for run in dead for one in what_remains_of(api, namespace, [run], EVERY_KIND)],
        f"what is in {namespace}",
        waiter,
        say,
    )
    left = {run: what_remains_of(api, namespace, [run], EVERY_KIND) for run in dead}
    for run_id, remaining in left.items():
        if not remaining:
            delete_lease(api, namespace, run_id)
    return [each.with_remedy() for remaining in left.values() for each in remaining]
