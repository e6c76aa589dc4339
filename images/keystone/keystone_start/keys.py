"""Fernet and credential keys: one set for all replicas."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Mapping
from pathlib import Path

from .undone import Found

CONFIG = Path("/etc/keystone")
# fernet-keys serves tokens and receipts alike, as Keystone's own defaults have it.
REPOSITORIES = ("fernet-keys", "credential-keys")


def not_mounted(config: Path = CONFIG) -> tuple[str, ...]:
    """Give the repositories that no Secret provides: those without a key."""
    return tuple(name for name in REPOSITORIES if not _has_keys(config / name))


def make() -> str:
    """Give a new repository as JSON: a staged key 0 and a primary key 1, as keystone-manage makes them."""
    return json.dumps({str(index): base64.urlsafe_b64encode(os.urandom(32)).decode() for index in (0, 1)})


def write(found: Found, names: tuple[str, ...], config: Path = CONFIG) -> None:
    """Write the repositories `names` from the database's notes, readable by the owner alone."""
    for name in names:
        repository = config / name
        repository.mkdir(mode=0o700, exist_ok=True)
        keys: Mapping[str, str] = json.loads(found.notes[name])
        for index, key in keys.items():
            with open(repository / index, "w", opener=_private) as file:
                file.write(key)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _has_keys(repository: Path) -> bool:
    return repository.is_dir() and any(entry.name.isdigit() for entry in repository.iterdir())
