"""A registry that is played: it takes uploads by the OCI distribution protocol, and can want credentials."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from conformance.registry.storage import BLOBS, StoredImage, stored_image
from tests.played_http import Asked, Reply

DENIED = {"errors": [{"code": "DENIED", "message": "no right to\nupload"}]}


def digest_of(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def put_blob(storage: Path, content: bytes) -> str:
    """Put a blob where the registry program keeps it, and return its digest."""
    digest = digest_of(content)
    folder = storage / BLOBS / "sha256" / digest[7:9] / digest[7:]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data").write_bytes(content)
    return digest


def an_image(
    storage: Path, layers: tuple[bytes, ...] = (b"\x1f\x8blayer", b"\x1f\x8bmore")
) -> tuple[str, StoredImage]:
    """Put an image of two layers into a storage; return its digest and the image."""
    parts = [{"digest": put_blob(storage, content), "size": len(content)} for content in (b"{}", *layers)]
    kind = "application/vnd.oci.image.manifest.v1+json"
    manifest = {"schemaVersion": 2, "mediaType": kind, "config": parts[0], "layers": parts[1:]}
    digest = put_blob(storage, json.dumps(manifest).encode())
    return digest, stored_image(storage, digest)


@dataclass
class PlayedRegistry:
    """What was pushed, by repository; with a `password` a token is fetched for user `ada` first."""

    password: str = ""
    blobs: set[tuple[str, str]] = field(default_factory=set)
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    scopes: list[str] = field(default_factory=list)

    def answer(self, asked: Asked) -> Reply:
        """Answer as upstream's registry does."""
        if asked.path.startswith("/token?"):
            return self._token(asked)
        if self.password and asked.headers.get("authorization") != "Bearer ticket":
            host = asked.headers["host"]
            return Reply(
                401, headers={"WWW-Authenticate": f'Bearer realm="https://{host}/token",service="{host}"'}
            )
        path = urlsplit(asked.path).path.removeprefix("/v2/")
        if not path:
            return Reply(200, {})
        repository, kind, name = _parted(path)
        if kind == "manifests":
            return self._manifest(asked, repository, name)
        if name.startswith("uploads/"):
            return self._upload(asked, repository)
        return Reply(200 if (repository, name) in self.blobs else 404)

    def _token(self, asked: Asked) -> Reply:
        self.scopes += parse_qs(urlsplit(asked.path).query)["scope"]
        known = base64.b64encode(f"ada:{self.password}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {known}":
            return Reply(401)
        return Reply(200, {"token": "ticket"})

    def _upload(self, asked: Asked, repository: str) -> Reply:
        if asked.method == "POST":
            return Reply(202, headers={"Location": f"/v2/{repository}/blobs/uploads/1?_state=x"})
        self.blobs.add((repository, parse_qs(urlsplit(asked.path).query)["digest"][0]))
        return Reply(201)

    def _manifest(self, asked: Asked, repository: str, tag: str) -> Reply:
        if asked.method == "PUT":
            self.tags[repository, tag] = digest_of(json.dumps(asked.body).encode())
            return Reply(201)
        return Reply(200, headers={"Docker-Content-Digest": self.tags[repository, tag]})


def _parted(path: str) -> tuple[str, str, str]:
    for kind in ("manifests", "blobs"):
        repository, found, name = path.partition(f"/{kind}/")
        if found:
            return repository, kind, name
    raise AssertionError(path)
