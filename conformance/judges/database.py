"""Pure judges of the database pod."""

from __future__ import annotations

from collections.abc import Mapping

from conformance.observed import PodView


def cpu_limited(pod: PodView, container: str, millicores: int) -> list[str]:
    """Judge that a container has a cpu limit of that many thousandths of a core."""
    limits = next((c.limits for c in pod.containers if c.name == container), {})
    seen = limits.get("cpu", "")
    return [] if _millicores(seen) == millicores else [f"the cpu limit of {container} is {seen or 'not set'}"]


def _millicores(quantity: str) -> int | None:
    digits = quantity.removesuffix("m")
    try:
        return int(digits) if quantity.endswith("m") else int(float(quantity) * 1000)
    except ValueError:
        return None


def selected_by(pod: PodView, selector: Mapping[str, str]) -> list[str]:
    """Judge that a pod carries every label of a selector, and that there is a selector."""
    missing = [f"{key}={value}" for key, value in selector.items() if pod.labels.get(key) != value]
    if not selector:
        return ["the service selects nothing"]
    return [f"pod {pod.name} lacks the label {label} that the service selects" for label in missing]
