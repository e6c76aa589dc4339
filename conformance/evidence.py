"""Files that a verdict rests on: where they lie below the run's folder, and what they hash to.

Whoever writes one, secrets are taken out of it before it is hashed, and a file without a hash is none.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from conformance.provenance import EvidenceFile
from conformance.redact import Redactor
from conformance.redact.copying import copied

EVIDENCE = "evidence"
"""The folder of it all, below the run's."""
POD_STATUSES = f"{EVIDENCE}/pod-statuses.json"
"""What the API server said of every pod's images; the digests of the record are taken from it."""


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex; raises OSError as reading does."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def evidence_of(files: Iterable[Path], folder: Path, redactor: Redactor) -> list[EvidenceFile]:
    """Take secrets out of files below the run's `folder`, and return them as the record names them."""
    return [_evidence(file, folder, redactor) for file in files]


def _evidence(file: Path, folder: Path, redactor: Redactor) -> EvidenceFile:
    content = file.read_bytes()
    clean = redactor.content(content)
    if clean != content:
        file.write_bytes(clean)
    return EvidenceFile(file.relative_to(folder).as_posix(), sha256_of(file), len(clean))


def collected(collect: Callable[[Path], list[Path]], into: Path, redactor: Redactor) -> list[Path]:
    """Let `collect` fill a folder that only we can read, and return its files without secrets, in `into`."""
    with tempfile.TemporaryDirectory(prefix="keystone-conformance-") as name:
        raw = Path(name)
        return [copied(file, into / file.relative_to(raw), redactor) for file in collect(raw)]


def hashes_of(files: Iterable[Path], root: Path) -> dict[str, str]:
    """Return the SHA-256 of each file by its path below `root`, of one elsewhere by its whole path."""
    absolute = sorted({file.resolve() for file in files})
    named = (
        (file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix(), file)
        for file in absolute
    )
    return {name: sha256_of(file) for name, file in named}
