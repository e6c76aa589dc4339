"""Pure judges of the database pod."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePosixPath

from conformance.observed import PodView

SYSTEM_DATABASES = ("information_schema", "performance_schema", "sys")
"""What MariaDB may show to any user: views of the server, no data (SHOW DATABASES)."""
DENIED = re.compile(r"\bERROR (1044|1045|1142|1227|1698)\b")
"""MariaDB's errors for access denied: to a database, a login, a table, a privilege, a login by socket."""


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


def no_volume_over(pod: PodView, container: str, path: str) -> list[str]:
    """Judge that no volume is mounted at `path`, above it or inside it: what is there ends with the pod."""
    data = PurePosixPath(path)
    mounted = next((c.mounted_at for c in pod.containers if c.name == container), ())
    return [
        f"container {container} of pod {pod.name} has a volume at {place}, its data must be on none"
        for place in mounted
        if data.is_relative_to(place) or PurePosixPath(place).is_relative_to(data)
    ]


def sees_only(seen: Iterable[str], database: str) -> list[str]:
    """Judge that a user is shown its database and no other one that holds data."""
    others = [name for name in seen if name not in (database, *SYSTEM_DATABASES)]
    missing = [] if database in seen else [f"the keystone user does not see the database {database}"]
    return missing + [f"the keystone user sees the database {name}, not only {database}" for name in others]


def refused(words: Mapping[str, str]) -> list[str]:
    """Judge that each thing tried was denied; `words` has what the database said to it, empty for a yes."""
    return [
        f"database: {what} was {'let through' if not said else f'refused for another reason: {said}'}"
        for what, said in words.items()
        if not DENIED.search(said)
    ]


def administers(seen: Collection[str], database: str) -> list[str]:
    """Judge that root is shown the keystone database and the server's own."""
    return [f"database: root does not see {name}" for name in (database, "mysql") if name not in seen]
