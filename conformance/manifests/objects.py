"""Files of Kubernetes objects, each with apiVersion, kind and name, or one line that says what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import BadInput
from conformance.manifests.kubernetes_yaml import Document, NotYamlError, documents_of

Content = dict[str, Any]
CONTRACT_KINDS = {
    "Pod": "v1",
    "Service": "v1",
    "ReplicationController": "v1",
    "Secret": "v1",
    "ConfigMap": "v1",
    "PersistentVolumeClaim": "v1",
    "ServiceAccount": "v1",
    "NetworkPolicy": "networking.k8s.io/v1",
}
"""The kinds that a stack is made of: the three of the fixed contract, and what those may rely on."""
STAND_IN_KINDS = {"Deployment": "apps/v1", "ReplicaSet": "apps/v1", "StatefulSet": "apps/v1"}
"""Kinds that a stack is not made of, and that may stand where its ReplicationController should."""
API_VERSIONS = CONTRACT_KINDS | STAND_IN_KINDS


@dataclass(frozen=True)
class KubernetesObject:
    """One object as its file has it."""

    content: Content
    file: str
    line: int

    @property
    def kind(self) -> str:
        """Its kind, e.g. `Pod`."""
        return str(self.content["kind"])

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.content["metadata"]["name"])

    def __str__(self) -> str:
        """Kind, name and where it is written, for messages."""
        return f"{self.kind} {self.name} ({self.file}, line {self.line})"


def read_objects(path: Path) -> list[KubernetesObject]:
    """Return the objects of one YAML or JSON file; those of a v1 List too, empty documents not.

    Raises BadInput with file, line and remedy: unreadable, not YAML, a doubled key, a document that is no
    Kubernetes object, a kind that no stack is made of.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read ({error.strerror})", f"make {path} readable") from None
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8 (byte {error.start})", "save it as UTF-8") from None
    try:
        documents = list(documents_of(text))
    except NotYamlError as error:
        raise BadInput(
            f"{path.name}, line {error.line}: not YAML, {error.problem}", _remedy(error, text.splitlines())
        ) from None
    return [
        item
        for document in documents
        if document.content is not None
        for item in _objects(document, path.name)
    ]


def _remedy(error: NotYamlError, lines: list[str]) -> str:
    """Say how to mend a text that does not parse; the commonest slip is a line that is indented too far."""
    if error.doubled:
        return f"remove one of the two `{error.doubled}`, or make two list entries of them"
    before = next((number for number in range(error.line - 1, 0, -1) if lines[number - 1].strip()), 0)
    if error.problem == "mapping values are not allowed here" and before:
        here, above = lines[error.line - 1], lines[before - 1]
        if _depth(here) > _depth(above):
            key, parent = here.strip().partition(":")[0], above.strip()
            return (
                f"`{key}` is deeper than `{parent}` in line {before}, which has its value: indent both alike"
            )
    if "\t" in lines[error.line - 1][: _depth(lines[error.line - 1])]:
        return "indent with spaces: YAML allows no tabs there"
    return "mend that line; `kubectl create --dry-run=client -f` reads files as this does"


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _objects(document: Document, file: str) -> Iterator[KubernetesObject]:
    content, line = document.content, document.line
    where = f"{file}, line {line}"
    if not isinstance(content, dict):
        what = "a list" if isinstance(content, list) else f"the text {str(content)[:40]!r}"
        raise BadInput(
            f"{where}: no Kubernetes object but {what}", "start it with apiVersion, kind and metadata"
        )
    try:
        json.dumps(content, allow_nan=False)
    except (TypeError, ValueError):
        raise BadInput(
            f"{where}: a key or value that JSON cannot hold", "use text, numbers, lists and mappings"
        ) from None
    for key in ("apiVersion", "kind"):
        if not isinstance(content.get(key), str) or not content[key]:
            raise BadInput(f"{where}: no Kubernetes object, it has no {key}", f"add `{key}:`")
    if content["kind"] == "List" and content["apiVersion"] == "v1":
        items = content.get("items") or []
        if not isinstance(items, list):
            raise BadInput(f"{where}: the List's items are no list", "start each object below it with `- `")
        for item in items:
            yield from _objects(Document(item, line), file)
        return
    metadata = content.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str) or not metadata["name"]:
        raise BadInput(f"{where}: the {content['kind']} has no name", "add `metadata:` with `name:` below it")
    needed = API_VERSIONS.get(content["kind"])
    if needed is None:
        raise BadInput(
            f"{where}: a stack is not made of a {content['kind']} ({metadata['name']})",
            f"the contract knows {', '.join(CONTRACT_KINDS)}",
        )
    if content["apiVersion"] != needed:
        raise BadInput(
            f"{where}: {content['kind']} is not of apiVersion {content['apiVersion']}",
            f"write `apiVersion: {needed}`",
        )
    yield KubernetesObject(content, file, line)
