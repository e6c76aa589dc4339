"""Pure judges of how requests are spread over the replicas."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from conformance.observed import ServiceView


def every_replica_answers(seen: Mapping[str, Collection[int]], service: ServiceView) -> list[str]:
    """Judge that each replica, by name, has answered some of the requests that went to `service`."""
    total = sum(len(numbers) for numbers in seen.values())
    why = "endpoint not listed"
    if service.session_affinity:
        why = f"one replica a client: service {service.name} has sessionAffinity {service.session_affinity}"
    return [f"{why}: pod {pod} got none of {total} requests" for pod, numbers in seen.items() if not numbers]


def answered_once(seen: Mapping[str, Collection[int]]) -> list[str]:
    """Judge that no request was answered by two replicas."""
    twice = {
        number
        for pod, numbers in seen.items()
        for number in numbers
        if any(number in others for name, others in seen.items() if name != pod)
    }
    return [f"{len(twice)} requests were answered by two replicas each"] if twice else []
