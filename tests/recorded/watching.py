"""What tests of the watches share: objects, events, and a way to wait for what is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.observe import NamespaceWatch
from conformance.observed import Snapshot
from tests.recorded.api_server import Answer, events, hold

LONG = 20.0
"""Seconds until a test gives up; none takes long."""


def pod(name: str, version: int, phase: str = "Running", uid: str = "") -> dict[str, Any]:
    """Return a pod's JSON."""
    metadata = {"name": name, "uid": uid or f"uid-{name}", "resourceVersion": str(version)}
    return {"metadata": metadata, "status": {"phase": phase}}


def event(action: str, thing: dict[str, Any]) -> dict[str, Any]:
    """Return a line of a watch."""
    return {"type": action, "object": thing}


GONE = event("ERROR", {"kind": "Status", "code": 410, "message": "too old resource version"})


def see(watch: NamespaceWatch, what: Callable[[Snapshot], bool]) -> Snapshot:
    """Return the first snapshot of which `what` is true."""
    with watch.changes:
        assert watch.changes.wait_for(lambda: what(watch.snapshot), LONG), watch.snapshot
    return watch.snapshot


def phase_is(phase: str) -> Callable[[Snapshot], bool]:
    """Judge that pod `p` is in that phase."""

    def judge(snapshot: Snapshot) -> bool:
        found = snapshot.pod("p")
        return found is not None and found.phase == phase

    return judge


def hold_open() -> Answer:
    """Answer a watch with a stream that stays open."""
    return events(then=hold)
