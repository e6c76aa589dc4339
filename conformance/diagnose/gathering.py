"""Gathers the evidence of one scenario: what the watches saw, and every container's log."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.diagnose.container_logs import Budget, logs_of
from conformance.diagnose.description import describe
from conformance.diagnose.tables import event_table, history_table, pod_table, service_table
from conformance.observed import Snapshot
from conformance.record import WaitRecord
from conformance.redact import Redactor

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

SECONDS = 20.0
"""For everything together: a failure must not hold up the scenarios after it for longer."""


def gather(
    api: ApiClient | None,
    snapshot: Snapshot,
    folder: Path,
    *,
    waits: Sequence[WaitRecord] = (),
    redactor: Redactor | None = None,
    seconds: float = SECONDS,
    now: datetime | None = None,
) -> list[Path]:
    """Write the evidence into `folder` (made where missing) and return the files' paths.

    All but the logs comes from `snapshot`, so it is there even when the API server is not; without `api`
    there are no logs. `seconds` bounds the whole. A part that fails leaves its error in its file and never
    hides another part.
    """
    redactor = redactor or Redactor()
    moment = now or datetime.now(UTC)
    parts: dict[str, Callable[[], str]] = {
        "pods.txt": lambda: pod_table(snapshot, moment) + "\n" + service_table(snapshot, moment),
        "describe.txt": lambda: describe(snapshot),
        "events.txt": lambda: event_table(snapshot),
        "changes.txt": lambda: history_table(snapshot),
        "objects.json": lambda: json.dumps(redactor.json(_objects(snapshot)), indent=2) + "\n",
        "waits.json": lambda: json.dumps([asdict(wait) for wait in waits], indent=2) + "\n",
    }
    written = [_write(folder / name, part, redactor) for name, part in parts.items()]
    if api is not None:
        budget = Budget(seconds)
        for name, log in logs_of(api, snapshot, budget):
            written.append(_write(folder / "logs" / name, log, redactor))
    return written


def _write(path: Path, part: Callable[[], str], redactor: Redactor) -> Path:
    try:
        text = part()
    except Exception:  # whatever fails here, the other parts matter more
        text = "this part of the evidence could not be gathered:\n" + traceback.format_exc()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(redactor.content(text.encode(errors="replace")))
    return path


def _objects(snapshot: Snapshot) -> dict[str, list[object]]:
    collections = {
        "pods": snapshot.pods,
        "services": snapshot.services,
        "replicationControllers": snapshot.controllers,
        "endpointSlices": snapshot.endpoint_slices,
        "nodes": snapshot.nodes,
    }
    return {name: [view.raw for view in views.values()] for name, views in collections.items()}
