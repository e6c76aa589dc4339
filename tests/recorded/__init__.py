"""Objects as a real API server showed them (kubebox, Kubernetes 1.36.3), and what tests play them with.

Each file holds one namespace: its objects by kind, without managed fields. `pause` stands for every program.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from conformance.observe.kinds import KINDS
from conformance.observed import Snapshot

FOLDER = Path(__file__).parent
Objects = dict[str, list[dict[str, Any]]]


def objects(name: str) -> Objects:
    """Return the JSON of a recorded namespace, by the snapshot's fields; change it as you like."""
    recorded: Objects = json.loads((FOLDER / f"{name}.json").read_text())
    return recorded


def recorded(name: str) -> Snapshot:
    """Return the snapshot of a recorded namespace."""
    return snapshot_of(objects(name))


def snapshot_of(found: Objects) -> Snapshot:
    """Return the snapshot that shows these objects."""
    fields: dict[str, Any] = {}
    for kind in KINDS:
        views = map(kind.parse, found.get(kind.field, ()))
        fields[kind.field] = MappingProxyType({view.name: view for view in views})
    return Snapshot(**fields)


def named(found: Iterable[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the object of that name."""
    return next(each for each in found if each["metadata"]["name"] == name)
