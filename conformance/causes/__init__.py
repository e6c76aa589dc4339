"""Which cause is whose fault: the table, and the texts that lead to its rows."""

from __future__ import annotations

from conformance.causes.failure import failure
from conformance.causes.table import CAUSES, Cause, cause
from conformance.causes.texts import (
    classify_create_failure,
    classify_load_balancer_failure,
    classify_pull,
    classify_sandbox_failure,
    classify_start_failure,
    classify_unschedulable,
)

__all__ = [
    "CAUSES",
    "Cause",
    "cause",
    "classify_create_failure",
    "classify_load_balancer_failure",
    "classify_pull",
    "classify_sandbox_failure",
    "classify_start_failure",
    "classify_unschedulable",
    "failure",
]
