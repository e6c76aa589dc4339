"""Copies of logs and dumps without secrets."""

from __future__ import annotations

from pathlib import Path

from conformance.redact.redactor import Redactor


def copied(file: Path, target: Path, redactor: Redactor) -> Path:
    """Copy a log or a dump without secrets to `target`, whose folder is made, and return that."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(redactor.content(file.read_bytes()))
    return target
