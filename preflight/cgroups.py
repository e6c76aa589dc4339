"""Which kind of control groups a machine has. Pure."""

from __future__ import annotations


def cgroup_kind(mountinfo: str) -> str:
    """Return v1, v2, hybrid (v1 controllers beside a v2 tree) or none, from /proc/self/mountinfo."""
    kinds = set()
    for line in mountinfo.splitlines():
        _, _, file_system = line.partition(" - ")
        if file_system.startswith("cgroup2 "):
            kinds.add("v2")
        elif file_system.startswith("cgroup ") and not file_system.endswith("name=systemd"):
            kinds.add("v1")
    if len(kinds) == 2:
        return "hybrid"
    return kinds.pop() if kinds else "none"
