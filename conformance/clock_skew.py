"""Measures how far this machine's clock is from the cluster's clocks: those of API server and nodes.

The one place that holds this machine's clock against another: verdicts rest on the cluster's own times, and
on monotonic seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conformance.api_requests import request
from conformance.cluster_time import ClusterClock
from conformance.errors import ClusterUnreachable, ConformanceError, EnvironmentFault
from conformance.inside import run_inside_once
from conformance.observed import PodView
from conformance.skew_record import SkewRecord

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

SAMPLES = 5
"""Answers of the API server; the narrowest that all of them leave counts."""
DATE_S = 1.0
"""Seconds: an HTTP date is cut to whole ones (RFC 9110, 5.6.7)."""
PODS_S = 5.0
"""Seconds that the looks into all pods may take: nothing hangs on them, and the run's end waits."""
NODES = 8
"""Nodes that are looked at: pods of one node share its clock."""
WallClock = Callable[[], float]
"""Returns seconds since 1970."""


def wall_clock() -> float:
    """Return what this machine's wall clock says, in seconds since 1970."""
    return time.time()


@dataclass(frozen=True)
class Sample:
    """One answer: between `sent` and `received` of our clock the other one stood at `earliest` to `latest`.

    All in seconds since 1970.
    """

    sent: float
    received: float
    earliest: float
    latest: float


def skew_of(whose: str, samples: Iterable[Sample]) -> SkewRecord:
    """Return what `samples`, at least one, leave open together; pure.

    Where no skew fits all of them, a clock was set meanwhile: then the narrowest sample counts.
    """
    bounds = [(each.sent - each.latest, each.received - each.earliest) for each in samples]
    low, high = max(low for low, _ in bounds), min(high for _, high in bounds)
    if low > high:
        low, high = min(bounds, key=lambda bound: bound[1] - bound[0])
    return SkewRecord(whose, round((low + high) / 2, 3), round((high - low) / 2, 3))


def read_clock(api: ApiClient, now: WallClock = wall_clock) -> tuple[list[SkewRecord], ClusterClock | None]:
    """Return the skew against the API server's clock, and that clock; nothing where its answers bear no date.

    Raises as `request` does.
    """
    samples, clock = [], None
    for _ in range(SAMPLES):
        sent = now()
        date = request(api, "GET", "/version").date
        received = now()
        if date is not None:
            samples.append(Sample(sent, received, date.timestamp(), date.timestamp() + DATE_S))
            clock = clock or ClusterClock(date)
    return [skew_of("the API server", samples)] if samples else [], clock


def skew_of_pods(
    api: ApiClient, namespace: str, pods: Sequence[PodView], container: str, now: WallClock = wall_clock
) -> list[SkewRecord]:
    """Return the skew against the clock of each node that one of `pods` runs on, asked in that pod.

    What a pod does not tell is left out, and where a cluster does not answer no other pod is asked: an image
    without `date` is no fault of its clock.
    """
    of_nodes = {pod.node: pod for pod in pods}
    found: list[SkewRecord] = []
    end = time.monotonic() + PODS_S
    for pod in list(of_nodes.values())[:NODES]:
        if (left := end - time.monotonic()) <= 0:
            break
        try:
            found.append(_skew_of_pod(api, namespace, pod.name, container, left, now))
        except ClusterUnreachable:
            break
        except ConformanceError:
            continue
    return found


def _skew_of_pod(
    api: ApiClient, namespace: str, pod: str, container: str, timeout: float, now: WallClock
) -> SkewRecord:
    sent = now()
    output = run_inside_once(api, namespace, pod, container, ["date", "+%s.%N"], timeout)
    received = now()
    try:
        said = float(output.stdout)
    except ValueError:
        raise EnvironmentFault(f"`date` in pod {pod} says {output.stdout!r}") from None
    return skew_of(f"pod {pod}", [Sample(sent, received, said, said)])
