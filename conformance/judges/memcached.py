"""Pure judges of the replicas' memcacheds, by what each has counted."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.memcached import MemcachedState


def was_used(
    before: Mapping[str, MemcachedState], after: Mapping[str, MemcachedState], pod: str
) -> list[str]:
    """Judge that the memcached in `pod` was asked for or given something in between."""
    more = after[pod].requests - before[pod].requests
    return [] if more > 0 else [f"Keystone in pod {pod} does not use the memcached of its pod"]


def were_left_alone(
    before: Mapping[str, MemcachedState], after: Mapping[str, MemcachedState], pod: str
) -> list[str]:
    """Judge that no memcached but that in `pod` was asked for or given anything in between."""
    return [
        f"Keystone in pod {pod} uses the memcached of pod {other} ({more} requests)"
        for other in after
        if other != pod and (more := after[other].requests - before[other].requests)
    ]
