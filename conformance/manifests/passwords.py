"""The passwords that a set of manifests carries: read, and replaced by those of one run."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from dataclasses import replace

from conformance.credentials import BLOG, Credentials
from conformance.manifests.manifest_set import Manifest, ManifestSet
from conformance.manifests.objects import Content
from conformance.manifests.pod_templates import containers, mapping, mappings
from conformance.stack import Role

FIELDS: Mapping[str, str] = {
    "MYSQL_USER": "database_user",
    "MYSQL_DATABASE": "database_name",
    "MYSQL_PASSWORD": "database_password",
    "MYSQL_ROOT_PASSWORD": "database_root_password",
    "ADMIN_TOKEN": "admin_password",
}
"""The blog's variables, and what of the credentials each one carries."""


def credentials_of(manifests: ManifestSet) -> Credentials:
    """Return the credentials that the set itself deploys: the blog's, for the blog's manifests.

    The database's own come from its pod, Keystone's admin password from the controller; where a value is
    neither written down nor in a Secret of the set, the blog's stands in for it.
    """
    found = _values(manifests.manifests, Role.CONTROLLER) | _values(manifests.manifests, Role.DATABASE)
    return replace(BLOG, **{FIELDS[variable]: value for variable, value in found.items()})


def with_credentials(manifests: Iterable[Manifest], credentials: Credentials) -> list[str]:
    """Put `credentials` into the manifests' contents, and return what differs now, without the values.

    A variable of the controller that had another value than the database's keeps it: the two did not fit
    before, and mending that would hide it from the promises.
    """
    every = tuple(manifests)
    before, controller = _values(every, Role.DATABASE), _values(every, Role.CONTROLLER)
    unlike = {name for name in controller if name in before and controller[name] != before[name]}
    new = {variable: str(getattr(credentials, field)) for variable, field in FIELDS.items()}
    said = []
    for manifest in every:
        kept = unlike if manifest.role is Role.CONTROLLER else set()
        for entry in _entries(manifest):
            variable = entry["name"]
            if variable in kept:
                said.append(f"{manifest.role}: {variable} kept, it differs from the database's")
            elif _put(every, entry, new[variable]):
                said.append(f"{manifest.role}: {variable} of this run")
    return said


def _entries(manifest: Manifest) -> list[Content]:
    """Return the `env` entries of the pod and the controller that carry credentials."""
    if manifest.role not in (Role.DATABASE, Role.CONTROLLER):
        return []
    return [
        entry
        for container in containers(manifest.content)
        for entry in mappings(container, "env")
        if entry.get("name") in FIELDS
    ]


def _values(manifests: Iterable[Manifest], role: Role) -> dict[str, str]:
    every = tuple(manifests)
    entries = [entry for manifest in every if manifest.role is role for entry in _entries(manifest)]
    found = {entry["name"]: _get(every, entry) for entry in entries}
    return {name: value for name, value in found.items() if value is not None}


def _get(manifests: tuple[Manifest, ...], entry: Content) -> str | None:
    if "value" in entry:
        return str(entry["value"])
    secret, key = _secret(manifests, entry)
    if key in mapping(secret, "stringData"):
        return str(secret["stringData"][key])
    try:
        return base64.b64decode(str(mapping(secret, "data")[key]), validate=True).decode()
    except (KeyError, binascii.Error, UnicodeDecodeError):
        return None


def _put(manifests: tuple[Manifest, ...], entry: Content, value: str) -> bool:
    """Write the value where the entry takes it from; False where it is there, or that is not in the set."""
    if _get(manifests, entry) == value:
        return False
    if "value" in entry:
        entry["value"] = value
        return True
    secret, key = _secret(manifests, entry)
    if not secret:
        return False
    mapping(secret, "data").pop(key, None)
    secret["stringData"] = {**mapping(secret, "stringData"), key: value}
    return True


def _secret(manifests: tuple[Manifest, ...], entry: Content) -> tuple[Content, str]:
    """Return the Secret of the set that the entry refers to, empty where there is none, and the key in it."""
    reference = mapping(entry, "valueFrom", "secretKeyRef")
    named = (
        item.content for item in manifests if item.kind == "Secret" and item.name == reference.get("name")
    )
    return next(named, {}), str(reference.get("key", ""))
