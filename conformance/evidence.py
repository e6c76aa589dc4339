"""Files that a verdict rests on: where they lie below the run's folder, and what they hash to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from conformance.provenance import EvidenceFile

EVIDENCE = "evidence"
"""The folder of it all, below the run's."""
POD_STATUSES = f"{EVIDENCE}/pod-statuses.json"
"""What the API server said of every pod's images; the digests of the record are taken from it."""


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex; raises OSError as reading does."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def evidence_of(files: Iterable[Path], folder: Path) -> list[EvidenceFile]:
    """Return files below the run's `folder` as the record names them, with their hashes as they are now."""
    return [
        EvidenceFile(file.relative_to(folder).as_posix(), sha256_of(file), file.stat().st_size)
        for file in files
    ]


def hashes_of(files: Iterable[Path], root: Path) -> dict[str, str]:
    """Return the SHA-256 of each file by its path below `root`, of one elsewhere by its whole path."""
    absolute = sorted({file.resolve() for file in files})
    named = (
        (file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix(), file)
        for file in absolute
    )
    return {name: sha256_of(file) for name, file in named}
