"""A report that cannot be written: its disk is full, or gone. The environment failed, not the suite."""

from __future__ import annotations

from pathlib import Path


def unwritable(folder: Path, error: OSError) -> str:
    """Return the fault of a run whose report in `folder` cannot be written, in one line."""
    why = error.strerror or type(error).__name__
    return f"the report cannot be written to {folder} ({why}): make room there, or name another --reports"
