"""What somebody can do to a run of `certified_run`, for the tests that see it found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from conformance.certificate.envelope import certificate_files
from tests.certified_run import edit

Tampering = Callable[[Path], object]
"""Changes something in a run's folder."""
BEFORE = "20261122-041011-3fa9c1"
"""The run before."""
OTHER = "sha256:" + "00" * 32
"""The digest of no image."""


def write(path: str, text: str) -> Tampering:
    """Write a file anew, by its path below the run's folder."""
    return lambda run: (run / path).write_text(text)


def remove(path: str) -> Tampering:
    """Take a file away."""
    return lambda run: (run / path).unlink()


def report(changed: Callable[[Any], object]) -> Tampering:
    """Change the record in the report."""
    return lambda run: edit(run / "report.json", lambda plain: changed(plain["run"]))


def certificate(run: Path) -> Path:
    """Return the one certificate of a run."""
    (file,) = certificate_files(run)
    return file


def envelope(**fields: object) -> Tampering:
    """Change fields of the envelope."""
    return lambda run: edit(certificate(run), lambda plain: plain.update(fields))


def verdict(identifier: str, value: str) -> Callable[[Any], object]:
    """Change a verdict in the record."""

    def changed(run: Any) -> None:
        (one,) = (each for each in run["scenarios"] if each["identifier"] == identifier)
        one["verdict"] = value

    return changed
