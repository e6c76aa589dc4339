"""The images in the storage folder of upstream's registry program: manifests and blobs by their digests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import SetUpFailed

BLOBS = Path("docker/registry/v2/blobs")
"""Where its file system driver keeps every blob (distribution v3, registry/storage/paths.go)."""


@dataclass(frozen=True)
class StoredImage:
    """One image as it lies on the disk; its manifest is the text that its digest is of."""

    manifest: str
    blobs: tuple[tuple[str, Path], ...]
    """Digest and file of the configuration and of each layer, each once."""

    @property
    def size(self) -> int:
        """Bytes of all blobs, compressed as they are."""
        return sum(file.stat().st_size for _, file in self.blobs)


def stored_image(storage: Path, digest: str) -> StoredImage:
    """Return the image whose manifest has that digest; raises SetUpFailed where a part of it is missing."""
    manifest = _blob(storage, digest).read_text(encoding="utf-8")
    read: dict[str, Any] = json.loads(manifest)
    digests = dict.fromkeys(part["digest"] for part in (read["config"], *read["layers"]))
    return StoredImage(manifest, tuple((each, _blob(storage, each)) for each in digests))


def _blob(storage: Path, digest: str) -> Path:
    algorithm, _, name = digest.partition(":")
    file = storage / BLOBS / algorithm / name[:2] / name / "data"
    if not file.is_file():
        raise SetUpFailed(
            f"the built images in {storage.parent} lack {digest}",
            "remove that folder, and `./toxw -e images -- build` makes it anew",
        )
    return file
