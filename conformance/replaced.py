"""Waits for what comes in the place of pods that were deleted."""

from __future__ import annotations

from conformance.conditions import pod_replaced
from conformance.disturbance import Disturbance
from conformance.live_stack import LiveStack
from conformance.observed import PodView
from conformance.stack import EXPECTED


def until_replaced(stack: LiveStack, disturbance: Disturbance) -> tuple[PodView, ...]:
    """Return the new pods once each that was hit is gone and has one in its place, ready."""
    condition = pod_replaced(
        stack.names.controller, disturbance.before, disturbance.uids, EXPECTED.containers_per_replica
    )
    return stack.until(condition, f"{disturbance.names} replaced", "pod-replaced")
