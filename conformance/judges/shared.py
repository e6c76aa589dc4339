"""Pure judge of what replicas share."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def every_one_shows_all(shown: Mapping[str, Collection[str]]) -> list[str]:
    """Judge that each pod shows what was made through every pod; `shown` has the makers it knows of."""
    return [
        f"pod {pod} does not show the project that was made through pod {maker}"
        for pod, makers in shown.items()
        for maker in shown
        if maker not in makers
    ]
