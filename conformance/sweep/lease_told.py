"""Until when a run counts as alive, as its Lease tells; pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from conformance.lease import LASTS


def last_renewed(lease: Mapping[str, Any]) -> datetime:
    """Return when the Lease was renewed last, or made."""
    return datetime.fromisoformat(lease["spec"].get("renewTime") or lease["metadata"]["creationTimestamp"])


def alive_until(lease: Mapping[str, Any], run_id: str) -> datetime | None:
    """Return when the run's Lease runs out; None where it has been given up."""
    spec = lease["spec"]
    if not run_id or spec.get("holderIdentity") != run_id:
        return None
    return last_renewed(lease) + timedelta(seconds=spec.get("leaseDurationSeconds") or LASTS)
