"""Recorded machines, for tests of the preflight."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from preflight.machine import Machine, read_os_release
from preflight.packages import BOX_PACKAGES
from preflight.survey import GB

RECORDED = Path(__file__).parent / "recorded" / "machines"


def recorded(name: str) -> str:
    return (RECORDED / name).read_text(encoding="utf-8")


def machine(**differences: Any) -> Machine:
    """A Debian 12 that lacks nothing, but for `differences`."""
    everything = "".join(f"Package: {each.name}\nStatus: install ok installed\n\n" for each in BOX_PACKAGES)
    facts = Machine(
        system="linux",
        cpu="x86_64",
        is_root=True,
        python=(3, 11),
        has_venv=True,
        os_release=read_os_release(recorded("debian-12.os-release")),
        dpkg_status=everything,
        mountinfo=recorded("v2.mountinfo"),
        route=recorded("plain.route"),
        fib_trie=recorded("plain.fib_trie"),
        free_disk=100 * GB,
        available_memory=8 * GB,
        is_built=True,
        has_good_go=True,
    )
    return facts._replace(**differences)
