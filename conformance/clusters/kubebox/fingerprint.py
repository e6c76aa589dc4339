"""What a box is made from, as one short text: a box that was made from something else is not used."""

from __future__ import annotations

import hashlib
from pathlib import Path

HERE = Path(__file__).parent


def fingerprint(programs: Path, images: Path) -> str:
    """Return the fingerprint of these programs, these images and the code that boots them.

    The two folders are named by the hash of what they were made from.
    """
    digest = hashlib.sha256(f"{programs.resolve().name} {images.resolve().name}".encode())
    for path in sorted(HERE.rglob("*")):
        if path.suffix in (".py", ".yaml"):
            digest.update(f"{path.relative_to(HERE)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def contents(programs: Path, images: Path) -> str:
    """Return what an image store filled by these programs with these images holds."""
    return f"{programs.resolve().name} {images.resolve().name}"
