"""Takes secrets out of a scenario's record before anything is written or printed from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.record import ScenarioRecord
from conformance.redact import Redactor


def redact_record(record: ScenarioRecord, redactor: Redactor) -> None:
    """Replace secrets in the reason, the lines below it, what was seen in waits, observed, and answered."""
    record.reason = redactor.sentence(record.reason)
    record.detail = redactor.sentence(record.detail)
    record.observed = [_redacted(facts, redactor) for facts in record.observed]
    record.tables = [
        replace(table, cells=tuple(replace(cell, said=redactor.sentence(cell.said)) for cell in table.cells))
        for table in record.tables
    ]
    for step in record.steps:
        step.waits = [replace(wait, last_seen=redactor.sentence(wait.last_seen)) for wait in step.waits]


def _redacted(value: Any, redactor: Redactor) -> Any:
    if isinstance(value, dict):
        return {key: _redacted(inner, redactor) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(inner, redactor) for inner in value]
    return redactor.sentence(value) if isinstance(value, str) else value
