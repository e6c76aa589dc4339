"""A container that is ended once more where it was away too shortly for what is asked meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sized
from dataclasses import replace

from conformance.disturbance import Disturbance
from conformance.observed import PodView

End = Callable[[PodView, str], tuple[Disturbance, PodView]]
"""Ends the container in a pod and awaits its restart, by the event that bounds it; finds the pod then."""


def ended_until_asked(end: End, pod: PodView, asked: Sized, least: int) -> Disturbance:
    """End a container, and once more where fewer than `least` were asked until it ran again.

    `asked` grows meanwhile. The kubelet starts a container again at once the first time, and backs off ten
    seconds the second time (https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/, "restart
    policy"): no machine is too busy for that. Returns the pod that was hit as it was before it last ended,
    and all others as they were before the first. Raises as `end` does.
    """
    first, again = end(pod, "container-restarted")
    if len(asked) >= least:
        return first
    last, _ = end(again, "healed-in-place")
    return replace(first, hit=last.hit)
